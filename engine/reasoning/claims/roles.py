"""Who did what to whom, as far as the order of names around a shared verb tells it."""

from __future__ import annotations

import re
from itertools import pairwise

from engine.reasoning.claims.agreement import agree
from engine.reasoning.claims.reading import Reading

_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\b[^.;]*\bby\b", re.IGNORECASE)


def roles(claim: Reading, source: Reading) -> float:
    """1 where two names stand around a shared word as in the source, -1 where they have changed places, else 0.

    A passive ('was founded by') turns the order round.
    """
    verdict = 0.0
    for first, second in pairwise(part for part in claim.parts if part.fact is not None and part.fact.kind == "name"):
        shared = {
            token.key
            for token in claim.tokens
            if first.end <= token.start < second.start and claim.parts[token.part].fact is None
        }
        for mine in source.parts:
            for theirs in source.parts:
                if mine is theirs or mine.fact is None or theirs.fact is None or first.fact is None:
                    continue
                if second.fact is None or not (agree(first.fact, mine.fact) and agree(second.fact, theirs.fact)):
                    continue
                start, end = min(mine.end, theirs.end), max(mine.start, theirs.start)
                if not any(start <= token.start < end and token.key in shared for token in source.tokens):
                    continue
                turned = _passive(claim, first.end, second.start) != _passive(source, start, end)
                verdict = 1.0 if (mine.start < theirs.start) != turned else min(verdict, -1.0)
                if verdict > 0:
                    return verdict
    return verdict


def _passive(text: Reading, start: int, end: int) -> bool:
    return bool(_PASSIVE.search(text.text[start:end]))
