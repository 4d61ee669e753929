"""First questions come from the documents, and the library answers each of them."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from engine import samples
from engine.config import Settings
from engine.engine import Engine


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the samples, embedded by hashed words."""
    folder = tmp_path_factory.mktemp("suggesting")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NACRE_CACHE", str(folder / "cache"))
        with Engine.open(folder / "library", settings=Settings()) as engine:
            engine.ingest.run([samples.folder()])
    return folder


@pytest.fixture
def engine(stocked: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("NACRE_CACHE", str(stocked / "cache"))
    return Engine.open(stocked / "library", settings=Settings())


def test_every_question_offered_is_answered_from_the_library(engine: Engine) -> None:
    with engine:
        questions = engine.ask.suggestions(3)
        assert len(questions) == len(set(questions)) == 3
        for question in questions:
            answer = engine.ask.ask(question)
            assert not answer.abstained and answer.citations, question


def test_the_same_library_offers_the_same_questions(engine: Engine) -> None:
    with engine:
        assert engine.ask.suggestions(2) == engine.ask.suggestions(2)


def test_nothing_is_offered_where_there_is_nothing_to_ask(tmp_path: Path) -> None:
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:
        assert engine.ask.suggestions() == ()


def test_a_cancelled_search_for_questions_ends_at_once(engine: Engine) -> None:
    cancel = Event()
    cancel.set()
    with engine:
        assert engine.ask.suggestions(3, cancel) == ()


def test_what_is_offered_reads_as_a_person_would_ask(engine: Engine) -> None:
    with engine:
        for question in engine.ask.suggestions(6):
            assert "What is said about" not in question and " a " not in question.split("about")[-1][:4]
            subject = question.removesuffix("?").partition("known about ")[2]
            assert not subject or subject.startswith("the ") or subject.istitle(), question
