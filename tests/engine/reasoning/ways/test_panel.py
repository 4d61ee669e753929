"""A panel: aspects side by side, what they share said once, what they differ in said last."""

from __future__ import annotations

from threading import Event as Flag
from threading import current_thread

import pytest

from engine.agents.lenses.load import lenses
from engine.agents.specialists.load import specialists
from engine.errors import Cancelled
from engine.events import AnswerDelta, Delegated, Disagreed, PartBegun, PromptMade, StepDone, Withdrawn
from engine.reasoning.check import dangling, exact
from engine.reasoning.ways.abreast import MOST_TEXTS
from engine.reasoning.ways.aspects import aspects
from engine.reasoning.ways.once import REPEATED
from engine.reasoning.ways.work import work
from tests.engine.reasoning.ways.conftest import Open
from tests.engine.reasoning.ways.house import NOWHERE

QUESTION = "Is the lighthouse worth a visit?"
FOR, AGAINST, MISSING = (
    "What the sources say for it",
    "What the sources say against it",
    "What is missing in the sources",
)


def marked(task: str, quote: str, title: str) -> str:
    """A sentence with the number that its passage has in a prompt."""
    numbers = [at for at, part in enumerate(task.split("<passage ")[1:], 1) if f'from="{title}"' in part]
    return f"{quote} [{numbers[0] if numbers else 99}]."


def answer(system: str, task: str) -> str:
    """What is said for, against, and of what is missing."""
    if "only what the passages say for it" in task.lower():
        return (
            marked(task, "The lighthouse is 41 metres high", "The light")
            + " "
            + marked(task, "The ferry to the lighthouse leaves at noon", "The ferry")
        )
    if "only what the passages say against it" in task.lower():
        return (
            marked(task, "The lighthouse is 45 metres high", "The guide")
            + " "
            + marked(task, "The ferry to the lighthouse leaves at noon", "The ferry")
        )
    return "The passages do not name a price."


@pytest.mark.parametrize("at_once", [1, 3])
def test_three_aspects_are_joined_said_once_and_their_contradiction_is_named(house: Open, at_once: int) -> None:
    place = house(answer)
    done = work("panel", place.task(QUESTION), place.crew(at_once), place.events.append, Flag())
    assert done is not None
    headings = [line.strip("*") for line in done.text.split("\n") if line.startswith("**")]
    assert headings == [FOR, AGAINST, MISSING, "Where they differ"]
    assert done.text.count("leaves at noon") == 1
    assert "**Where they differ**\n\n- The lighthouse is 41 metres high. [" in done.text
    assert "] But: The lighthouse is 45 metres high. [" in done.text.split("Where they differ")[1]
    assert done.text.split(f"**{MISSING}**\n\n")[1].startswith("The passages do not name a price.\n\n")
    assert dangling(done.text, done.citations) == 0
    assert exact(place.library, done.citations) == len(done.citations) >= 3
    assert place.shown() == done.text and not place.heard(Withdrawn)
    (disagreed,) = place.heard(Disagreed)
    assert {disagreed.first.split(" › ")[0], disagreed.second.split(" › ")[0]} == {"The light", "The guide"}
    assert (done.specialist, done.halt) == ("researcher + researcher + researcher", "supported")


@pytest.mark.parametrize("at_once", [1, 3])
def test_each_aspect_is_looked_up_and_written_by_itself(house: Open, at_once: int) -> None:
    threads: set[str] = set()

    def says(system: str, task: str) -> str:
        threads.add(current_thread().name)
        return answer(system, task)

    place = house(says)
    work("panel", place.task(QUESTION), place.crew(at_once), place.events.append, Flag())
    assert len(place.looked_up) == len(set(place.looked_up)) == 3
    assert sorted(event.step for event in place.heard(Delegated)) == [1, 2, 3]
    assert len(place.heard(PromptMade)) == len(place.heard(StepDone)) == len(place.heard(PartBegun)) == 3
    assert (threads == {current_thread().name}) is (at_once == 1)


