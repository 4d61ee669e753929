"""A summary without a language model: the sentences most central to a document or folder, in its order, cited."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import numpy as np
import numpy.typing as npt

from engine.errors import UsageError
from engine.events import AnswerDelta, Answered, Checked, Drafted, Halted, Listener, ignore
from engine.library.rows import ChunkRow
from engine.library.store import Library
from engine.reasoning.check import cite, exact
from engine.reasoning.compose import Chosen
from engine.reasoning.evidence import Evidence, gather
from engine.reasoning.wording import count_words, spoken
from engine.records import Answer, Passage
from engine.retrieval.searcher import Searcher
from engine.sources.reading import BlockKind

WORDS = 160
"""Words of a summary: half a minute's reading."""

MOST_CHUNKS = 60
"""Chunks that are read closely, about; a larger target is thinned out evenly, document by document."""

LIKENESS = 0.75
"""Cosine above which two sentences say the same."""

REDUNDANCY = 0.5
"""How much likeness to what is already said counts against a sentence (maximal marginal relevance, Carbonell and
Goldstein, 1998)."""


def summarise(searcher: Searcher, target: str, listen: Listener = ignore) -> Answer:
    """The central sentences of what a scope means.

    A sentence is central when it is like its document as a whole: cosine to the mean of the target's sentences, less
    the likeness to what is already chosen. Documents of a folder take turns, so that no long one drowns the rest.

    Args:
        searcher: has the library and the encoder.
        target: a path, a folder, a pattern, a collection, a tag or a title.
        listen: hears the steps.

    Raises:
        UsageError: nothing matches.
    """
    started = perf_counter()
    library = searcher.library
    documents = library.scope(target)
    if documents is None:
        raise UsageError("nothing was named to summarise", "name a document, a folder, a collection or a tag")
    passages = _passages(searcher, _rows(library, documents))
    evidence = [
        piece
        for piece in gather(library, passages)
        if piece.kind in (BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.QUOTE)
    ]
    evidence = evidence or gather(library, passages)
    chosen = _central(searcher, evidence, passages)
    listen(Drafted(len(evidence), len(chosen), 1.0 if chosen else 0.0, (perf_counter() - started) * 1000))
    text, citations = cite(library, chosen, passages)
    listen(Checked(len(chosen), exact(library, citations), 0.0))
    halt = "supported" if citations else "no match"
    listen(Halted(halt))
    text = text or f"There is nothing to summarise in {target}."
    listen(AnswerDelta(text))
    answer = Answer(
        question=f"Summary of {target}",
        text=text,
        abstained=not citations,
        tier=searcher.index().encoder.tier,
        citations=citations,
        nearest=passages[:5],
        rounds=1,
        halt=halt,
        support=1.0 if citations else 0.0,
        timings={"total": (perf_counter() - started) * 1000},
    )
    listen(Answered(answer))
    return answer


def _rows(library: Library, documents: frozenset[int]) -> list[ChunkRow]:
    """The target's chunks, evenly thinned out per document where there are too many."""
    marks = ",".join(str(int(each)) for each in sorted(documents))
    versions = [
        row[0]
        for row in library.read()
        .execute(f"SELECT current_version FROM documents WHERE id IN ({marks}) AND state = 'live' ORDER BY path, part")
        .fetchall()
    ]
    by_version = [library.texts.chunks_of([version]) for version in versions]
    share = max(1, MOST_CHUNKS // max(1, len(by_version)))
    rows = []
    for chunks in by_version:
        step = max(1, -(-len(chunks) // max(share, MOST_CHUNKS - sum(map(len, by_version)) + len(chunks))))
        rows += list(chunks[::step])
    return rows[: 2 * MOST_CHUNKS]


def _passages(searcher: Searcher, rows: Sequence[ChunkRow]) -> tuple[Passage, ...]:
    library = searcher.library
    return tuple(
        Passage(
            row.chunk_id,
            library.place(row.version, row.start, row.end),
            library.text(row.version)[row.start : row.end],
            {},
            0.0,
        )
        for row in rows
    )


def _central(searcher: Searcher, evidence: Sequence[Evidence], passages: Sequence[Passage]) -> list[Chosen]:
    if not evidence:
        return []
    texts = [spoken(piece) for piece in evidence]
    vectors = searcher.index().encoder.embed(texts)
    document = np.array([passages[piece.passage].place.document_id for piece in evidence])
    scores = _centrality(vectors, document)
    chosen: list[int] = []
    words = 0
    left = set(range(len(evidence)))
    while left:
        counts = {each: sum(document[index] == each for index in chosen) for each in set(document.tolist())}
        best = max(
            left, key=lambda index: (-counts[int(document[index])], _gain(index, vectors, scores, chosen), -index)
        )
        left.discard(best)
        length = count_words(texts[best])
        if words + length > WORDS:
            if chosen:
                break
            continue
        if not length >= 5 or any(vectors[best] @ vectors[other] > LIKENESS for other in chosen):
            continue
        chosen.append(best)
        words += length
    return [Chosen(evidence[index], texts[index], float(scores[index])) for index in sorted(chosen)]


def _centrality(vectors: npt.NDArray[np.float32], document: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Cosine of each sentence to its own document's mean and to the whole target's mean, averaged."""
    whole = vectors.mean(axis=0)
    scores = vectors @ (whole / max(1e-9, float(np.linalg.norm(whole)))) / 2
    for each in np.unique(document):
        own = vectors[document == each]
        mean = own.mean(axis=0)
        scores[document == each] += own @ (mean / max(1e-9, float(np.linalg.norm(mean)))) / 2
    found: npt.NDArray[np.float32] = scores
    return found


def _gain(
    index: int, vectors: npt.NDArray[np.float32], scores: npt.NDArray[np.float32], chosen: Sequence[int]
) -> float:
    said = max((float(vectors[index] @ vectors[other]) for other in chosen), default=0.0)
    return float(scores[index]) - REDUNDANCY * said
