"""The traces of stored answers: replayed in their pane, and written to files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.events import Event, Halted, QueryRead, Searched, TraceCut, Unknown
from engine.library.traces import Trace, pack
from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine, answer
from tests.tui.fake_models import QWEN, FakeModels
from tui.screens.main import MainScreen
from tui.talk import STOPPED, Stage
from tui.work.outline import replayed
from tui.work.traces import Replay, stored_entries

QUESTION = "how often is the bell struck?"


def shown(screen: MainScreen) -> bool:
    """Whether every step of the latest answer is drawn."""
    lines = "".join(strip.text for strip in screen.trace.lines_of(0))
    return all(f"  {stage.name} " in lines for stage in screen.trace._entries[0].stages)


@pytest.mark.parametrize("question", [QUESTION, "what does paint cost?", "is the bell broken?"])
async def test_an_old_answer_has_the_stages_that_it_had_live(question: str) -> None:
    models = FakeModels(QWEN, active="qwen2.5-0.5b") if "broken" in question else FakeModels()
    engine = FakeEngine(models=models)
    async with running(engine, WIDE) as nacre:
        await nacre.ask(question)
        live = nacre.app.main.session.entries[-1].stages
    assert len(live) > 5
    (_, old) = stored_entries(engine, 1)
    assert old.stages == live


async def test_an_answer_that_was_stopped_has_the_stages_that_it_had_live(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("wait for the fog")
        await nacre.press("enter")
        await nacre.until(lambda: "In fog the bell" in nacre.screen_text())
        await nacre.press("ctrl+c")
        await nacre.until(lambda: engine.stored[1][-1].partial)
        live = nacre.app.main.session.entries[-1].stages
    (_, old) = stored_entries(engine, 1)
    assert old.stages == live and live[-1] == STOPPED


def test_an_answer_of_an_earlier_version_shows_its_timings(engine: FakeEngine) -> None:
    engine.remember(None, "user", QUESTION)
    engine.remember(1, "nacre", "Twice.", answer=answer(QUESTION))
    (_, old) = stored_entries(engine, 1)
    assert [stage.name for stage in old.stages] == ["words", "codes", "draft", "halt"]


def test_what_another_version_has_stored_and_what_is_damaged_is_said() -> None:
    newer = Unknown("Dreamt", {"sheep": 3, "elapsed_ms": 2.0, "of": ["long"], "why": "tired"})
    assert replayed([newer, TraceCut(7), Halted("supported")]) == [
        Stage("other", "Dreamt · sheep 3 · why tired", 2.0, 3),
        Stage("…", "too long to keep whole · 7 steps left out", lines=3),
        Stage("halt", "supported"),
    ]
    (damaged,) = Replay(Trace(4, b"nothing"))()
    assert damaged.name == "damaged" and "the trace of answer 4" in damaged.detail


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_the_command_goes_to_the_trace_and_shows_every_step_once_more(
    engine: FakeEngine, size: tuple[int, int]
) -> None:
    for number in range(30):
        engine.remember(1, "user", f"question {number}")
        trace = [QueryRead("", ("bell",), ""), Searched("words", number, "The lamp", 1.0), Halted("supported")]
        engine.remember(1, "nacre", f"Answer {number}.", trace=trace)
    async with running(engine, size) as nacre:
        main = nacre.app.main
        main.transcript.select(5)
        await nacre.type("/trace")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.focused() == "trace")
        await nacre.until(lambda: "2 found · The lamp" in nacre.screen_text())
        await nacre.until(lambda: main.trace._beat is None)
        await nacre.until(lambda: "halt" in nacre.screen_text() and "▾ question 2" in nacre.screen_text())


async def test_a_step_aside_ends_a_replay_and_leaves_nothing_out(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        await nacre.ask("what does paint cost?")
        trace = nacre.app.main.trace
        assert trace.replay(nacre.app.main.session.entries[-1])
        trace.action_step(1)
        assert trace._beat is None and shown(nacre.app.main)


async def test_without_animations_the_steps_are_there_at_once(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        nacre.app.animation_level = "none"
        assert nacre.app.main.trace.replay(nacre.app.main.session.entries[-1])
        assert nacre.app.main.trace._beat is None and shown(nacre.app.main)


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        ("json", "nacre-trace-2.json"),
        ("mermaid", "nacre-trace-2.mmd"),
        ("dot", "nacre-trace-2.dot"),
        ("how.dot", "how.dot"),
        ("mermaid 'a file.md'", "a file.md"),
    ],
)
async def test_a_form_or_a_file_writes_the_trace(
    engine: FakeEngine, own_folders: Path, arguments: str, file: str
) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask(QUESTION)
        nacre.app.commands.run("trace", arguments)
        await nacre.until(lambda: nacre.app.main.session.entries[-1].text.startswith("Written to"))
        nacre.app.commands.run("trace", f"json '{file}'")
        await nacre.until(lambda: "is there already" in nacre.app.main.session.entries[-1].text)
    text = (own_folders / file).read_text("utf-8")
    if file.endswith("json"):
        assert json.loads(text)["question"] == QUESTION
        assert json.loads(text)["trace"][0]["event"] == "QueryRead"
    else:
        assert text.startswith("digraph" if file.endswith("dot") else "flowchart")


async def test_what_is_not_stored_has_nothing_to_write(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.commands.run("trace", "json")
        await nacre.until(lambda: "There is no answer yet" in nacre.screen_text())
        nacre.app.commands.run("summarise", "/docs/lamp.md")
        await nacre.until(lambda: nacre.app.main.session.entries and not nacre.app.main.session.busy)
        nacre.app.commands.run("trace", "json")
        await nacre.until(lambda: "This one is not stored" in nacre.screen_text())


async def test_the_forms_are_offered(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/trace ")
        await nacre.until(lambda: "a graph, for Graphviz" in nacre.screen_text())


def test_a_trace_is_unpacked_only_when_someone_looks_at_it(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.remember(None, "user", QUESTION)
    engine.remember(1, "nacre", "Twice.", trace=[Halted("supported")])
    (stored,) = engine.talks.traces.of(1)
    assert stored.packed == pack([Halted("supported")])
    read: list[int] = []

    def events(self: Trace) -> tuple[Event, ...]:
        read.append(self.turn_id)
        return (Halted("supported"),)

    monkeypatch.setattr(Trace, "events", events)
    (_, old) = stored_entries(engine, 1)
    assert old.text and read == []
    assert old.stages == [Stage("halt", "supported")] and read == [2]
    assert old.stages and read == [2]
