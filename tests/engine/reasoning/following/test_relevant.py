"""Earlier exchanges are brought where they bear on a question, and no others."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.models.hashed import HashedEncoder
from engine.reasoning.following.relevant import CHARACTERS, MOST, relevant
from engine.reasoning.vectors import SentenceVectors
from engine.records import Turn
from tests.engine.reasoning.following.conversation import turns

VECTORS = SentenceVectors(HashedEncoder())
ABBEY = ("Who built the abbey?", "The abbey was built by Walter de Lacy in 1108 [1].")
TIDES = ("How do tides work?", "The moon pulls at the sea [1].")
RENT = ("How high is the rent?", "The rent is 640 euros a month [2].")


def asked(question: str, said: tuple[Turn, ...], turn_id: int | None = None) -> list[str]:
    return [each.asked for each in relevant(question, said, VECTORS, turn_id=turn_id)]


def test_the_last_exchange_and_those_that_bear_on_the_question_come_oldest_first() -> None:
    said = turns(ABBEY, TIDES, RENT)
    assert asked("When was the abbey destroyed?", said) == [ABBEY[0], RENT[0]]
    assert asked("Is the rent due in May?", said) == [RENT[0]]


def test_marks_of_earlier_answers_stay_behind() -> None:
    (only,) = relevant("When was the abbey destroyed?", turns(ABBEY), VECTORS)
    assert only.said == "The abbey was built by Walter de Lacy in 1108."


def test_small_talk_never_comes() -> None:
    said = turns(ABBEY, ("thank you!", "You're welcome."))
    assert asked("When was the abbey destroyed?", said) == [ABBEY[0]]
    assert asked("thank you for the abbey", turns(("hello", "Hello!"), role="smalltalk")) == []


def test_an_answer_that_found_nothing_comes_only_where_the_question_goes_back_to_it() -> None:
    said = turns(ABBEY, ("Where is the harbour office?", "I found nothing about it."), abstained=True)
    assert asked("How do tides work?", said) == []
    assert asked("When does the harbour office open?", said)[-1] == "Where is the harbour office?"
    assert asked("When was that?", said, turn_id=3) == ["Where is the harbour office?"]


def test_a_cut_off_answer_comes_only_where_the_question_goes_back_to_it() -> None:
    whole = turns(ABBEY, TIDES)
    cut = (*whole[:3], replace(whole[3], partial=True))
    assert asked("How high is the rent?", cut) == []
    assert asked("Why do tides work?", cut) == [TIDES[0]]


def test_the_exchange_that_completed_the_question_comes_in_any_case() -> None:
    said = turns(ABBEY, TIDES, RENT)
    assert asked("Was Walter tall?", said, turn_id=1)[0] == ABBEY[0]


def test_no_more_than_a_few_come() -> None:
    said = turns(*((f"Who built abbey number {number}?", f"Monk {number} built the abbey.") for number in range(30)))
    assert len(relevant("Who built the abbey?", said, VECTORS)) == MOST + 1


def test_what_was_looked_for_is_brought_instead_of_what_was_typed() -> None:
    said = turns(ABBEY, ("and the mill?", "Otto Brandt built the mill."))
    found = relevant("When was the mill built?", said, VECTORS, resolved={3: "Who built the mill?"})
    assert found[-1].asked == "Who built the mill?"


def test_a_long_answer_is_shortened_to_what_bears_on_the_question() -> None:
    filler = " ".join(f"Sentence {number} is about something else entirely." for number in range(80))
    long = ("Tell me about the valley", f"The valley is wide. {filler} The abbey burned in 1540. {filler}")
    (only,) = relevant("When did the abbey burn?", turns(long), VECTORS)
    assert "The valley is wide." in only.said and "The abbey burned in 1540." in only.said and "…" in only.said
    assert len(only.asked) + len(only.said) <= CHARACTERS


TEXT = st.text(max_size=200)


@given(TEXT, st.lists(st.tuples(TEXT, st.text(max_size=2_000)), max_size=6), st.integers(0, 3_000))
def test_any_conversation_stays_within_its_budget(question: str, pairs: list[tuple[str, str]], characters: int) -> None:
    found = relevant(question, turns(*pairs), VECTORS, characters=characters)
    assert len(found) <= MOST + 1
    assert sum(len(each.asked) + len(each.said) for each in found) <= characters
    assert all(each.asked and each.said for each in found)
