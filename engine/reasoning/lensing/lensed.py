"""An answer through a lens without a language model: extracts below the headings of its questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Event as Flag
from time import perf_counter

import numpy as np

from engine.agents.lenses.lens import Lens
from engine.events import LensApplied, Listener, ignore
from engine.reasoning.check import cite, heading_of
from engine.reasoning.compose import Chosen
from engine.reasoning.drafting import Draft
from engine.reasoning.evidence import Evidence, gather
from engine.reasoning.features import View, view
from engine.reasoning.lensing.choosing import Choice, choose
from engine.reasoning.lensing.fitting import Fits, measure
from engine.reasoning.lensing.looking import Looked, look_through
from engine.reasoning.vectors import SentenceVectors
from engine.records import Citation, Passage
from engine.retrieval.frequency import Frequencies
from engine.retrieval.query import Query
from engine.retrieval.searcher import Searcher
from engine.sources.reading import BlockKind

NEEDS_MODEL = "The {lens} lens needs a chat model here: the sources found have nothing for its questions."
LEADS = 0.5
"""Share of the likeliest sentence's chance to hold the answer that one has which may open it."""


@dataclass(frozen=True, slots=True)
class Lensed:
    """The extracts, laid out."""

    text: str  # with marks, headings, and a sentence that names what is missing; '' where `empty`
    citations: tuple[Citation, ...]
    chosen: tuple[Chosen, ...]
    passages: tuple[Passage, ...]  # what `Evidence.passage` counts: the given ones first
    missing: tuple[str, ...]  # titles of facets that the sources have nothing for
    empty: bool  # no facet found anything: the plain answer has to do
    note: str  # one sentence that goes with the plain answer, where `empty`


def lens_answer(
    lens: Lens,
    query: Query,
    passages: Sequence[Passage],
    draft: Draft,
    *,
    searcher: Searcher,
    vectors: SentenceVectors,
    frequencies: Frequencies,
    documents: Iterable[int] | None = None,
    looked: Looked | None = None,
    listen: Listener = ignore,
    cancel: Flag | None = None,
) -> Lensed:
    """What the sources say to each of a lens's questions, quoted below its heading.

    The plain draft's best sentence opens the answer, with what else of it there is room for; the sentences below the
    headings come from its passages and from those that the lens's questions find.

    Args:
        lens: how the question is thought through.
        query: the question.
        passages: what the plain draft was made from.
        draft: the plain draft; must hold a sentence.
        searcher: of the library.
        vectors: of sentences, by the encoder whose codes are searched.
        frequencies: of the library's words.
        documents: ids of the documents to look in; None for all.
        looked: what `look_through` has found for the same passages; None to look now.
        listen: hears `LensApplied`.
        cancel: looked at before each search.

    Raises:
        Cancelled: `cancel` was set.
    """
    looked = looked or look_through(lens, query, passages, searcher, frequencies, documents, cancel)
    started = perf_counter()
    asked = view(query, frequencies.idf, frequencies.chunks())
    evidence = [piece for piece in gather(searcher.library, looked.passages) if not _is_bare_code(piece)]
    fits, choice = _choice(lens, query, asked, looked, evidence, draft, vectors)
    chosen = _laid_out(lens, evidence, fits, choice)
    text, citations = cite(searcher.library, chosen, looked.passages)
    counts = tuple((facet.title, len(group)) for facet, group in zip(lens.facets, choice.groups, strict=True))
    missing = tuple(lens.facets[place].title for place in choice.open)
    listen(LensApplied(lens.id, counts, looked.elapsed_ms + (perf_counter() - started) * 1000))
    if not any(choice.groups):
        return Lensed("", (), (), looked.passages, missing, empty=True, note=NEEDS_MODEL.format(lens=lens.id))
    text = "\n\n".join([text, *_named(missing)])
    return Lensed(text, citations, tuple(chosen), looked.passages, missing, empty=False, note="")


def _choice(
    lens: Lens,
    query: Query,
    asked: View,
    looked: Looked,
    evidence: Sequence[Evidence],
    draft: Draft,
    vectors: SentenceVectors,
) -> tuple[Fits, Choice]:
    """What the sentences are worth, and which of them stand where."""
    places = {_key(piece): place for place, piece in enumerate(evidence)}
    chances = np.zeros(len(evidence))
    for piece, chance in zip(draft.evidence, draft.chances, strict=True):
        if _key(piece) in places:
            chances[places[_key(piece)]] = chance
    fits = measure(query.text, asked, lens.facets, evidence, looked, chances, vectors)
    likely = np.flatnonzero(chances >= LEADS * max(draft.chances, default=1.0))
    leads = sorted(likely.tolist(), key=lambda place: -float(chances[place]))
    return fits, choose(
        fits, leads, [places[_key(each.evidence)] for each in draft.chosen if _key(each.evidence) in places]
    )


def _key(piece: Evidence) -> tuple[int, int, int]:
    return piece.passage, piece.start, piece.end


def _laid_out(lens: Lens, evidence: Sequence[Evidence], fits: Fits, choice: Choice) -> list[Chosen]:
    """The chosen sentences in the order in which they are said, below their headings in the order of the text."""
    said = [Chosen(evidence[place], fits.texts[place], fits.chance(place)) for place in choice.opening]
    for facet, group in zip(lens.facets, choice.groups, strict=True):
        for place in sorted(group):
            said.append(Chosen(evidence[place], fits.texts[place], fits.chance(place), facet.title))
    return said


def _is_bare_code(piece: Evidence) -> bool:
    """Code that no sentence announces: its words are names and operators, not signs."""
    return piece.kind is BlockKind.CODE and not piece.lead


def _named(missing: Sequence[str]) -> list[str]:
    """One sentence that names what the sources have nothing for, if anything."""
    if not missing:
        return []
    *others, last = [title[:1].lower() + title[1:] for title in map(heading_of, missing)]
    named = f"{', '.join(others)} and {last}" if others else last
    return [f"The sources found say nothing of {named}."]
