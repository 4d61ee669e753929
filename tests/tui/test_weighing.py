"""What the evidence selector did: its line and its table in the trace, in the reasons, in graphs, and stored."""

from __future__ import annotations

import json
from dataclasses import replace
from math import nan

import pytest
from rich.text import Text

from engine.events import Event, EvidenceWeighed, Thinking, Unknown, from_json, to_json
from engine.library.traces import LONGEST_BYTES, TracedAnswer, pack, unpack
from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import WEIGHED, FakeEngine
from tui import themes
from tui.drawing.stages import stage_lines
from tui.drawing.weighing import verdicts, weighed
from tui.screens.report import Report
from tui.talk import every
from tui.work.outline import replayed
from tui.work.tracegraph import dot, graph, mermaid

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
QUESTION = "how many rounds for the bell in fog?"
LINE = "weighed 32 passages in 3 steps: 3 of the first 5 moved"


def drawn(event: Event, width: int) -> list[str]:
    """The stage of an event with all that is below it, in so many cells."""
    palette = themes.load().palettes["nacre"]
    (stage,) = replayed([event])
    stage.folded = False
    lines = [
        line for each, depth in every([stage]) for line in stage_lines(each, Text("  " * (depth + 1)), width, palette)
    ]
    assert all(line.cell_length <= width for line in lines)
    return [line.text.rstrip() for line in lines]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (WEIGHED, LINE),
        (replace(WEIGHED, round=3), "weighed 32 passages of 3 rounds in 3 steps: 3 of the first 5 moved"),
        (replace(WEIGHED, candidates=5, steps=WEIGHED.steps[:1]), "weighed 5 passages in 1 step: 3 moved"),
        (replace(WEIGHED, before=(1, 2, 3, 4, 5)), "weighed 32 passages in 3 steps: the first ones stay"),
        (replace(WEIGHED, candidates=5, before=(1, 2, 3, 4, 5)), "weighed 5 passages in 3 steps: the order stays"),
        (replace(WEIGHED, steps=()), "weighed 32 passages by fixed scores alone: 3 of the first 5 moved"),
        (EvidenceWeighed(1, 1, (), (), (), (), 0.1), "weighed 1 passage by fixed scores alone: the first ones stay"),
    ],
)
def test_one_line_says_in_words_what_it_did(event: EvidenceWeighed, said: str) -> None:
    assert weighed(event) == said


def test_the_line_says_whether_it_is_enough_and_that_none_may_answer_only_where_that_is_likely() -> None:
    assert verdicts(WEIGHED) == ("enough 84%",)
    assert verdicts(replace(WEIGHED, steps=(Thinking((), 0.1, 0.71, 0.1),))) == ("enough 10%", "none 71%")
    assert verdicts(replace(WEIGHED, steps=())) == ()


def test_where_there_is_room_each_passage_is_one_row_with_its_scores_below_their_steps() -> None:
    head, first, second, third, *_, enough, none, drift = drawn(WEIGHED, 78)[-9:]
    assert head.split() == ["step", "start", "1", "2", "3"]
    assert first.strip().startswith("1.       The lamp at Grey Point › Fog  ")
    assert first.split()[-4:] == ["0.82", "0.84", "0.88", "0.91"]
    assert second.lstrip().startswith("2. ▲2 ") and third.lstrip().startswith("3. ▼1 ")
    assert enough.split() == ["enough", "31%", "62%", "84%"] and none.split() == ["none", "12%", "6%", "3%"]
    assert drift.split() == ["drift", "0.02", "0.05", "0.07"]
    assert len({line.rindex(last) + len(last) for line, last in ((head, "3"), (first, "0.91"), (enough, "84%"))}) == 1


def test_in_a_narrow_pane_figures_stand_below_the_passage_and_steps_between_give_way() -> None:
    lines = drawn(WEIGHED, 44)
    at = next(number for number, line in enumerate(lines) if "Grey Point › Fog" in line)
    assert lines[at + 1].split() == ["0.82", "0.84", "0.88", "0.91"]
    narrow = drawn(WEIGHED, 28)
    assert ["step", "start", "3"] in [line.split() for line in narrow]
    assert ["0.41", "0.71"] in [line.split() for line in narrow]
    assert ["enough", "84%"] in [line.split() for line in narrow]


