"""The words of the welcome: an empty library, one that is being filled, one to ask."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.text import Text
from textual.strip import Strip

from engine.records import ConversationInfo
from tui.drawing.clean import clean
from tui.drawing.durations import duration
from tui.drawing.messages import SIGNS
from tui.drawing.paint import blank, wrap
from tui.drawing.report import Paragraph, Part
from tui.drawing.sizes import size
from tui.talk import Entry, counted, short_time
from tui.themes import Palette
from tui.work.folders import Survey

NOTE_LINES = 7  # of the last note that is shown whole; the conversation has all of it
SHORT_S = 3.0  # after so long the time that is left can be said
KINDS = "Markdown, text, code, PDF, Word, EPUB, web pages, notebooks, tables, exported chats."


@dataclass(frozen=True, slots=True)
class Name:
    """The name at the top."""

    line: str = "answers from your own documents, word for word"

    def draw(self, width: int, palette: Palette) -> list[Strip]:
        name = Text.assemble(
            ("n a c r e", palette.style("primary", bold=True)), "   ", (self.line, palette.style("muted"))
        )
        return [*wrap(name, width), blank()]


@dataclass(frozen=True, slots=True)
class Note:
    """What was said in a conversation that has nothing else in it."""

    text: str
    level: str

    def draw(self, width: int, palette: Palette) -> list[Strip]:
        style = palette.style({"warning": "warning", "error": "error"}.get(self.level, "text"))
        lines: list[Strip] = []
        for number, line in enumerate(clean(self.text).split("\n")):
            sign = Text(f"{SIGNS[self.level]} " if not number else "  ", palette.style("accent", bold=True))
            lines += wrap(Text(line, style), width, sign, Text("  "))
        if len(lines) > NOTE_LINES:
            lines = [*lines[: NOTE_LINES - 1], *wrap(Text("  … and more, above your first question", style), width)]
        return [*lines, blank()]


BLANK = Paragraph("")


def notes(entries: list[Entry]) -> list[Part]:
    """The last thing that was said, if anything was."""
    return [Note(entry.text, entry.level) for entry in entries[-1:]]


def found(survey: Survey | None) -> str:
    """What was counted in a folder: '1,204 files · 310 MB'."""
    if survey is None:
        return "counting …"
    if not survey.files:
        return "nothing to read" if survey.whole else "no documents found so far"
    more = "" if survey.whole else "more than "
    return f"{more}{counted(survey.files, 'file')} · {size(survey.bytes)}"


def short(path: Path) -> str:
    """A path with '~' for the home folder."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path != home and path.is_relative_to(home) else str(path)


def reading(done: int, total: int, passages: int, elapsed_s: float) -> str:
    """How far an ingest is: '312 of 1,204 files · 2,411 passages · about 2 min 10 s left'."""
    words = [f"{done:,} of {counted(total, 'file')}"]
    words += [counted(passages, "passage")] if passages else []
    if done and elapsed_s > SHORT_S and done < total:
        words.append(f"about {duration(max(1.0, round(elapsed_s / done * (total - done))) * 1000)} left")
    return " · ".join(words)


def age(conversation: ConversationInfo) -> str:
    """When a conversation was written to last, and how long it is."""
    return f"{short_time(conversation.updated)} · {counted(conversation.turns, 'message')}"


def huge(path: Path, survey: Survey) -> str:
    """The question before a very large folder is taken in."""
    count = f"{'' if survey.whole else 'more than '}{counted(survey.files, 'file')} ({size(survey.bytes)})"
    return (
        f"{short(path)} holds {count} that can be read. Reading them all takes long and needs as much room again. "
        "A smaller folder answers better. Take all of it in?"
    )
