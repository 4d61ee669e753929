"""What counts as a question, a decision, something to do, a definition, a claim; and what does not."""

from __future__ import annotations

import pytest

from engine.threads.finding.decisions import decision
from engine.threads.finding.questions import question
from engine.threads.finding.reading import Said, said
from engine.threads.finding.statements import claim, definition
from engine.threads.finding.todos import todo

KEPT = 0.5


def person(text: str) -> Said:
    return said(text, by_person=True, last=True)


def assistant(text: str, *, agreed: bool = False) -> Said:
    return said(text, by_person=False, last=True, agreed=agreed)


@pytest.mark.parametrize(
    "text",
    [
        "How deep is the lake?",
        "how do i do this on a laptop",
        "wait what about the old cable, i dont need the new one yet",
        "im worried about tiny agents, wouldnt that be like getting fifty of them",
        "I wonder whether the bell still rings",
    ],
)
def test_people_ask_with_and_without_a_mark(text: str) -> None:
    assert question(person(text)) >= KEPT


@pytest.mark.parametrize(
    "text",
    ["Nice day, right?", "How are you?", "Sounds good?", "What do you think?", "We know how it is done.", "Really?"],
)
def test_small_talk_asks_nothing(text: str) -> None:
    assert question(person(text)) < KEPT


def test_offers_of_an_assistant_are_no_questions_and_a_request_for_details_is_one() -> None:
    assert question(assistant("Would you like me to write the script?")) < KEPT
    assert question(assistant("Why pursue it when better ways exist?")) < KEPT
    assert question(assistant("Which system do you use at home?")) >= KEPT


@pytest.mark.parametrize(
    "text", ["We'll go with SQLite.", "I've decided to sell it.", "Let's use the blue one.", "I chose Rust in the end."]
)
def test_decisions(text: str) -> None:
    assert decision(person(text)) >= KEPT


@pytest.mark.parametrize(
    "text", ["I haven't decided yet.", "Should we go with SQLite?", "If we go with SQLite it is slow.", "Let's see."]
)
def test_what_is_still_open_is_no_decision(text: str) -> None:
    assert decision(person(text)) < KEPT


def test_a_proposal_counts_once_it_is_agreed_to() -> None:
    assert (
        decision(assistant("Let's use SQLite for this."))
        < KEPT
        <= decision(assistant("Let's use SQLite for this.", agreed=True))
    )


@pytest.mark.parametrize(
    "text", ["- [ ] water the plants", "TODO: call Ada", "I need to fix the gate.", "Remind me to pay."]
)
def test_things_to_do(text: str) -> None:
    assert todo(person(text)) >= KEPT


@pytest.mark.parametrize(
    "text", ["- [x] water the plants", "You need to fix it.", "I don't need to go.", "Do I need to go?"]
)
def test_what_is_done_or_not_needed_is_nothing_to_do(text: str) -> None:
    assert todo(person(text)) < KEPT


def test_definitions_name_what_they_define() -> None:
    assert definition(person("A lockring is a ring that holds the cassette.")) >= KEPT
    assert definition(person("This is a good idea for tomorrow.")) < KEPT


def test_claims_have_a_number_a_date_or_a_name_and_are_no_advice() -> None:
    assert claim(person("The tower was built in 1868.")) >= 0.6
    assert claim(person("Install the 40 mm pipe first.")) < 0.6
    assert claim(person("Maybe it has 3 rooms.")) < 0.6
