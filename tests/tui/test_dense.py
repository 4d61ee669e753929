"""A paragraph too full of signs to be read in time is drawn as it was written."""

from __future__ import annotations

from engine.config import Settings
from tests.tui.fake import FakeEngine
from tui.app import NacreApp
from tui.drawing.bounded import MOST_SIGNS, too_dense
from tui.drawing.markdown import Brush

PALETTE = NacreApp(FakeEngine, Settings()).palette


def drawn(source: str) -> str:
    return "".join(line.text for line in Brush(PALETTE, frozenset({7})).draw(source, 80))


def test_a_few_signs_are_emphasis_and_very_many_are_letters() -> None:
    assert "*" not in drawn("*dusk* " * 20)
    assert drawn("*dusk* " * MOST_SIGNS).count("*") == 2 * MOST_SIGNS


def test_marks_in_such_a_paragraph_lead_to_their_source() -> None:
    lines = Brush(PALETTE, frozenset({7})).draw("*dusk* " * MOST_SIGNS + "at noon. [7]", 80)
    segment = next(segment for segment in lines[-1] if "[7]" in segment.text)
    assert segment.style is not None and segment.style != next(iter(lines[0])).style


def test_code_and_tables_may_have_as_many_signs_as_they_like() -> None:
    assert not too_dense("```\n" + "a_b * c\n" * MOST_SIGNS + "```\n")
    assert not too_dense("| a |\n| --- |\n" + "| *b* |\n" * MOST_SIGNS)
