"""Where texts that stand side by side contradict each other: both sentences, both marks, no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from engine.events import Disagreed, Listener
from engine.reasoning.differing.texts import differing_claims
from engine.reasoning.features import Idf
from engine.reasoning.joining import Said, join
from engine.reasoning.ways.marks import cut, lines_of
from engine.reasoning.wording import LEAD, MARK
from engine.records import Citation

TITLE = "Where they differ"

MOST = 5
"""Contradictions that are listed at most."""


@dataclass(frozen=True, slots=True)
class _Stated:
    text: str  # without marks, on one line
    citations: tuple[Citation, ...]  # that its marks lead to, one at least


def differences(texts: Sequence[Said], idf: Idf, listen: Listener) -> Said | None:
    """A section that lists what two of the texts contradict each other in; None where none do.

    Only sentences with a mark are listed: what nothing supports contradicts nothing.

    Args:
        texts: with marks of their own.
        idf: how telling a stem is in the library.
        listen: hears `Disagreed`.
    """
    said: dict[tuple[str, str], Said] = {}
    for mine, theirs in combinations(texts, 2):
        first_cited, second_cited = _stated(mine), _stated(theirs)
        for claim in differing_claims(mine, theirs, idf):
            first, second = first_cited.get(claim.first), second_cited.get(claim.second)
            if first is None or second is None or (first.text, second.text) in said or len(said) == MOST:
                continue
            said[first.text, second.text] = _listed(first, second)
            why = f"{claim.contrast.first} against {claim.contrast.second}"
            listen(Disagreed(_where(first), _where(second), why))
    text, citations = join(list(said.values()))
    return Said(TITLE, text.replace("\n\n", "\n"), citations) if citations else None


def _stated(text: Said) -> dict[str, _Stated]:
    """The sentences of a text that have a mark, by their words."""
    return {each.text: each for each in _sentences(text)}


def _sentences(text: Said) -> Iterator[_Stated]:
    cited = {each.n: each for each in text.citations}
    for line, code in lines_of(text.text):
        for piece in () if code else cut(line):
            marks = dict.fromkeys(int(n) for n in MARK.findall(piece) if len(n) < 10)
            citations = tuple(cited[n] for n in marks if n in cited)
            plain = " ".join(MARK.sub("", piece).split())
            if citations and plain:
                yield _Stated(plain, citations)


def _listed(first: _Stated, second: _Stated) -> Said:
    """One line with both sentences and their marks."""
    citations = tuple(replace(each, n=n) for n, each in enumerate((*first.citations, *second.citations), 1))
    marks = [f"[{each.n}]" for each in citations]
    mine, theirs = " ".join(marks[: len(first.citations)]), " ".join(marks[len(first.citations) :])
    return Said("", f"- {_bare(first)} {mine} But: {_bare(second)} {theirs}", citations)


def _bare(stated: _Stated) -> str:
    """The sentence without the mark of a list before it."""
    return LEAD.sub("", stated.text)


def _where(stated: _Stated) -> str:
    """Where its first quote stands."""
    place = stated.citations[0].place
    return " › ".join([place.title, *place.headings])
