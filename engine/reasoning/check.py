"""Checks an answer's citations against the stored text, letter for letter; what does not match is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.library.store import Library
from engine.reasoning.compose import Chosen
from engine.reasoning.evidence import Evidence
from engine.reasoning.wording import CONTROL, ITEM, MARK
from engine.records import Citation, Passage
from engine.sources.reading import BlockKind


def cite(library: Library, chosen: Sequence[Chosen], passages: Sequence[Passage]) -> tuple[str, tuple[Citation, ...]]:
    """The draft with its marks, and a citation for each; sentences whose quote is not in the source are left out.

    Sentences of one passage that follow each other share a paragraph, its rows and items a list; a change of source
    begins a new one, and so does a heading, which stands above as a bold line. Each sentence has a citation of its own,
    so that the mark leads to that very sentence.

    Args:
        library: where the texts are.
        chosen: the sentences, in the order in which they are said.
        passages: what `Evidence.passage` counts.
    """
    groups: list[_Group] = []
    citations: list[Citation] = []
    for sentence in chosen:
        evidence = sentence.evidence
        passage = passages[evidence.passage]
        version = passage.place.version
        if library.text(version)[evidence.start : evidence.end] != evidence.quote:
            continue
        number = len(citations) + 1
        place = library.place(version, evidence.start, evidence.end)
        citations.append(Citation(number, place, evidence.quote, passage.chunk_id))
        fenced = sentence.text.endswith("```")
        marked = f"{sentence.text}\n[{number}]" if fenced else f"{sentence.text} [{number}]"
        alone = -1 if "\n" in marked else evidence.passage
        group = _Group(sentence.group, alone, _listed(evidence), [marked])
        if groups and group.joins(groups[-1]):
            groups[-1].said.append(marked)
        else:
            groups.append(group)
    parts: list[str] = []
    heading = ""
    for group in groups:
        if group.heading and group.heading != heading:
            parts.append(f"**{heading_of(group.heading)}**")
        heading = group.heading
        parts.append(group.text())
    return "\n\n".join(parts), tuple(citations)


@dataclass(frozen=True, slots=True)
class _Group:
    """What stands together in the answer."""

    heading: str
    passage: int  # -1: stands alone, as code and whole lists do
    listed: bool
    said: list[str]

    def joins(self, other: _Group) -> bool:
        own, others = (self.heading, self.passage, self.listed), (other.heading, other.passage, other.listed)
        return self.passage >= 0 and own == others

    def text(self) -> str:
        if self.listed and len(self.said) > 1:
            return "\n".join(f"- {each}" for each in self.said)
        return " ".join(self.said)


def heading_of(title: str) -> str:
    """A title on one line, in which nothing is markup or looks like a mark."""
    return " ".join(MARK.sub(r"(\1)", CONTROL.sub(" ", title).replace("*", "")).split())


def _listed(evidence: Evidence) -> bool:
    """Whether a quote is a row or begins an item."""
    return evidence.kind is BlockKind.TABLE or bool(ITEM.match(evidence.quote))


def exact(library: Library, citations: Sequence[Citation]) -> int:
    """How many quotes are what stands in the source."""
    return sum(
        library.text(each.place.version)[each.place.char_start : each.place.char_end] == each.quote
        for each in citations
    )


def dangling(text: str, citations: Sequence[Citation]) -> int:
    """Marks without a citation plus citations without a mark."""
    marks = {int(number) for number in MARK.findall(text)}
    return len(marks ^ {each.n for each in citations})
