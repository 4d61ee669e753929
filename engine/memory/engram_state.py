"""What the engrams of a library were made by, and up to when: a few values in the table `engram_state`."""

from __future__ import annotations

from engine.errors import NacreError
from engine.library.connection import Connection
from engine.memory.hypervectors import Form


def form_text(form: Form, dim: int) -> str:
    """The measures by which engrams were made, as they are stored."""
    return f"engrams/1 d={form.d} items={form.item_nnz} chunks={form.chunk_nnz} from={form.stored_from} dim={dim}"


def dim_of(made: str) -> int:
    """The dimension of the embeddings, from what `form_text` wrote."""
    return int(made.rpartition("dim=")[2] or 0)


def state(connection: Connection, key: str, default: str = "") -> str:
    row = connection.execute("SELECT value FROM engram_state WHERE key = ?", (key,)).fetchone()
    return default if row is None else str(row[0])


def set_state(connection: Connection, **values: str | int) -> None:
    connection.executemany(
        "INSERT INTO engram_state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        list(values.items()),
    )


def note_change(connection: Connection) -> None:
    """Nodes that were read before this transaction are out of date."""
    set_state(connection, changes=int(state(connection, "changes", "0")) + 1)


def check_form(connection: Connection, encoder_id: str, dim: int, form: Form) -> None:
    """Refuse to compare vectors of this encoder and form with engrams of another.

    Raises:
        NacreError: what is counted is of another encoder or form.
    """
    stored, made = state(connection, "encoder"), state(connection, "form")
    if stored and stored != encoder_id:
        raise _other(f"the encoder {stored}, not of {encoder_id}")
    if stored and made != form_text(form, dim):
        raise _other("other measures")


def check_records(connection: Connection, form: Form) -> None:
    """Refuse to compare records of this form with those of another; the encoder plays no part in a record.

    Raises:
        NacreError: what is counted is of another form.
    """
    made = state(connection, "form")
    if made and made != form_text(form, dim_of(made)):
        raise _other("other measures")


def _other(what: str) -> NacreError:
    return NacreError(f"the engrams of this library are of {what}", "run nacre ingest, which makes them again")
