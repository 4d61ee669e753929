"""Support is a share of what was asked, grows with what holds and with nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event as Flag
from threading import Timer

from hypothesis import given
from hypothesis import strategies as st

from engine.config import AskSettings, ModelSettings
from engine.models.hashed import HashedEncoder
from engine.reasoning.attribution import Claim
from engine.reasoning.brief import Exchange
from engine.reasoning.refining.aligning import Alignment, Change
from engine.reasoning.refining.budget import Budget, Deadline
from engine.reasoning.refining.judging import Judge, quotes
from engine.reasoning.refining.saying import is_silence, states
from engine.reasoning.vectors import SentenceVectors
from engine.reasoning.writing import Held
from engine.records import Citation, Place

LONG_S = 30.0
PLACE = Place(1, 1, "/coast/light.md", "", "Notes", (), None, None, None, 1, 1, 0, 10)
QUESTION = "Who built the lighthouse, and how high is its tower?"
PARTS = ("Who built the lighthouse?", "How high is its tower?")
BUILT, HIGH, GOATS = "Isla built the lighthouse.", "The tower is 41 metres high.", "The keeper kept seven goats."


def idf(stem: str) -> float:
    return 0.5


WORDS = Alignment(idf)


def held(*said: tuple[str, float], finish: str = "stop") -> Held:
    """A draft; a sentence with a support of at least .4 has a quote that says the same."""
    text, claims, citations = [], [], []
    for sentence, support in said:
        holds = support >= 0.4
        claims.append(Claim(sentence, support, holds))
        text.append(sentence)
        if holds:
            citations.append(Citation(len(citations) + 1, PLACE, sentence, len(claims)))
            text.append(f"[{len(citations)}]")
    return Held(" ".join(text), tuple(citations), tuple(claims), "m", finish, 9, Exchange("", ""), {})


def support(*said: tuple[str, float], parts: Sequence[str] = PARTS) -> float:
    return Judge(QUESTION, parts, idf, WORDS).judge(held(*said)).support


def test_support_is_whole_where_all_is_covered_and_all_holds() -> None:
    assert support((BUILT, 1.0), (HIGH, 1.0)) == 1.0
    assert support((GOATS, 0.1)) == 0.0 and support() == 0.0


def test_each_part_counts_the_same() -> None:
    assert support((BUILT, 1.0)) == 0.5 == support((HIGH, 1.0))


def test_saying_less_or_saying_it_again_never_raises_support() -> None:
    whole = support((BUILT, 0.8), (HIGH, 0.8))
    assert support((BUILT, 0.8)) < whole
    assert support((BUILT, 0.8), (HIGH, 0.8), (BUILT, 0.8)) == whole
    assert support((BUILT, 0.8), (HIGH, 0.8), ("The ferry carries twelve people.", 0.9)) == whole


def test_more_sentences_do_not_make_those_that_fail_look_fewer() -> None:
    padding = [(f"Boat number {number} is painted green.", 0.9) for number in range(8)]
    assert support((BUILT, 0.8), (GOATS, 0.1), *padding) == support((BUILT, 0.8), (GOATS, 0.1))
    assert support((BUILT, 0.8), (GOATS, 0.1), (GOATS, 0.1)) == support((BUILT, 0.8), (GOATS, 0.1))
    assert support((BUILT, 0.8), (GOATS, 0.1)) < support((BUILT, 0.8))


@given(st.lists(st.tuples(st.sampled_from([BUILT, HIGH, GOATS, "Hm.", "41", "Was it?"]), st.floats(0, 1)), max_size=6))
def test_support_is_never_outside_its_range(said: list[tuple[str, float]]) -> None:
    for parts in (PARTS, (), ("and the?",)):
        assert 0.0 <= support(*said, parts=parts) <= 1.0


def test_what_fails_and_what_is_open_is_named() -> None:
    judged = Judge(QUESTION, PARTS, idf, WORDS).judge(held((BUILT, 0.8), (GOATS, 0.2)))
    assert judged.failed == (GOATS,) and judged.uncovered == ("How high is its tower?",) and not judged.stands
    assert Judge(QUESTION, PARTS, idf, WORDS).judge(held((BUILT, 0.8), (HIGH, 0.5))).stands


def test_a_sentence_that_was_cut_off_is_no_failed_claim() -> None:
    draft = held((BUILT, 0.8), (HIGH, 0.8), ("The keeper kept seven", 0.1), finish="length")
    assert Judge(QUESTION, PARTS, idf, WORDS).judge(draft).stands


def test_each_mark_leads_to_the_claim_before_it() -> None:
    draft = held((BUILT, 0.8), (GOATS, 0.1), (BUILT, 0.9), (HIGH, 0.8))
    assert [citation and citation.n for citation in quotes(draft)] == [1, None, 2, 3]


def test_silence_announcements_and_questions_state_nothing() -> None:
    for sentence in (
        "The passages do not say who built it.",
        "There is no information about this in the sources.",
        "The sources say nothing about its height.",
        "In den Unterlagen steht dazu nichts.",
        "Les passages ne mentionnent pas le prix.",
        "Los pasajes no mencionan el precio.",
        "Here is what is known:",
        "Is that all you wanted?",
        "Who built the lighthouse: Isla.",
    ):
        assert not states(sentence, "Who built the lighthouse? Isla?", idf), sentence
    assert states(GOATS, QUESTION, idf)


def test_a_denial_about_the_world_is_a_statement() -> None:
    for sentence in ("The ferry does not leave on Sundays.", "The treaty does not mention Ireland."):
        assert not is_silence(sentence) and states(sentence, QUESTION, idf)


def test_claims_of_two_drafts_are_compared() -> None:
    before = [Claim(BUILT, 0.8, True), Claim("The tower is 14 metres high.", 0.1, False), Claim(GOATS, 0.1, False)]
    after = [Claim("Isla built the old lighthouse.", 0.8, True), Claim(HIGH, 0.8, True)]
    assert WORDS.change(before, after) == Change(fixed=1, broken=0, unchanged=2)
    assert WORDS.change(after, before) == Change(fixed=0, broken=1, unchanged=1)
    assert WORDS.change(before, ()) == Change(fixed=0, broken=1, unchanged=2)
    assert WORDS.change((), after) == Change(fixed=2, broken=0, unchanged=0)


def test_claims_that_are_joined_are_not_lost() -> None:
    before = [Claim("Isla built the stone lighthouse.", 0.8, True), Claim("The tower is 41 metres high.", 0.8, True)]
    joined = [Claim("Isla built the stone lighthouse, whose tower is 41 metres high.", 0.8, True)]
    assert WORDS.change(before, joined).broken == 0


def test_vectors_find_the_same_claim_in_other_forms() -> None:
    vectors = SentenceVectors(HashedEncoder())
    assert Alignment(idf, vectors).same([BUILT], [BUILT, GOATS]) == [[True, False]]


def test_a_deadline_ends_by_itself_and_with_the_flag_of_the_user() -> None:
    user = Flag()
    with Deadline(0.01, user) as flag:
        assert flag.wait(LONG_S) and flag.is_set() and not user.is_set()
    with Deadline(LONG_S, user) as flag:
        assert not flag.is_set() and not flag.wait(0.001)
        user.set()
        assert flag.is_set() and flag.wait() and flag.wait(LONG_S)


def test_a_deadline_leaves_no_thread_behind() -> None:
    with Deadline(LONG_S, Flag()) as flag:
        timer = flag._timer
        assert isinstance(timer, Timer) and timer.is_alive()
    timer.join(LONG_S)
    assert not timer.is_alive() and not flag.is_set()


def test_the_settings_grant_the_budget() -> None:
    budget = Budget.of(AskSettings(model_rounds=3, passages=4), ModelSettings(answer_tokens=99))
    assert (budget.rounds, budget.passages, budget.answer_tokens) == (3, 4, 99)
