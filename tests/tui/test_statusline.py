"""The last line: what goes first where there is too little room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records import MachineState, ModelsStatus
from tests.tui.conftest import NARROW, running
from tests.tui.fake import FakeEngine
from tests.tui.fake_models import MACHINE
from tui.drawing.machine import machine_words, slowed_words
from tui.widgets.statusline import Part, fitting

PARTS = [Part("tier 2 · qwen", 60), Part("quiet", 40), Part("2 documents", 20), Part("12 passages", 10)]


def test_parts_of_the_least_worth_go_first_and_keep_their_order() -> None:
    assert [part.text for part in fitting(PARTS, 80)] == [part.text for part in PARTS]
    assert [part.text for part in fitting(PARTS, 40)] == ["tier 2 · qwen", "quiet", "2 documents"]
    assert [part.text for part in fitting(PARTS, 22)] == ["tier 2 · qwen", "quiet"]
    assert [part.text for part in fitting(PARTS, 3)] == ["tier 2 · qwen"]


@given(st.lists(st.builds(Part, st.text("ab ", min_size=1), st.integers(0, 9)), min_size=1), st.integers(0, 60))
def test_what_is_left_fits_unless_it_is_alone(parts: list[Part], room: int) -> None:
    kept = fitting(parts, room)
    assert len(kept) == 1 or len(" · ".join(part.text for part in kept)) <= room


@pytest.mark.parametrize(
    ("machine", "host", "shown"),
    [
        (MACHINE, "", " tier 2 · qwen2.5-0.5b · 2 documents  "),
        (MachineState("quiet", "quiet", 2, 4, 0, None, None, ""), "", " tier 2 · qwen2.5-0.5b · quiet · 2 documents "),
        (MachineState("quiet", "auto", 2, 4, 0, None, True, "on battery"), "", " tier 2 · qwen2.5-0.5b · on battery "),
        (MachineState("normal", "auto", 1, 4, 0, 91.0, None, "hot: 91 °C"), "", " · hot 91 °C · 1 thread "),
        (MACHINE, "models.example.org", " tier 2 · qwen2.5-0.5b → models.example.org "),
    ],
)
async def test_eighty_columns_hold_the_model_and_what_matters_about_it(
    engine: FakeEngine, machine: MachineState, host: str, shown: str
) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: not nacre.app.desk.running("models"))  # or what it reads comes after this
        nacre.app.main.status.models(ModelsStatus("qwen2.5-0.5b", host, machine, ()))
        await nacre.until(lambda: shown in nacre.screen_text().split("\n")[-1])
        assert nacre.screen_text().split("\n")[-1].endswith("Enter ask  / commands  F1 help")


def test_machine_in_words() -> None:
    machine = MachineState("normal", "auto", 3, 4, 9_400_000_000, 61.4, False, "")
    assert machine_words(machine) == "normal (auto) · 3 threads of 4 cores · 9.4 GB free · 61 °C"
    assert slowed_words("hot: 91 °C", 1) == "hot 91 °C · 1 thread"
    assert slowed_words("on battery", 2) == "on battery"
