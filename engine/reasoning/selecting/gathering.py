"""A question's passages as the selector sees them: those of the first search, then those that the rounds found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np

from engine.events import ignore
from engine.memory.segments import View
from engine.reasoning.features import view as answerer_view
from engine.reasoning.loop import gate
from engine.reasoning.loop.acceptance import Start, log_odds
from engine.reasoning.loop.field import Floats
from engine.reasoning.loop.following_up import Evidence, follow_up
from engine.reasoning.loop.gate import Look
from engine.reasoning.loop.ground import Ground, ground_of
from engine.reasoning.loop.settings import Budget, LoopSettings, Parts
from engine.reasoning.selecting.candidates import Candidates, Ids, Vectors
from engine.reasoning.selecting.chained import CHAINED, gathered
from engine.reasoning.selecting.features import SEARCHED, Pool, searched
from engine.reasoning.selecting.reading import READ, read
from engine.retrieval.searcher import Found, Searcher
from engine.retrieval.stems import stem

EVERY_ROUND = LoopSettings(budget=Budget(seconds=math.inf), parts=Parts(gate=False))

K = 32
"""Passages that are weighed against each other."""

FEATURES = (*SEARCHED, *READ, *CHAINED)

SPEAKING = tuple(name for name in FEATURES if name not in ("length", "kin", "similarity", "first"))
"""Features of a passage that speak for it in any library, if they say anything; the others tell collections apart."""

WHOLE = ("missing", "second", "others", "gate", "rounds", "size", "nearest", "reached", "support")
"""Of the question as a whole: what the gate sees and its log odds; rounds after the first search; a tenth of the log of
the library's chunks; the best cosine and the best share of BM25 among the candidates; the support of the evidence."""


def first(ground: Ground, found: Found, look: Look, chance: float) -> Candidates:
    """The best of the first search, in its order.

    Args:
        ground: of the question.
        found: at least one passage.
        look: what the gate sees.
        chance: that more is needed, in its opinion.
    """
    chunks = list(islice(found.arms.fused, K))
    return _candidates(ground, found, chunks, np.zeros((len(chunks), len(CHAINED))), _whole(look, chance, 0, 0.0))


def after(ground: Ground, found: Found, look: Look, chance: float, evidence: Evidence) -> Candidates | None:
    """What the rounds ended with, the hand-made choice first; None where nothing was followed up.

    Args:
        ground, found, look, chance: as for `first`.
        evidence: of the rounds.
    """
    if evidence.step is None:
        return None
    weights = ground.settings.weights
    searched_first = [passage.chunk_id for passage in found.passages[: ground.settings.passages]]
    chunks, chains = gathered(evidence, evidence.step, searched_first, weights, K)
    return _candidates(ground, found, chunks, chains, _whole(look, chance, len(evidence.record), evidence.support))


def both(searcher: Searcher, found: Found) -> tuple[Candidates, ...]:
    """What the selector would see of a question before any round and after all of them, whatever the gate thinks.

    Args:
        searcher: of the library.
        found: what it found for the question.

    Returns:
        Two, one where there is nothing to follow up, none where nothing was found.
    """
    kept = tuple(passage.chunk_id for passage in found.passages[: EVERY_ROUND.passages])
    if not kept:
        return ()
    ground = ground_of(searcher, found, EVERY_ROUND)
    look = gate.look(ground.asked, kept, ground.lexicon)
    chance = gate.load().model.chance(look.features)
    start = Start(kept, {chunk: found.arms.fused.get(chunk, 0.0) for chunk in kept}, chance)
    later = after(ground, found, look, chance, follow_up(ground, found.arms, start, ignore))
    begin = first(ground, found, look, chance)
    return (begin,) if later is None else (begin, later)


def _whole(look: Look, chance: float, rounds: int, support: float) -> Mapping[str, float]:
    missing, second, others = look.features
    return {
        "missing": missing,
        "second": second,
        "others": others,
        "gate": log_odds(chance),
        "rounds": float(rounds),
        "support": support,
    }


def _candidates(
    ground: Ground, found: Found, chunks: Sequence[int], chains: Floats, whole: Mapping[str, float]
) -> Candidates:
    rows = {row.chunk_id: row for row in ground.library.chunk_rows(list(chunks))}
    kept = [at for at, chunk in enumerate(chunks) if chunk in rows]  # one may be gone meanwhile
    chunks = [chunks[at] for at in kept]
    ascending = np.array(sorted(chunks), np.int64)
    asked, lexicon = ground.asked, ground.lexicon
    pool = Pool([rows[chunk] for chunk in ascending.tolist()], ascending, vectors(ground.view, ascending, asked.vector))
    texts = [ground.library.text(row.version)[row.start : row.end] for row in pool.rows]
    known = lexicon.tokens(asked.tokens)
    rarities = np.array([known[token].rarity for token in asked.tokens])
    by_stem = {stem(word): float(rarity) for word, rarity in zip(asked.words, rarities, strict=True)}
    question = answerer_view(found.query, lambda each: by_stem.get(each, 1.0), lexicon.chunks)
    measured = np.concatenate(
        [searched(asked, pool, found.arms, lexicon), read(asked, question, texts, rarities)], axis=1
    )
    places = np.searchsorted(ascending, np.array(chunks, np.int64))
    features = np.concatenate([measured[places], chains[kept]], axis=1)
    bm25, cosine = (features[:, FEATURES.index(name)].max(initial=0.0) for name in ("bm25", "cosine"))
    all_whole = {**whole, "size": math.log(max(1, lexicon.chunks)) / 10, "nearest": cosine, "reached": bm25}
    return Candidates(
        chunks=np.array(chunks, np.int64),
        question=asked.vector,
        passages=pool.vectors[places],
        features=features.astype(np.float32),
        whole=np.array([all_whole[name] for name in WHOLE], np.float32),
    )


def vectors(view: View, chunks: Ids, like: Vectors) -> Vectors:
    """float32 (n, d): the embeddings of an ascending array of chunks, of length one; zeros where there is none.

    Args:
        like: float32 (d,), any vector of the encoder.
    """
    found = np.zeros((chunks.size, like.size), np.float32)
    for part in view.parts:
        rows = part.at(chunks)
        places = np.searchsorted(chunks, part.ids[rows])
        found[places] = part.rows.vectors[rows, : like.size].astype(np.float32)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    np.divide(found, lengths, out=found, where=lengths > 0)
    return found
