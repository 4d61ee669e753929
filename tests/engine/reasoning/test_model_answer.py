"""A chat model's answer: streamed, held against the passages, and replaced by extracts where nothing of it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.config import ModelSettings
from engine.errors import Cancelled, ModelFailed
from engine.events import AnswerDelta, Attributed, Checked, Event, ModelFellBack, Notice, PromptMade, Withdrawn
from engine.library.store import Library
from engine.models.service import ChatModels
from engine.models.shelf.shelf import LIST_FILE, Shelf
from engine.reasoning import checkpoint, compose, weights
from engine.reasoning.attribution import Support
from engine.reasoning.check import dangling
from engine.reasoning.prose import Prose
from tests.engine import shelf
from tests.engine.reasoning.turns import Turns
from tests.engine.reasoning.writer import Chat, Speaker

TEXTS = {
    "light.md": "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies. Its tower is 41 metres high.\n",
    "ferry.md": "# The ferry\n\nThe ferry to the lighthouse leaves at noon. It carries twelve people.\n",
}
QUESTION = "Who built the lighthouse?"
GOOD = "Isla Menzies built the lighthouse in 1868 [1]. The tower is 41 metres high [1]."


@pytest.fixture
def ask(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Chat], tuple[Turns, list[Event]]]:
    shelf.fill(library, tmp_path / "coast", TEXTS)
    fitted = replace(weights.load(0), threshold=0.0, worth=0.0)
    monkeypatch.setattr(weights, "load", lambda tier: fitted)
    monkeypatch.setattr(compose, "RELATIVE", 0.0)

    def make(chat: Chat) -> tuple[Turns, list[Event]]:
        prose = Prose(chat, ModelSettings())
        return Turns(library, prose), []

    return make


def shown(events: list[Event]) -> str:
    """What the screen shows at the end."""
    text = ""
    for event in events:
        if isinstance(event, AnswerDelta):
            text += event.text
        elif isinstance(event, Withdrawn):
            text = ""
    return text


def kinds(events: list[Event], kind: type[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


def test_a_model_answers_piece_by_piece_with_quotes_behind_its_marks(ask, library: Library) -> None:  # type: ignore[no-untyped-def]
    answerer, events = ask(Chat(Speaker(GOOD)))
    answer = answerer.ask(QUESTION, None, "", events.append)
    assert (answer.tier, answer.model, answer.halt) == (2, "speaker", "supported")
    assert len(kinds(events, AnswerDelta)) == len(GOOD.split(" ")) and shown(events) == GOOD
    assert answer.text == "Isla Menzies built the lighthouse in 1868. [1] The tower is 41 metres high. [2]"
    assert dangling(answer.text, answer.citations) == 0
    for citation in answer.citations:
        place = citation.place
        assert library.text(place.version)[place.char_start : place.char_end] == citation.quote
    assert "1868 by Isla Menzies" in answer.citations[0].quote


def test_a_mark_that_names_the_wrong_passage_is_moved(ask) -> None:  # type: ignore[no-untyped-def]
    answerer, events = ask(Chat(Speaker("Isla Menzies built the lighthouse in 1868 [2].")))
    answer = answerer.answer(QUESTION, "", events.append, models=())
    assert [citation.place.title for citation in answer.citations] == ["The light"]
    (attributed,) = kinds(events, Attributed)
    assert (attributed.sentences, attributed.supported, attributed.moved) == (1, 1, 1)  # type: ignore[attr-defined]


def test_a_named_passage_that_only_comes_near_does_not_stand_before_one_that_holds(  # type: ignore[no-untyped-def]
    ask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    near_first = lambda self, sentence: sorted(  # noqa: E731
        ((piece, 0.9 if "Menzies" in piece.quote else 0.1) for piece in self._evidence), key=lambda each: each[1]
    )
    monkeypatch.setattr(Support, "likely", near_first)
    answerer, _ = ask(Chat(Speaker("Isla Menzies built the lighthouse in 1868 [2].")))
    answer = answerer.answer(QUESTION, models=())
    assert [citation.place.title for citation in answer.citations] == ["The light"]


def test_a_wrong_number_gets_no_mark(ask) -> None:  # type: ignore[no-untyped-def]
    text = "Isla Menzies built the lighthouse in 1968 [1]. The tower is 41 metres high [1]."
    answerer, _ = ask(Chat(Speaker(text)))
    answer = answerer.answer(QUESTION, models=())
    assert answer.text == "Isla Menzies built the lighthouse in 1968. The tower is 41 metres high. [1]"


def test_a_mark_without_a_passage_never_stays(ask) -> None:  # type: ignore[no-untyped-def]
    answerer, _ = ask(Chat(Speaker("Isla Menzies built the lighthouse in 1868 [7][12].")))
    answer = answerer.answer(QUESTION, models=())
    assert answer.text == "Isla Menzies built the lighthouse in 1868. [1]" and len(answer.citations) == 1


def test_extracts_stand_in_where_nothing_of_it_is_supported(ask) -> None:  # type: ignore[no-untyped-def]
    answerer, events = ask(Chat(Speaker("Bananas ripen faster beside apples [1].")))
    answer = answerer.answer(QUESTION, "", events.append, models=())
    assert (answer.tier, answer.model) == (0, "")
    assert answer.text == shown(events) and "Isla Menzies" in answer.text
    (fell,) = kinds(events, ModelFellBack)
    assert fell.then == "extracts"  # type: ignore[attr-defined]


def test_extracts_stand_in_where_the_model_fails(ask) -> None:  # type: ignore[no-untyped-def]
    answerer, events = ask(Chat(Speaker(GOOD), [ModelFailed("it broke", "try again")]))
    answer = answerer.answer(QUESTION, "", events.append, models=())
    assert answer.tier == 0 and answer.text == shown(events)
    (fell,) = kinds(events, ModelFellBack)
    assert (fell.why, fell.then) == ("it broke. Try again.", "extracts")  # type: ignore[attr-defined]


def test_extracts_stand_in_where_the_list_of_models_is_damaged(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / LIST_FILE).write_text("{", "utf-8")
    answerer, events = ask(ChatModels(ModelSettings(), Shelf(tmp_path)))
    answer = answerer.ask(QUESTION, None, "", events.append)
    assert answer.tier == 0 and "Isla Menzies" in answer.text
    (fell,) = kinds(events, ModelFellBack)
    assert "can't be read" in fell.why and fell.then == "extracts"  # type: ignore[attr-defined]


def test_a_chosen_model_that_is_not_there_is_said_once(ask, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answerer, events = ask(ChatModels(ModelSettings(chat="qwen"), Shelf(tmp_path)))
    assert [answerer.ask(QUESTION, None, "", events.append).tier for _ in range(2)] == [0, 0]
    (notice,) = kinds(events, Notice)
    assert "no model 'qwen'" in notice.text  # type: ignore[attr-defined]


def test_what_a_failed_try_has_shown_is_withdrawn(ask) -> None:  # type: ignore[no-untyped-def]
    answerer, events = ask(Chat(Speaker(GOOD), [ModelFailed("it broke", passing=True)]))
    answer = answerer.answer(QUESTION, "", events.append, models=())
    assert kinds(events, Withdrawn) and shown(events) == GOOD and answer.tier == 2


def test_no_model_is_asked_where_the_user_says_so(ask) -> None:  # type: ignore[no-untyped-def]
    speaker = Speaker(GOOD)
    answerer, _ = ask(Chat(speaker))
    assert answerer.ask(QUESTION, None, "", models=("none",)).tier == 0
    assert not speaker.read


def test_a_cancelled_answer_stays_as_far_as_it_came(ask, library: Library) -> None:  # type: ignore[no-untyped-def]
    answerer, events = ask(Chat(Speaker(GOOD)))
    cancel = Flag()

    def listen(event: Event) -> None:
        events.append(event)
        if isinstance(event, AnswerDelta) and len(kinds(events, AnswerDelta)) == 4:
            cancel.set()

    with pytest.raises(Cancelled):
        answerer.ask(QUESTION, None, "", listen, cancel)
    conversation = library.conversations.latest()
    assert conversation is not None
    question, said = library.conversations.turns(conversation)
    assert said.partial and said.text == "Isla Menzies built the" and question.text == QUESTION


def test_a_question_that_is_cancelled_while_it_waits_for_a_model_is_stored_without_an_answer(  # type: ignore[no-untyped-def]
    ask,
    library: Library,
) -> None:
    answerer, _ = ask(Chat(Speaker(GOOD)))
    cancel = Flag()

    def listen(event: Event) -> None:
        if isinstance(event, Checked):  # the last step before a model is asked
            cancel.set()

    with pytest.raises(Cancelled):
        answerer.ask(QUESTION, None, "", listen, cancel)
    conversation = library.conversations.latest()
    assert conversation is not None
    assert [(turn.text, turn.partial) for turn in library.conversations.turns(conversation)][1:] == [("", True)]


def test_an_answer_is_on_disk_while_it_grows(ask, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(checkpoint, "EVERY_S", 0.0)
    answerer, _ = ask(Chat(Speaker(GOOD)))
    seen: list[tuple[str, bool]] = []

    def listen(event: Event) -> None:
        latest = library.conversations.latest()
        turns = library.conversations.turns(latest) if latest else ()
        if isinstance(event, AnswerDelta):
            seen.append((turns[-1].text, turns[-1].partial))

    answer = answerer.ask(QUESTION, None, "", listen)
    assert seen[3] == ("Isla Menzies built the", True)
    assert answer.conversation_id is not None
    turns = library.conversations.turns(answer.conversation_id)
    assert [(turn.role, turn.partial) for turn in turns] == [("user", False), ("nacre", False)]
    assert turns[1].text == answer.text and turns[1].turn_id == answer.turn_id


def test_the_next_turn_begins_with_what_the_model_has_read(ask) -> None:  # type: ignore[no-untyped-def]
    speaker = Speaker(GOOD)
    answerer, events = ask(Chat(speaker))
    first = answerer.ask(QUESTION, None, "", events.append)
    answerer.ask("When does the ferry leave?", first.conversation_id, "", events.append)
    before, after = speaker.read
    assert after[: len(before)] == before and after[len(before)].content == GOOD
    assert all(not made.cut for made in events if isinstance(made, PromptMade))


def test_a_conversation_from_before_is_offered_without_marks(ask, library: Library) -> None:  # type: ignore[no-untyped-def]
    number = library.conversations.new()
    library.conversations.add_turn(number, "user", "What is the lighthouse?")
    library.conversations.add_turn(number, "nacre", "The lighthouse is a tower. [1]")
    library.conversations.add_turn(number, "user", "And?")
    library.conversations.add_turn(number, "nacre", "cut off", partial=True)
    speaker = Speaker(GOOD)
    answerer, _ = ask(Chat(speaker))
    answerer.ask(QUESTION, number, "")
    assert [message.content for message in speaker.read[0][1:-1]] == [
        "What is the lighthouse?",
        "The lighthouse is a tower.",
    ]


def test_numbers_in_brackets_stay_in_code(ask) -> None:  # type: ignore[no-untyped-def]
    text = "Isla Menzies built the lighthouse in 1868 [1].\n\n```python\nlamp[1].on()\n```\nSet `tide[2]` too."
    answerer, _ = ask(Chat(Speaker(text)))
    answer = answerer.answer(QUESTION, models=())
    assert "lamp[ 1].on()" in answer.text and "`tide[ 2]`" in answer.text and len(answer.citations) == 1
