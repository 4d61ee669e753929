"""Guessing the next tokens from what stands in the prompt: an answer that quotes goes on as its source does.

Prompt lookup decoding: where the last tokens have stood before, what followed them then is read along with the token
that was just chosen. The model chooses each token itself; a guess only saves time, where it comes true.
"""

from __future__ import annotations

from collections.abc import Sequence

KEY_TOKENS = 3
"""That must agree: with 2, most guesses of everyday prose were wrong."""

FIRST_GUESS, MOST_GUESS = 4, 16


class PromptLookup:
    """Guesses for one answer; the tokens of prompt and answer are added as they come."""

    def __init__(self) -> None:
        self._tokens: list[int] = []
        self._places: dict[tuple[int, ...], int] = {}  # the last tokens -> what came next, the latest time
        self._room = FIRST_GUESS

    def add(self, tokens: Sequence[int]) -> None:
        """Tokens of the prompt, or one that was chosen."""
        for token in tokens:
            if len(self._tokens) >= KEY_TOKENS:
                self._places[tuple(self._tokens[-KEY_TOKENS:])] = len(self._tokens)
            self._tokens.append(token)

    def guess(self) -> list[int]:
        """What may come next; often nothing."""
        place = self._places.get(tuple(self._tokens[-KEY_TOKENS:])) if len(self._tokens) >= KEY_TOKENS else None
        if place is None:
            return []
        guessed = self._tokens[place : place + self._room]
        period = len(guessed)
        while len(guessed) < self._room:  # it runs into the present: what repeats itself is guessed to go on so
            guessed.append(guessed[-period])
        return guessed

    def judge(self, guessed: int, right: int) -> None:
        """How a guess went: after one that came true more is dared, after one that didn't less."""
        self._room = min(2 * self._room, MOST_GUESS) if right == guessed else max(1, right, self._room // 2)
