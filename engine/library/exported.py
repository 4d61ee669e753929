"""What every form of an exported conversation says, in words that they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.library.branches import QUESTION
from engine.library.feedback import Feedback
from engine.records import ConversationInfo, Turn

USUAL_WAY = "route"
"""How a question is worked on where nobody has wished otherwise; not worth a word."""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn with what belongs to it."""

    turn: Turn
    answer: Mapping[str, Any] | None  # the stored answer; None for questions and for what was cut off
    judged: Feedback | None
    active: bool  # whether it is on the active path

    @property
    def who(self) -> str:
        return "You" if self.turn.role == QUESTION else "Nacre"

    @property
    def citations(self) -> list[Mapping[str, Any]]:
        return list((self.answer or {}).get("citations", []))

    def marks(self) -> list[str]:
        """What a reader has to know of it besides its words: cut off, which of several, on another branch."""
        marks = ["cut off"] if self.turn.partial else []
        if self.turn.branches > 1:
            what = "question" if self.turn.role == QUESTION else "answer"
            marks.append(f"{what} {self.turn.branch} of {self.turn.branches}")
        return marks if self.active else [*marks, "on another branch"]

    def how(self) -> str:
        """Whose words an answer is, where they are not the library's, and what it was asked with; '' for a usual one.

        Answers that were stored before there were such things lack their names.
        """
        answer = self.answer or {}
        bare, model = answer.get("unsupported", 0), answer.get("model", "")
        parts = [
            "Not from the library" if self.elsewhere and not answer.get("abstained", False) else "",
            "not in the library" if answer.get("abstained", False) else "",
            f"{bare:,} {'sentence' if bare == 1 else 'sentences'} without a source" if bare else "",
            f"written by {model}" if model else "",
            f"as {answer['specialist']}" if answer.get("specialist") else "",
            f"lens {answer['lens']}" if answer.get("lens") else "",
            f"mode {answer['way']}" if answer.get("way", USUAL_WAY) != USUAL_WAY else "",
        ]
        said = " · ".join(" ".join(part.split()) for part in parts if part)
        return said[:1].upper() + said[1:]

    @property
    def elsewhere(self) -> bool:
        """Whether an answer does not speak for the library."""
        return not (self.answer or {}).get("grounded", True)

    def verdict(self) -> str:
        """'Called good: right', '' where nothing was said of it."""
        if self.judged is None:
            return ""
        reason = " ".join(self.judged.reason.split())
        return f"Called {self.judged.verdict}{': ' + reason if reason else ''}"

    def feedback_json(self) -> dict[str, Any] | None:
        if self.judged is None:
            return None
        return {key: value for key, value in asdict(self.judged).items() if key != "turn_id"}


@dataclass(frozen=True, slots=True)
class Exported:
    """A conversation and the turns of it that are written."""

    info: ConversationInfo
    turns: tuple[Said, ...]

    @property
    def title(self) -> str:
        return self.info.title or "Conversation"

    def dates(self) -> str:
        return f"Begun {self.info.created}, last written to {self.info.updated}."


def where(place: Mapping[str, Any]) -> str:
    """A stored `Place` as a reader would say it."""
    parts = [" › ".join([place["title"], *place["headings"]])]
    if place["page"] is not None:
        parts.append(f"page {place['page']}")
    if place["speaker"]:
        parts.append(" ".join(filter(None, [place["speaker"], place["time"]])))
    if place["page"] is None and not place["speaker"]:
        parts.append(f"lines {place['line_start']} to {place['line_end']}")
    return f"{' · '.join(parts)} · {place['path']}"
