"""The sheet of keys: no title is cut, in no set of keys, and it stays within its frame."""

from __future__ import annotations

import pytest

from tui import themes
from tui.actions import ACTIONS
from tui.keymap.keymap import Keymap
from tui.keymap.page import NAMES
from tui.keymap.sets import SETS
from tui.screens.sheet import laid_out, rows_of

PALETTE = themes.load().palettes["nacre"]


def everywhere(keymap: Keymap) -> list[tuple[str, str]]:
    return [(keymap.labels(each.id), each.title) for each in ACTIONS if each.pane == "" and keymap.keys_of(each.id)]


@pytest.mark.parametrize("room", [72, 112])
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("pane", NAMES)
def test_no_title_is_cut_in_a_sheet_of_80_by_24(pane: str, name: str, room: int) -> None:
    keymap = Keymap(name, SETS[name])
    rows = rows_of(pane, keymap)
    if not rows:
        return
    drawn = laid_out(rows, everywhere(keymap), room, 20, PALETTE).plain.split("\n")
    assert len(drawn) <= 20
    assert all(len(line) <= room for line in drawn)
    assert "…" not in "".join(drawn).replace("1 … 9", "")
