"""What stands where, at every size; and what is kept of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UsageError
from tui.panes import keeping
from tui.panes.arrangement import CONVERSATION_CELLS, arrange
from tui.panes.layout import CONVERSATION, NAMES, SIDE, Layout

layouts = st.builds(
    Layout,
    st.frozensets(st.sampled_from(NAMES)),
    st.booleans(),
    st.sampled_from((0, 15, 42, 70)),
    st.sampled_from((0, 15, 30, 70)),
    st.integers(10, 90),
    st.integers(10, 90),
)
currents = st.sampled_from((CONVERSATION, *NAMES))


@given(layouts, st.integers(1, 400), st.integers(1, 120), currents, st.booleans(), st.booleans())
def test_what_has_the_focus_is_in_sight_at_every_size(
    layout: Layout, width: int, height: int, current: str, shelf: bool, zoomed: bool
) -> None:
    now = arrange(layout, width, height, current, shelf=shelf, zoomed=current if zoomed else "")
    assert current in now
    assert now.conversation or now.panes


@given(layouts, st.integers(100, 400), currents, st.booleans())
def test_columns_leave_room_for_the_conversation(layout: Layout, width: int, current: str, shelf: bool) -> None:
    now = arrange(layout, width, 40, current, shelf=shelf)
    assert width - now.side_cells - now.shelf_cells >= CONVERSATION_CELLS
    assert bool(now.side_cells) == bool(now.panes & set(SIDE))


def test_wide_terminals_have_three_columns() -> None:
    layout = Layout().with_open({"library"})
    assert arrange(layout, 80, 24, CONVERSATION).panes == frozenset()
    assert arrange(layout, 120, 40, CONVERSATION).panes == {"sources", "trace"}
    assert arrange(layout, 120, 40, "library").panes == {"library"}
    assert arrange(layout, 120, 40, CONVERSATION, shelf=True).panes == {"library"}
    assert arrange(layout, 200, 50, CONVERSATION).panes == {"sources", "trace", "library"}


def test_a_layout_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    layout = Layout(frozenset({"library", "trace"}), True, 30, 0, 59, 42)
    keeping.write(layout, tmp_path / "config" / "layout.toml")
    assert keeping.read(tmp_path / "config" / "layout.toml") == layout
    assert keeping.read(tmp_path / "nothing.toml") == Layout()


@pytest.mark.parametrize(
    "text",
    ["open = ", 'open = "sources"', 'open = ["attic"]', "beside = 1", "side_percent = 99", "tall = 3", "\xff"],
)
def test_a_broken_file_says_what_is_wrong_with_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "layout.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=str(path)):
        keeping.read(path)
