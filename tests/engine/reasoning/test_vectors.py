"""Sentence vectors are made once, however often a sentence comes up."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Thread

import numpy as np
import numpy.typing as npt
import pytest

from engine.models.hashed import HashedEncoder
from engine.reasoning import vectors
from engine.reasoning.vectors import SentenceVectors


class Counting(HashedEncoder):
    """Notes what it is given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.given += texts
        return super().embed(texts)


def test_only_what_is_new_is_embedded_and_rows_keep_their_order() -> None:
    encoder = Counting()
    known = SentenceVectors(encoder)
    first = known.of(["a lamp", "a tide", "a lamp"])
    again = known.of(["a seal", "a tide"])
    assert encoder.given == ["a lamp", "a tide", "a seal"]
    assert np.array_equal(first, HashedEncoder().embed(["a lamp", "a tide", "a lamp"]))
    assert np.array_equal(again, HashedEncoder().embed(["a seal", "a tide"]))
    assert known.of([]).shape == (0, encoder.dim)


def test_the_longest_unused_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "REMEMBERED", 2)
    encoder = Counting()
    known = SentenceVectors(encoder)
    known.of(["one", "two"])
    known.of(["one"])
    known.of(["three"])  # two goes
    encoder.given.clear()
    known.of(["one", "three"])
    assert encoder.given == []
    assert np.array_equal(known.of(["two", "one", "three"]), HashedEncoder().embed(["two", "one", "three"]))


def test_threads_that_crowd_each_other_out_get_their_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "REMEMBERED", 3)
    known = SentenceVectors(HashedEncoder())
    wrong: list[str] = []

    def ask(name: str) -> None:
        texts = [f"{name} {n}" for n in range(5)]
        for _ in range(10):
            if not np.array_equal(known.of(texts), HashedEncoder().embed(texts)):
                wrong.append(name)

    threads = [Thread(target=ask, args=(name,)) for name in ("lamp", "tide", "seal")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
