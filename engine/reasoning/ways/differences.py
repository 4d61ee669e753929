"""Where texts that stand side by side contradict each other: both sentences, both marks, no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from engine.events import Disagreed, Listener
from engine.reasoning.claims.agreement import rivals
from engine.reasoning.claims.direction import denials, direction
from engine.reasoning.claims.reading import Reading, read
from engine.reasoning.joining import Said, join
from engine.reasoning.ways.marks import cut, lines_of
from engine.reasoning.wording import LEAD, MARK
from engine.records import Citation

TITLE = "Where they differ"

MOST = 5
"""Contradictions that are listed at most."""

ALIKE = 0.6
"""Share of two sentences' words, numbers and dates left out, that they have in common where they say one thing."""

LEAST_WORDS = 2
"""Words that they share at least."""


@dataclass(frozen=True, slots=True)
class _Stated:
    text: str  # without marks
    citations: tuple[Citation, ...]  # that its marks lead to, one at least
    reading: Reading

    @property
    def where(self) -> str:
        """Where its first quote stands."""
        place = self.citations[0].place
        return " › ".join([place.title, *place.headings])


def differences(texts: Sequence[Said], listen: Listener) -> Said | None:
    """A section that lists what two of the texts contradict each other in; None where none do.

    Only sentences with a mark are compared, and none with those of its own text.

    Args:
        texts: with marks of their own.
        listen: hears `Disagreed`.
    """
    stated = [list(_stated(text)) for text in texts]
    said: dict[tuple[str, str], Said] = {}
    for mine, theirs in combinations(stated, 2):
        for first, second in product(mine, theirs):
            why = _contradiction(first.reading, second.reading)
            if why and (first.text, second.text) not in said and len(said) < MOST:
                said[first.text, second.text] = _listed(first, second)
                listen(Disagreed(first.where, second.where, why))
    text, citations = join(list(said.values()))
    return Said(TITLE, text.replace("\n\n", "\n"), citations) if citations else None


def _stated(text: Said) -> Iterator[_Stated]:
    """The sentences of a text that have a mark."""
    cited = {each.n: each for each in text.citations}
    for line, code in lines_of(text.text):
        for piece in () if code else cut(line):
            marks = dict.fromkeys(int(n) for n in MARK.findall(piece) if len(n) < 10)
            citations = tuple(cited[n] for n in marks if n in cited)
            plain = " ".join(LEAD.sub("", MARK.sub("", piece)).split())
            if citations and plain:
                yield _Stated(plain, citations, read(plain))


def _listed(first: _Stated, second: _Stated) -> Said:
    """One line with both sentences and their marks."""
    citations = tuple(replace(each, n=n) for n, each in enumerate((*first.citations, *second.citations), 1))
    marks = [f"[{each.n}]" for each in citations]
    mine, theirs = " ".join(marks[: len(first.citations)]), " ".join(marks[len(first.citations) :])
    return Said("", f"- {first.text} {mine} But: {second.text} {theirs}", citations)


def _contradiction(one: Reading, other: Reading) -> str:
    """What two sentences can't both be right in, '' where they can."""
    mine, theirs = _words(one), _words(other)
    shared = mine & theirs
    if len(shared) < LEAST_WORDS or len(shared) < ALIKE * len(mine | theirs):
        return ""
    for fact in one.facts:
        if fact.kind != "name" and not fact.vague:
            against = rivals(fact, one.facts, other.facts)
            if against and rivals(against[0], other.facts, one.facts):
                return f"{fact.text} against {against[0].text}"
    denied = sorted(denials(direction(one.text), direction(other.text)))
    return f"one denies: {', '.join(denied)}" if denied and mine == theirs else ""


def _words(reading: Reading) -> frozenset[str]:
    """The keys of a sentence's words, names included, numbers and dates not."""
    counted = {at for part in reading.parts if part.fact and part.fact.kind != "name" for at in part.tokens}
    return frozenset(token.key for at, token in enumerate(reading.tokens) if at not in counted)