def test_an_aspect_that_only_repeats_and_one_that_fails_are_one_line_each(house: Open) -> None:
    def says(system: str, task: str) -> str:
        if "for it" in task or "against it" in task:
            return marked(task, "The ferry to the lighthouse leaves at noon", "The ferry")
        return "!it broke"

    place = house(says)
    done = work("panel", place.task(QUESTION), place.crew(), place.events.append, Flag())
    assert done is not None
    assert f"**{AGAINST}**\n\n{REPEATED}" in done.text
    assert f"**{MISSING}**\n\nNot written: it broke. Try again." in done.text
    assert dangling(done.text, done.citations) == 0


@pytest.mark.parametrize("at_once", [1, 3])
def test_the_extracts_stand_in_where_nothing_could_be_written(house: Open, at_once: int) -> None:
    place = house(lambda system, task: "!it broke")
    assert work("panel", place.task(QUESTION), place.crew(at_once), place.events.append, Flag()) is None
    assert place.shown() == ""


def test_what_is_missing_is_no_answer_where_the_sources_support_nothing_else(house: Open) -> None:
    place = house(lambda system, task: "Bananas ripen faster beside apples [1].")
    assert work("panel", place.task(QUESTION), place.crew(), place.events.append, Flag()) is None
    assert place.shown() == ""


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_cancelled_panel_keeps_what_was_shown(house: Open, at_once: int) -> None:
    cancel = Flag()

    def slowly(system: str, task: str) -> str:
        """The first aspect is answered at once, the others are still at it when the first one shows."""
        if "only what the passages say for it" not in task.lower():
            cancel.wait(20)
        return answer(system, task)

    place = house(slowly)

    def listen(event: object) -> None:
        place.events.append(event)  # type: ignore[arg-type]  # whatever is heard is an event
        if isinstance(event, AnswerDelta):
            cancel.set()

    with pytest.raises(Cancelled):
        work("panel", place.task(QUESTION), place.crew(at_once), listen, cancel)
    assert place.shown().startswith(f"**{FOR}**")


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Should I take the ferry?", FOR),
        ("Sail or steam: which is better?", FOR),
        ("How do I get to the lighthouse?", "How it is done"),
        ("Why was it built?", "Reasons that the sources give"),
        ("Warum wurde er gebaut?", "Reasons that the sources give"),
        ("Who built the lighthouse?", "What the sources say"),
        ("lighthouse", "What the sources say"),
    ],
)
def test_the_aspects_fit_the_kind_of_question(house: Open, question: str, first: str) -> None:
    assert aspects(house(None).task(question))[0].title == first


def test_the_parts_of_a_question_and_the_facets_of_a_lens_go_before_its_sides(house: Open) -> None:
    place = house(None)
    parts = tuple(f"What is thing {n}?" for n in range(9))
    found = aspects(place.task(QUESTION, sub_questions=parts))
    assert len(found) == MOST_TEXTS and found[0].question == parts[0]
    assert found[-1].question == " ".join(parts[MOST_TEXTS - 1 :])
    lens = lenses(NOWHERE)["epistemological"]
    both = aspects(place.task(QUESTION, sub_questions=parts, lens=lens))
    assert [part.question for part in both] == [part.question for part in found], "what was asked goes first"
    through = aspects(place.task(QUESTION, lens=lens))
    assert [part.title for part in through] == [facet.title for facet in lens.facets]
    assert "the lighthouse" in through[0].question and "{subject}" not in through[0].question


def test_a_lens_lays_out_what_is_written(house: Open) -> None:
    place = house(answer)
    lens = lenses(NOWHERE)["epistemological"]
    work("panel", place.task(QUESTION, lens=lens), place.crew(), place.events.append, Flag())
    system = place.heard(PromptMade)[0].messages[0][1]
    assert system.startswith(specialists(NOWHERE)["researcher"].system.rstrip()) and system.endswith(lens.form.strip())


def test_an_aspect_too_long_to_be_looked_up_draws_on_the_whole_question(house: Open) -> None:
    place = house(answer)
    question = "Is the lighthouse worth a visit " * 124
    done = work("panel", place.task(question), place.crew(), place.events.append, Flag())
    assert done is not None and done.citations
