"""An answer while a chat model writes it: growing, stopped, withdrawn, followed by the next question at once."""

from __future__ import annotations

from engine import events
from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import WRITTEN, FakeEngine
from tests.tui.fake_models import QWEN, SERVER, FakeModels, Writer
from tui.talk import from_turns
from tui.work.pace import Pace
from tui.work.stages import doing, fallen_back, stage

LONG = " ".join(f"word{number} [1]" for number in range(4_000))


def writing(text: str = WRITTEN, tokens_per_s: float = 0.0) -> FakeEngine:
    engine = FakeEngine(models=FakeModels(QWEN, SERVER, active=QWEN.name))
    engine.writer = Writer(text, tokens_per_s=tokens_per_s)
    return engine


async def test_an_answer_by_a_model_ends_with_marks_that_are_links() -> None:
    async with running(writing(), WIDE) as nacre:
        await nacre.ask("how often?")
        entry = nacre.app.main.session.entries[-1]
        assert entry.text == WRITTEN and entry.marks == {1, 2}
        await nacre.until(lambda: "supported · tier 2 · qwen2.5-0.5b" in nacre.screen_text())
        lines = nacre.app.main.transcript.lines_of(1)
        marks = {s.style.meta["mark"] for line in lines for s in line if s.style and "mark" in s.style.meta}
        assert marks == {1, 2}


async def test_while_it_is_written_a_mark_is_plain_text_and_the_footer_has_the_pace() -> None:
    async with running(writing(LONG, 400.0), WIDE) as nacre:
        main = nacre.app.main
        await nacre.type("how often?")
        await nacre.press("enter")
        await nacre.until(lambda: "word1 [1]" in nacre.screen_text())
        assert not main.session.entries[-1].marks
        await nacre.until(lambda: "tokens/s" in main.status.render().plain)
        await nacre.until(lambda: "qwen2.5-0.5b is writing" in "".join(s.text for s in main.transcript.lines_of(1)))
        await nacre.press("ctrl+c")
        await nacre.until(lambda: "tokens/s" not in main.status.render().plain)


async def test_stopping_is_shown_before_the_model_has_stopped_and_the_next_question_may_be_asked() -> None:
    engine = writing(LONG, 200.0)
    async with running(engine, NARROW) as nacre:
        session = nacre.app.main.session
        await nacre.type("first?")
        await nacre.press("enter")
        await nacre.until(lambda: session.entries[-1].text)
        job, entry = session._job, session.entries[-1]
        assert job is not None and session.cancel()
        assert entry.state == "cut" and not session.busy and not job.over
        said = entry.text
        engine.writer = Writer(WRITTEN)
        await nacre.type("second?")
        await nacre.press("enter")
        await nacre.until(lambda: len(engine.asked) == 2 and not session.busy)
        assert entry.text == said, "nothing is added to what was stopped"
        assert session.entries[-1].text == WRITTEN
        turns = engine.stored[1]
        assert [(turn.role, turn.partial) for turn in turns] == [
            ("user", False), ("nacre", True), ("user", False), ("nacre", False),
        ]  # fmt: skip
        assert [each.state for each in from_turns(turns)] == ["", "cut", "", ""]


async def test_what_is_stopped_before_its_first_word_is_labelled_and_stays_in_its_conversation() -> None:
    engine = writing(LONG, 200.0)
    async with running(engine, WIDE) as nacre:
        session = nacre.app.main.session
        assert session.ask("first?") and session.cancel()
        await nacre.until(lambda: engine.stored.get(1) and engine.stored[1][-1].partial)
        engine.writer = Writer(WRITTEN)
        assert session.ask("second?")
        await nacre.until(lambda: not session.busy)
        await nacre.until(lambda: "◌ stopped · Ctrl+R asks again" in nacre.screen_text())
        assert list(engine.stored) == [1]


async def test_what_is_withdrawn_goes_and_one_sentence_above_the_extracts_says_why() -> None:
    engine = writing()
    async with running(engine, WIDE) as nacre:
        await nacre.ask("broken?")
        kinds = [entry.kind for entry in nacre.app.main.session.entries]
        assert kinds == ["question", "note", "answer"]
        shown = nacre.screen_text()
        assert "qwen2.5-0.5b: the file is damaged. Fetch it again. Extracts" in " ".join(shown.split())
        assert "made of che" not in shown
        assert "twice every minute [1]" in shown
        await nacre.until(lambda: nacre.app.main.sources.sources)


async def test_text_that_leaves_is_said_in_the_trace_and_in_the_last_line() -> None:
    engine = FakeEngine(models=FakeModels(SERVER, active=SERVER.name))
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "→ models.example.org" in nacre.screen_text().split("\n")[-1])
        await nacre.ask("how often?")
        stages = {step.name: step.detail for step in nacre.app.main.session.entries[-1].stages}
        assert stages["leaves"] == "text leaves this machine: models.example.org"


def test_every_event_of_a_model_has_a_stage_in_plain_words() -> None:
    happened = [
        events.ModelWaits("qwen", 1),
        events.ModelLoading("qwen", 398_000_000),
        events.ModelLoaded("qwen", 3, 0, 8_192, 1_000.0),
        events.TextLeaves("office", "models.example.org"),
        events.PromptMade("qwen", 1_204, 7_680, 5, ("a, page 2", "b")),
        events.PromptRead("qwen", 1_204, 602, 400.0),
        events.ModelReplied("qwen", 41, 12.5, "length", 3_000.0),
        events.Attributed(4, 3, 1, 9.0),
        events.ModelFellBack("qwen", "it broke", "extracts"),
        events.Withdrawn(),
        events.Slowed("hot: 91 °C", 1),
        events.Slowed("", 3),
    ]
    stages = [stage(event) for event in happened]
    assert [step and (step.name, step.detail) for step in stages] == [
        ("waits", "1 request before this one · qwen"),
        ("loading", "qwen · 398 MB"),
        ("model", "qwen · 3 threads · 8,192 tokens"),
        ("leaves", "text leaves this machine: models.example.org"),
        ("prompt", "1,204 of 7,680 tokens · 5 passages · 2 cut: a, page 2; b"),
        ("read", "1,204 tokens · 602 known (50%)"),
        ("wrote", "41 tokens · 12.5/s · cut at its limit"),
        ("held", "3 of 4 sentences supported · 1 mark put right"),
        ("failed", "qwen → extracts · it broke"),
        ("anew", "what was shown so far is void"),
        ("speed", "hot: 91 °C · 1 thread"),
        ("speed", "as before · 3 threads"),
    ]
    assert [doing(event) for event in happened if doing(event)] == [
        "waiting for qwen, 1 request before this one",
        "loading qwen, 398 MB",
        "qwen is reading 1,204 tokens",
        "qwen is writing",
    ]


def test_a_failure_names_what_takes_over() -> None:
    said = [fallen_back(events.ModelFellBack("a", "It broke.", then)) for then in ("again", "b", "extracts")]
    assert said == [
        "a: It broke. It is tried again.",
        "a: It broke. b answers instead.",
        "a: It broke. Extracts answer instead.",
    ]


def test_the_pace_is_of_the_last_seconds_and_nothing_before_a_model_writes() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    assert pace.piece() == 0.0
    pace.begin()
    for number in range(100):
        now = number / 10
        rate = pace.piece()
    assert round(rate, 3) == 10.0
    pace.end()
    assert pace.piece() == 0.0
