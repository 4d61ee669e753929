"""Contradictions between texts are listed with both marks; what has no mark contradicts nothing."""

from __future__ import annotations

from engine.events import Disagreed, Event
from engine.reasoning.check import dangling
from engine.reasoning.joining import Said, join
from engine.reasoning.ways.differences import MOST, TITLE, differences
from engine.records import Citation, Place


def telling(stem: str) -> float:
    """Every word tells something."""
    return 1.0


def cited(n: int, version: int, start: int = 0) -> Citation:
    place = Place(
        version, version, f"/{version}.md", "", f"Book {version}", ("Height",), None, None, None, 1, 1, start, start + 5
    )
    return Citation(n, place, "quote", 7)


def said(version: int, *sentences: str) -> Said:
    text = " ".join(f"{sentence} [{n}]" for n, sentence in enumerate(sentences, 1))
    return Said(f"Aspect {version}", text, tuple(cited(n, version, 9 * n) for n in range(1, len(sentences) + 1)))


def test_both_sentences_stand_with_the_marks_that_they_have_in_the_whole() -> None:
    first = said(1, "It leans.", "The lighthouse is 41 metres high.")
    second = said(2, "The lighthouse is 45 metres high.")
    heard: list[Event] = []
    found = differences([first, second], telling, heard.append)
    assert found is not None and found.title == TITLE
    text, citations = join([first, second, found])
    assert text.endswith("- The lighthouse is 41 metres high. [2] But: The lighthouse is 45 metres high. [3]")
    assert len(citations) == 3 and dangling(text, citations) == 0
    (disagreed,) = heard
    assert disagreed == Disagreed("Book 1 › Height", "Book 2 › Height", "41 metres against 45 metres")


def test_texts_that_agree_have_no_such_section() -> None:
    heard: list[Event] = []
    texts = [said(1, "The lighthouse is 41 metres high."), said(2, "The lighthouse is 41 m high.", "It leans.")]
    assert differences(texts, telling, heard.append) is None
    assert differences([], telling, heard.append) is None and heard == []


def test_a_sentence_without_a_mark_is_not_listed() -> None:
    second = Said("Two", "The lighthouse is 45 metres high.", ())
    assert differences([said(1, "The lighthouse is 41 metres high."), second], telling, lambda event: None) is None


def test_a_text_does_not_contradict_itself_and_the_list_is_short() -> None:
    heights = [f"The lighthouse is {n} metres high." for n in (41, 43, 45, 47)]
    assert differences([said(1, *heights)], telling, lambda event: None) is None
    many = [said(n, height) for n, height in enumerate(heights, 1)]
    found = differences(many, telling, lambda event: None)
    assert found is not None and found.text.count("But:") == MOST
