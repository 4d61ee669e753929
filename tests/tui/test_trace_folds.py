"""The trace pane: what happens in a round, a step or a part stands below it and folds; a prompt can be opened."""

from __future__ import annotations

from typing import Any

import pytest
from rich.text import Text
from textual.strip import Strip

from engine import events
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import BELL, TASKS, FakeEngine
from tui import themes
from tui.drawing.stages import stage_lines
from tui.screens.report import Report
from tui.talk import Entry, Stage, every
from tui.widgets.trace import Trace
from tui.work.outline import Outline, replayed

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
HOSTILE = "before\x1b]0;owned\x07\x1b[2Jafter\x9b31m\u202e"
QUESTION = "how many rounds for the bell in fog?"


def names(stages: list[Stage]) -> list[tuple[str, int]]:
    return [(stage.name, depth) for stage, depth in every(stages)]


def drawn(trace: Trace) -> str:
    """The latest answer's trace as it is drawn, in sight or not."""
    return "\n".join(strip.text.rstrip() for strip in trace.lines_of(0))


async def go_to(nacre: Driver, name: str) -> Stage:
    """Step down to the stage of this name."""
    trace = nacre.app.main.trace
    for _ in range(60):
        if trace._stage is not None and trace._stage.name == name:
            return trace._stage
        await nacre.press("down")
    raise AssertionError(f"{name} can't be reached; the trace is\n{drawn(trace)}")


