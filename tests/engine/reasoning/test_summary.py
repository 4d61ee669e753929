"""Summaries: central sentences, few of them, from every document, each cited."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.events import AnswerDelta, Answered, Checked, Drafted, Event, Halted
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.reasoning.check import dangling, exact
from engine.reasoning.summary import WORDS, summarise
from engine.reasoning.wording import count_words
from engine.records import Answer
from engine.retrieval.searcher import Searcher
from tests.engine import shelf

SUBJECTS = ("lamp", "keeper", "tower", "tide", "ferry", "harbour", "engineer", "paraffin")


def prose(name: str, count: int) -> str:
    sentences = [
        f"In the year {1800 + n} the {SUBJECTS[n % 8]} of {name} was {what} by people from the {SUBJECTS[(n + 3) % 8]}."
        for n in range(count)
        for what in ("mended", "painted", "measured")
    ]
    return f"# {name}\n\n" + "\n\n".join(" ".join(sentences[at : at + 6]) for at in range(0, len(sentences), 6)) + "\n"


def summary(library: Library, target: str) -> Answer:
    answer = summarise(Searcher(library, HashedEncoder()), target)
    assert exact(library, answer.citations) == len(answer.citations)
    assert dangling(answer.text, answer.citations) == 0
    assert count_words(answer.text) <= WORDS
    return answer


def test_a_long_document_becomes_a_few_cited_sentences_in_its_order(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "corran.md", prose("Corran", 60))
    answer = summary(library, "corran.md")
    assert len(answer.citations) >= 3 and not answer.abstained and answer.halt == "supported"
    starts = [citation.place.char_start for citation in answer.citations]
    assert starts == sorted(starts)
    assert len({citation.quote for citation in answer.citations}) == len(starts)


def test_documents_of_a_folder_take_turns_however_long_they_are(library: Library, tmp_path: Path) -> None:
    for name, count in (("Aldby", 60), ("Berrow", 8), ("Corran", 8)):
        shelf.put(library, tmp_path / "coast" / f"{name}.md", prose(name, count))
    answer = summary(library, str(tmp_path / "coast"))
    shares = [sum(each.place.title == name for each in answer.citations) for name in ("Aldby", "Berrow", "Corran")]
    assert min(shares) >= 1 and max(shares) - min(shares) <= 1


def test_prose_is_taken_before_code_and_code_where_there_is_no_prose(library: Library, tmp_path: Path) -> None:
    code = "```\nlamp.turn(12, seconds, now, slowly)\n```\n"
    shelf.put(library, tmp_path / "both.md", f"# Lamp\n\nThe lamp turns once in twelve seconds.\n\n{code}")
    shelf.put(library, tmp_path / "code.md", f"# Turning\n\n{code.replace(', ', ' , ')}")
    assert summary(library, "both.md").text == "The lamp turns once in twelve seconds. [1]"
    assert "lamp.turn" in summary(library, "code.md").text


def test_what_is_said_twice_is_summarised_once(library: Library, tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        shelf.put(library, tmp_path / "coast" / name, f"# {name}\n\nThe lamp turns once in twelve seconds.\n")
    assert len(summary(library, "coast").citations) == 1


def test_every_step_is_told(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "a.md", "# A\n\nThe lamp turns once in twelve seconds.\n")
    heard: list[Event] = []
    answer = summarise(Searcher(library, HashedEncoder()), "a.md", heard.append)
    assert [type(event) for event in heard] == [Drafted, Checked, Halted, AnswerDelta, Answered]
    assert heard[-1] == Answered(answer)
    assert answer.question == "Summary of a.md"


def test_a_target_that_matches_nothing_or_is_none_is_wrong_usage(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "a.md", "# A\n\nThe lamp turns.\n")
    for target, match in (("*.pdf", "matches"), ("  ", "nothing was named")):
        with pytest.raises(UsageError, match=match):
            summarise(Searcher(library, HashedEncoder()), target)


def test_a_document_without_a_sentence_has_nothing_to_summarise(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "a.md", "# A\n\nYes.\n")
    answer = summary(library, "a.md")
    assert (answer.abstained, answer.halt, answer.citations) == (True, "no match", ())
    assert answer.text == "There is nothing to summarise in a.md."
