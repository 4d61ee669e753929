"""Where models stay silent, not every part waits for them."""

from __future__ import annotations

from threading import Event as Flag

from engine.events import PromptMade, StepDone
from engine.reasoning.ways.patience import MOST
from engine.reasoning.ways.work import work
from tests.engine.reasoning.ways.conftest import Open

PARTS = tuple(f"What is the {number} thing of the lighthouse?" for number in ("first", "second", "third", "fourth"))
QUESTION = " ".join(PARTS)
FOUND = "The lighthouse is 41 metres high [1]."


def test_after_two_silent_texts_the_other_parts_are_not_asked_for(house: Open) -> None:
    place = house(lambda system, task: "!the server is silent")
    task = place.task(QUESTION, sub_questions=PARTS)
    assert work("pool", task, place.crew(), place.events.append, Flag()) is None
    assert len(place.heard(PromptMade)) == MOST
    assert [each.text for each in place.heard(StepDone)] == ["Not written: the server is silent. Try again."] * len(
        PARTS
    )


def test_a_text_between_them_renews_the_patience(house: Open) -> None:
    asked: list[str] = []

    def says(system: str, task: str) -> str:
        asked.append(task)
        return "!it broke" if len(asked) % 2 else FOUND

    place = house(says)
    done = work("pool", place.task(QUESTION, sub_questions=PARTS), place.crew(), place.events.append, Flag())
    assert done is not None and len(asked) == len(PARTS)


def test_a_text_that_nothing_supports_is_no_silence(house: Open) -> None:
    place = house(lambda system, task: "Seven grey goats danced on the moon.")
    assert work("pool", place.task(QUESTION, sub_questions=PARTS), place.crew(), place.events.append, Flag()) is None
    assert len(place.heard(PromptMade)) == len(PARTS)
