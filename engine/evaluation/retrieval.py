"""`nacre eval retrieval`: every arm of the search on a collection in the layout of BEIR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from engine.evaluation.bed import Bed, bed, read_items
from engine.evaluation.collection import Question, load, ranked_questions
from engine.evaluation.metrics import all_within, ndcg, recall, reciprocal_rank
from engine.events import JobProgress, Listener, ignore
from engine.library.wording import embedding_text
from engine.reasoning.loop.select import DEFAULTS, select

DEPTH = 400
"""Chunks of each arm: enough for 100 documents of several chunks each."""

ARMS = ("words", "dense", "codes", "fused", "selected")


def evaluate(directory: Path, listen: Listener = ignore) -> dict[str, Any]:
    """The figures of every arm; keys as in the README's table.

    words = BM25; dense = exact float embeddings; codes = ternary codes rescored with int8; fused = what one search
    gives; selected = the evidence that the loop chooses, the fused rest behind it. A document ranks by its best chunk.

    Args:
        directory: the collection.
        listen: told of progress.
    """
    collection = load(directory)
    questions = ranked_questions(collection)
    with bed(read_items(collection.items), listen) as place:
        ranker = _Ranker(place)
        rankings: dict[str, list[tuple[list[str], Mapping[str, float]]]] = {arm: [] for arm in ARMS}
        for done, question in enumerate(questions, 1):
            for arm, ranked in ranker.rank(question).items():
                rankings[arm].append((ranked, question.relevant))
            if done % 50 == 0 or done == len(questions):
                listen(JobProgress("questions", done, len(questions)))
        encoder, chunks = place.encoder.id, len(ranker.documents)
    return {
        "collection": collection.name,
        "documents": len(collection.items),
        "queries": len(questions),
        "chunks": chunks,
        "encoder": encoder,
        "arms": {arm: figures(found) for arm, found in rankings.items()},
    }


class _Ranker:
    """Ranks documents by their best chunk, in every arm."""

    def __init__(self, place: Bed) -> None:
        self._place = place
        rows = place.library.read().execute("SELECT id FROM chunks ORDER BY id").fetchall()
        self._chunk_ids = np.array([row[0] for row in rows], np.int64)
        found = place.library.chunk_rows([row[0] for row in rows])
        self.documents = {row.chunk_id: row.part for row in found}
        texts = [
            embedding_text(row.title, row.headings, place.library.text(row.version)[row.start : row.end])
            for row in found
        ]
        self._floats = np.stack([place.encoder.vectors[text] for text in texts])

    def rank(self, question: Question) -> dict[str, list[str]]:
        arms = self._place.searcher.arms(question.text, DEPTH)
        exact = self._floats @ self._place.encoder.embed_query(question.text)
        dense = self._chunk_ids[np.argsort(-exact, kind="stable")[:DEPTH]]
        searcher = self._place.searcher
        selected = select(searcher, searcher.search(question.text, DEFAULTS.passages))
        chosen = selected.evidence if any(each.accepted for each in selected.record) else ()
        evidence = selected.ranking if selected.weighed else chosen
        return {
            "words": self._documents(arms.words),
            "dense": self._documents(dense.tolist()),
            "codes": self._documents(arms.codes),
            "fused": self._documents(arms.fused),
            "selected": self._documents([*evidence, *arms.fused]),
        }

    def _documents(self, chunk_ids: Iterable[int]) -> list[str]:
        return list(dict.fromkeys(self.documents[chunk] for chunk in chunk_ids))


def figures(rankings: list[tuple[list[str], Mapping[str, float]]]) -> dict[str, float]:
    """The means of all measures over some questions' rankings, each with its gains by document."""
    if not rankings:
        return {}
    return {
        "ndcg@10": fmean(ndcg(ranked, relevant) for ranked, relevant in rankings),
        "mrr@10": fmean(reciprocal_rank(ranked, relevant) for ranked, relevant in rankings),
        "recall@5": fmean(recall(ranked, relevant, 5) for ranked, relevant in rankings),
        "recall@10": fmean(recall(ranked, relevant, 10) for ranked, relevant in rankings),
        "recall@100": fmean(recall(ranked, relevant, 100) for ranked, relevant in rankings),
        "all@5": fmean(all_within(ranked, relevant) for ranked, relevant in rankings),
    }
