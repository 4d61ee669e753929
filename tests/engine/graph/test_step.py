"""The graph keeps in step with the library: exactly, whatever happened in whatever order."""

from __future__ import annotations

import random
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.errors import Cancelled
from engine.graph.stale import graph_pending
from engine.graph.step import forget_all, settle
from engine.graph.verify import problems
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from tests.engine import shelf

ENCODER = HashedEncoder()
PIECES = (
    "Vector symbolic architectures (VSA) bundle engrams.",
    "Vector symbolic architectures (VSA) bind roles.",
    "Very small antennas (VSA) hum in Orrin.",
    "An engram is a trace that a memory leaves.",
    "See [[Engrams]] and [[Tide station]].",
    "Ask Wren Oduya, who lives in Tolsay.",
    "We met Wren Oduya in Tolsay, Scotland.",
    "The float gauge rises. A float gauge falls.",
    "The floatgauge hums. Nobody reads the floatgauge, nor [[Float-gauge]].",
    "## Cleanup\n\nCleanup refers to finding the nearest item.",
    "## Principal components\n\nWe use principal component analysis (PCA) and patient controlled analgesia (PCA).",
    "Tidal Songs was written by Ada Brannock.",
)
ALIASES = ("Memory trace", "VSA", "Gauge", "Engram")


def contents(library: Library) -> list[list[tuple[object, ...]]]:
    """Everything that is stored of the graph, without the ids of rows."""
    queries = (
        """SELECT k.key, m.version, m.kind, m.count, m.points, m.surface, m.spans FROM graph_mentions m
        JOIN graph_keys k ON k.id = m.key ORDER BY 1, 2""",
        """SELECT t.version, t.ordinal, s.key, t.relation, ifnull(o.key, ''), t.words, t.char_start, t.char_end,
        t.method, t.confidence FROM graph_triples t JOIN graph_keys s ON s.id = t.subject
        LEFT JOIN graph_keys o ON o.id = t.object
        ORDER BY 1, 2""",
        """SELECT (SELECT group_concat(key, '|') FROM (SELECT key FROM graph_keys WHERE concept = c.id ORDER BY key)),
        c.name, c.aliases, c.kind, c.documents, c.mentions, c.points FROM graph_concepts c ORDER BY 1""",
        "SELECT key, stale FROM graph_keys ORDER BY 1",
    )
    return [library.read().execute(query).fetchall() for query in queries]


def text(draw: random.Random) -> str:
    alias = f"---\naliases: [{draw.choice(ALIASES)}]\n---\n" if draw.random() < 0.4 else ""
    title = draw.choice(("Engrams", "Tide station", "Gauge", "Other"))
    pieces = "\n\n".join(draw.sample(PIECES, draw.randrange(1, 5)))
    return f"{alias}# {title}\n\n{pieces}\n"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_steps_leave_what_a_rebuild_makes(library: Library, seed: int) -> None:
    draw = random.Random(seed)
    live: set[str] = set()
    for _ in range(60):
        name = f"{draw.randrange(9)}.md"
        if name in live and draw.random() < 0.3:
            library.forget([f"/notes/{name}"])
            live.discard(name)
        else:
            shelf.put(library, Path("/notes") / name, text(draw))
            live.add(name)
        if draw.random() < 0.5:
            settle(library, ENCODER)
    settle(library, ENCODER)
    kept = contents(library)
    assert kept[2] and not any(row[1] for row in kept[3])
    assert list(problems(library)) == []
    forget_all(library)
    settle(library, ENCODER)
    assert contents(library) == kept


def test_another_name_that_is_a_page_of_its_own_means_that_page(library: Library) -> None:
    shelf.put(library, Path("/notes/a.md"), "---\naliases: [Rename notes]\n---\n# Manage notes\n\nAbout them.\n")
    settle(library, ENCODER)
    joined = "SELECT COUNT(DISTINCT concept) FROM graph_keys WHERE key IN ('manage note', 'rename note')"
    assert library.read().execute(joined).fetchone()[0] == 1
    shelf.put(library, Path("/notes/b.md"), "# Rename notes\n\nHow to.\n")
    settle(library, ENCODER)
    assert library.read().execute(joined).fetchone()[0] == 2
    library.forget(["/notes/b.md"])
    settle(library, ENCODER)
    assert library.read().execute(joined).fetchone()[0] == 1


def test_what_is_forgotten_leaves_nothing_not_even_in_the_file(library: Library) -> None:
    shelf.put(library, Path("/notes/a.md"), "# Gauge\n\nThe gauge stands in Orrin.\n")
    settle(library, ENCODER)
    before = contents(library)
    secret = "# Quillfeather\n\nThe Quillfeather is a lamp that Zebulon Varnhagen keeps in Orrin.\n"
    shelf.put(library, Path("/notes/secret.md"), secret)
    settle(library, ENCODER)
    assert contents(library) != before
    library.forget(["/notes/secret.md"])
    stored = b"".join(each.read_bytes() for each in library.folder.glob("library.db*"))
    assert b"uillfeather" not in stored and b"arnhagen" not in stored
    settle(library, ENCODER)
    assert contents(library) == before


def test_a_step_with_nothing_new_looks_at_nothing_and_a_change_at_what_changed(library: Library) -> None:
    for name in "abc":
        shelf.put(library, Path(f"/notes/{name}.md"), f"# Note {name}\n\nAbout Orrin.\n")
    assert graph_pending(library, ENCODER.id)
    assert settle(library, ENCODER) == 3
    assert not graph_pending(library, ENCODER.id)
    assert settle(library, ENCODER) == 0
    shelf.put(library, Path("/notes/b.md"), "# Note b\n\nAbout Tolsay.\n")
    assert settle(library, ENCODER) == 2  # the old version out, the new one in


def test_another_embedder_reads_everything_again(library: Library) -> None:
    class Other(HashedEncoder):
        id = "other/1"

    shelf.put(library, Path("/notes/a.md"), "# Note\n\nAbout Orrin.\n")
    settle(library, ENCODER)
    assert graph_pending(library, "other/1")
    assert settle(library, Other()) == 1


def test_a_cancel_keeps_what_was_stored_and_the_next_step_goes_on(library: Library) -> None:
    shelf.put(library, Path("/notes/a.md"), "# Note\n\nAbout Orrin.\n")
    cancel = Flag()
    cancel.set()
    with pytest.raises(Cancelled):
        settle(library, ENCODER, cancel=cancel)
    assert settle(library, ENCODER) == 1 and not graph_pending(library, ENCODER.id)


def test_verify_names_a_carrier_outside_its_text(library: Library) -> None:
    shelf.put(library, Path("/notes/a.md"), "# Engram\n\nAn engram is a trace that stays.\n")
    settle(library, ENCODER)
    with library.write() as connection:
        connection.execute("UPDATE graph_triples SET char_end = 9999")
    assert any("outside the text of /notes/a.md" in each for each in problems(library))
