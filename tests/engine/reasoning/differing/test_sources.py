"""What an answer shows where another source contradicts it: both sides, cited, and one sentence that says so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.events import Disagreed, Event
from engine.library.store import Library
from engine.reasoning.check import cite, dangling, exact
from engine.reasoning.compose import Chosen
from engine.reasoning.differing.showing import with_differences
from engine.reasoning.differing.sources import MOST, Difference, differences, resting_on
from engine.reasoning.evidence import gather
from engine.reasoning.wording import spoken
from engine.records import Citation
from tests.engine import shelf

ASKED = "When was the lighthouse of Corran built, and how high is it?"


def shown(
    library: Library, folder: Path, texts: Mapping[str, str], question: str = ASKED
) -> tuple[tuple[Difference, ...], str, tuple[Citation, ...], list[Event]]:
    """The answer that the first text's sentences make, with what the others say against it."""
    for name, text in texts.items():
        shelf.put(library, folder / name, text)
    passages = shelf.passages(library)
    evidence = gather(library, passages)
    first = passages[0].place.document_id
    chosen = [Chosen(each, spoken(each), 0.5) for each in evidence if passages[each.passage].place.document_id == first]
    found = differences(chosen, evidence, passages, question, lambda _: 0.7)
    heard: list[Event] = []
    text, citations = cite(library, chosen, passages)
    again = resting_on(citations, evidence, passages)
    assert [each.evidence for each in again] == [each.evidence for each in chosen]
    text, citations = with_differences(library, text, citations, found, passages, heard.append)
    assert dangling(text, citations) == 0 and exact(library, citations) == len(citations)
    return found, text, citations, heard


def test_the_other_side_is_quoted_and_one_sentence_says_that_they_differ(library: Library, tmp_path: Path) -> None:
    texts = {
        "a.md": "# Corran\n\nThe lighthouse of Corran was built in 1868. It is white.\n",
        "b.md": "# Scottish lights\n\nThe lighthouse of Corran was built in 1871.\n",
    }
    found, text, citations, heard = shown(library, tmp_path, texts)
    assert text == (
        "The lighthouse of Corran was built in 1868. [1] It is white. [2]\n\n"
        "The sources differ: ‘Corran’ says 1868 [1], ‘Scottish lights’ says 1871 [3].\n\n"
        "> The lighthouse of Corran was built in 1871. [3]"
    )
    assert citations[2].quote == "The lighthouse of Corran was built in 1871."
    assert heard == [Disagreed("Corran", "Scottish lights", found[0].reason)]


def test_sources_that_agree_add_nothing(library: Library, tmp_path: Path) -> None:
    texts = {
        "a.md": "# Corran\n\nThe lighthouse of Corran was built in 1868.\n",
        "b.md": "# Lights\n\nThe lighthouse of Corran was built in the 1860s. That of Oban was built in 1871.\n",
    }
    found, text, _, heard = shown(library, tmp_path, texts)
    assert (found, heard) == ((), []) and text == "The lighthouse of Corran was built in 1868. [1]"


def test_which_one_is_newer_is_said_where_both_titles_have_a_year(library: Library, tmp_path: Path) -> None:
    texts = {
        "a.md": "# House rules 2021\n\nBackups of the server are kept for 30 days.\n",
        "b.md": "# House rules 2024\n\nBackups of the server are kept for 90 days.\n",
    }
    _, text, _, _ = shown(library, tmp_path, texts, "How long are backups kept?")
    assert (
        "The sources differ: ‘House rules 2021’ (older) says 30 days [1], ‘House rules 2024’ (newer) says 90 days [2]."
    ) in text


def test_one_document_does_not_contradict_itself(library: Library, tmp_path: Path) -> None:
    text = "# Corran\n\nThe lighthouse of Corran was built in 1868.\n\nThe lighthouse of Corran was built in 1871.\n"
    assert shown(library, tmp_path, {"a.md": text})[0] == ()


def test_two_differences_are_shown_at_most_and_each_once(library: Library, tmp_path: Path) -> None:
    facts = "The lighthouse of Corran was built in {}. The tower of Corran is {} metres high. Corran has {} keepers.\n"
    texts = {
        "a.md": "# Corran\n\n" + facts.format(1868, 24, "three"),
        "b.md": "# Lights\n\n" + facts.format(1871, 31, "five"),
        "c.md": "# Towers\n\n" + facts.format(1871, 31, "five"),
    }
    found, text, _, _ = shown(library, tmp_path, texts)
    assert len(found) == MOST and text.count("The sources differ") == MOST
    assert len({each.contrast for each in found}) == MOST


def test_what_is_beside_the_question_is_not_shown(library: Library, tmp_path: Path) -> None:
    texts = {
        "a.md": "# Corran\n\nThe lighthouse of Corran was built in 1868.\n",
        "b.md": "# Lights\n\nThe lighthouse of Corran was built in 1871.\n",
    }
    assert shown(library, tmp_path, texts, "Who paints fences?")[0] == ()


@pytest.mark.parametrize("title", ["[7] *Notes* `x`", "\x1b[31m\u202e", "# [1]", "‘’"])
def test_a_title_is_neither_markup_nor_a_mark(library: Library, tmp_path: Path, title: str) -> None:
    texts = {
        "a.txt": "The lighthouse of Corran was built in 1868.\n",
        "b.md": f"# {title}\n\nThe lighthouse of Corran was built in 1871.\n",
    }
    found, text, citations, _ = shown(library, tmp_path, texts)
    assert len(found) == 1 and len(citations) == 2
    assert "\x1b" not in text and "\u202e" not in text and "*" not in text and "`" not in text


def test_hostile_texts_are_compared_without_harm(library: Library, tmp_path: Path) -> None:
    hostile = (
        "\x1b[8m The lighthouse of Corran was built in 1e999 [9] ½ of €-3,5–9 \u202e 1/0 times " + "and on " * 5000
    )
    texts = {
        "a.md": f"# Corran\n\nThe lighthouse of Corran was built in 1868.\n\n{hostile}.\n",
        "b.txt": f"The lighthouse of Corran was built in 1871. {hostile}",
    }
    found, text, _, _ = shown(library, tmp_path, texts)
    assert [each.contrast.second for each in found] == ["1871"]
    assert "The sources differ" in text
