"""Questions that stay open are kept by themselves, and asked again when new documents bear on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.errors import Cancelled, UsageError
from engine.events import Event, JobProgress
from engine.graph.records import Cited
from engine.models.hashed import HashedEncoder
from engine.questions.near import Near
from engine.questions.records import Judged, OpenQuestion, QuestionState
from engine.questions.step import settle
from engine.questions.store import Questions, Waiting

LAMP = "# Lamp\n\nThe lamp at Grey Point burns paraffin and is trimmed at dusk.\n\nThe keeper writes the log.\n"
ROCK = "# Skerry Rock\n\nThree keepers live on Skerry Rock all year round.\n\nThey have a goat and a boat.\n"
GOAT = "# Cheese\n\nA cheese of goat milk ripens below the stairs for a month.\n"
BAY = "# Heron Bay\n\nSeven boats lie in Heron Bay each winter.\n"
SAID = "How many boats lie in Heron Bay?"
ASKED = "How many keepers live on Skerry Rock?"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "lamp.md").write_text(LAMP, "utf-8")
    (folder / "bay.md").write_text(BAY, "utf-8")
    return folder


@pytest.fixture
def engine(tmp_path: Path, papers: Path, tier_0: None) -> Iterator[Engine]:
    with Engine.open(tmp_path / "library", settings=Settings()) as opened:
        opened.ingest.run([papers])
        yield opened


def take_in(engine: Engine, papers: Path, name: str, text: str) -> None:
    (papers / name).write_text(text, "utf-8")
    engine.ingest.run([papers])


def only(engine: Engine) -> OpenQuestion:
    (found,) = engine.questions.all()
    return found


def test_a_question_that_the_library_does_not_answer_is_kept_once_by_itself(engine: Engine) -> None:
    answer = engine.ask.ask(ASKED)
    engine.ask.ask(ASKED.upper())
    assert answer.abstained
    found = only(engine)
    assert (found.text, found.state, found.is_news) == (ASKED, QuestionState.OPEN, False)
    assert found.conversation_id == answer.conversation_id and found.turn_id is not None


def test_answers_and_small_talk_leave_no_question(engine: Engine) -> None:
    engine.ask.ask(SAID)
    engine.ask.ask("Hello!")
    engine.ask.ask("What is 15% of 80?")
    assert engine.questions.all() == ()


def test_a_question_in_another_alphabet_is_found_by_its_rare_words(engine: Engine, papers: Path) -> None:
    take_in(engine, papers, "tower.md", "# Türme\n\nDer Münchner Müllerturm heißt auch Grüner Turm.\n")
    near = Near(engine._room.library, HashedEncoder())
    asked = Waiting(1, "Heißt der Münchner Müllerturm auch Grüner Turm?", "", 0, b"")
    assert set(near._with_words([asked], 0)) == {1}


def test_what_is_answered_when_asked_anew_stands_with_its_answer_and_is_no_news(engine: Engine) -> None:
    engine.ask.ask(ASKED)
    said = engine.ask.ask(SAID)
    best = Cited(said.citations[0].place, said.citations[0].quote)
    Questions(engine._room.library).settled(ASKED, Judged(0.9, True, best))
    found = only(engine)
    assert (found.state, found.support, found.is_news) == (QuestionState.ANSWERED, 0.9, False)
    assert found.best == best
    assert not Questions(engine._room.library).pending(HashedEncoder().id)


def test_a_new_document_that_answers_is_news_until_somebody_looks(engine: Engine, papers: Path) -> None:
    engine.ask.ask(ASKED)
    take_in(engine, papers, "rock.md", ROCK)
    found = only(engine)
    assert found.state is QuestionState.ANSWERED and found.is_news and engine.questions.news().answered == 1
    assert found.best is not None and "Three keepers" in found.best.quote
    text = engine.library.text(found.best.place.version)
    assert text[found.best.place.char_start : found.best.place.char_end] == found.best.quote
    engine.questions.seen([found.question_id])
    assert not engine.questions.news() and only(engine).state is QuestionState.ANSWERED


def test_a_document_about_something_else_costs_no_question(engine: Engine, papers: Path) -> None:
    engine.ask.ask(ASKED)
    heard: list[Event] = []
    (papers / "goat.md").write_text(GOAT, "utf-8")
    engine.ingest.run([papers], listen=heard.append)
    assert not [each for each in heard if isinstance(each, JobProgress) and each.kind == "questions"]
    assert only(engine).state is QuestionState.OPEN and engine.ingest.pending() == {}


def test_an_answer_that_is_gone_with_its_document_leaves_the_question_open(engine: Engine, papers: Path) -> None:
    engine.ask.ask(ASKED)
    take_in(engine, papers, "rock.md", ROCK)
    take_in(engine, papers, "rock.md", "# Skerry Rock\n\nNothing to say of it.\n")
    assert only(engine).state is QuestionState.OPEN
    engine.library.forget(["rock.md"])
    assert only(engine).best is None or "Nothing" not in only(engine).best.quote  # type: ignore[union-attr]  # just said


def test_the_question_goes_with_its_conversation(engine: Engine) -> None:
    number = engine.ask.ask(ASKED).conversation_id
    assert number is not None
    engine.conversations.delete(number)
    assert engine.questions.all() == ()
    engine.conversations.purge([number])
    assert engine._room.library.read().execute("SELECT COUNT(*) FROM open_questions").fetchone()[0] == 0


def test_a_dropped_question_comes_back_only_by_hand(engine: Engine) -> None:
    engine.ask.ask(ASKED)
    engine.questions.drop(only(engine).question_id)
    engine.ask.ask(ASKED)
    assert engine.questions.all() == ()
    added = engine.questions.add(ASKED)
    assert not added.was_known and only(engine).text == ASKED
    with pytest.raises(UsageError, match="no open question 99"):
        engine.questions.drop(99)


def test_a_question_that_is_added_is_asked_at_once(engine: Engine) -> None:
    added = engine.questions.add(SAID)
    assert added.question.state is QuestionState.ANSWERED and not added.question.is_news
    assert engine.questions.add(SAID.lower()).was_known
    for text in ("", "   ", "?!", "x" * 10_000):
        with pytest.raises(UsageError):
            engine.questions.add(text)


def test_a_question_of_another_language_waits_like_any_other(engine: Engine, papers: Path) -> None:
    engine.questions.add("Wie viele Wärter leben auf Skerry Rock?")
    take_in(engine, papers, "fels.md", "# Skerry Rock\n\nAuf Skerry Rock leben drei Wärter.\n")
    assert only(engine).best is not None


def test_an_empty_library_keeps_what_it_is_asked_until_it_has_something(tmp_path: Path, tier_0: None) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:
        engine.ask.ask(ASKED)
        assert only(engine).best is None
        take_in(engine, folder, "rock.md", ROCK)
        assert only(engine).is_news


def test_what_was_asked_again_before_a_stop_is_not_asked_twice(engine: Engine, papers: Path) -> None:
    for n in range(40):
        engine.questions.add(f"Which keeper of Skerry Rock has boat number {n}?")
    (papers / "rock.md").write_text(ROCK, "utf-8")
    engine.ingest.run([papers], wait=False)
    answerer, flag = engine._room.answerer(), Flag()

    def stop(event: Event) -> None:
        flag.set()

    with pytest.raises(Cancelled):
        settle(answerer, stop, flag)
    tried = "SELECT COUNT(*) FROM open_questions WHERE tried_version = (SELECT MAX(id) FROM versions)"
    first = engine._room.library.read().execute(tried).fetchone()[0]
    assert 0 < first < 40
    assert engine.ingest.work() >= 0 and engine.ingest.pending() == {}
    assert engine._room.library.read().execute(tried).fetchone()[0] == 40


def test_a_question_within_a_scope_is_asked_within_it(engine: Engine, papers: Path, tmp_path: Path) -> None:
    engine.ask.ask(ASKED, scope="lamp.md")
    take_in(engine, papers, "rock.md", ROCK)
    assert only(engine).scope == "lamp.md" and only(engine).state is QuestionState.OPEN
