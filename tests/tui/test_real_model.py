"""The app on the real engine, with a GGUF file of 130 kB that answers from the samples."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine import samples
from engine.config import Settings
from engine.engine import Engine
from tests.tui.conftest import WIDE
from tui.app import NacreApp

QUESTION = "Is the causeway safe to cross while the tide stands below 2.60 metres?"
SAID = "The causeway is safe to cross while the tide stands below 2.60 metres [1]."


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A library of the samples, and a model that is in use."""
    pytest.importorskip("gguf", reason="writes the model")
    pytest.importorskip("llama_cpp", reason="runs it")
    from tests.engine.models.gguf_files import write_chain

    monkeypatch.setenv("NACRE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("NACRE_CACHE", str(tmp_path / "cache"))  # no embedder there: tier 0
    opened = Engine.open(tmp_path / "library", settings=Settings())
    opened.ingest.run([samples.folder()], wait=False)
    opened.models.add(str(write_chain(tmp_path / "chain.gguf", SAID)))
    opened.models.use("chain")
    return opened


async def test_a_question_is_answered_by_the_model_and_its_marks_lead_to_the_sources(engine: Engine) -> None:
    app = NacreApp(lambda: engine, Settings())
    async with app.run_test(size=WIDE) as pilot:
        end = time.monotonic() + 120
        while app.main.session.engine is None:
            assert time.monotonic() < end
            await pilot.pause(0.05)
        assert app.main.session.ask(QUESTION)
        while app.main.session.busy:
            assert time.monotonic() < end
            await pilot.pause(0.05)
        entry = app.main.session.entries[-1]
        assert entry.answer is not None and (entry.answer.tier, entry.answer.model) == (2, "chain")
        assert entry.marks == {1}
        names = [step.name for step in entry.stages]
        of_the_model = [name for name in names if name in ("prompt", "read", "wrote", "held", "claims")]
        assert of_the_model[-5:] == ["prompt", "read", "wrote", "held", "claims"]  # it may have had a vote before
        prompt = [step.prompt for step in entry.stages if step.prompt is not None][-1]
        assert prompt.agent and QUESTION in prompt.messages[-1][1]
        while "tier 2 · chain" not in app.main.status.render().plain:
            assert time.monotonic() < end
            await pilot.pause(0.05)
    app.shut_down()
