"""The search of help finds the topic that people mean, in their own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.help import finder

MADE_BY, JUDGED_BY = ("phrasings.txt",), ("phrasings_held.txt", "phrasings_later.txt", "phrasings_last.txt")


def right_first(name: str) -> tuple[int, int]:
    """For how many phrasings of a file the first topic is right, and how many there are."""
    text = (Path(__file__).parent / name).read_text("utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    right = 0
    for question, *wanted in lines:
        topics = [hit.id for hit in finder().find(question) if hit.topic is not None]
        right += topics[:1] != [] and topics[0] in wanted
    return right, len(lines)


@pytest.mark.parametrize("name", [*MADE_BY, *JUDGED_BY])
def test_the_right_topic_is_the_first_for_nearly_every_phrasing(name: str) -> None:
    right, number = right_first(name)
    assert number >= 40
    assert right / number >= 0.85


@pytest.mark.parametrize("question", ["how do I dlete a conversaton", "chnage the thme", "downlod a modl"])
def test_slips_of_a_finger_do_no_harm(question: str) -> None:
    assert finder().find(question)[0].share > 0.9


@pytest.mark.parametrize("question", ["", "the of and", "xqzvw", "?!", "{key:help}"])
def test_what_says_nothing_finds_nothing_or_no_fault(question: str) -> None:
    assert all(hit.score > 0 for hit in finder().find(question))


def test_actions_are_found_beside_topics() -> None:
    assert "palette" in {hit.id for hit in finder().find("find anything by its name") if hit.topic is None}