@SIZES
async def test_rounds_say_what_led_where_and_whether_it_counts(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.ask(QUESTION)
        await nacre.press("f3")
        text = drawn(nacre.app.main.trace)
        for said in ("✓ support 0.41 → 0.63", "✗ support 0.63 → 0.60", "led by   Grey Point", "to       Inspection"):
            assert said in text
        assert "3 rounds · no" in text and "1.       " not in text  # the evidence is folded
        await go_to(nacre, "evidence")
        await nacre.press("space")
        assert "1.       The lamp at Grey Point › Fog" in drawn(nacre.app.main.trace)
        await go_to(nacre, "evidence")
        await nacre.press("up", "enter")
        assert "▸ round 3" in drawn(nacre.app.main.trace)
        assert "led by   inspection" not in drawn(nacre.app.main.trace)
        assert "led by   Grey Point" in drawn(nacre.app.main.trace)
        await nacre.until(lambda: "▸ round 3" in nacre.screen_text())


@SIZES
async def test_a_step_frames_its_stages_and_its_claims(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        nacre.app.main.send("/mode pipeline")
        await nacre.until(lambda: nacre.app.main.session.choice.way == "pipeline")
        await nacre.ask("the bell in fog?")
        await nacre.press("f3")
        trace = nacre.app.main.trace
        assert "▾ step 1   researcher · Find how" in drawn(trace)
        assert "  ▾ draft 2  ✓ support 0.50 → 0.93" in drawn(trace)
        assert "given    by researcher" in drawn(trace) and "▸ claims   1 of 2" in drawn(trace)
        claims = await go_to(nacre, "claims")
        await nacre.press("enter")
        assert "✓ 0.93   In fog the" in drawn(trace) and "✗ 0.08   It is painted red." in drawn(trace)
        assert not claims.folded
        await go_to(nacre, "step 2")
        await nacre.press("space")
        assert "given" not in drawn(trace) and "▸ step 2   explainer" in drawn(trace)


@SIZES
async def test_a_prompt_opens_with_what_its_specialist_saw(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        nacre.app.main.send("/mode pipeline")
        await nacre.until(lambda: nacre.app.main.session.choice.way == "pipeline")
        await nacre.ask("the bell in fog?")
        await nacre.press("f3")
        await go_to(nacre, "prompt")
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Report))
        for said in ("What researcher was given to read", "system", "Answer only from the passages.", "How often?"):
            await nacre.until(lambda said=said: said in nacre.screen_text())  # type: ignore[misc]
        await nacre.press("escape", "f5")
        await nacre.until(lambda: isinstance(nacre.app.screen, Report))
        page = "\n".join(
            s.text for n in range(nacre.app.screen._page.count()) for s in nacre.app.screen._page.lines_of(n)
        )
        assert "Who saw what" in page and "explainer · qwen2.5-0.5b" in page and "user 24 characters" in page


@pytest.mark.parametrize("width", [44, 48, 78])
def test_a_stage_of_a_search_and_a_draft_is_read_to_its_end(width: int) -> None:
    told = [
        events.QueryRead("what?", ("bell", "paraffin", "monday", "dusk", "log"), ""),
        events.Searched("codes", 61, "Handbook of the Tolsay tide station", 12.9),
        events.Fused((("Handbook of the Tolsay tide station", 0.1),) * 5, 2.0),
        events.Drafted(1604, 1234, 0.71, 109.0),
    ]
    palette = themes.load().palettes["nacre"]
    for each in replayed(told):
        lines = [line.text for line in stage_lines(each, Text("  "), width, palette)]
        assert "…" not in "".join(lines)
        assert all(word in "".join(lines) for word in each.detail.split())


async def test_stages_stand_where_they_belong_the_moment_they_happen() -> None:
    stages: list[Stage] = []
    outline = Outline(stages)
    seen = []
    for event in (events.PartBegun(1, 2, "Where?"), *TASKS[:6]):
        assert outline.hear(event)
        seen.append(names(stages)[-1])
    assert seen == [
        ("part 1", 0), ("step 1", 1), ("prompt", 2), ("read", 2), ("wrote", 2), ("✗ 0.08", 3), ("prompt", 3),
    ]  # fmt: skip
    assert ("draft 2", 2) in names(stages)
    for event in (*TASKS[6:9], events.PartBegun(2, 2, "When?"), events.Halted("supported")):
        outline.hear(event)
    assert [name for name, depth in names(stages) if depth == 0] == ["part 1", "part 2", "halt"]
    step = stages[0].below[0]
    assert step.elapsed_ms == 8000.0 and step.below[-1].name == "done"
    assert not outline.hear(events.AnswerDelta("x")) and not outline.hear(events.TurnStored(1, 1))


def test_steps_side_by_side_keep_their_stages_apart() -> None:
    stages = replayed(
        [
            events.Delegated(1, "researcher", "the first", ()),
            events.Delegated(2, "researcher", "the second", ()),
            events.PromptMade("qwen", 10, 20, 1, (), "researcher"),
            events.PromptMade("qwen", 11, 20, 1, (), "researcher"),
            events.StepDone(1, "researcher", "One.", 1, 1, 5.0),
            events.StepDone(2, "researcher", "Two.", 1, 1, 6.0),
            events.Halted("supported"),
        ]
    )
    assert names(stages) == [
        ("step 1", 0), ("prompt", 1), ("done", 1), ("step 2", 0), ("prompt", 1), ("done", 1), ("halt", 0)
    ]  # fmt: skip
    assert [stage.elapsed_ms for stage in stages[:2]] == [5.0, 6.0]


LOOKED = events.QueryRead("q", ("bell",), "")
READ = events.PromptMade("qwen", 10, 20, 1, (), "researcher")


@pytest.mark.parametrize(
    ("trace", "outer"),
    [
        # what is written once for all parts stands beside them
        (
            [events.PartBegun(1, 2, "a"), LOOKED, events.PartBegun(2, 2, "b"), LOOKED, READ],
            ["part 1", "part 2", "prompt"],
        ),
        # what is written for each part stands in it
        ([events.PartBegun(1, 2, "a"), LOOKED, READ, events.PartBegun(2, 2, "b"), LOOKED, READ], ["part 1", "part 2"]),
        # steps of the whole
        (
            [events.PartBegun(1, 2, "a"), events.PartBegun(2, 2, "b"), events.Delegated(1, "planner", "a and b", ())],
            ["part 1", "part 2", "step 1"],
        ),
        # a step for each part, and what is found when all are there
        (
            [
                *(
                    event
                    for n, task in ((1, "a"), (2, "b"))
                    for event in (
                        events.PartBegun(n, 2, f"what of {task}"),
                        LOOKED,
                        events.Delegated(n, "researcher", task, ()),
                        READ,
                        events.StepDone(n, "researcher", "So.", 1, 1, 1.0),
                    )
                ),
                events.Disagreed("x", "y", "z"),
            ],
            ["part 1", "part 2", "differs"],
        ),
        # the same side by side
        (
            [
                events.PartBegun(1, 2, "a"),
                events.PartBegun(2, 2, "b"),
                events.Delegated(1, "researcher", "a", ()),
                events.Delegated(2, "researcher", "b", ()),
                events.StepDone(2, "researcher", "So.", 1, 1, 1.0),
                events.StepDone(1, "researcher", "So.", 1, 1, 1.0),
            ],
            ["part 1", "part 2"],
        ),
    ],
    ids=["whole", "each", "steps", "pool", "abreast"],
)
def test_what_belongs_to_a_part_and_what_to_the_whole(trace: list[events.Event], outer: list[str]) -> None:
    stages = replayed([*trace, events.Halted("supported")])
    assert [stage.name for stage in stages] == [*outer, "halt"]
    if any(isinstance(event, events.StepDone) for event in trace):
        for part in stages[:2]:
            (step,) = [stage for stage in part.below if stage.name.startswith("step")]
            assert step.below[-1].name == "done"


ODD: tuple[events.Event, ...] = (
    events.QuestionResolved(HOSTILE, HOSTILE, 3, (HOSTILE,)),
    events.Routed(HOSTILE, (HOSTILE, HOSTILE), HOSTILE, (HOSTILE,), 0.5, HOSTILE, 1.0),
    events.PartBegun(1, 1, HOSTILE),
    events.EvidenceWeighed(1, 2, (HOSTILE,), (2,), (0.1,), (events.Thinking((0.2,), 0.5, 0.5, 0.1),), 1.0),
    events.LoopWeighed(True, 0.5, (HOSTILE,), 1.0),
    events.FollowedUp(2, 1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 0.1, 0.2, True, HOSTILE, 1.0),
    events.EvidenceChosen((HOSTILE,), 2, HOSTILE, 1.0),
    events.LensApplied(HOSTILE, ((HOSTILE, 2),), 1.0),
    events.ToolUsed(HOSTILE, HOSTILE, True, 1.0),
    events.Delegated(1, HOSTILE, HOSTILE, (HOSTILE,)),
    events.PromptMade(HOSTILE, 1, 2, 1, (HOSTILE,), HOSTILE, ((HOSTILE, f"{HOSTILE}\n{HOSTILE}"),)),
    events.ClaimsChecked(1, ((HOSTILE, 0.5, True),), 0.5, 1.0),
    events.Refined(2, (HOSTILE,), (HOSTILE,), 1, 0, 1, 0.5, 0.6, True, HOSTILE, 1.0),
    events.StepDone(1, HOSTILE, HOSTILE, 1, 1, 1.0),
    events.Disagreed(HOSTILE, HOSTILE, HOSTILE),
    events.Halted(HOSTILE),
)


@SIZES
async def test_nothing_of_a_trace_reaches_the_terminal_unclean(engine: FakeEngine, size: tuple[int, int]) -> None:
    engine.remember(None, "user", HOSTILE)
    engine.remember(1, "nacre", BELL, trace=ODD)
    async with running(engine, size) as nacre:
        await nacre.press("f3")
        trace = nacre.app.main.trace
        (entry,) = trace._entries
        for stage, _ in every(entry.stages):
            stage.folded = False
        trace.rebuild()
        await nacre.settle()
        text = drawn(trace)
        assert text.count("beforeafter") > 25 and max(map(len, text.split("\n"))) <= size[0]
        prompt = await go_to(nacre, "prompt")
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Report))
        for shown in (text, nacre.screen_text()):
            assert not set(shown) & {"\x1b", "\x07", "\x9b", "\u202e"}
        assert prompt.prompt is not None


