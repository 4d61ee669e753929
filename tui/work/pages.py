"""The pages of help and status, made from the registry and the library's own figures."""

from __future__ import annotations

from collections.abc import Sequence

from engine.events import PromptMade
from engine.records import LibraryStatus, ModelsStatus
from tui.actions import ACTIONS, BY_SLASH
from tui.drawing.clean import clean, one_line
from tui.drawing.machine import figures
from tui.drawing.report import Pair, Paragraph, Part, Title
from tui.drawing.sizes import size
from tui.keymap.editing import EDITING
from tui.keymap.keymap import Keymap
from tui.keymap.page import NAMES

KEY_CELLS = 18
_COMMANDS = frozenset(f"{action.title}. {action.help}" for action in BY_SLASH.values())


def help_page(keymap: Keymap) -> list[Part]:
    """Every key and command there is."""
    parts: list[Part] = [Title("Commands")]
    for action in ACTIONS:
        if action.slash:
            keys = f" ({keymap.labels(action.id)})" if keymap.keys_of(action.id) else ""
            parts.append(Pair(f"/{action.slash} {action.arguments}".rstrip(), f"{action.help}{keys}", 32))
    parts.append(Title("Everywhere"))
    parts += [pair for pair in _keys_of("", keymap) if pair.meaning not in _COMMANDS]
    for pane, title in NAMES.items():
        if pane and (rows := _keys_of(pane, keymap)):
            parts += [Title(title), *rows]
    if keymap.modal:
        parts.append(Title("While you write, in normal mode"))
        parts += [Pair(name, meaning, KEY_CELLS) for name, meaning in EDITING]
    return parts


def _keys_of(pane: str, keymap: Keymap) -> list[Pair]:
    """The keys of one pane that do something, each with what it does."""
    return [
        Pair(keymap.labels(action.id), f"{action.title}. {action.help}".removesuffix(" "), KEY_CELLS)
        for action in ACTIONS
        if action.pane == pane and keymap.keys_of(action.id)
    ]


def status_page(status: LibraryStatus, models: ModelsStatus, now: Sequence[tuple[str, str]] = ()) -> list[Part]:
    """What is in the library and what runs; `now` is what the last line says, a name and its words each."""
    pending = ", ".join(f"{number:,} {kind}" for kind, number in status.pending.items() if number) or "nothing"
    rows = [
        ("library", status.library),
        ("documents", f"{status.documents:,} in {status.versions:,} versions, {status.characters:,} characters"),
        ("passages", f"{status.chunks:,}, of which {status.embedded:,} are embedded"),
        ("encoder", f"{status.encoder} (tier {status.tier})"),
        ("originals", f"{size(status.original_bytes)}, stored in {size(status.stored_bytes)}"),
        ("index", f"{size(status.index_bytes)}{_share(status)}"),
        ("", _parts(status)),
        ("database", size(status.database_bytes)),
        ("conversations", f"{status.conversations:,}"),
        ("under way", pending),
    ]
    if status.failed_jobs:
        rows.append(("failed", f"{status.failed_jobs:,} background jobs; the log has the details"))
    parts: list[Part] = [Pair(name, meaning, 14) for name, meaning in (*rows, *now)]
    parts.append(Title("Models"))
    parts += [Paragraph(line) for line in figures(models)]
    for title, counts in (("Kinds", status.kinds), ("Collections", status.collections)):
        if counts:
            parts.append(Title(title))
            parts += [Pair(name or "(none)", f"{number:,}", 14) for name, number in sorted(counts.items())]
    return parts


def prompt_page(prompt: PromptMade) -> list[Part]:
    """What a model was given to read, letter for letter but for control characters."""
    rows = [
        ("model", one_line(prompt.model)),
        ("tokens", f"{prompt.tokens:,} of {prompt.room_tokens:,}"),
        ("passages", f"{prompt.passages:,}"),
    ]
    parts: list[Part] = [Pair(name, meaning, 9) for name, meaning in rows]
    parts += [Pair("cut", one_line(where), 9) for where in prompt.cut]
    for role, text in prompt.messages:
        parts.append(Title(one_line(role)))
        parts += [Paragraph(line) for line in clean(text).split("\n")]
    return parts


def _parts(status: LibraryStatus) -> str:
    rest = status.index_bytes - status.segment_bytes - status.engram_bytes
    parts = (("segments", status.segment_bytes), ("engrams", status.engram_bytes), ("words and vectors", rest))
    return ", ".join(f"{name} {size(count)}" for name, count in parts)


def _share(status: LibraryStatus) -> str:
    """Bytes a passage, and the share of the originals."""
    if not status.chunks:
        return ""
    share = f", {status.index_bytes / status.original_bytes:.0%} of the originals" if status.original_bytes else ""
    return f" ({status.index_bytes // status.chunks:,} bytes a passage{share})"
