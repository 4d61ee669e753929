"""One registry: every action can be run, no key means two things, no key belongs to tmux or screen."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from engine.config import Settings
from tests.tui.fake import FakeEngine
from tui import actions
from tui.actions import ACTIONS
from tui.actions.action import TYPED
from tui.app import NacreApp
from tui.keymap.names import is_text, read_key
from tui.keymap.reading import meet
from tui.keymap.sets import ESSENTIAL, SETS, Keys
from tui.panes.library import Field
from tui.screens.conversations import Conversations
from tui.screens.main import MainScreen
from tui.screens.models import Models
from tui.screens.picker import Picker
from tui.screens.report import Page, Report
from tui.screens.rounds import Columns
from tui.screens.viewer import Viewer
from tui.slash import parse
from tui.widgets.composer import Composer
from tui.widgets.findinglist import FindingList
from tui.widgets.graphview import GraphView
from tui.widgets.librarytree import LibraryTree
from tui.widgets.lineview import LineView
from tui.widgets.modellist import ModelList
from tui.widgets.sources import Sources
from tui.widgets.trace import Trace
from tui.widgets.transcript import Transcript
from tui.widgets.tree import Tree

OWNERS = {
    "composer": Composer,
    "transcript": Transcript,
    "sources": Sources,
    "trace": Trace,
    "library": LibraryTree,
    "filter": Field,
    "graph": GraphView,
    "pane": MainScreen,
    "viewer": Viewer,
    "models": ModelList,
    "report": Report,
    "rounds": Columns,
    "findings": FindingList,
    "page": Page,
    "lines": LineView,
    "list": Picker,
    "conversations": Conversations,
    "branches": Tree,
}


def test_every_action_everywhere_has_a_handler_and_every_handler_an_action() -> None:
    app = NacreApp(FakeEngine, Settings())
    assert app.commands.ids == {action.id for action in ACTIONS if action.everywhere}


def test_every_action_of_a_pane_has_a_method_there() -> None:
    for action in ACTIONS:
        if action.pane:
            where, _, name = action.command.partition("(")[0].rpartition(".")
            owner = {"": OWNERS[action.pane], "app": NacreApp, "screen": Models}[where]
            assert hasattr(owner, f"action_{name}"), action.id


def test_ids_and_slash_names_are_unique() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1
    assert max(Counter(action.slash for action in ACTIONS if action.slash).values()) == 1


@pytest.mark.parametrize("keys", SETS.values(), ids=SETS)
def test_no_key_means_two_things_in_one_place(keys: Keys) -> None:
    for one, other in combinations(ACTIONS, 2):
        if meet(one, other):
            assert not set(keys[one.id]) & set(keys[other.id]), (one.id, other.id)


@pytest.mark.parametrize("keys", SETS.values(), ids=SETS)
def test_every_key_reaches_the_app_over_a_terminal_in_tmux_and_in_screen(keys: Keys) -> None:
    for action in ACTIONS:
        for key in keys[action.id]:
            assert (read_key(key).name, read_key(key).reason) == (key, ""), action.id
            assert not (is_text(key) and action.pane in ("", *TYPED)), action.id


def test_every_action_of_a_set_has_a_way_to_it() -> None:
    for name, keys in SETS.items():
        assert set(keys) == set(actions.BY_ID)
        assert all(keys[id_] for id_ in ESSENTIAL), name


def test_everything_that_the_engine_can_do_here_has_a_command() -> None:
    asking = {"search", "gaps", "gap", "questions", "similar", "recall", "summarise", "compare", "why", "open", "again"}
    talks = {"threads", "timeline"}
    graph = {"map", "concept", "path"}
    keeping = {"ingest", "sources", "status", "reopen", "sessions", "new", "history", "export"}
    panes = {"panes", "library", "graph"}
    answers = {"trace", "rounds", "good", "bad"}
    conversations = {"branches", "rename", "pin", "archive", "delete", "undo"}
    how = {"lens", "mode", "specialist", "in", "tool", "models", "pace", "line", "glyphs", "motion"}
    assert asking | graph | talks | keeping | answers | how | panes | conversations | {
        "theme",
        "keys",
        "help",
        "tour",
        "quit",
    } == set(actions.BY_SLASH)


def test_slash_lines_are_told_from_questions_and_paths() -> None:
    assert parse("what is /etc?") is None
    assert parse("/etc/hosts explained") is None
    assert parse("//not a command") is None
    action, arguments = parse("/open  3 ") or (None, "")
    assert action is not None and action.id == "open" and arguments == "3"
    assert parse("/nonsense x") == (None, "nonsense")
