"""Sentences of one search, quoted under a title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.reasoning.answering import Basis
from engine.reasoning.compose import RELATIVE, Chosen, shortened
from engine.reasoning.evidence import Evidence
from engine.reasoning.features import stems
from engine.reasoning.joining import Said
from engine.reasoning.wording import spoken
from engine.records import Citation, Passage, Place
from engine.sources.reading import BlockKind

EACH = 2
"""Sentences of one source at most, where several stand side by side."""

MOST_SOURCES = 6

ALIKE = 2
"""Telling words that a piece of code must share with a question; fewer where the question has no more."""


def by_source(basis: Basis) -> tuple[Said, ...]:
    """The best sentences of each document under its title, those of the likeliest document first.

    A document none of whose sentences comes near the best one's chance is left out.
    """
    groups: dict[int, list[Chosen]] = {}
    for chosen in _ranked(basis):
        groups.setdefault(basis.passages[chosen.evidence.passage].place.document_id, []).append(chosen)
    best = max((group[0].chance for group in groups.values()), default=0.0)
    sections: list[Said] = []
    for group in groups.values():
        likely = [each for each in group if each.chance >= RELATIVE * best][:EACH]
        if likely and len(sections) < MOST_SOURCES:
            likely.sort(key=_order)
            title = basis.passages[likely[0].evidence.passage].place.title
            sections.append(quoted(title, likely, basis.passages))
    return tuple(sections)


def best(title: str, basis: Basis, fits: Callable[[str], bool]) -> Said:
    """The likeliest sentences of a search that fit, in the order of the text; without text where none does."""
    ranked = _ranked(basis)
    likely = [each for each in ranked if each.chance >= RELATIVE * ranked[0].chance and fits(each.text)][:EACH]
    return quoted(title, sorted(likely, key=_order), basis.passages)


def prose(title: str, basis: Basis) -> Said:
    """Those of the extracts that are no code, or else the likeliest sentences; without text where there are none."""
    chosen = [each for each in _standing(basis.draft.chosen, basis.passages) if not _is_code(each)]
    if not chosen:
        ranked = _ranked(basis)
        chosen = [each for each in ranked if each.chance >= RELATIVE * ranked[0].chance and not _is_code(each)][:EACH]
    return quoted(title, chosen, basis.passages)


def code(title: str, question: str, basis: Basis) -> Said:
    """Code that has to do with a question, that of the extracts first; without text where there is none."""
    asked = frozenset(stems(question))
    extracts = _standing(basis.draft.chosen, basis.passages)
    found: list[Chosen] = []
    for chosen in (*extracts, *_ranked(basis)):
        place = basis.passages[chosen.evidence.passage].place
        above = " ".join([place.title, *place.headings, basis.passages[chosen.evidence.passage].text])
        alike = chosen in extracts or len(asked & frozenset(stems(above))) >= min(ALIKE, len(asked))
        fresh = not any(_overlap(chosen, each, basis.passages) for each in found)
        if _is_code(chosen) and alike and fresh:
            found.append(chosen)
    return quoted(title, found[:EACH], basis.passages)


def _overlap(one: Chosen, other: Chosen, passages: Sequence[Passage]) -> bool:
    """Whether two pieces have some text in common."""
    mine, theirs = one.evidence, other.evidence
    same = passages[mine.passage].place.version == passages[theirs.passage].place.version
    return same and mine.start < theirs.end and theirs.start < mine.end


def quoted(title: str, chosen: Sequence[Chosen], passages: Sequence[Passage]) -> Said:
    """Sentences as they are said, each with its mark; what does not stand in its passage is left out."""
    paragraphs: list[str] = []
    citations: list[Citation] = []
    joins = False
    for each in chosen:
        passage = passages[each.evidence.passage]
        if not _holds(passage, each.evidence):
            continue
        n = len(citations) + 1
        citations.append(Citation(n, _place(passage, each.evidence), each.evidence.quote, passage.chunk_id))
        alone = "\n" in each.text
        said = f"{each.text}\n[{n}]" if each.text.endswith("```") else f"{each.text} [{n}]"
        if joins and not alone:
            paragraphs[-1] += f" {said}"
        else:
            paragraphs.append(said)
        joins = not alone
    return Said(title, "\n\n".join(paragraphs), tuple(citations))


def _is_code(chosen: Chosen) -> bool:
    return chosen.evidence.kind is BlockKind.CODE


def _order(chosen: Chosen) -> tuple[int, int]:
    return chosen.evidence.passage, chosen.evidence.start


def _ranked(basis: Basis) -> list[Chosen]:
    """Everything quotable, the likeliest first."""
    weighed = zip(basis.draft.evidence, basis.draft.chances, strict=True)
    ranked = sorted(weighed, key=lambda each: (-each[1], each[0].passage, each[0].order))
    pieces = [Chosen(piece, shortened(spoken(piece)), chance) for piece, chance in ranked]
    return _standing(pieces, basis.passages)


def _standing(chosen: Sequence[Chosen], passages: Sequence[Passage]) -> list[Chosen]:
    """The pieces that stand in these passages, each with the place of its passage among them.

    A draft counts the passages that it was made from; where searches were merged, these are others, or fewer.
    """
    standing = []
    for each in chosen:
        counted = [each.evidence.passage, *range(len(passages))]
        at = next((at for at in counted if at < len(passages) and _holds(passages[at], each.evidence)), None)
        if at is not None:
            standing.append(replace(each, evidence=replace(each.evidence, passage=at)))
    return standing


def _holds(passage: Passage, piece: Evidence) -> bool:
    first = piece.start - passage.place.char_start
    return first >= 0 and passage.text[first : first + len(piece.quote)] == piece.quote


def _place(passage: Passage, piece: Evidence) -> Place:
    """Where a piece stands: within one section and page, as its passage does."""
    place = passage.place
    line = place.line_start + passage.text.count("\n", 0, piece.start - place.char_start)
    return replace(
        place,
        line_start=line,
        line_end=line + piece.quote.count("\n"),
        char_start=piece.start,
        char_end=piece.end,
    )
