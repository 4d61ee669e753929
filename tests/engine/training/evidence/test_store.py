"""Samples on disk: the same when they come back, and gathering goes on where it stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.training.evidence.samples import Sample
from engine.training.evidence.store import MANIFEST, SHARD, SamplesUnfit, Store, discard, opened
from tests.engine.training.evidence.made_samples import NAMES, sample


def _same(one: Sample, other: Sample) -> bool:
    arrays = ("chunks", "question", "features", "whole")
    return (
        all(np.array_equal(getattr(one.candidates, name), getattr(other.candidates, name)) for name in arrays)
        and np.allclose(one.candidates.passages, other.candidates.passages, atol=1e-3)
        and np.array_equal(one.units, other.units)
        and np.array_equal(one.gold, other.gold)
        and [one.wanted, one.stage, one.split, one.group, one.source, one.question, one.key]
        == [other.wanted, other.stage, other.split, other.group, other.source, other.question, other.key]
    )


def _distinct(number: int) -> Sample:
    """With chunks that no other sample has."""
    found = sample(number)
    return replace(found, candidates=replace(found.candidates, chunks=found.candidates.chunks + 100 * number))


def test_samples_come_back_as_they_were(tmp_path: Path) -> None:
    store = Store(tmp_path / "work", NAMES)
    given = [_distinct(number) for number in range(5)]
    for each in given:
        store.add(each.key, [each])
    store.flush()
    found = opened(tmp_path / "work").samples()
    assert len(found) == 5 and all(map(_same, given, found))
    assert found[0].candidates.passages.dtype == np.float32


def test_the_vector_of_a_passage_that_is_found_often_lies_there_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "work", NAMES)
    again = sample(1)
    store.add("a", [again])
    store.add("b", [replace(again, key="b")])
    store.flush()
    with np.load(tmp_path / "work" / "shard-00000.npz") as data:
        assert len(data["vectors"]) == len(again.gold)
    assert np.allclose(opened(tmp_path / "work").samples()[1].candidates.passages, again.candidates.passages, atol=1e-3)


def test_gathering_goes_on_where_it_stopped(tmp_path: Path) -> None:
    store = Store(tmp_path / "work", NAMES)
    for number in range(SHARD + 3):
        store.add(f"made:{number}", [sample(number)] if number else [])
    again = Store(tmp_path / "work", NAMES)  # as after a kill: what waited is lost
    assert len(again) == SHARD
    assert "made:0" in again and f"made:{SHARD - 1}" in again and f"made:{SHARD}" not in again
    assert len(again.samples()) == SHARD - 1
    again.add(f"made:{SHARD}", [sample(SHARD)])
    again.flush()
    assert [each.key for each in opened(tmp_path / "work").samples()] == [f"made:{at}" for at in range(1, SHARD + 1)]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (replace(NAMES, encoder="hashed/1"), "the encoder made/1, not hashed/1"),
        (replace(NAMES, features=("bm25",)), "other features"),
        (replace(NAMES, about="another library"), "made up, not another library"),
    ],
)
def test_samples_of_another_make_are_refused_with_a_sentence(tmp_path: Path, other: object, said: str) -> None:
    Store(tmp_path / "work", NAMES).add("a", [])
    store = Store(tmp_path / "work", NAMES)
    store.add("a", [sample(1)])
    store.flush()
    with pytest.raises(SamplesUnfit, match=said) as refused:
        Store(tmp_path / "work", other)  # type: ignore[arg-type]  # parametrised
    assert "without --resume" in str(refused.value)


def test_another_format_a_damaged_manifest_and_a_damaged_shard_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    store = Store(folder, NAMES)
    store.add("a", [sample(1)])
    store.flush()
    (folder / "shard-00000.npz").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(SamplesUnfit, match="damaged or gone"):
        opened(folder).samples()
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {"format": 99}), "utf-8")
    with pytest.raises(SamplesUnfit, match="format 99"):
        opened(folder)
    for text in ("{", '{"format": 1}', "[]"):
        (folder / MANIFEST).write_text(text, "utf-8")
        with pytest.raises(SamplesUnfit, match="damaged"):
            opened(folder)


def test_only_a_folder_of_samples_is_removed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(SamplesUnfit, match="something other"):
        discard(other)
    store = Store(tmp_path / "work", NAMES)
    store.add("a", [sample(1)])
    store.flush()
    discard(tmp_path / "work")
    discard(tmp_path / "work")
    assert not (tmp_path / "work").exists() and (other / "letter.txt").exists()
    with pytest.raises(SamplesUnfit, match="no samples"):
        opened(tmp_path / "work")


def test_evidence_is_complete_where_every_piece_of_it_is_among_the_candidates() -> None:
    one = sample(1)
    gold = np.zeros(8, np.bool_)
    gold[[6, 7]] = True  # parts of one document
    assert replace(one, gold=gold, wanted=1).complete
    assert not replace(one, gold=gold, wanted=2).complete
    assert not replace(one, gold=np.zeros(8, np.bool_), wanted=0).complete
