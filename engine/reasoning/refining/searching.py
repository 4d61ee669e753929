"""Looks for what a draft lacks: a search for each claim that fails and each part that is open, and what they bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from threading import Event as Flag

from engine.events import Listener
from engine.reasoning.answering import Basis
from engine.reasoning.attribution import LEAST
from engine.reasoning.crew import Gather
from engine.reasoning.features import Idf, stems
from engine.reasoning.refining.judging import Judged
from engine.reasoning.wording import CONTROL
from engine.records import Passage

MOST_CLAIMS = 3
MOST_PARTS = 3

LONGEST = 300
"""Characters of a search."""

MOST_EACH = 2
"""Passages that one search adds."""

EXTRA = 3
"""Passages more than an answer draws on as a rule; with all that searches bring, a small context would be flooded."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the next draft is given to read."""

    searched: tuple[str, ...]
    brought: tuple[Passage, ...]  # what the draft before did not have
    passages: tuple[Passage, ...]  # all of it, best first


@dataclass(frozen=True, slots=True)
class Seeker:
    """Searches one library for the rounds of one answer."""

    gather: Gather  # by words and meaning only: whatever a text says, a search is all it can cause
    idf: Idf
    passages: int  # how many an answer draws on as a rule

    def seek(self, judged: Judged, given: Sequence[Passage], listen: Listener, cancel: Flag) -> Evidence:
        """Look for what a draft lacks.

        What claims rest on stays first; what is new and what nothing rests on follow by turns, each the best first,
        and the end of them goes. Where claims rest on nothing yet, the best of the first search still comes first.

        Args:
            judged: the draft.
            given: what it was written from, best first.
            listen: hears the searches.
            cancel: looked at between them, and within.

        Raises:
            Cancelled: `cancel` was set.
        """
        wanted = (*judged.failed[:MOST_CLAIMS], *judged.uncovered[:MOST_PARTS])
        searched = tuple(dict.fromkeys(filter(None, map(_clipped, wanted))))
        known = {passage.chunk_id for passage in given}
        columns = [_helpful(text, self.gather(text, listen, cancel), known, self.idf) for text in searched]
        new = list({each.chunk_id: each for each in _by_turns(*columns)}.values())
        rests = {citation.chunk_id for citation in judged.quoted if citation is not None}
        first = [passage for passage in given if passage.chunk_id in rests]
        others = [passage for passage in given if passage.chunk_id not in rests]
        passages = (*first, *(_by_turns(new, others) if first else _by_turns(others, new)))[: self.passages + EXTRA]
        return Evidence(searched, tuple(each for each in passages if each.chunk_id not in known), passages)


def _by_turns(*columns: Sequence[Passage]) -> list[Passage]:
    return [each for row in zip_longest(*columns) for each in row if each is not None]


def _helpful(text: str, basis: Basis, known: set[int], idf: Idf) -> list[Passage]:
    """New passages that have much of what was looked for; the best one also where it answers it as a question."""
    new = [passage for passage in basis.passages if passage.chunk_id not in known]
    best = new[:1] if basis.reason == "supported" else []
    return [passage for passage in new if passage in best or _share(text, passage, idf) >= LEAST][:MOST_EACH]


def _share(text: str, passage: Passage, idf: Idf) -> float:
    weights = {word: max(0.02, idf(word)) for word in stems(text)}
    has = set(stems(" ".join((passage.text, passage.place.title, *passage.place.headings))))
    return sum(weight for word, weight in weights.items() if word in has) / (sum(weights.values()) or 1.0)


def _clipped(text: str) -> str:
    """Plain words on one line, cut at a space where there is one."""
    plain = " ".join(CONTROL.sub(" ", text).split())
    if len(plain) <= LONGEST:
        return plain
    return plain[:LONGEST].rsplit(" ", 1)[0]
