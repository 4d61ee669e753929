"""Finds code: the user's own functions, commands and documentation that a request about code is nearest to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.library.store import Library
from engine.reasoning.answering import Answerer, Basis
from engine.reasoning.check import cite
from engine.reasoning.compose import Chosen
from engine.reasoning.drafting import Draft
from engine.reasoning.evidence import Evidence
from engine.reasoning.wording import spoken
from engine.records import Passage
from engine.sources.reading import BlockKind

LOOKED_AT = 20
"""Passages of a search among which code is looked for."""

SHOWN = 2
"""Blocks of code that are shown."""

LONGEST_LINES = 40
"""Of a block that is shown; a longer one is quoted from its beginning."""

LEAST_SHARE = 0.6
"""Of the best block's chance that a further one must have."""


def code_first(answerer: Answerer, basis: Basis, passages: Sequence[Passage]) -> Basis | None:
    """What the library offers to a request about code: its code, below the sentence that says most about it.

    None where no passage has code that has to do with the request.

    Args:
        answerer: of the library.
        basis: what it offers to the same words as to any question.
        passages: of the search, best first.
    """
    library, selected = answerer.library, basis.selected
    holding = tuple(passage for passage in passages[:LOOKED_AT] if any(code_blocks(library, passage)))
    holding = holding[: answerer.settings.passages]
    if not holding or selected is None:
        return None
    draft = answerer.drafter.draft(basis.found.query, holding)
    if draft.support < answerer.threshold():
        return None
    chosen = _chosen(library, draft, holding)
    text, citations = cite(library, chosen, holding)
    if not citations:
        return None
    return replace(
        basis,
        selected=replace(selected, passages=holding),
        draft=replace(draft, chosen=chosen),
        text=text,
        citations=citations,
        reason="supported",
    )


def _chosen(library: Library, draft: Draft, passages: Sequence[Passage]) -> list[Chosen]:
    """The best sentence that is no code, then the best blocks of code; [] where no code is among the best."""
    rated = []
    for index, passage in enumerate(passages):
        for order, (start, end, quote) in enumerate(code_blocks(library, passage)):
            chances = [
                chance
                for piece, chance in zip(draft.evidence, draft.chances, strict=True)
                if piece.passage == index and piece.start < end and piece.end > start
            ]
            if chances:
                rated.append((max(chances), -index, Evidence(index, order, start, end, quote, BlockKind.CODE, "")))
    rated.sort(key=lambda each: each[:2], reverse=True)
    blocks = [
        Chosen(piece, spoken(piece), chance)
        for chance, _, piece in rated[:SHOWN]
        if chance >= LEAST_SHARE * rated[0][0]
    ]
    return [*_said_of(draft, {each.evidence.passage for each in blocks}), *blocks] if blocks else []


def _said_of(draft: Draft, passages: set[int]) -> list[Chosen]:
    """The likeliest sentence of some passages that is no code."""
    prose = [
        (chance, piece)
        for piece, chance in zip(draft.evidence, draft.chances, strict=True)
        if piece.kind is not BlockKind.CODE and piece.passage in passages and not piece.quote.rstrip().endswith("```")
    ]
    if not prose:
        return []
    chance, piece = max(prose, key=lambda each: each[0])
    return [Chosen(piece, spoken(piece), chance)]


def code_blocks(library: Library, passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Start, end and text of each block of code in a passage, without the lines of its fence."""
    place = passage.place
    text = library.text(place.version)
    for block in library.blocks(place.version):
        start, end = max(block.start, place.char_start), min(block.end, place.char_end)
        if block.kind is not BlockKind.CODE or end <= start:
            continue
        lines = text[start:end].splitlines(keepends=True)
        while lines and (not lines[0].strip() or lines[0].lstrip().startswith(("```", "~~~"))):
            start += len(lines.pop(0))
        body = "".join(lines[:LONGEST_LINES])
        for fence in ("```", "~~~"):
            at = body.find(f"\n{fence}")
            body = body[:at] if at >= 0 else body
        body = body.rstrip()
        if body:
            yield start, start + len(body), body
