"""What of an answer is said, and when it is enough."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.llama.stopping import BLANK_TOKENS, LOOP_TOKENS, Circles, Output, loops

cuts = st.lists(st.integers(0, 60), max_size=12)


def fed(output: Output, data: bytes, places: list[int]) -> list[str]:
    edges = [0, *sorted(min(place, len(data)) for place in places), len(data)]
    said = [output.add(data[start:end]) for start, end in pairwise(edges)]
    return [*said, output.rest()]


@settings(deadline=None)
@given(st.text(alphabet="aé😀\n .", max_size=30), cuts)
def test_text_comes_back_whole_at_any_cut(text: str, places: list[int]) -> None:
    said = fed(Output(("xyz", "")), text.encode(), places)
    assert "".join(said) == text


@settings(deadline=None)
@given(st.text(alphabet="abé", max_size=20), cuts, st.sampled_from(["ab", "aba", "éé", "b"]))
def test_text_ends_before_the_first_stop_string_at_any_cut(text: str, places: list[int], stop: str) -> None:
    output = Output((stop, "bbbb"))
    said = "".join(fed(output, text.encode(), places))
    ends = [text.index(each) for each in (stop, "bbbb") if each in text]
    assert said == text[: min(ends, default=len(text))]
    assert output.stopped == bool(ends)


def test_text_is_held_back_only_while_it_may_begin_a_stop_string() -> None:
    output = Output(("END",))
    assert [output.add(data) for data in (b"one E", b"N", b"x two", b" EN", b"D three", b"four")] == [
        "one ",
        "",
        "ENx two",
        " ",
        "",
        "",
    ]
    assert output.stopped
    assert output.rest() == ""


def test_a_character_is_said_once_it_is_whole() -> None:
    output = Output(())
    assert [output.add(bytes([byte])) for byte in "é😀".encode()] == ["", "é", "", "", "", "😀"]


def test_invalid_bytes_are_said_as_such() -> None:
    output = Output(())
    assert output.add(b"a\xff\xfeb") == "a��b"
    assert output.add(b"\xe2\x82") == ""
    assert output.rest() == "�"


def test_the_space_of_the_first_word_is_left_out_where_it_isnt_meant() -> None:
    output = Output((), leading_space=True)
    assert output.add(b" Nacre") + output.add(b" lasts") == "Nacre lasts"


@pytest.mark.parametrize("length", [1, 2, 7, 60])
def test_a_sequence_again_and_again_is_a_loop(length: int) -> None:
    assert loops(list(range(100, 130)) + list(range(length)) * (400 // length))
    assert not loops(list(range(length)) * 3 + list(range(200, 215)))


def test_lists_and_rules_are_no_loops() -> None:
    assert not loops([1] * (LOOP_TOKENS - 1))
    assert not loops([token for line in range(100) for token in (1, 2, 1_000 + line, 3)])


def test_blank_tokens_without_end_are_noticed() -> None:
    circles = Circles()
    assert not any(circles.closed(token, b" \n") for token in range(BLANK_TOKENS - 1))
    assert circles.closed(1, b"\t")
    circles = Circles()
    assert not any(circles.closed(token, b" " if token % 5 else b"x") for token in range(500))
