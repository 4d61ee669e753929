"""Questions for the next search: a name put in the place of what a passage has answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.reasoning.loop.bridges import Bridge, flat
from engine.reasoning.loop.lexical import Lexicon
from engine.retrieval.query import STOP_WORDS, WORD

TELLING = 0.4
"""Rarity from which a word without a capital counts as answered where the passage has it; commoner ones stay."""

# A title that begins with an article stands badly behind another one: 'the first The Glass Lantern'.
_ARTICLE = re.compile(r"\A(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_DETERMINED = re.compile(r"\b(?:the|an?|this|that|its|his|her|their)\s+(?:\w+\s+)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One name's two questions; the better they agree on a passage, the likelier it goes on from there."""

    bridge: Bridge
    short: str  # the name, and what of the question is left
    whole: str  # the question, the name in the place of what was answered first


@dataclass(frozen=True, slots=True)
class Gap:
    """A question with what a passage answers of it taken out."""

    text: str
    left: str  # its words without those that the passage has
    start: int  # of the first run of words that it has, code points
    end: int  # equal to `start` where it has none

    def fill(self, bridge: Bridge) -> FollowUp:
        """The questions that a name makes of it."""
        short = f"{bridge.name} {self.left}".strip()
        if self.start == self.end:
            return FollowUp(bridge, short, f"{bridge.name} {self.text}")
        before = self.text[: self.start]
        name = _ARTICLE.sub("", bridge.name, count=1) if _DETERMINED.search(before) else bridge.name
        return FollowUp(bridge, short, f"{before}{name}{self.text[self.end :]}")


def gap(text: str, chunk: int, lexicon: Lexicon) -> Gap:
    """What a passage leaves open of a question.

    Only names, numbers and rare words count as answered; question words and common ones stay where they are.
    """
    words = list(WORD.finditer(text))
    tokens = [() if match.group().lower() in STOP_WORDS else flat([match.group().lower()]) for match in words]
    known = lexicon.tokens([token for each in tokens for token in each])

    def is_answered(word: str, parts: Sequence[str]) -> bool:
        if not parts or not all(known[part].has(chunk) for part in parts):
            return False
        return word[0].isupper() or word[0].isdigit() or max(known[part].rarity for part in parts) >= TELLING

    answered = [is_answered(match.group(), parts) for match, parts in zip(words, tokens, strict=True)]
    left = " ".join(match.group() for match, gone in zip(words, answered, strict=True) if not gone)
    start = end = 0
    for match, parts, gone in zip(words, tokens, answered, strict=True):
        if gone:
            start, end = (start, match.end()) if end else (match.start(), match.end())
        elif end and parts:
            break
    return Gap(text, left, start, end)
