"""Server-sent events, whole and in splinters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.remote.stream import MAX_EVENT_BYTES, EventStream, TooLong, as_object


def events(*blocks: bytes) -> list[str]:
    stream = EventStream()
    return [data for block in blocks for data in stream.feed(block)] + list(stream.end())


def splinters(raw: bytes, size: int) -> list[bytes]:
    return [raw[at : at + size] for at in range(0, len(raw), size)]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_events_are_the_same_for_each_line_end_and_cut(line_end: bytes, size: int) -> None:
    lines = [b": keep-alive", b"", b"data: one", b"", b"id: 7", b"event: x", b"data:two", b"data: lines", b"", b"", b""]
    assert events(*splinters(line_end.join(lines), size)) == ["one", "two\nlines"]


def test_characters_that_are_split_over_blocks_stay_whole() -> None:
    assert events(*splinters("data: Perlmutt – 真珠層 🐚\n\n".encode(), 1)) == ["Perlmutt – 真珠層 🐚"]


def test_bytes_that_are_no_utf8_become_replacement_characters() -> None:
    assert events(b"data: a\xff\xc3(b\n\n") == ["a\ufffd\ufffd(b"]


def test_a_last_event_without_its_blank_line_counts() -> None:
    assert events(b"data: one\n\ndata: two") == ["one", "two"]


def test_a_byte_order_mark_is_no_part_of_the_first_field() -> None:
    assert events(b"\xef\xbb\xbfdata: one\n\n") == ["one"]


def test_an_event_may_be_larger_than_a_block() -> None:
    text = "x" * 100_000
    assert events(*splinters(f"data: {text}\n\n".encode(), 4096)) == [text]


@pytest.mark.parametrize("garbage", [b"x" * 65_536, b"data: " + b"x" * 1000 + b"\n"])
def test_an_event_without_end_is_refused(garbage: bytes) -> None:
    with pytest.raises(TooLong):
        events(*[garbage] * (2 * MAX_EVENT_BYTES // len(garbage)))


def test_comments_without_end_take_no_memory() -> None:
    assert events(*[b": still here\n"] * 100_000) == []


def test_the_error_field_of_older_servers_is_an_event() -> None:
    assert events(b'error: {"message": "no"}\n\n') == ['{"error": {"message": "no"}}']


@given(st.lists(st.binary(max_size=30), max_size=8))
def test_any_bytes_are_read_the_same_in_any_blocks(blocks: list[bytes]) -> None:
    raw = b"".join(blocks)
    assert events(*blocks) == events(raw) == events(*splinters(raw, 1))


@pytest.mark.parametrize("text", ["", "[]", "3", "{", "[" * 100_000, '"a"'])
def test_what_is_no_json_object_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        as_object(text)
