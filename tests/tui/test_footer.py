"""The last line: how much of a model's window is taken, and how long work behind still takes."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import events
from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine
from tests.tui.fake_models import QWEN, FakeModels, Writer
from tui.screens.report import Report
from tui.work.remaining import Progress, Remaining, left_words
from tui.work.window import Used, Window


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def run(pieces: list[tuple[float, int]], total: int) -> list[float | None]:
    clock, found = Clock(), []
    work = Remaining(clock)
    for seconds, done in pieces:
        clock.now += seconds
        found.append(work.note(done, total))
    return found


def test_nothing_is_said_before_it_can_be_known() -> None:
    assert run([(0.0, 0), (0.5, 10), (0.5, 20), (0.5, 30)], 1000) == [None] * 4
    steady = run([(0.0, 0), *[(1.0, 10 * n) for n in range(1, 9)]], 1000)
    assert steady[:3] == [None] * 3 and steady[-1] == pytest.approx(92, abs=1)
    assert run([(5.0, 3)] * 9, 10) == [None] * 9, "work that stands still has no end in sight"


@given(st.lists(st.floats(0.2, 4.0), min_size=20, max_size=60))
def test_what_is_left_never_jumps(waits: list[float]) -> None:
    total = len(waits)
    left = run([(wait, number) for number, wait in enumerate(waits)], total)
    for (earlier, later), wait in zip(itertools.pairwise(left), waits[1:], strict=False):
        if earlier is not None and later is not None:
            # what the latest stretch alone would make of it counts for a fifth
            assert later <= earlier + 0.2 * 4.0 * total
            assert later >= 0.8 * (earlier - wait) - 1e-9


def test_work_that_begins_anew_is_measured_anew() -> None:
    pieces = [(1.0, n) for n in range(0, 50, 10)]
    assert run([*pieces, (1.0, 0), (1.0, 1)], 100)[-2:] == [None, None]


def test_time_is_rounded_the_more_the_longer_it_is() -> None:
    said = [left_words(seconds) for seconds in (None, 4, 33, 54, 60, 200, 5_000, 9_000)]
    assert said == [
        "", " · a few seconds left", " · 30 s left", " · 50 s left", " · 1 min left", " · 3 min left",
        " · 83 min left", " · 2 h left",
    ]  # fmt: skip


def test_progress_of_several_kinds_is_told_apart() -> None:
    clock = Clock()
    progress = Progress(clock)
    for n in range(9):
        clock.now = float(n)
        embed = progress.words("embed", n, 100)
    assert embed == "8% · 2 min left" and progress.words("segment", 1, 2) == "50%"
    progress.over("embed")
    assert progress.words("embed", 9, 100) == "9%" and progress.words("setup", 9, 0) == ""


def test_the_window_holds_the_prompt_and_what_is_written() -> None:
    window = Window()
    assert not window.hear(events.AnswerDelta("x")) and window.used.bar == ""
    window.hear(events.ModelLoaded("qwen", 2, 0, 2048, 1.0))
    assert window.hear(events.PromptMade("qwen", 800, 1500, 2, ()))
    assert window.used == Used(800, 2048) and window.used.bar == "▰▰▱▱ 39%"
    window.hear(events.PromptRead("qwen", 812, 0, 1.0))
    window.hear(events.AnswerDelta("In "))
    assert window.used.numbers == "813 of 2,048 tokens"
    window.hear(events.ModelReplied("qwen", 40, 12.0, "stop", 1.0))
    assert window.used.tokens == 852
    assert not window.hear(events.AnswerDelta("shown again")), "a draft that takes another's place is no new reading"
    assert window.hear(events.PromptMade("other", 90, 900, 1, (), context_tokens=1000))
    assert window.used == Used(90, 1000)
    window.clear()
    assert window.used.bar == ""


def test_a_window_that_overflows_is_full() -> None:
    assert Used(5000, 2048).bar == "▰▰▰▰ 100%" and Used(1, 2048).bar == "▰▱▱▱ 0%" and Used(0, 9).bar == "▱▱▱▱ 0%"


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_the_last_line_has_the_share_and_status_the_numbers(size: tuple[int, int]) -> None:
    engine = FakeEngine(models=FakeModels(QWEN, active=QWEN.name))
    engine.writer = Writer("Twice [1].")
    async with running(engine, size) as nacre:
        await nacre.until(lambda: not nacre.app.desk.running("models"))
        nacre.app.main.status.window(Used(839, 2048))
        nacre.app.main.status.work("embed", "embedding ▰▱▱▱▱▱▱▱▱▱ 12% · 3 min left")
        await nacre.until(lambda: "12% · 3 min left" in nacre.screen_text().split("\n")[-1])
        if size == WIDE:
            await nacre.until(lambda: "▰▰▱▱ 41%" in nacre.screen_text().split("\n")[-1])
        nacre.app.commands.run("status")
        await nacre.until(lambda: isinstance(nacre.app.screen, Report) and nacre.app.screen._page._width > 1)
        page = nacre.app.screen._page  # type: ignore[attr-defined]
        text = "\n".join(strip.text for n in range(page.count()) for strip in page.lines_of(n))
        assert "839 of 2,048 tokens" in text and "3 min left" in text


async def test_nothing_runs_while_nothing_changes(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        status = nacre.app.main.status
        await nacre.until(lambda: status._later is None)
        drawn = status._last
        status.window(Used())
        status.pane("composer")
        await nacre.settle()
        assert status._later is None and status._last == drawn
