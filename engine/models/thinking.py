"""Leave out what a reasoning model thinks aloud before it answers: `<think>…</think>`, in pieces as they come."""

from __future__ import annotations

PAIRS = (("<think>", "</think>"), ("<thinking>", "</thinking>"), ("[THINK]", "[/THINK]"))


class Thinking:
    """Passes on the pieces of an answer without the thoughts that it begins with.

    Only what opens the text counts as a thought: an answer may well quote such a tag from a source, and loses nothing
    of it. A thought that is never closed takes the whole text with it; it used up the tokens of its answer.

    Args:
        inside: whether a thought is open already, because the model's template ends with its tag.
    """

    def __init__(self, inside: bool = False) -> None:
        self._close = PAIRS[0][1] if inside else ""  # the tag that ends the thought we are in
        self._answering = False
        self._thought = False  # one has ended; the white space behind it goes too
        self._held = ""

    @property
    def inside(self) -> bool:
        """Whether a thought is open."""
        return bool(self._close)

    def feed(self, piece: str) -> str:
        """What of the text up to here can be shown now."""
        if self._answering:
            return piece
        self._held += piece
        while self._skip_thought():
            start = self._held.lstrip()
            pair = next((pair for pair in PAIRS if start.startswith(pair[0])), None)
            if pair is None:
                if any(opening.startswith(start) for opening, _ in PAIRS):
                    return ""  # white space, or half a tag
                self._answering = True
                return self._release()
            self._held, self._close = start.removeprefix(pair[0]), pair[1]
        return ""

    def end(self) -> str:
        """What was held back, now that nothing follows: half a tag is text."""
        return "" if self._close else self._release()

    def _skip_thought(self) -> bool:
        """Drop the thought that is open; whether it ended, or there was none."""
        if not self._close:
            return True
        _, tag, rest = self._held.partition(self._close)
        if not tag:
            self._held = self._held[1 - len(self._close) :]  # the tag may be split over two pieces
            return False
        self._held, self._close, self._thought = rest, "", True
        return True

    def _release(self) -> str:
        text, self._held = self._held, ""
        return text.lstrip() if self._thought else text
