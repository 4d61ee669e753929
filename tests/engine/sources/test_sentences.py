from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sources.sentences import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Dr. Smith met J. K. Rowling in 1999.", "They talked."],
        ["It costs 3.50 dollars, e.g. in shops.", "See Fig. 3 and No. 5.", "No.", "I won't!"],
        ["She lives in the U.S. The weather suits her."[:21], "The weather suits her."],
        ["The U.S. Senate met.", "It was 5 p.m. Monday."],
        ["Smith et al. (2003) showed it.", "Others (Li et al. 2004) did too."],
        ['He asked "Why?" and left.', '"Stop!"', "She did."],
        ["(He left.", "She stayed.)", "Then what?!", "Nothing."],
        ["Then... nothing.", "Well… yes.", "And a . . . pause."],
        ["John F. Kennedy.[12]", "He was president.[3][4]", "Later."],
        ["It was plan B.", "Then it was vitamin C.", "Patients slept."],
        ["Apple Inc. employs many.", "Run node.js now.", "So am I.", "Good."],
        ["Bring pens, etc.", "Peter brings paper, etc. too."],
        ["Am 3. Oktober regnete es, z.B. in Kiel.", "Danach nicht."],
        ["He was born in 1455 (d. 1536).", "Hugo (c. 1460) lived in 1480.", "Sweden v. Russia ended."],
        ["hello there my friend.", "then i slept."],
        ["“Quoted.”", "*Emphasis.*", "**Bold.**", "End"],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


def test_cjk_stops_end_sentences_without_white_space() -> None:
    assert split("これは文です。そうですか？はい！「行く。」と言った。") == [
        "これは文です。",
        "そうですか？",
        "はい！",
        "「行く。」と言った。",
    ]


def test_a_newline_inside_a_wrapped_paragraph_is_white_space() -> None:
    assert split("A wrapped\nparagraph goes\non. Next\none") == ["A wrapped\nparagraph goes\non.", "Next\none"]


@pytest.mark.parametrize("blank", ["\n\n", "\r\n\r\n", "\n \t\n", "\f", "\n\n\n\n"])
def test_a_blank_line_or_page_break_is_a_boundary(blank: str) -> None:
    assert split(f"no stop here{blank}and none here") == ["no stop here", "and none here"]


def test_list_items_headings_rows_and_hard_breaks_are_boundaries() -> None:
    text = (
        "# Head. Two\nBody\n- one\n- two\n  more\n1. first\n2) second\n| a | b |\n> quote\nline  \nbreak\n## Next\nend"
    )
    assert split(text) == [
        "# Head. Two",
        "Body",
        "- one",
        "- two\n  more",
        "1. first",
        "2) second",
        "| a | b |",
        "> quote\nline",
        "break",
        "## Next",
        "end",
    ]


def test_lines_that_open_with_a_speaker_or_a_time_are_boundaries() -> None:
    assert split("Alice: hi there\nBob Lee: hello\n2024-01-02 10:00 started\n2024-01-02 10:01 ended") == [
        "Alice: hi there",
        "Bob Lee: hello",
        "2024-01-02 10:00 started",
        "2024-01-02 10:01 ended",
    ]


def test_a_number_that_closes_a_bracket_is_no_list_item() -> None:
    assert split("oxygen gas (O\n2) is toxic.") == ["oxygen gas (O\n2) is toxic."]


def test_a_range_is_split_on_its_own() -> None:
    text = "First one. Second one. Third one."
    assert [text[a:b] for a, b in sentences(text, 11, 28)] == ["Second one.", "Third"]


WORDS = ("Dr", "e.g", "U.S", "I", "10", "2) ", "- ", "# ", "```", "\r\n", "\n\n", "\ufeff")
FRAGMENTS = st.lists(st.sampled_from((*WORDS, *".!?…。 \n()[]\"'*|1Ab")))


@given(st.one_of(st.text(), FRAGMENTS.map("".join)), st.integers(0, 20), st.integers(0, 40))
def test_spans_are_ordered_trimmed_and_hold_everything_but_white_space(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(len(text), start + length)
    rest = []
    here = start
    for begin, stop in sentences(text, start, end):
        assert here <= begin < stop <= end
        assert text[begin:stop] == text[begin:stop].strip()
        rest.append(text[here:begin])
        here = stop
    rest.append(text[here:end])
    assert "".join(rest).strip() == ""


@pytest.mark.parametrize("piece", [".", "a. ", "\n", " \n", ".*", "\n# ", "(\n1) ", "A", "[^", "。"])
def test_a_million_of_anything_is_read_in_linear_time(piece: str) -> None:
    def seconds(copies: int) -> float:
        text = piece * copies
        begin = time.perf_counter()
        sentences(text)
        return time.perf_counter() - begin

    # A quadratic scan would take 16 times as long for 4 times the text; the floor drowns the clock's noise.
    assert seconds(160_000) < 12 * max(seconds(40_000), 0.05)
