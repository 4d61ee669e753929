"""Why the work on an answer ended, in words that say what it means."""

from __future__ import annotations

MEANING = {
    "supported": "the sources support it",
    "covered": "the evidence covers the question",
    "not needed": "the first search was enough",
    "no new evidence": "searching again brought nothing new",
    "no rise": "another round made it no better",
    "rounds": "all rounds that are allowed are used",
    "time": "its time was up",
    "tokens": "all words that it may write are used",
    "cancelled": "you stopped it",
    "stopped": "you stopped it",
    "weak support": "what was found does not support an answer well enough",
    "no match": "no passage has the words of the question, or comes near",
    "no words": "the question has no words to look for",
    "empty library": "there are no documents yet",
    "no text": "the document has no text to draw on",
    "nearest code": "the nearest code is shown, nothing was written",
    "out of scope": "the library is no place to ask this",
    "small talk": "nothing had to be looked up",
    "tool": "a tool has answered",
    "tool failed": "a tool could not answer",
}
"""Each reason by its technical name."""


def halt_words(reason: str) -> str:
    """'another round made it no better (no rise)'; a name that is not known stands alone."""
    meaning = MEANING.get(reason)
    return f"{meaning} ({reason})" if meaning else reason
