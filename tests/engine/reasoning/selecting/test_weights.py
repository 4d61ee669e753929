"""The selector's file: what was written comes back, and what can't be used is refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.reasoning.selecting.network import load
from engine.reasoning.selecting.weights import FORMAT, SelectorUnfit, read, write
from tests.engine.reasoning.selecting.made import weights

Entries = dict[str, Any]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "selector.npz"
    write(path, weights())
    return path


def test_what_is_written_comes_back_rounded_to_float16(file: Path) -> None:
    given, found = weights(), read(file)
    assert (found.sizes, found.features, found.whole) == (given.sizes, given.features, given.whole)
    assert (found.encoder, found.steps, found.card) == (given.encoder, given.steps, given.card)
    for stage in (0, 1):
        mine, theirs = found.priors.of(stage), given.priors.of(stage)
        assert np.array_equal(mine.weights, theirs.weights) and mine.bias == theirs.bias
    assert not np.array_equal(found.priors.first.weights, found.priors.after.weights)
    for name, array in given.arrays.items():
        assert found.arrays[name].dtype == np.float32
        assert np.array_equal(found.arrays[name], array.astype(np.float16))


def test_writing_leaves_nothing_beside_the_file(file: Path) -> None:
    write(file, weights(seed=1))
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e6])
def test_what_float16_can_not_hold_is_not_written_and_the_old_file_stays(file: Path, value: float) -> None:
    before, bad = file.read_bytes(), weights()
    bad.arrays["heads.relevance"][0] = value
    with pytest.raises(SelectorUnfit, match="not finite"):
        write(file, bad)
    assert file.read_bytes() == before


def without(name: str) -> Callable[[Entries], object]:
    return lambda entries: entries.pop(name)


def changed(name: str, value: Any) -> Callable[[Entries], object]:
    return lambda entries: entries.update({name: np.asarray(value)})


def spoiled(name: str) -> Callable[[Entries], object]:
    return lambda entries: entries[name].flat.__setitem__(0, np.nan)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed("format", FORMAT + 1), f"format {FORMAT + 1}, this version reads {FORMAT}"),
        (without("format"), "no 'format'"),
        (changed("format", "one"), "'format' is no whole number"),
        (without("heads.pull"), "no 'heads.pull'"),
        (without("recursion.core.blocks.1.within.down.weight"), "no 'recursion.core.blocks.1.within.down.weight'"),
        (
            changed("heads.relevance", np.zeros(17, np.float16)),
            r"the shape \(17,\) of float16, where \(16,\) is needed",
        ),
        (changed("heads.relevance", np.zeros(16, np.int64)), "int64"),
        (changed("sizes", np.ones(3, np.int64)), "another version"),
        (changed("sizes", [48, 6, 3, 16, 5, 2, 24, 2, 2]), "16 numbers can't be split among 5 heads"),
        (changed("sizes", [48, 6, 3, 16, 0, 2, 24, 2, 2]), "'heads' is 0"),
        (changed("sizes", [48, 6, 3, 10**9, 2, 2, 24, 2, 2]), "'hidden' is 1000000000"),
        (changed("features", ["one"]), "'features' are not 6 names"),
        (changed("encoder", 3), "'encoder' is no text"),
        (changed("card", "{"), "card is no JSON"),
        (changed("card", "[]"), "card is no JSON object"),
        (spoiled("reading.from_features.weight"), "'reading.from_features.weight' has numbers that are not finite"),
        (spoiled("after.weights"), "'after.weights' has numbers that are not finite"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_is_wrong(
    file: Path, change: Callable[[Entries], object], said: str
) -> None:
    with np.load(file) as data:
        entries = {name: data[name] for name in data.files}
    change(entries)
    np.savez(file, **entries)
    with pytest.raises(SelectorUnfit, match=said) as caught:
        load(file)
    assert str(file) in str(caught.value) and "nacre train evidence" in str(caught.value)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SelectorUnfit, match="there is no evidence selector at"):
        load(tmp_path / "none.npz")


def test_a_folder_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(SelectorUnfit, match="can't be read"):
        load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"some text", b"\x93NUMPY\x01\x00"])
def test_what_is_no_npz_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "selector.npz"
    path.write_bytes(content)
    with pytest.raises(SelectorUnfit, match="no evidence selector, or it is damaged"):
        load(path)


def test_a_single_array_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "selector.npz"
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(SelectorUnfit, match="no evidence selector"):
        load(path)


def test_a_file_that_was_cut_or_changed_on_the_way_is_refused(file: Path) -> None:
    whole = file.read_bytes()
    for part in (whole[: len(whole) // 2], whole[:400] + bytes(40) + whole[440:]):
        file.write_bytes(part)
        with pytest.raises(SelectorUnfit):
            load(file)


def test_pickles_are_never_opened(file: Path) -> None:
    with np.load(file) as data:
        entries = {name: data[name] for name in data.files}
    np.savez(file, **{**entries, "card": np.array({"a": 1}, dtype=object)})
    with pytest.raises(SelectorUnfit, match="damaged"):
        load(file)


def test_a_part_that_lacks_is_not_written(tmp_path: Path) -> None:
    given = weights()
    arrays = {name: array for name, array in given.arrays.items() if name != "heads.pull"}
    with pytest.raises(SelectorUnfit, match="it has no"):
        write(tmp_path / "selector.npz", replace(given, arrays=arrays))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("first", "steps"), [(4, 3), (-1, 3), (0, 65)])
def test_steps_that_can_not_be_thought_are_refused(tmp_path: Path, first: int, steps: int) -> None:
    with pytest.raises(SelectorUnfit, match="meant to think"):
        write(tmp_path / "selector.npz", replace(weights(), first_steps=first, steps=steps))
