"""The file of a segment: what is written comes back, and nothing else is taken for it."""

from __future__ import annotations

import errno
import json
import zlib
from pathlib import Path
from threading import Event as Flag
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.library.connection import DiskFull
from engine.memory import segment
from engine.memory.rows import Rows
from engine.memory.segment import ALIGNMENT, PROLOGUE, Segment, SegmentDamaged, SegmentInfo, write

INFO = SegmentInfo("encoder/ü", "rows/1", 64, 3)


def arrays(n: int = 3, d: int = 64) -> dict[str, Any]:
    random = np.random.default_rng(n)
    vectors = random.integers(-127, 128, (n, d), dtype=np.int8)
    ids = np.cumsum(random.integers(1, 9, n))
    return {"ids": ids, **Rows.build(vectors, random.random(n, np.float32)).arrays()}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "segments" / "small.segment"
    write(path, INFO, arrays())
    return path


def test_what_is_written_comes_back_aligned_and_read_only(small: Path) -> None:
    opened = Segment.open(small)
    opened.check()
    assert opened.info == INFO
    assert opened.arrays.keys() == arrays().keys()
    for name, array in arrays().items():
        stored = opened.arrays[name]
        assert stored.dtype == array.dtype and np.array_equal(stored, array)
        assert stored.__array_interface__["data"][0] % ALIGNMENT == 0
        assert not stored.flags.writeable
    assert [each.name for each in small.parent.iterdir()] == [small.name]


def test_size_and_checksum_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "segments" / "a.segment"
    size, crc = write(path, INFO, arrays())
    assert (size, crc) == (len(path.read_bytes()), zlib.crc32(path.read_bytes()))


def test_what_older_versions_name_in_the_table_besides_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = segment._described
    monkeypatch.setattr(segment, "_described", lambda *args: described(*args)[:-1] + b',"card":""}')
    write(tmp_path / "a.segment", INFO, arrays())
    assert Segment.open(tmp_path / "a.segment").info == INFO


