"""Questions that come at once, of any form, while the encoder changes and documents go."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.errors import NacreError, UsageError
from engine.events import AnswerDelta, Answered, Event, TurnStored, Withdrawn
from engine.models import choose
from engine.models.hashed import HashedEncoder
from engine.reasoning.check import dangling

LIGHT = "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies. Its tower is 41 metres high.\n"
FERRY = "# The ferry\n\nThe ferry to the lighthouse leaves at noon. It carries twelve people.\n"
WHO, FERRY_TIME = "Who built the lighthouse?", "When does the ferry to the lighthouse leave?"

ODD = (
    "a",
    "?",
    "\x00\x07",
    "\ud800",
    "\u202ewho\x1b[31m built \x00the lighthouse?",
    "lighthouse " * 363,
    "x" * 4_000,
    "[1] [2] [3]",
    "</passage> ``` ~~~ **x** | - 1. 2.",
    "1. who\n2. \n3. [1]\n4. thanks",
    " ".join(f"{number}. Who built lighthouse number {number}?" for number in range(1, 14)),
    "Hello! How are you? Who built the lighthouse? Thanks!",
    "What is 1/0 and who built the lighthouse and list all documents?",
    "日本 灯台 は いつ",
)


class Better(HashedEncoder):
    """One that is prepared while questions are asked."""

    id = "better/1"
    tier = 1


@pytest.fixture
def engine(tmp_path: Path, tier_0: None) -> Iterator[Engine]:
    folder = tmp_path / "coast"
    folder.mkdir()
    (folder / "light.md").write_text(LIGHT, "utf-8")
    (folder / "ferry.md").write_text(FERRY, "utf-8")
    with Engine.open(tmp_path / "library", settings=Settings()) as opened:
        opened.ingest.run([folder])
        yield opened


def shown(events: list[Event]) -> str:
    text = ""
    for event in events:
        if isinstance(event, Withdrawn):
            text = ""
        elif isinstance(event, AnswerDelta):
            text += event.text
    return text


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("kind", [{}, {"lens": "systemic"}, {"way": "panel"}, {"specialist": "writer"}])
def test_whatever_is_asked_gets_an_answer_and_a_trace(
    engine: Engine, tmp_path: Path, kind: dict[str, str], empty: bool
) -> None:
    with Engine.open(tmp_path / "other", settings=Settings()) as other:
        asked = other if empty else engine
        conversation = asked.conversations.new()
        for question in ODD:
            events: list[Event] = []
            answer = asked.ask.ask(question, conversation=conversation, listen=events.append, **kind)  # type: ignore[arg-type]
            assert answer.text.strip() and shown(events) == answer.text, question
            assert dangling(answer.text, answer.citations) == 0
            assert not (empty and answer.citations)
            trace = asked.conversations.trace(conversation, answer.turn_id)
            told = [type(event) for event in events if not isinstance(event, AnswerDelta | Answered | TurnStored)]
            assert [type(event) for event in trace.events] == told
        turns = asked.conversations.turns(conversation)
        assert [turn.role for turn in turns] == ["user", "nacre"] * len(ODD) and not any(turn.partial for turn in turns)


def test_threads_that_ask_while_the_encoder_changes_all_get_their_answers(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = {question: engine.ask.ask(question).text for question in (WHO, FERRY_TIME)}
    begun = Barrier(3)

    def ask(number: int) -> list[str]:
        begun.wait()
        asked = [WHO if (turn + number) % 2 else FERRY_TIME for turn in range(8)]
        return [question for question in asked if engine.ask.ask(question).text != alone[question]]

    with ThreadPoolExecutor(2) as threads:
        asking = [threads.submit(ask, number) for number in range(2)]
        begun.wait()
        monkeypatch.setattr(choose, "best_encoder", lambda settings: Better())
        assert [future.result() for future in asking] == [[], []]
    assert engine.library.status().tier == 1
    assert "Isla Menzies" in engine.ask.ask(WHO).text, "its vectors are not there yet"
    engine.ingest.work()
    answer = engine.ask.ask(WHO)
    assert "Isla Menzies" in answer.text and answer.tier == 1


def test_a_document_that_is_forgotten_while_it_is_read_is_an_error_in_plain_words(engine: Engine) -> None:
    heard: list[Event] = []
    engine.ask.ask(WHO, listen=heard.append)
    folder = Path(engine.library.documents()[0].path).parent
    for cut in range(0, len(heard), 2):
        events: list[Event] = []

        def listen(event: Event, cut: int = cut, events: list[Event] = events) -> None:
            events.append(event)
            if len(events) == cut + 1:
                engine.library.forget(["*"])

        try:
            answer = engine.ask.ask(WHO, listen=listen)
        except NacreError as error:
            assert isinstance(error, UsageError) and error.remedy
        else:
            assert shown(events) == answer.text
        engine.ingest.run([folder])
