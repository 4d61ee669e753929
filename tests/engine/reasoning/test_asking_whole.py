"""What holds of every turn: whoever answers, through whatever, in whichever way, with a chat model or without one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from threading import Event as Flag

import pytest

from engine.agents.lenses.load import lenses
from engine.agents.route import CODE, CREATIVE, MODES, OUT_OF_SCOPE, RESEARCH, SMALLTALK, TOOL, Route
from engine.config import ModelSettings
from engine.errors import Cancelled, UsageError
from engine.events import (
    AnswerDelta,
    Answered,
    DraftStands,
    Event,
    Halted,
    ModelFellBack,
    PromptMade,
    Routed,
    TurnStored,
    Withdrawn,
)
from engine.library.store import Library
from engine.reasoning import compose, weights
from engine.reasoning.check import dangling
from engine.reasoning.prose import Prose
from engine.reasoning.wish import PANEL, PIPELINE, POOL, ROUTE, Wish
from engine.records import Answer
from tests.engine import shelf
from tests.engine.reasoning.turns import NOWHERE, Turns
from tests.engine.reasoning.writer import Chat, Speaker

TEXTS = {
    "light.md": "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies, because ships were lost. "
    "Its tower is 41 metres high.\n",
    "other.md": "# Another light\n\nThe lighthouse was built in 1871 by Isla Menzies. It is not open in winter.\n",
    "ferry.md": "# The ferry\n\nThe ferry to the lighthouse leaves at noon. It carries twelve people.\n",
    "tides.md": "# Tide tables\n\nThe helper below reads a tide table for the lighthouse ferry.\n\n```python\n"
    "def read_tides(path):\n    first = [0][0]\n    return [line.split() for line in open(path)]\n```\n",
}
WHO, FERRY = "Who built the lighthouse?", "When does the ferry to the lighthouse leave?"
SUM, LIST, CODED, HELLO = (
    "what is 15% of 80",
    "list all documents",
    "read_tides function that reads a tide table",
    "Hello",
)
OWN = {SUM: TOOL, LIST: TOOL, CODED: CODE, HELLO: SMALLTALK}
ASKED = {WHO: (), CODED: (), "two things": (WHO, FERRY), "all sorts": (WHO, SUM, LIST, CODED, HELLO)}

GOOD = "Isla Menzies built the lighthouse in 1868 [1]. The tower is 41 metres high [1]. So it is [9]."
BAD = "Bananas ripen faster beside apples [1]."
SAID = {"no model": None, "good": GOOD, "bad": BAD, "silent": ""}
LENS = lenses(NOWHERE)["systemic"]
WISHES = (
    *(Wish(way=way) for way in (ROUTE, PIPELINE, PANEL, POOL)),
    Wish(lens=LENS),
    Wish(way=PANEL, lens=LENS),
)


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("whole")
    library = shelf.new(folder / "library")
    shelf.fill(library, folder / "coast", TEXTS)
    yield library
    library.close()


@pytest.fixture(autouse=True)
def fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    known = replace(weights.load(0), threshold=0.2, worth=0.0)
    monkeypatch.setattr(weights, "load", lambda tier: known)
    monkeypatch.setattr(compose, "RELATIVE", 0.3)


def asker(library: Library, role: str, said: str | None) -> Turns:
    turns = Turns(library, None if said is None else Prose(Chat(Speaker(said)), ModelSettings()), role=role)
    for question, parts in ASKED.items():
        own = tuple(dict.fromkeys(OWN.get(part, role) for part in parts))
        if parts:
            turns.routes[question] = Route(own[0], own, MODES[own[0]], parts, 1.0, "classifier")
    for part, own_role in OWN.items():
        turns.routes[part] = Route(own_role, (own_role,), MODES[own_role], (), 1.0, "rules")
    return turns


def shown(events: list[Event]) -> str:
    text = ""
    for event in events:
        if isinstance(event, Withdrawn):
            text = ""
        elif isinstance(event, AnswerDelta):
            text += event.text
        elif isinstance(event, DraftStands):
            text = event.text
    return text


def without_marks(text: str) -> list[str]:
    return re.sub(r"\s*[\[(] ?\d+[\])]", "", text).split()


def holds(library: Library, answer: Answer, events: list[Event]) -> None:
    """What is so of every answer."""
    if answer.model:  # its pieces have the model's own marks, which the whole answer puts right
        assert without_marks(shown(events)) == without_marks(answer.text)
    else:
        assert shown(events) == answer.text
    assert answer.text.strip() and answer.halt and (answer.nearest or not answer.abstained)
    assert dangling(re.sub(r"```.*?```", "", answer.text, flags=re.DOTALL), answer.citations) == 0
    assert [each.n for each in answer.citations] == list(range(1, len(answer.citations) + 1))
    for each in answer.citations:
        assert library.text(each.place.version)[each.place.char_start : each.place.char_end] == each.quote
    assert not (answer.abstained and answer.citations)
    assert answer.grounded or not answer.citations
    assert (answer.tier == 2) == bool(answer.model) == bool(answer.specialist)
    assert not answer.model or any(isinstance(event, PromptMade) for event in events)
    assert [event.reason for event in events if isinstance(event, Halted)] == [answer.halt]
    turns = library.conversations.turns(answer.conversation_id or 0)
    assert [(turn.text, turn.partial) for turn in turns] == [(answer.question, False), (answer.text, False)]
    kept = library.conversations.traces.get(answer.conversation_id or 0).events
    assert list(kept) == [
        each for each in events if not isinstance(each, AnswerDelta | Answered | DraftStands | TurnStored)
    ]


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("role", [RESEARCH, CODE, CREATIVE, TOOL, OUT_OF_SCOPE])
def test_every_turn_says_and_stores_what_it_told_and_cites_what_stands(coast: Library, role: str, said: str) -> None:
    turns = asker(coast, role, SAID[said])
    for wish in WISHES:
        for question in ASKED:
            events: list[Event] = []
            answer = turns.asker.ask(question, None, wish, events.append)
            holds(coast, answer, events)


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: f"{wish.way} {wish.lens and wish.lens.id}")
@pytest.mark.parametrize("role", [RESEARCH, CODE, CREATIVE, TOOL])
def test_nothing_outside_of_the_scope_is_cited_or_named(coast: Library, role: str, wish: Wish) -> None:
    for said in (None, GOOD):
        for question in ASKED:
            answer = asker(coast, role, said).asker.ask(question, None, replace(wish, scope="ferry.md"))
            named = {each.place.title for each in answer.citations} | {each.place.title for each in answer.nearest}
            assert named <= {"The ferry"}, (question, said)
            assert "The light" not in answer.text


def test_a_document_that_is_named_to_a_tool_has_to_be_within_the_scope(coast: Library) -> None:
    turns = asker(coast, TOOL, None)
    inside = turns.asker.ask("open ferry.md", None, Wish(scope="ferry.md"))
    outside = turns.asker.ask("open light.md", None, Wish(scope="ferry.md"))
    assert inside.halt == "tool" and outside.halt == "tool failed"
    assert "is not within 'ferry.md'" in outside.text and not outside.nearest


@pytest.mark.parametrize("role", [RESEARCH, CODE, CREATIVE, OUT_OF_SCOPE])
def test_a_scope_without_documents_is_an_error_for_all_who_look_something_up(coast: Library, role: str) -> None:
    with pytest.raises(UsageError):
        asker(coast, role, None).asker.ask(WHO, None, Wish(scope="walrus.md"))


@pytest.mark.parametrize(
    ("role", "said", "question", "wish"),
    [
        (RESEARCH, None, "all sorts", Wish()),
        (CREATIVE, None, WHO, Wish(way=PANEL)),
        (RESEARCH, GOOD, "all sorts", Wish()),
        (RESEARCH, GOOD, WHO, Wish(way=PIPELINE)),
        (CODE, BAD, "two things", Wish(lens=LENS)),
    ],
)
def test_a_cancel_at_any_event_leaves_what_was_shown_as_a_part(
    coast: Library, role: str, said: str | None, question: str, wish: Wish
) -> None:
    whole: list[Event] = []
    asker(coast, role, said).asker.ask(question, None, wish, whole.append)
    cuts = [at for at, event in enumerate(whole) if not isinstance(event, AnswerDelta) or at % 5 == 0]
    for cut in cuts[:-2]:  # after the last ones there is nothing left to stop
        events: list[Event] = []
        cancel = Flag()

        def hear(event: Event, cut: int = cut, events: list[Event] = events, cancel: Flag = cancel) -> None:
            events.append(event)
            if len(events) > cut:
                cancel.set()

        try:
            asker(coast, role, said).asker.ask(question, None, wish, hear, cancel)
        except Cancelled:
            asked, answered = coast.conversations.turns(coast.conversations.latest() or 0)
            assert asked.text == question
            assert answered.partial and answered.text == shown(events)
            told = [type(event) for event in events if isinstance(event, Withdrawn | DraftStands)]
            assert bool(answered.answer_json) == (told[-1:] == [DraftStands])
        else:
            assert not any(isinstance(event, PromptMade | Routed) for event in events[cut + 1 :])


def test_parts_say_who_wrote_them_and_through_what(coast: Library) -> None:
    answer = asker(coast, RESEARCH, GOOD).asker.ask("all sorts", None, Wish(lens=LENS))
    assert (answer.model, answer.tier, answer.lens) == ("speaker", 2, "systemic")
    assert answer.specialist.split(" + ")[0] == "researcher"
    way = asker(coast, RESEARCH, GOOD).asker.ask("all sorts", None, Wish(way=PANEL))
    assert way.way == PANEL


def test_every_document_that_a_tool_lists_in_a_part_is_named(coast: Library) -> None:
    answer = asker(coast, TOOL, None).asker.ask("all sorts", None, Wish())
    assert {each.place.title for each in answer.nearest} >= {"The light", "Another light", "The ferry", "Tide tables"}


def test_a_greeting_among_questions_is_not_looked_up(coast: Library) -> None:
    turns = asker(coast, RESEARCH, None)
    turns.routes["both"] = Route(RESEARCH, (RESEARCH,), "answer", (WHO, HELLO), 1.0, "classifier")
    answer = turns.asker.ask("both", None, Wish())
    assert "Isla Menzies" in answer.text and answer.text.endswith("Ask me something about your documents.")


def test_a_model_that_writes_nothing_gives_way_to_extracts(coast: Library) -> None:
    events: list[Event] = []
    answer = asker(coast, CODE, " ").asker.ask(CODED, None, Wish(), events.append)
    assert "def read_tides" in answer.text and not answer.model
    assert [event.why for event in events if isinstance(event, ModelFellBack)] == ["it wrote nothing"]


def test_no_model_is_touched_where_none_is_wanted(coast: Library) -> None:
    chat = Chat(Speaker(GOOD))
    turns = Turns(coast, Prose(chat, ModelSettings()))
    first = turns.asker.ask(WHO, None, Wish())
    read = len(chat.speaker.read)
    for role in (RESEARCH, CODE, CREATIVE, TOOL):
        turns.role = role
        for wish in WISHES:
            answer = turns.asker.ask(WHO, first.conversation_id, replace(wish, models=("none",)))
            assert not answer.model
    assert read and len(chat.speaker.read) == read


def test_a_question_is_no_part_of_its_own_history(coast: Library) -> None:
    speaker = Speaker(GOOD)
    turns = Turns(coast, Prose(Chat(speaker), ModelSettings()))
    first = turns.asker.ask(WHO, None, Wish())
    turns.asker.ask("How high is\x00 the tower of the lighthouse?", first.conversation_id, Wish())
    asked = [message.content for message in speaker.read[-1] if message.role == "user"]
    assert sum("How high is" in each for each in asked) == 1 and any(WHO in each for each in asked[:-1])


def test_a_number_in_brackets_that_counts_no_passage_is_no_mark(coast: Library) -> None:
    said = "It was built in [1868] by Isla Menzies [1]. See [12345678901]."
    answer = asker(coast, RESEARCH, said).asker.ask(WHO, None, Wish())
    assert answer.text.startswith("It was built in (1868) by Isla Menzies. [1] See (12345678901).")
    assert dangling(answer.text, answer.citations) == 0