@settings(max_examples=30)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=6).filter(lambda name: name != "ids"),
        st.tuples(st.sampled_from(sorted(segment.DTYPES)), st.lists(st.integers(0, 5), min_size=1, max_size=3)),
        max_size=4,
    )
)
def test_any_named_arrays_come_back(
    tmp_path_factory: pytest.TempPathFactory, shapes: dict[str, tuple[str, list[int]]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.segment"
    given_arrays: dict[str, Any] = {"ids": np.array([1, 2, 9])}
    for name, (dtype, shape) in shapes.items():
        given_arrays[name] = np.arange(np.prod(shape)).astype(dtype).reshape(shape)
    write(path, INFO, given_arrays)
    opened = Segment.open(path)
    opened.check()
    assert opened.arrays.keys() == given_arrays.keys()
    for name, array in given_arrays.items():
        assert opened.arrays[name].dtype == array.dtype and opened.arrays[name].shape == array.shape
        assert np.array_equal(opened.arrays[name], array)


def replace_byte(path: Path, at: int, value: int) -> None:
    with path.open("r+b", buffering=0) as file:
        file.seek(at)
        file.write(bytes([value]))


def test_a_flipped_byte_is_refused_wherever_it_is(small: Path) -> None:
    for at, byte in enumerate(small.read_bytes()):
        for flip in (0xFF, 1 << at % 8):
            replace_byte(small, at, byte ^ flip)
            with pytest.raises(SegmentDamaged, match=f"the segment {small} .*made anew"):
                Segment.open(small)
        replace_byte(small, at, byte)
    Segment.open(small).check()


def test_a_file_of_any_other_length_is_refused(small: Path) -> None:
    whole = small.read_bytes()
    small.write_bytes(whole + b"\0")
    for length in range(len(whole) + 1, -1, -1):
        if length == len(whole):
            continue
        with small.open("r+b") as file:
            file.truncate(length)
        with pytest.raises(SegmentDamaged, match=f"the segment {small} "):
            Segment.open(small)


def test_zeros_from_any_place_on_are_refused(small: Path) -> None:
    """What a file may look like after the power went."""
    whole = small.read_bytes()
    for length in range(0, len(whole), 8):
        small.write_bytes(whole[:length].ljust(len(whole), b"\0"))
        with pytest.raises(SegmentDamaged):
            Segment.open(small)


def test_large_sections_are_checked_when_asked_for_and_the_rest_at_opening(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment, "CHECKED_AT_OPENING", -1)
    whole = small.read_bytes()
    first = PROLOGUE.size + int.from_bytes(whole[12:16], "little")
    for at, byte in enumerate(whole):
        replace_byte(small, at, byte ^ 0x20)
        if at < first or at >= len(whole) - segment.FOOTER.size:
            with pytest.raises(SegmentDamaged):
                Segment.open(small)
        else:
            with pytest.raises(SegmentDamaged, match=r"does not match its checksum|chunks in order"):
                Segment.open(small).check()
        replace_byte(small, at, byte)


def test_a_file_under_the_name_of_another_is_refused(small: Path) -> None:
    other = small.with_name("other.segment")
    small.rename(other)
    with pytest.raises(SegmentDamaged, match=r"another one by its own account: small\.segment"):
        Segment.open(other)
    with pytest.raises(SegmentDamaged, match="is missing"):
        Segment.open(small)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"version": 2}, "another version"),
        ({"order": b"\1\2\3\4"}, "another kind of machine"),
        ({"rows": 4}, "does not name its chunks in order"),
        ({"table": {"sections": []}}, "makes no sense"),
        ({"table": {"sections": [["ids", "object", [3], 384, 24, 0]]}}, "no sound section 'ids'"),
        ({"table": {"sections": [["ids", "int64", [1 << 60], 384, 24, 0]]}}, "no sound section 'ids'"),
        ({"table": {"sections": [["ids", "int64", [-3], 384, -24, 0]]}}, "no sound section 'ids'"),
        ({"table": {"sections": [["ids", "int64"]]}}, "makes no sense"),
        ({"table": {"encoder": None, "sections": 7}}, "makes no sense"),
    ],
)
def test_a_header_that_lies_under_a_right_checksum_is_refused(
    small: Path, change: dict[str, Any], complaint: str
) -> None:
    whole = small.read_bytes()
    fields = list(PROLOGUE.unpack(whole[: PROLOGUE.size]))
    end = PROLOGUE.size + fields[2]
    table = whole[PROLOGUE.size : end]
    if "table" in change:
        table = json.dumps(json.loads(table) | change["table"]).encode().ljust(len(table))
        fields[2] = len(table)
    for name, at in (("version", 1), ("rows", 5), ("order", 7)):
        fields[at] = change.get(name, fields[at])
    fields[6] += len(table) - (end - PROLOGUE.size)
    fields[-1] = zlib.crc32(table, zlib.crc32(PROLOGUE.pack(*fields)[:-4]))
    head = PROLOGUE.pack(*fields) + table
    small.write_bytes(head + whole[end : -segment.FOOTER.size] + segment._footer(head))
    with pytest.raises(SegmentDamaged, match=complaint):
        Segment.open(small)


@pytest.mark.parametrize("ids", [[1, 1, 2], [3, 2, 1], [1, 2]])
def test_ids_that_do_not_ascend_are_not_written(tmp_path: Path, ids: list[int]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        write(tmp_path / "a.segment", INFO, arrays() | {"ids": np.array(ids)})
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "segments" / "a.segment"
    put = segment._put

    for fails_at in range(1, 11):
        calls = 0

        def full(*args: Any) -> int:
            nonlocal calls
            calls += 1
            if calls == fails_at:  # noqa: B023 - called within the same round
                raise OSError(errno.ENOSPC, "No space left on device")
            return put(*args)

        monkeypatch.setattr(segment, "_put", full)
        with pytest.raises(DiskFull, match=r"a\.segment is full.*[Ff]ree some space"):
            write(path, INFO, arrays())
        assert list(path.parent.iterdir()) == []
    monkeypatch.setattr(segment, "_put", put)
    write(path, INFO, arrays())
    Segment.open(path).check()


def test_a_cancel_leaves_nothing_behind(tmp_path: Path) -> None:
    cancel = Flag()
    cancel.set()
    with pytest.raises(Cancelled):
        write(tmp_path / "a.segment", INFO, arrays(), cancel)
    assert list(tmp_path.iterdir()) == []


def test_an_open_segment_outlives_its_file(small: Path) -> None:
    opened = Segment.open(small)
    small.unlink()
    opened.check()
    assert opened.ids.tolist() == arrays()["ids"].tolist()
