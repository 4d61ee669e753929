"""What several texts say is said once; what only looks alike is kept."""

from __future__ import annotations

import pytest

from engine.reasoning.check import dangling
from engine.reasoning.joining import Said, join
from engine.reasoning.ways.marks import without_marks
from engine.reasoning.ways.once import REPEATED, Once
from engine.records import Citation, Place


def cited(n: int, start: int = 0) -> Citation:
    place = Place(1, 1, "/a.md", "", "A", (), None, None, None, 1, 1, start, start + 5)
    return Citation(n, place, "quote", 7)


FIRST = Said("One", "The lighthouse was built in 1868. [1] Its tower is 41 metres high. [2]", (cited(1), cited(2, 9)))


def after(*parts: Said) -> Said:
    once = Once()
    fresh = [once.fresh(part) for part in parts]
    text, citations = join(fresh)
    assert dangling(text, citations) == 0
    return fresh[-1]


def test_the_first_text_stays_as_it_is() -> None:
    assert after(FIRST) is FIRST


@pytest.mark.parametrize(
    "again",
    [
        "The lighthouse was built in 1868. [1]",
        "In 1868 the lighthouse was built.",
        "The lighthouse went up in 1868 and was built then. [1]",
    ],
)
def test_a_sentence_that_says_the_same_is_left_out(again: str) -> None:
    said = after(FIRST, Said("Two", f"{again} It leaks when it rains. [2]", (cited(1), cited(2, 30))))
    assert said.text == "It leaks when it rains. [2]"


@pytest.mark.parametrize(
    "other",
    [
        "The lighthouse was built in 1869.",
        "The lighthouse was not built in 1868.",
        "The lighthouse was built by Isla Menzies in 1868. [1]",
        "Its tower is 45 metres high.",
        "Yes.",
    ],
)
def test_another_number_name_or_denial_is_no_repetition(other: str) -> None:
    assert after(FIRST, Said("Two", other, (cited(1),))).text == other


def test_a_text_that_only_repeats_is_one_line() -> None:
    assert (
        after(
            FIRST, Said("Two", "- The lighthouse was built in 1868. [1]\n- Its tower is 41 metres high.", (cited(1),))
        ).text
        == REPEATED
    )


def test_a_list_loses_the_item_that_repeats_and_code_nothing() -> None:
    text = "Facts:\n\n- Its tower is 41 metres high. [1]\n- It leaks. [1]\n\n```\nIts tower is 41 metres high.\n```"
    said = after(FIRST, Said("Two", text, (cited(1, 9),)))
    assert said.text == "Facts:\n\n- It leaks. [1]\n\n```\nIts tower is 41 metres high.\n```"


def test_marks_leave_prose_and_not_code() -> None:
    text = "It blinks. [1] So [2][3].\n```\nlamp[1]\n```\nAnd ~~~ [4]"
    assert without_marks(text) == "It blinks. So.\n```\nlamp[1]\n```\nAnd ~~~"
