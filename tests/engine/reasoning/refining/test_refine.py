"""A draft is written again only where the check asks for it, and stands unless a later one is better supported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.errors import Cancelled, ModelFailed
from engine.events import AnswerDelta, ClaimsChecked, Event, ModelFellBack, Refined, Withdrawn
from engine.library.store import Library
from engine.reasoning.brief import CODE, FREE, Brief
from engine.reasoning.check import dangling
from engine.reasoning.refining.budget import Budget
from tests.engine.reasoning.refining.house import BUILT, HIGH, QUESTION, RIGHT, SECRET, WRONG, Author, Desk
from tests.engine.reasoning.writer import Chat

LONG_S = 30.0  # a limit for what ends at once, unless the machine is very busy
PARTS = ("Who built the lighthouse?", "When does the ferry leave?")

Open = Callable[[Author], Desk]


@pytest.fixture
def desk(library: Library, tmp_path: Path) -> Open:
    return lambda author: Desk(library, tmp_path, Chat(author))


def of_kind(events: list[Event], kind: type[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


def test_a_draft_that_holds_is_not_written_again(desk: Open) -> None:
    author = Author(BUILT)
    at = desk(author)
    outcome = at.refine()
    assert outcome is not None and (outcome.rounds, outcome.halt) == (1, "supported")
    assert len(author.read) == 1 and at.searched == [] and at.shown() == BUILT
    (checked,) = of_kind(at.events, ClaimsChecked)
    assert isinstance(checked, ClaimsChecked) and checked.round == 1 and 0.5 < checked.support <= 1


def test_a_claim_that_fails_is_looked_for_and_mended(desk: Open, library: Library) -> None:
    author = Author(f"{BUILT} {WRONG}", f"{BUILT} {RIGHT}")
    at = desk(author)
    outcome = at.refine()
    assert outcome is not None
    assert (outcome.rounds, outcome.halt) == (2, "supported")
    assert (outcome.fixed, outcome.broken, outcome.unchanged) == (1, 0, 1)
    assert at.searched == [WRONG]
    assert outcome.passages[0].place.title == "The light"  # a claim rests on it
    assert "The lamp" in [passage.place.title for passage in outcome.passages]
    assert at.shown() == outcome.held.text and "1934. [2]" in outcome.held.text
    assert dangling(outcome.held.text, outcome.held.citations) == 0
    for citation in outcome.held.citations:
        place = citation.place
        assert library.text(place.version)[place.char_start : place.char_end] == citation.quote
    (refined,) = of_kind(at.events, Refined)
    assert isinstance(refined, Refined)
    assert refined.before and set(refined.brought) <= set(refined.passages)
    assert refined.accepted and refined.support_after > refined.support_before and "The lamp" in refined.brought


def test_the_model_is_told_what_failed_as_data(desk: Open) -> None:
    author = Author(f"{BUILT} {WRONG}", f"{BUILT} {RIGHT}")
    desk(author).refine()
    prompt = author.read[1][-1].content
    note = prompt.partition("<note")[2].partition("</note>")[0]
    assert WRONG in note and "No passage supports" in note
    assert prompt.endswith(f"Question: {QUESTION}")
    assert author.read[1][0].content == author.read[0][0].content  # the instructions stay as they were


def test_a_part_that_no_claim_covers_is_looked_for(desk: Open) -> None:
    at = desk(Author(BUILT, f"{BUILT} The ferry leaves at noon."))
    outcome = at.refine(parts=PARTS)
    assert outcome is not None and (outcome.rounds, outcome.halt) == (2, "supported")
    assert at.searched == ["When does the ferry leave?"] and "ferry leaves at noon. [2]" in outcome.held.text


def test_without_new_evidence_nothing_is_written_again(desk: Open) -> None:
    author = Author(f"{BUILT} {SECRET}", BUILT)
    at = desk(author)
    outcome = at.refine()
    assert outcome is not None and (outcome.rounds, outcome.halt) == (1, "no new evidence")
    assert len(author.read) == 1 and at.searched == [SECRET]
    (refined,) = of_kind(at.events, Refined)
    assert isinstance(refined, Refined) and not refined.accepted and refined.brought == ()


def test_a_draft_that_is_no_better_leaves_the_first_one_as_it_is(desk: Open) -> None:
    first = f"{BUILT} {WRONG}"
    at = desk(Author(first, f"{BUILT} The lamp of the lighthouse burned paraffin oil until 1977."))
    outcome = at.refine()
    assert outcome is not None and (outcome.rounds, outcome.halt) == (2, "no rise")
    assert at.shown() == first and not of_kind(at.events, Withdrawn)
    assert (outcome.fixed, outcome.broken, outcome.unchanged) == (0, 0, 2)
    assert [passage.place.title for passage in outcome.passages] == ["The light"]
    (refined,) = of_kind(at.events, Refined)
    assert isinstance(refined, Refined) and not refined.accepted and refined.why
    assert len(of_kind(at.events, ClaimsChecked)) == 2


def test_a_draft_does_not_win_by_saying_less(desk: Open) -> None:
    at = desk(Author(f"{BUILT} {HIGH} {WRONG}", BUILT))
    outcome = at.refine()
    assert outcome is not None and outcome.halt == "no rise" and "41 metres" in outcome.held.text


def test_a_draft_that_leaves_out_what_failed_and_nothing_else_wins(desk: Open) -> None:
    at = desk(Author(f"{BUILT} {HIGH} {WRONG}", f"{BUILT} {HIGH}"))
    outcome = at.refine()
    assert outcome is not None and (outcome.rounds, outcome.halt) == (2, "supported")
    assert "paraffin" not in outcome.held.text and (outcome.fixed, outcome.broken) == (0, 0)


def test_a_draft_does_not_win_by_padding(desk: Open) -> None:
    padding = "The ferry carries twelve people. The lamp became electric in 1934. The ferry leaves at noon."
    at = desk(Author(f"{BUILT} {WRONG}", f"{BUILT} {WRONG} {padding}"))
    outcome = at.refine()
    assert outcome is not None and outcome.halt == "no rise" and "twelve" not in outcome.held.text


def test_a_later_draft_may_save_an_answer_of_which_nothing_held(desk: Open) -> None:
    at = desk(Author(WRONG, BUILT))
    outcome = at.refine()
    assert outcome is not None and outcome.rounds == 2
    assert at.shown() == outcome.held.text and "Isla Menzies" in outcome.held.text


def test_extracts_have_to_do_where_nothing_ever_holds(desk: Open) -> None:
    at = desk(Author(WRONG))
    assert at.refine() is None
    assert at.shown() == ""
    (fell,) = of_kind(at.events, ModelFellBack)
    assert isinstance(fell, ModelFellBack) and fell.then == "extracts"


def test_extracts_have_to_do_where_no_model_can_write(desk: Open) -> None:
    def fail(number: int, cancel: Flag) -> None:
        raise ModelFailed("it broke", "try again")

    at = desk(Author(BUILT, before=fail))
    assert at.refine() is None and len(of_kind(at.events, ModelFellBack)) == 1


def test_saying_that_the_sources_are_silent_is_no_failed_claim(desk: Open) -> None:
    at = desk(Author(f"{BUILT} The passages do not say what it cost."))
    outcome = at.refine()
    assert outcome is not None and outcome.halt == "supported" and at.searched == []


def test_one_round_is_all_there_is_where_the_settings_say_so(desk: Open) -> None:
    at = desk(Author(f"{BUILT} {WRONG}"))
    outcome = at.refine(budget=Budget(rounds=1))
    assert outcome is not None and (outcome.rounds, outcome.halt) == (1, "rounds") and at.searched == []


def test_rounds_go_on_while_support_rises(desk: Open) -> None:
    late, left = "The last keeper, Rory Baird, left in 1999.", "The last keeper, Rory Baird, left in 1989."
    author = Author(f"{BUILT} {WRONG} {SECRET}", f"{BUILT} {RIGHT} {late}", f"{BUILT} {RIGHT} {left}")
    at = desk(author)
    outcome = at.refine(budget=Budget(rounds=3))
    assert outcome is not None and (outcome.rounds, outcome.halt) == (3, "supported")
    assert [each.round for each in at.events if isinstance(each, Refined)] == [2, 3]
    assert at.shown() == outcome.held.text and "1989. [3]" in outcome.held.text


def test_no_further_draft_is_begun_without_tokens(desk: Open) -> None:
    first = f"{BUILT} {WRONG}"
    author = Author(first, f"{BUILT} {RIGHT}")
    at = desk(author)
    words = len(first.split())
    outcome = at.refine(budget=Budget(tokens=2 * words - 1))
    assert outcome is not None and (outcome.rounds, outcome.halt) == (1, "tokens") and len(author.read) == 1


def test_a_further_draft_has_the_tokens_that_are_left(desk: Open) -> None:
    first = f"{BUILT} {WRONG}"
    author = Author(first, f"{BUILT} {RIGHT}")
    words = len(first.split())
    outcome = desk(author).refine(budget=Budget(tokens=2 * words + 3))
    assert outcome is not None and outcome.rounds == 2
    assert author.limits[1] == words + 3


def test_a_model_that_never_stops_counts_as_far_as_it_holds(desk: Open) -> None:
    endless = " ".join([BUILT, *[f"The lamp of the lighthouse burned oil until {year}." for year in range(1940, 1999)]])
    author = Author(f"{BUILT} {WRONG}", endless)
    at = desk(author)
    brief = Brief(QUESTION, "Answer.", at.answerer.basis(QUESTION).passages[:1], answer_tokens=40)
    outcome = at.refine(brief=brief)
    assert outcome is not None and (outcome.rounds, outcome.halt) == (2, "no rise")
    assert outcome.held.text.startswith("Isla Menzies built") and "1952" in outcome.held.text


def test_a_first_draft_that_is_cut_is_not_searched_for_its_last_words(desk: Open) -> None:
    author = Author(f"{BUILT} The tower of the lighthouse has 212 steps and an iron rail.")
    at = desk(author)
    limit = len(BUILT.split()) + 4
    brief = Brief(QUESTION, "Answer.", at.answerer.basis(QUESTION).passages[:1], answer_tokens=limit)
    outcome = at.refine(brief=brief)
    assert outcome is not None and outcome.held.finish == "length"
    assert outcome.halt == "supported" and at.searched == []


def test_time_ends_a_round_under_way_and_the_first_draft_stands(desk: Open) -> None:
    def hang(number: int, cancel: Flag) -> None:
        if number == 2:
            assert cancel.wait(LONG_S)

    at = desk(Author(f"{BUILT} {WRONG}", f"{BUILT} {RIGHT}", before=hang))
    outcome = at.refine(budget=Budget(seconds=1.0))
    assert outcome is not None and (outcome.rounds, outcome.halt) == (1, "time")
    assert "1952" in outcome.held.text and at.shown() == f"{BUILT} {WRONG}"
    assert not at.cancel.is_set()


def test_a_cancel_in_the_first_round_is_raised(desk: Open) -> None:
    at = desk(Author(f"{BUILT} {WRONG}"))

    def listen(event: Event) -> None:
        at.events.append(event)
        if isinstance(event, AnswerDelta):
            at.cancel.set()

    with pytest.raises(Cancelled):
        at.refine(listen=listen)
    assert at.shown() == "Isla"


def test_a_cancel_in_a_later_round_leaves_the_best_draft_standing(desk: Open) -> None:
    def stop(number: int, cancel: Flag) -> None:
        if number == 2:
            at.cancel.set()
            assert cancel.is_set()

    at = desk(Author(f"{BUILT} {WRONG}", f"{BUILT} {RIGHT}", before=stop))
    outcome = at.refine()
    assert outcome is not None and (outcome.rounds, outcome.halt) == (1, "cancelled")
    assert at.shown() == f"{BUILT} {WRONG}"


def test_a_cancel_while_it_searches_leaves_the_best_draft_standing(desk: Open) -> None:
    at = desk(Author(f"{BUILT} {WRONG}"))

    def listen(event: Event) -> None:
        at.events.append(event)
        if isinstance(event, ClaimsChecked):
            at.cancel.set()

    outcome = at.refine(listen=listen)
    assert outcome is not None and outcome.halt == "cancelled"


def test_a_cancel_is_raised_where_no_draft_holds(desk: Open) -> None:
    def stop(number: int, cancel: Flag) -> None:
        if number == 2:
            at.cancel.set()

    at = desk(Author(WRONG, before=stop))
    with pytest.raises(Cancelled):
        at.refine()
    assert at.shown() == ""


def test_a_model_that_fails_in_a_later_round_leaves_the_first_draft_standing(desk: Open) -> None:
    def fail(number: int, cancel: Flag) -> None:
        if number == 2:
            raise ModelFailed("it broke", "try again")

    at = desk(Author(f"{BUILT} {WRONG}", before=fail))
    outcome = at.refine()
    assert outcome is not None and (outcome.rounds, outcome.halt) == (1, "no rise")
    (fell,) = of_kind(at.events, ModelFellBack)
    assert isinstance(fell, ModelFellBack) and fell.then == "the draft before"


def test_free_writing_is_written_once_and_not_judged(desk: Open) -> None:
    author = Author(SECRET)
    at = desk(author)
    outcome = at.refine(brief=Brief("A poem, please", "Write.", contract=FREE))
    assert outcome is not None and outcome.held.text == SECRET
    assert len(author.read) == 1 and at.searched == [] and not of_kind(at.events, ClaimsChecked)


def test_code_is_no_claim(desk: Open) -> None:
    code = "```python\nprint('The lamp of the lighthouse burned oil until 1952.')\n```"
    at = desk(Author(f"{BUILT}\n{code}"))
    basis = at.answerer.basis(QUESTION)
    outcome = at.refine(brief=Brief(QUESTION, "Write.", basis.passages[:1], contract=CODE))
    assert outcome is not None and outcome.halt == "supported" and at.searched == []
    assert len(outcome.held.claims) == 1


def test_an_answer_with_code_is_not_replaced_by_one_without(desk: Open) -> None:
    code = "```python\nprint(41)\n```"
    at = desk(Author(f"{BUILT} {WRONG}\n{code}", f"{BUILT} {RIGHT}"))
    basis = at.answerer.basis(QUESTION)
    outcome = at.refine(brief=Brief(QUESTION, "Write.", basis.passages[:1], contract=CODE))
    assert outcome is not None and outcome.halt == "no rise" and code in outcome.held.text


def test_evidence_stays_small_however_much_is_looked_for(desk: Open) -> None:
    claims = " ".join(
        [
            BUILT,
            WRONG,
            "The ferry to the lighthouse leaves at midnight.",
            "The last keeper, Rory Baird, kept cows.",
            "Pears keep for years in a cool cellar.",
        ]
    )
    author = Author(claims)
    at = desk(author)
    at.refine(budget=Budget(passages=1), parts=PARTS)
    assert len(at.searched) == 4  # three claims at most, and the part that is open
    assert author.read[1][-1].content.count("<passage ") == 4  # one as a rule, and three more


def test_a_search_is_short_plain_text_whatever_a_draft_says(desk: Open) -> None:
    odd = 'The lamp" OR title:* NEAR(x, 2)\x1b[2J burned paraffin oil until ' + "1952 " * 200 + "days."
    at = desk(Author(f"{BUILT} {odd}"))
    outcome = at.refine()
    assert outcome is not None
    assert at.searched and all(len(text) <= 300 and text.isprintable() for text in at.searched)
