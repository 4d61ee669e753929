"""Chat models on the screen: the panel, `/models`, `/mode`, fetching behind a conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import events
from engine.records import ModelMetrics
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine
from tests.tui.fake_models import BROKEN, MIB, QWEN, SERVER, FakeModels
from tui.screens.confirm import Confirm
from tui.screens.models import Models
from tui.screens.picker import Picker
from tui.work.models import far, leaves_to

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@pytest.fixture
def models() -> FakeModels:
    return FakeModels(QWEN, BROKEN, SERVER, active=QWEN.name)


@pytest.fixture
def engine(models: FakeModels) -> FakeEngine:
    return FakeEngine(models=models)


async def open_panel(nacre: Driver) -> Models:
    await nacre.press("f7")
    await nacre.until(lambda: isinstance(nacre.app.screen, Models) and nacre.app.screen.list.rows)
    panel = nacre.app.screen
    assert isinstance(panel, Models)
    return panel


async def light(nacre: Driver, name: str) -> None:
    panel = nacre.app.screen
    assert isinstance(panel, Models)
    names = [row.info.name for row in panel.list.rows]
    steps = names.index(name) - panel.list.cursor
    await nacre.press(*["down" if steps > 0 else "up"] * abs(steps))
    await nacre.until(lambda: (lit := panel.list.lit()) is not None and lit.name == name)


@SIZES
async def test_the_panel_shows_what_is_here_and_first_the_preset_for_this_machine(
    engine: FakeEngine, size: tuple[int, int]
) -> None:
    async with running(engine, size) as nacre:
        panel = await open_panel(nacre)
        await nacre.until(lambda: "qwen2.5-0.5b answers" in nacre.screen_text())
        names = [row.info.name for row in panel.list.rows]
        assert names == ["none", "qwen2.5-0.5b", "old-llama", "office", "qwen2.5-1.5b", "smollm2-360m"]
        shown = nacre.screen_text()
        assert "● qwen2.5-0.5b" in shown and "in use" in shown and "417 MB" in shown
        assert "✗ old-llama" in shown and "unfit" in shown
        assert shown.index("Can be fetched") < shown.index("qwen2.5-1.5b") < shown.index("smollm2-360m")
        assert "recommended" in shown


async def test_the_lit_model_says_why_it_is_unfit(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await open_panel(nacre)
        await light(nacre, "old-llama")
        await nacre.until(lambda: "It needs 5.1 GB of memory" in nacre.screen_text())


async def test_figures_of_loaded_models_stand_above_the_list(engine: FakeEngine, models: FakeModels) -> None:
    models.loaded = (ModelMetrics(QWEN.name, 1, 2, 1, 3, 0, 12.5, 320.0, 610 * MIB),)
    async with running(engine, WIDE) as nacre:
        await open_panel(nacre)
        await nacre.until(lambda: "12.5 tokens/s · first after 320 ms · 1 at work · 2 wait" in nacre.screen_text())
        await nacre.until(lambda: "normal (auto) · 3 threads of 4 cores" in nacre.screen_text())
        await nacre.until(lambda: "61 °C" in nacre.screen_text())


async def test_n_means_extracts_and_enter_uses(engine: FakeEngine, models: FakeModels) -> None:
    async with running(engine, WIDE) as nacre:
        await open_panel(nacre)
        await nacre.press("n")
        await nacre.until(lambda: models.calls == [("use", "none")])
        await nacre.until(lambda: "Extracts answer from now on." in nacre.screen_text())
        await light(nacre, QWEN.name)
        await nacre.press("enter")
        await nacre.until(lambda: models.active == QWEN.name)
        await nacre.until(lambda: "tier 2 · qwen2.5-0.5b" in nacre.app.main.status.render().plain)


async def test_a_model_elsewhere_is_used_only_after_a_yes(engine: FakeEngine, models: FakeModels) -> None:
    async with running(engine, WIDE) as nacre:
        await open_panel(nacre)
        await light(nacre, SERVER.name)
        await nacre.press("enter")
        await nacre.until(lambda: "will go to models.example.org" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: isinstance(nacre.app.screen, Models))
        assert models.calls == []
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Confirm))
        await nacre.press("y")
        await nacre.until(lambda: models.active == SERVER.name)
        await nacre.until(lambda: "→ models.example.org" in nacre.app.main.status.render().plain)


async def test_fetching_asks_first_goes_on_behind_and_the_model_is_used(engine: FakeEngine, models: FakeModels) -> None:
    async with running(engine, WIDE) as nacre:
        await open_panel(nacre)
        await light(nacre, "smollm2-360m")
        await nacre.press("enter")
        await nacre.until(lambda: "This needs the network." in nacre.screen_text())
        await nacre.until(lambda: "284 MB, and use it?" in nacre.screen_text())
        assert models.calls == []
        await nacre.press("y")
        await nacre.until(lambda: "fetching smollm2-360m 25% of 284 MB" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.screen is nacre.app.main)
        await nacre.until(lambda: "fetching smollm2-360m 25%" in nacre.app.main.status.render().plain)
        await nacre.ask("how often is the bell struck?")
        await nacre.until(lambda: "[1]" in nacre.screen_text())
        models.gate.set()
        await nacre.until(lambda: models.active == "smollm2-360m")
        await nacre.until(lambda: "smollm2-360m answers from now on." in nacre.screen_text())
        await nacre.until(lambda: "fetching" not in nacre.app.main.status.render().plain)


async def test_fetching_stops_at_once_and_can_begin_again(engine: FakeEngine, models: FakeModels) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send("/models pull smollm2-360m")
        await nacre.until(lambda: "fetching smollm2-360m" in nacre.app.main.status.render().plain)
        nacre.app.main.send("/models pull qwen2.5-1.5b")
        await nacre.until(lambda: "goes on already" in nacre.screen_text())
        await nacre.press("ctrl+c")
        await nacre.until(lambda: "fetching smollm2-360m was stopped" in nacre.screen_text())
        await nacre.until(lambda: "fetching" not in nacre.app.main.status.render().plain)
        models.gate.set()
        nacre.app.main.send("/models pull smollm2-360m")
        await nacre.until(lambda: "smollm2-360m is on the list." in nacre.screen_text())
        assert models.active == QWEN.name


async def test_testing_and_removing_say_what_came_of_it(engine: FakeEngine, models: FakeModels) -> None:
    async with running(engine, WIDE) as nacre:
        await open_panel(nacre)
        await light(nacre, QWEN.name)
        await nacre.press("t")
        await nacre.until(lambda: "It wrote: “Ready.”" in nacre.screen_text())
        await nacre.press("d")
        await nacre.until(lambda: isinstance(nacre.app.screen, Confirm))
        await nacre.press("y")
        await nacre.until(lambda: "qwen2.5-0.5b is off the list." in nacre.screen_text())
        assert models.calls == [("test", QWEN.name), ("remove", QWEN.name)]


async def test_a_model_that_cannot_be_used_says_why_and_is_not_used(engine: FakeEngine, models: FakeModels) -> None:
    async with running(engine, WIDE) as nacre:
        await open_panel(nacre)
        await light(nacre, BROKEN.name)
        await nacre.press("enter")
        await nacre.until(lambda: "old-llama can't be used: It needs 5.1 GB" in nacre.screen_text())
        await light(nacre, "smollm2-360m")
        await nacre.press("d")
        await nacre.until(lambda: "is not on the list of chat models" in nacre.screen_text())
        assert models.calls == []


async def test_a_file_and_a_server_are_added_by_their_place(engine: FakeEngine, models: FakeModels) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send("/models add ~/my models/x.gguf")
        await nacre.until(lambda: "mine is on the list." in nacre.screen_text())
        nacre.app.main.send("/models add http://localhost:11434/v1 llama3")
        await nacre.until(lambda: len(models.calls) == 2)
        assert models.calls == [("add", "~/my models/x.gguf", ""), ("add", "http://localhost:11434/v1", "llama3")]


async def test_what_the_engine_refuses_is_one_sentence_with_its_remedy(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send("/models use nothing")
        await nacre.until(lambda: "there is no model 'nothing'. See nacre models list." in nacre.screen_text())
        nacre.app.main.send("/models dance")
        await nacre.until(lambda: "/models use, pull, add, test or remove" in nacre.screen_text())


async def test_names_are_offered_behind_the_verb(engine: FakeEngine, models: FakeModels) -> None:
    async with running(engine, WIDE) as nacre:
        main = nacre.app.main
        await nacre.type("/models ")
        await nacre.until(lambda: [o.label for o in main.completion.offers][:2] == ["use", "pull"])
        await nacre.type("pull s")
        await nacre.until(lambda: [o.label for o in main.completion.offers] == ["smollm2-360m"])
        main.composer.put("/models use ")
        labels = ["qwen2.5-0.5b", "old-llama", "office", "none"]
        await nacre.until(lambda: [o.label for o in main.completion.offers] == labels)
        await nacre.press("up", "enter")
        await nacre.until(lambda: models.calls == [("use", "none")])
        assert main.composer.text == ""


async def test_the_pace_is_set_by_name_or_chosen_from_three(engine: FakeEngine, models: FakeModels) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send("/pace quiet")
        await nacre.until(lambda: "· quiet ·" in nacre.app.main.status.render().plain)
        nacre.app.main.send("/pace loud")
        await nacre.until(lambda: "There is no pace 'loud'" in nacre.screen_text())
        nacre.app.main.send("/pace")
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker) and "▸ quiet" in nacre.screen_text())
        await nacre.press("up", "enter")
        await nacre.until(lambda: models.calls == [("mode", "quiet"), ("mode", "burst")])


async def test_the_last_question_can_be_put_to_another_model(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("how often is the bell struck?")
        nacre.app.main.send("/again none")
        await nacre.until(lambda: engine.asked_of == ["", "none"])
        await nacre.until(lambda: not nacre.app.main.session.busy)


def test_only_a_server_elsewhere_is_a_place_that_text_leaves_to() -> None:
    here = [QWEN.path, "http://localhost:11434/v1", "http://127.0.0.1:8080/v1", "http://[::1]:8080/v1"]
    assert [leaves_to(replace(SERVER, path=place)) for place in here] == ["", "", "", ""]
    assert leaves_to(SERVER) == "models.example.org"
    assert leaves_to(QWEN) == ""


def test_progress_is_in_percent_where_the_size_is_known() -> None:
    assert far("fetching", "x", events.SetupProgress("x", 25, 100, "bytes")) == "fetching x 25% of 100 B"
    assert far("fetching", "x", events.SetupProgress("x", 25_000, 0, "bytes")) == "fetching x 25 kB"
    assert far("testing", "x", events.Withdrawn()) == ""
