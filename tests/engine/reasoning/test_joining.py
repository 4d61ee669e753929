"""Cited texts that become one: every mark leads to its quote, and nothing of a part's text is lost."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from engine.reasoning.check import dangling
from engine.reasoning.joining import Said, join
from engine.records import Citation, Place


def outside_code(text: str) -> str:
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        bare = line.strip(" \t")
        mark = bare[: len(bare) - len(bare.lstrip(bare[:1]))] if bare[:1] in ("`", "~") else ""
        if fence:
            fence = "" if mark == bare and mark.startswith(fence) else fence
        elif len(mark) >= 3 and (mark[0] == "~" or "`" not in bare[len(mark) :]):
            fence = mark
        else:
            kept.append(line)
    return "\n".join(kept)


def cited(n: int, version: int = 1, start: int = 0, end: int = 5) -> Citation:
    place = Place(1, version, "/a.md", "", "A", (), None, None, None, 1, 1, start, end)
    return Citation(n, place, "q" * (end - start), 7)


def test_sections_stand_under_bold_headings_and_marks_count_on() -> None:
    text, citations = join(
        [
            Said("Height", "It is 5 m high. [1] It leans. [2]", (cited(1), cited(2, start=9, end=12))),
            Said("", "It was built in 1868. [1]", (cited(1, version=2),)),
        ]
    )
    assert text == "**Height**\n\nIt is 5 m high. [1] It leans. [2]\n\nIt was built in 1868. [3]"
    assert [each.n for each in citations] == [1, 2, 3]
    assert [each.place.version for each in citations] == [1, 1, 2]


def test_a_quote_that_two_parts_cite_keeps_its_number() -> None:
    first = Said("One", "Yes. [1]", (cited(1, start=3, end=9),))
    second = Said("Two", "No. [1] Yes. [2]", (cited(1), cited(2, start=3, end=9)))
    text, citations = join([first, second])
    assert text == "**One**\n\nYes. [1]\n\n**Two**\n\nNo. [2] Yes. [1]"
    assert len(citations) == 2


def test_another_version_of_the_same_span_is_another_quote() -> None:
    text, citations = join([Said("", "A. [1]", (cited(1),)), Said("", "B. [1]", (cited(1, version=2),))])
    assert text == "A. [1]\n\nB. [2]" and len(citations) == 2


def test_brackets_in_code_stay_and_marks_behind_it_are_counted() -> None:
    code = "```python\nlamp[1] = keepers[2]\n```\n[1]"
    text, citations = join([Said("", "First. [1]", (cited(1),)), Said("Code", code, (cited(1, version=2),))])
    assert text == "First. [1]\n\n**Code**\n\n```python\nlamp[1] = keepers[2]\n```\n[2]"
    assert [each.n for each in citations] == [1, 2]


def test_a_fence_that_a_part_leaves_open_does_not_swallow_the_next_part() -> None:
    text, citations = join([Said("", "  ```\ncode[3]", ()), Said("", "Said. [1]", (cited(1),))])
    assert text == "  ```\ncode[3]\n  ```\n\nSaid. [1]" and len(citations) == 1


def test_what_dangles_is_no_mark_any_more_and_what_nothing_leads_to_is_left_out() -> None:
    text, citations = join([Said("", f"Said. [1] Not. [2] Never. [{'9' * 5000}]", (cited(1), cited(5)))])
    assert text.startswith("Said. [1] Not. (2) Never. (9999") and [each.n for each in citations] == [1]
    assert dangling(text, citations) == 0


def test_a_heading_is_one_line_of_bold_whatever_its_title() -> None:
    text, _ = join([Said(" **Which**\n\x1b[8m lamp [4]? * ", "None.", ()), Said(" \n", "Some.", ())])
    assert text == "**Which [8m lamp (4)?**\n\nNone.\n\nSome."


def test_parts_without_text_are_left_out_with_their_titles() -> None:
    assert join([]) == ("", ())
    assert join([Said("Nothing", " \n", ()), Said("Much", "Said.", ())]) == ("**Much**\n\nSaid.", ())


PIECES = st.lists(
    st.one_of(
        st.integers(0, 4).map(lambda n: f" [{n}]"),
        st.sampled_from(["[[1]2]", "[1", "2]", "[", "]", "\n", "\n\n", "```\n", "\n~~~~ x[1]\n", "~~~\n", "`a[1]`"]),
        st.sampled_from(["[1]\r", "[\u0661]", "\x1b[1]", "**", "- ", "word ", "\u2028[2]", "````", "  ```py\n"]),
        st.text(alphabet="ab1[]`~ \n", max_size=6),
    ),
    max_size=14,
).map("".join)
CITATIONS = st.lists(
    st.builds(cited, st.integers(0, 4), st.integers(1, 2), st.integers(0, 2), st.integers(3, 4)), max_size=5
).map(tuple)
PARTS = st.lists(st.builds(Said, st.sampled_from(["", "Part", "*[1]*\n"]), PIECES, CITATIONS), max_size=4)


@given(PARTS)
def test_every_mark_outside_code_has_one_citation_and_every_citation_a_mark(parts: list[Said]) -> None:
    text, citations = join(parts)
    marks = [int(each) for each in re.findall(r"\[(\d+)\]", outside_code(text))]
    assert set(marks) == {each.n for each in citations}
    assert [each.n for each in citations] == list(range(1, len(citations) + 1)), "each number once, in order"
    quotes = [(each.place.version, each.place.char_start, each.place.char_end) for each in citations]
    assert len(set(quotes)) == len(quotes), "a quote has one number"


@given(PARTS)
def test_nothing_dangles_where_no_part_holds_code(parts: list[Said]) -> None:
    bare = [Said(part.title, part.text.replace("```", "").replace("~~~", ""), part.citations) for part in parts]
    text, citations = join(bare)
    assert dangling(text, citations) == 0


@given(PARTS)
def test_what_is_joined_once_is_joined_again_unchanged(parts: list[Said]) -> None:
    once = join(parts)
    assert join([Said("", *once)]) == once


@given(PARTS)
def test_nothing_but_numbers_of_marks_changes(parts: list[Said]) -> None:
    def bare(text: str) -> str:
        return re.sub(r"[\[(]\d+[\])]|\s|[`~]", "", text)

    text, _ = join([Said("", part.text, part.citations) for part in parts])
    assert bare(text) == "".join(bare(part.text) for part in parts)
