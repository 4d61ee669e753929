"""Who an answer is by, and how it came about, in a few words for the screen and the command line."""

from __future__ import annotations

from engine.agents.route import OUT_OF_SCOPE, SMALLTALK, TOOL
from engine.records import Answer

USUAL = Answer("", "", False, 0, (), (), 1, "", 0.0, {})
"""An answer that nobody has wished to be other than usual: what it has is not worth a word."""

TAKES_OVER = {
    "again": "It is tried again",
    "extracts": "Extracts answer instead",
    "the classifier": "The classifier decides where the question goes",
    "the draft before": "The draft before stands",
    "the library": "The library is asked instead",
}
"""What happens where a model has failed; any other name is that of a model which answers instead."""

IN_WORDS = {SMALLTALK: "small talk", OUT_OF_SCOPE: "out of scope"}


def role_name(role: str) -> str:
    """A role of the router as a person would write it; not yet safe for a terminal."""
    return IN_WORDS.get(role, role)


def unsourced(answer: Answer) -> str:
    """'not from your library, but by qwen' where a reader could think otherwise, '' elsewhere; not yet safe.

    A greeting needs no such word: nobody takes it for a line of a document.
    """
    speaker = answer.model or ("a tool" if answer.role == TOOL else "")
    return f"not from your library, but by {speaker}" if speaker and not answer.grounded else ""


def has_tier(answer: Answer) -> bool:
    """Whether the tier says something about an answer: the library was asked for it, or a model."""
    return bool(answer.model) or answer.role not in (SMALLTALK, TOOL)


def is_missing(answer: Answer) -> bool:
    """Whether an answer lacks because the library does not have it; else its text says what else is the matter."""
    return answer.abstained and answer.role != OUT_OF_SCOPE


def manner(answer: Answer) -> list[str]:
    """What is without a source, role, specialist, lens and way, those that are not the usual ones; not yet safe for a
    terminal.

    The role is left out where the reason to halt says it: 'tool', 'small talk'.
    """
    role = role_name(answer.role)
    bare = answer.unsupported
    return [
        f"{bare:,} {'sentence' if bare == 1 else 'sentences'} without a source" if bare else "",
        role if answer.role != USUAL.role and not answer.halt.startswith(role) else "",
        f"by {answer.specialist}" if answer.specialist else "",
        f"lens {answer.lens}" if answer.lens else "",
        answer.way if answer.way != USUAL.way else "",
    ]
