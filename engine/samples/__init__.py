"""A small library to try things on: the papers of an invented tide station, one document in each supported format.

They belong together: two sources disagree about the flood of 1968, a question about October 1943 is asked three times
and never answered, and some answers need two documents.
"""

from __future__ import annotations

from pathlib import Path

QUESTIONS: tuple[str, ...] = (
    "How high did the water rise in the flood of January 1968?",
    "When is the causeway safe to cross?",
    "How fast does the pressure sensor drift?",
    "What was the highest water of 2024?",
    "What did the meeting decide about the stilling well?",
    "Who was keeper when the brass bolt was moved in 1931?",
)
"""Questions that the documents answer: the first with two figures from two sources, the last from two documents."""

UNANSWERED = "What does a ticket for the mailboat cost?"
"""A question near to what the documents speak of, which none of them answers."""


def folder() -> Path:
    """The folder that holds the sample documents and nothing else."""
    return Path(__file__).parent / "documents"