@pytest.mark.parametrize("width", [20, 28, 36, 44, 60, 78, 118])
@pytest.mark.parametrize(
    "event",
    [
        replace(WEIGHED, before=(), baseline=(), steps=(Thinking((), nan, nan, nan),)),
        replace(
            WEIGHED, baseline=(-12345.678, 1e9, nan, -0.004, 99.994), passages=("水" * 200, "x" * 900, "", "é", "-")
        ),
        replace(WEIGHED, steps=WEIGHED.steps * 6),
        replace(WEIGHED, passages=(), candidates=0, steps=()),
    ],
    ids=["lacking", "odd figures", "many steps", "empty"],
)
def test_whatever_it_says_fits_into_its_pane(event: EvidenceWeighed, width: int) -> None:
    assert drawn(event, width)


@SIZES
async def test_the_trace_folds_the_table_behind_its_line(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.ask(QUESTION)
        await nacre.press("f3", "down")
        trace = nacre.app.main.trace
        await nacre.until(lambda: trace._stage is not None and trace._stage.name == "selector")
        text = " ".join("\n".join(strip.text for strip in trace.lines_of(0)).split())
        assert "▸ selector" in text and "enough 84%" in text and "0.07" not in text
        await nacre.press("enter")
        await nacre.until(lambda: "▾ selector" in nacre.screen_text())
        await nacre.until(lambda: "2. ▲2" in nacre.screen_text())
        assert "drift" in "\n".join(strip.text for strip in trace.lines_of(0))
        nacre.app.commands.run("glyphs", "ascii")
        await nacre.until(lambda: "2. ^2" in nacre.screen_text() and "3. v1" in nacre.screen_text())


async def test_the_reasons_of_an_answer_have_its_scores_step_by_step(engine: FakeEngine) -> None:
    async with running(engine, (120, 60)) as nacre:
        await nacre.ask(QUESTION)
        await nacre.press("f5")
        await nacre.until(lambda: isinstance(nacre.app.screen, Report))
        await nacre.until(lambda: "0.41 → 0.52 → 0.63 → 0.71" in nacre.screen_text())
        await nacre.until(lambda: "31% → 62% → 84%" in nacre.screen_text())


def test_a_graph_has_its_table_in_one_node() -> None:
    drawing = graph(TracedAnswer(1, 2, QUESTION, 41.0, (WEIGHED,)))
    (node,) = [each for each in drawing.nodes if each.lines[0] == "selector"]
    text = " ".join(node.lines)
    for said in (
        LINE,
        "2. ▲2 Inspection report",
        "0.41 → 0.52 → 0.63 → 0.71",
        "enough 31% → 62% → 84%",
        "drift 0.02 →",
    ):
        assert said in text
    assert "▲2" in mermaid(drawing) and "drift 0.02 → 0.05 → 0.07" in dot(drawing)


# --- stored ---------------------------------------------------------------------------------------------------


def test_its_steps_come_back_from_a_stored_trace_as_records() -> None:
    (event,) = unpack(pack([WEIGHED]), 1)
    assert event == WEIGHED and isinstance(event, EvidenceWeighed)
    assert all(isinstance(step, Thinking) for step in event.steps)
    assert to_json(WEIGHED)["steps"][2] == {
        "scores": (0.91, 0.71, 0.5, 0.38, 0.31), "enough": 0.84, "none": 0.03, "drift": 0.07,
    }  # fmt: skip


def test_of_a_trace_that_is_too_large_it_is_still_read() -> None:
    many = replace(WEIGHED, passages=("x" * 1_000,) * 32, before=tuple(range(1, 33)), baseline=(0.5,) * 32)
    trace = [many] * (LONGEST_BYTES // 32_000 + 1)
    for event in unpack(pack(trace), 1)[: len(trace) // 2]:
        assert isinstance(event, EvidenceWeighed) and drawn(event, 44)


@pytest.mark.parametrize(
    "changed",
    [
        {"event": "EvidenceWeighedTwice"},
        {"steps": [{"scores": [0.5], "enough": 0.5}]},
        {"steps": [{"scores": 0.5, "enough": 0.5, "none": 0.1, "drift": 0.1}]},
        {"steps": {"1": 2}},
        {"before": ["first"]},
    ],
    ids=["another kind", "a field that lacks", "one score", "no list", "words for ranks"],
)
def test_what_another_version_has_stored_is_kept_and_shown_as_such(changed: dict[str, object]) -> None:
    data = {**json.loads(json.dumps(to_json(WEIGHED))), **changed}
    event = from_json(data)
    assert isinstance(event, Unknown) and to_json(event) == data
    (stage,) = replayed([event])
    assert stage.name == "other" and stage.detail.startswith(str(data["event"])) and "candidates 32" in stage.detail


def test_what_a_newer_version_adds_to_a_step_is_passed_over() -> None:
    data = json.loads(json.dumps(to_json(WEIGHED)))
    for step in data["steps"]:
        step["mood"] = "good"
    assert from_json({**data, "shape": [2, 3]}) == WEIGHED
