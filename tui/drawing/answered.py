"""Who an answer is by, and how it came about, in a few words for the screen and the command line."""

from __future__ import annotations

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


def speaker(answer: Answer) -> str:
    """Who speaks where an answer is not from the library; not yet safe for a terminal."""
    return answer.model or ("a tool" if answer.role == "tool" else "Nacre itself")


def manner(answer: Answer) -> list[str]:
    """What is without a source, role, specialist, lens and way, those that are not the usual ones; not yet safe for a
    terminal.

    The role is left out where the reason to halt says it: 'tool', 'small talk'.
    """
    said = "".join(filter(str.isalpha, answer.halt)).startswith("".join(filter(str.isalpha, answer.role)))
    bare = answer.unsupported
    return [
        f"{bare:,} {'sentence' if bare == 1 else 'sentences'} without a source" if bare else "",
        answer.role if answer.role != USUAL.role and not said else "",
        f"by {answer.specialist}" if answer.specialist else "",
        f"lens {answer.lens}" if answer.lens else "",
        answer.way if answer.way != USUAL.way else "",
    ]
