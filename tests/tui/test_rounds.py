"""The rounds of an answer side by side: what each changed, live and from its stored trace, at both sizes."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import events
from engine.events import Listener
from engine.records import Answer
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import REASONED, TASKS, FakeEngine, answer
from tui.drawing.halts import MEANING, halt_words
from tui.drawing.stages import shares
from tui.screens.rounds import NONE_YET, Rounds
from tui.talk import HALT, Stage
from tui.work.rounds import change_of, compared_claims, rounds, word_changes
from tui.work.stages import doing

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
QUESTION = "how many rounds for the bell in fog?"


def flat(nacre: Driver) -> str:
    return " ".join(nacre.screen_text().split())


def test_each_round_says_what_it_brought_kept_and_dropped() -> None:
    told = [events.QueryRead("how?", ("how",), ""), *REASONED, events.Halted("supported")]
    first, second, third = rounds(told)
    assert (first.title, first.query, first.accepted) == ("round 1", "how?", None)
    signs = [(each.sign, each.where, each.moved) for each in second.passages]
    assert signs == [
        ("=", "The lamp at Grey Point › Fog", 0), ("=", "The boat", 1), ("+", "Inspection report", 0),
        ("−", "Harbour dues", 0),
    ]  # fmt: skip
    assert second.support == (0.41, 0.63) and second.accepted and second.led_by == "Grey Point"
    assert {each.sign for each in third.passages} == {"="} and third.accepted is False
    assert third.halt == "supported", "the end of the whole stands at the last one"


def test_each_draft_says_which_sentences_are_new_gone_kept_or_changed() -> None:
    first, second = rounds(TASKS)
    assert first.of == second.of == "step 1 · researcher"
    assert [(said.sign, said.holds) for said in second.claims] == [("=", True), ("~", True)]
    assert second.claims[1].words == (("=", "It is painted"), ("−", "red."), ("+", "white each year."))
    assert [place.sign for place in second.passages] == ["=", "+"]
    assert second.query == "bell painted" and second.support == (0.5, 0.93)


def test_a_draft_that_was_not_written_stands_with_its_reason() -> None:
    told = [
        events.ClaimsChecked(1, (("One.", 0.2, False),), 0.2, 1.0),
        events.Refined(2, ("one",), (), 0, 0, 1, 0.2, 0.2, False, "no new evidence", 3.0),
        events.Halted("no new evidence"),
    ]
    _, second = rounds(told)
    assert (second.claims, second.accepted, second.why) == ((), False, "no new evidence")
    assert second.halt == "no new evidence"


def test_passages_below_one_heading_are_told_apart() -> None:
    assert change_of(("A", "A"), ("A", "A", "A")) == "+1 passage"
    assert change_of(("A", "B"), ("C", "D")) == "+2 passages, −2"
    assert change_of(("A", "B"), ("A",)) == "−1 passage"
    assert change_of(("A",), ("A",)) == "the same passages" and change_of((), ()) == ""


CLAIMS = st.lists(st.tuples(st.text("ab ", min_size=1), st.floats(0, 1), st.booleans()), max_size=8)


@given(CLAIMS, CLAIMS)
def test_no_sentence_is_lost_or_doubled(
    before: list[tuple[str, float, bool]], after: list[tuple[str, float, bool]]
) -> None:
    said = compared_claims(before, after)
    assert [each.text for each in said if each.sign != "−"] == [text for text, _, _ in after]
    gone = [each.text for each in said if each.sign == "−"]
    assert len(before) - len(gone) == sum(each.sign in "=~" for each in said)


@given(st.text("ab "), st.text("ab "))
def test_the_words_of_both_sentences_can_be_read_in_their_changes(before: str, after: str) -> None:
    changes = word_changes(before, after)
    assert " ".join(words for sign, words in changes if sign != "+").split() == before.split()
    assert " ".join(words for sign, words in changes if sign != "−").split() == after.split()


@SIZES
async def test_a_key_in_the_trace_holds_the_rounds_side_by_side(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.ask(QUESTION)
        await nacre.press("f3", "d")
        await nacre.until(lambda: isinstance(nacre.app.screen, Rounds) and "✗ support 0.63 → 0.60" in flat(nacre))
        for said in ("round 2", "round 3", "✓ support 0.41 → 0.63", "+  3 Inspection report", "−    Harbour dues"):
            await nacre.until(lambda said=said: said in nacre.screen_text())  # type: ignore[misc]
        if size == NARROW:
            await nacre.until(lambda: "2–3 of 3 · ←→ move" in nacre.screen_text())
            assert "the search itself" not in nacre.screen_text()
            await nacre.press("left")
            await nacre.until(lambda: "the search itself" in nacre.screen_text() and "1–2 of 3" in nacre.screen_text())
        else:
            await nacre.until(lambda: "the search itself" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)


async def test_an_old_answer_has_its_rounds_too(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
    async with running(engine, WIDE) as nacre:
        nacre.app.commands.run("rounds")
        await nacre.until(lambda: isinstance(nacre.app.screen, Rounds) and "✓ support 0.41 → 0.63" in flat(nacre))
        assert "halted: the sources" in flat(nacre)


async def test_one_round_is_nothing_to_compare(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("how often is the bell struck?")
        nacre.app.commands.run("rounds")
        await nacre.until(lambda: NONE_YET in flat(nacre))


class Drafting(FakeEngine):
    """Writes a second draft until it is stopped; the first one stands then."""

    def __init__(self) -> None:
        super().__init__()
        self.ask = SimpleNamespace(ask=self.answered, suggestions=lambda *_: ())  # type: ignore[assignment]

    def answered(self, question: str, *, listen: Listener, cancel: threading.Event, **_: object) -> Answer:
        number = self.remember(None, "user", question)
        self.asked.append(question)
        told = [
            events.TurnStored(number, 1),
            events.PromptMade("qwen", 90, 200, 2, ()),
            events.PromptRead("qwen", 90, 0, 1.0),
            events.AnswerDelta("In fog the bell is struck."),
            events.ModelReplied("qwen", 9, 9.0, "stop", 1.0),
            events.ClaimsChecked(1, (("In fog the bell is struck.", 0.5, True),), 0.5, 1.0),
            events.Searched("words", 3, "The lamp", 1.0),
            events.PromptMade("qwen", 95, 200, 2, ()),
            events.PromptRead("qwen", 95, 0, 1.0),
        ]
        for event in told:
            listen(event)
        cancel.wait(20)
        result = replace(answer("fog", number), question=question, halt="cancelled")
        self.remember(number, "nacre", result.text, answer=result, trace=[*told[1:], events.Halted("cancelled")])
        return replace(result, turn_id=2)


async def test_a_later_draft_is_announced_and_when_it_is_stopped_the_one_before_stands_with_its_sources() -> None:
    engine = Drafting()
    async with running(engine, WIDE) as nacre:
        await nacre.type("how often in fog?")
        await nacre.press("enter")
        await nacre.until(lambda: "writing again, draft 2: qwen is writing" in flat(nacre))
        nacre.app.commands.run("rounds")
        await nacre.until(lambda: isinstance(nacre.app.screen, Rounds))
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        nacre.app.main.session.cancel()
        await nacre.until(lambda: "stopped · the draft before stands · 2 sources · Ctrl+R" in nacre.screen_text())
        live = nacre.app.main.session.entries[-1]
    async with running(engine, WIDE) as nacre:
        await nacre.until(lambda: "stopped · the draft before stands · 2 sources · Ctrl+R" in nacre.screen_text())
        stored = nacre.app.main.session.entries[-1]
        assert (stored.text, stored.marks, stored.state) == (live.text, live.marks, live.state)


def test_only_later_drafts_are_called_so() -> None:
    assert doing(events.PromptRead("qwen", 1, 0, 1.0)) == "qwen is writing"
    assert doing(events.Searched("words", 1, "", 1.0), 2) == "looking again for what draft 1 lacks"
    assert doing(events.Searched("words", 1, "", 1.0)) == ""


def test_a_reason_is_said_in_words_and_by_its_name() -> None:
    assert halt_words("no rise") == "another round made it no better (no rise)"
    assert halt_words("of another version") == "of another version"
    assert all(meaning[0].islower() and len(meaning) < 60 for meaning in MEANING.values())


def test_the_time_of_an_answer_is_shared_out_once_it_is_known() -> None:
    stages = [Stage("words", "", 5.0), Stage("draft", "", 60.0), Stage("check", "", 1.0)]
    assert shares(stages) is None
    spent = shares([*stages, Stage("halt", "supported", 100.0, kind=HALT)])
    assert spent is not None and spent.detail == "draft 60% · words 5%"


async def test_a_replay_is_paused_and_stepped_by_key(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        await nacre.press("f3")
        trace = nacre.app.main.trace
        assert trace.replay(nacre.app.main.session.entries[-1])
        await nacre.press("space")
        await nacre.until(lambda: trace._replay is None or "goes on" in str(trace.border_subtitle))
        await nacre.press("left", "left")  # from wherever it was, or from the end
        replay = trace._replay
        assert replay is not None and trace._beat is None and not replay.over
        shown = replay.shown
        await nacre.press("right")
        assert replay.shown == shown + 1
        await nacre.press("space")
        await nacre.until(lambda: trace._replay is None)
        assert not str(trace.border_subtitle) and trace._beat is None


async def test_a_clock_runs_while_an_answer_is_under_way_and_no_longer(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        trace = nacre.app.main.trace
        assert trace._ticks is None
        await nacre.type("wait for the fog")
        await nacre.press("enter")
        await nacre.until(lambda: " of " in next((r for r in nacre.screen_text().split("\n") if "at work" in r), ""))
        assert trace._ticks is not None
        engine.gate.set()
        await nacre.until(lambda: not nacre.app.main.session.busy)
        await nacre.until(lambda: trace._ticks is None)
        assert "at work" not in nacre.screen_text()