async def test_a_stage_that_comes_draws_no_other_again(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    import tui.widgets.trace as widget

    draw = widget.stage_lines

    def noted(stage: Stage, *rest: Any, **named: Any) -> list[Strip]:
        made.extend([stage.name] if stage.name != "…" else [])  # but for the clock
        return draw(stage, *rest, **named)

    monkeypatch.setattr(widget, "stage_lines", noted)
    async with running(engine, WIDE) as nacre:
        entry = Entry("answer", "", state="working", question="q")
        outline = Outline(entry.stages)
        nacre.app.main.trace.begin(entry)
        for number in range(30):
            outline.hear(events.Searched("words", number, "The lamp", 1.0))
            nacre.app.main.trace.update_entry(entry)
        assert len(made) == 30


async def test_the_cursor_walks_from_question_to_question_past_what_can_be_done(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        await nacre.ask("what does paint cost?")
        await nacre.press("f3")
        trace = nacre.app.main.trace
        assert (trace._cursor, trace._stage) == (0, None)
        await nacre.press("j")
        assert (trace._cursor, trace._stage) == (1, None)
        await nacre.press("enter", "j")
        assert trace._cursor == 1 and trace._stage is not None and trace._stage.name == "selector"
        await nacre.press("k", "k", "k")
        assert (trace._cursor, trace._stage) == (0, None)


def at(nacre: Driver, words: str) -> tuple[int, int]:
    """Column and row of the screen where the words stand."""
    rows = nacre.screen_text().split("\n")
    y = next(y for y, row in enumerate(rows) if words in row)
    return rows[y].index(words), y


async def test_a_click_on_a_round_folds_it_and_one_on_a_source_selects_it(engine: FakeEngine) -> None:
    async with running(engine, (120, 64)) as nacre:
        await nacre.ask(QUESTION)
        await nacre.until(lambda: "▾ round 3" in nacre.screen_text())
        await nacre.pilot.click(offset=at(nacre, "▾ round 3"))
        await nacre.until(lambda: "▸ round 3" in nacre.screen_text())
        await nacre.pilot.click(offset=at(nacre, "[2] Inspection"))
        await nacre.until(lambda: nacre.app.main.sources.selected == 2)
