"""Which sentences stand below which heading: relevant, fitting, new, and no more than an answer holds."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.reasoning.compose import MAX_WORDS
from engine.reasoning.lensing.choosing import EACH, choose
from engine.reasoning.lensing.fitting import Fits
from engine.reasoning.wording import count_words


def fits(rows: list[tuple[str, float, list[float]]]) -> Fits:
    """Sentences with their relevance and their fit to each facet; no two mean the same."""
    texts, relevance, fit = zip(*rows, strict=True)
    return Fits(tuple(texts), np.array(relevance), np.array(fit), np.eye(len(rows), dtype=np.float32))


def words(count: int, first: str) -> str:
    return " ".join([first, *[f"{first}{n}" for n in range(count - 1)]])


def test_the_plain_drafts_best_sentence_leads_and_is_not_said_again() -> None:
    choice = choose(fits([("The lead is here.", 0.9, [0.9, 0.0]), ("A second one.", 0.8, [0.8, 0.0])]), [0], [])
    assert (choice.opening, choice.groups, choice.open) == ((0,), ((1,), ()), (1,))


def test_a_lead_that_leaves_no_room_gives_way_to_the_next() -> None:
    rows = [(words(60, "a"), 0.9, [0.0]), (words(12, "b"), 0.8, [0.0]), (words(9, "c"), 0.7, [0.6])]
    assert choose(fits(rows), [0, 1], []).opening == (1,)
    assert choose(fits(rows), [0], []).opening == ()


def test_room_that_is_left_goes_to_the_rest_of_the_plain_draft() -> None:
    rows = [(words(30, "a"), 0.9, [0.0]), (words(30, "b"), 0.8, [0.0]), (words(30, "c"), 0.8, [0.0])]
    rows += [(words(20, "d"), 0.7, [0.9])]
    choice = choose(fits(rows), [0, 1, 2], [0, 1, 2, 3])
    assert (choice.opening, choice.groups) == ((0, 1), ((3,),))


def test_what_has_nothing_to_do_with_the_question_never_gets_in_however_well_it_fits() -> None:
    choice = choose(fits([("On the matter.", 0.8, [0.1]), ("On something else.", 0.2, [0.99])]), [0], [])
    assert (choice.groups, choice.open) == (((),), (0,))


def test_what_only_half_fits_stands_nowhere() -> None:
    choice = choose(fits([("On the matter.", 0.8, [0.1]), ("Beside the point.", 0.8, [0.2])]), [0], [])
    assert choice.open == (0,)


def test_a_sentence_stands_where_it_fits_best() -> None:
    choice = choose(fits([("The lead.", 0.8, [0.0, 0.0]), ("It is so.", 0.8, [0.5, 0.9])]), [0], [])
    assert choice.groups == ((), (1,))


def test_every_heading_has_its_turn_before_any_has_a_second_sentence() -> None:
    rows = [(words(30, "a"), 0.9, [0.9, 0.0, 0.0]), (words(30, "b"), 0.9, [0.85, 0.0, 0.0])]
    rows += [(words(25, "c"), 0.9, [0.0, 0.5, 0.0]), (words(25, "d"), 0.9, [0.0, 0.0, 0.4])]
    assert choose(fits(rows), [], []).groups == ((0,), (2,), (3,))


def test_a_facet_that_only_lacks_room_is_not_called_open() -> None:
    rows = [(words(80, "a"), 0.9, [0.9, 0.0]), (words(70, "b"), 0.9, [0.0, 0.9])]
    choice = choose(fits(rows), [], [])
    assert sum(map(len, choice.groups)) == 1 and choice.open == ()


def test_two_sentences_that_mean_the_same_are_said_once() -> None:
    drawn = fits([("The lamp burned paraffin.", 0.9, [0.9]), ("Paraffin was burned by the lamp.", 0.9, [0.8])])
    same = Fits(drawn.texts, drawn.relevance, drawn.fit, np.array([[1, 0], [0.95, 0.3]], np.float32))
    assert choose(drawn, [], []).groups == ((0, 1),)
    assert choose(same, [], []).groups == ((0,),)


def test_nothing_to_choose_from_leaves_every_facet_open() -> None:
    nothing = Fits((), np.zeros(0), np.zeros((0, 3)), np.zeros((0, 8), np.float32))
    choice = choose(nothing, [], [])
    assert (choice.opening, choice.groups, choice.open) == ((), ((), (), ()), (0, 1, 2))


SENTENCES = st.lists(
    st.tuples(st.integers(0, 60), st.floats(0, 1.4), st.lists(st.floats(-0.5, 1.2), min_size=3, max_size=3)),
    min_size=1,
    max_size=14,
)


@settings(max_examples=80)
@given(SENTENCES, st.integers(0, 3))
def test_an_answer_is_never_too_long_and_never_repeats(drawn: list[tuple[int, float, list[float]]], leads: int) -> None:
    measured = fits([(words(count, f"s{n}x") if count else "", a, b) for n, (count, a, b) in enumerate(drawn)])
    plain = list(range(min(leads, len(drawn))))
    choice = choose(measured, plain, plain)
    taken = [place for group in (choice.opening, *choice.groups) for place in group]
    assert len(set(taken)) == len(taken)
    assert sum(count_words(measured.texts[place]) for place in taken) <= MAX_WORDS
    assert all(len(group) <= EACH for group in choice.groups)
    assert not any(choice.groups[facet] for facet in choice.open)
