"""The pages of help and status, made from the registry and the library's own figures."""

from __future__ import annotations

from engine.events import PromptMade
from engine.records import LibraryStatus, ModelsStatus
from tui.actions import ACTIONS, keys_label
from tui.drawing.clean import clean, one_line
from tui.drawing.machine import figures
from tui.drawing.report import Pair, Paragraph, Part, Title
from tui.drawing.sizes import size

PANES = (
    ("composer", "While you write"),
    ("transcript", "In the conversation"),
    ("sources", "In the sources"),
    ("trace", "In the trace"),
    ("pane", "In each of these panes"),
    ("viewer", "In a document"),
    ("models", "In the list of models"),
)


def help_page() -> list[Part]:
    """Every key and command there is."""
    parts: list[Part] = [
        Paragraph(
            "Ask a question and press Enter. Each [n] in the answer leads to its source: Tab goes to the "
            "conversation, a digit selects, Enter opens the document at the quoted words, Esc comes back."
        ),
        Paragraph(
            "A question may lean on the one before (and in 1967?) and hold several parts. The trace (F3) shows who "
            "answered and why; /lens, /mode and /specialist change how, until you choose otherwise."
        ),
    ]
    parts.append(Title("Commands"))
    for action in ACTIONS:
        if action.slash:
            keys = f" ({keys_label(action)})" if action.keys else ""
            parts.append(Pair(f"/{action.slash} {action.arguments}".rstrip(), f"{action.help}{keys}", 32))
    parts.append(Title("Everywhere"))
    parts += [
        Pair(keys_label(a), f"{a.title}. {a.help}", 18) for a in ACTIONS if a.pane == "" and a.keys and not a.slash
    ]
    for pane, title in PANES:
        parts.append(Title(title))
        parts += [Pair(keys_label(a), f"{a.title}. {a.help}".removesuffix(" "), 18) for a in ACTIONS if a.pane == pane]
    return parts


def status_page(status: LibraryStatus, models: ModelsStatus) -> list[Part]:
    """What is in the library and what runs."""
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
    parts: list[Part] = [Pair(name, meaning, 14) for name, meaning in rows]
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
