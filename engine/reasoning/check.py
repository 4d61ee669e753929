"""Checks an answer's citations against the stored text, letter for letter; what does not match is not shown."""

from __future__ import annotations

from collections.abc import Sequence

from engine.library.store import Library
from engine.reasoning.compose import Chosen
from engine.reasoning.wording import MARK
from engine.records import Citation, Passage


def cite(library: Library, chosen: Sequence[Chosen], passages: Sequence[Passage]) -> tuple[str, tuple[Citation, ...]]:
    """The draft with its marks, and a citation for each; sentences whose quote is not in the source are left out.

    Sentences of one passage that follow each other share a paragraph; a change of source begins a new one. Each
    sentence has a citation of its own, so that the mark leads to that very sentence.

    Args:
        library: where the texts are.
        chosen: the sentences, in the order in which they are said.
        passages: what `Evidence.passage` counts.
    """
    paragraphs: list[list[str]] = []
    citations: list[Citation] = []
    last = -1
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
        if evidence.passage == last and "\n" not in marked:
            paragraphs[-1].append(marked)
        else:
            paragraphs.append([marked])
        last = -1 if "\n" in marked else evidence.passage  # after code or a list, prose begins anew
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs), tuple(citations)


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
