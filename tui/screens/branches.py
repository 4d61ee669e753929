"""The branches of the open conversation, to go to one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from engine.records import Turn
from tui.branchtree import twigs
from tui.keymap.keymap import hints
from tui.talk import counted
from tui.widgets.keys import keys
from tui.widgets.tree import Tree

FRAME_LINES = 2


class Branches(ModalScreen[int | None]):
    """Gives back the number of a message, or None."""

    def __init__(self) -> None:
        super().__init__()
        self.tree_view = Tree(id="branches-tree")

    def compose(self) -> ComposeResult:
        with Vertical(id="branches"):
            yield self.tree_view

    def on_mount(self) -> None:
        frame = self.query_one("#branches")
        frame.border_title = "Branches"
        keymap = keys(self)
        said = hints(
            "● open",
            keymap.hint("previous-twig", "next-twig", does="choose"),
            keymap.hint("open-branch", does="go there"),
            keymap.hint("leave-branches", does="back"),
        )
        frame.border_subtitle = Text(said)  # not markup
        self.tree_view.focus()

    def show(self, turns: Sequence[Turn], open_path: Collection[int], turn: int) -> None:
        """The messages of all branches have been read; `turn` is the one that is looked at."""
        rows = twigs(turns, open_path)
        parents = {each.parent_id for each in turns}
        ends = sum(each.turn_id not in parents for each in turns)
        self.tree_view.styles.height = max(1, min(len(rows), self.app.size.height * 9 // 10 - FRAME_LINES))
        self.tree_view.show(rows, turn)
        self.query_one("#branches").border_title = f"Branches · {counted(ends, 'end')}"

    @on(Tree.Chosen)
    def _chosen(self, event: Tree.Chosen) -> None:
        self.dismiss(event.turn)

    def action_leave(self) -> None:
        self.dismiss(None)
