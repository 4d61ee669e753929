"""One registry: every action can be run, no key means two things, no key belongs to tmux or screen."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.config import Settings
from tests.tui.fake import FakeEngine
from tui import actions
from tui.actions import ACTIONS, PANES, Action
from tui.app import NacreApp
from tui.screens.main import MainScreen
from tui.screens.viewer import Viewer
from tui.slash import offer_commands, parse
from tui.widgets.composer import Composer
from tui.widgets.document import Document
from tui.widgets.modellist import ModelList
from tui.widgets.sources import Sources
from tui.widgets.trace import Trace
from tui.widgets.transcript import Transcript

OWNERS = {
    "composer": Composer,
    "transcript": Transcript,
    "sources": Sources,
    "trace": Trace,
    "pane": MainScreen,
    "viewer": Viewer,
    "models": ModelList,
}


def test_every_action_everywhere_has_a_handler_and_every_handler_an_action() -> None:
    app = NacreApp(FakeEngine, Settings())
    assert app.commands.ids == {action.id for action in ACTIONS if action.everywhere}


def test_every_action_of_a_pane_has_a_method_there() -> None:
    for action in ACTIONS:
        if action.pane:
            name = action.command.partition("(")[0]
            assert hasattr(OWNERS[action.pane], f"action_{name}"), action.id


def test_ids_and_slash_names_are_unique() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1
    assert max(Counter(action.slash for action in ACTIONS if action.slash).values()) == 1


def test_no_key_means_two_things_in_one_place() -> None:
    for pane in PANES:
        keys = Counter(key for action in ACTIONS if action.pane in _at_work(pane) for key in action.keys)
        allowed = {"escape"} if pane == "viewer" else set()
        assert not {key for key, number in keys.items() if number > 1 and pane} - allowed


def _at_work(pane: str) -> tuple[str, ...]:
    """Where else keys come from while something has the focus."""
    return ("", pane, "pane") if pane in ("transcript", "sources", "trace") else ("", pane)


def test_keys_of_tmux_and_screen_are_left_alone() -> None:
    taken = {"ctrl+b", "ctrl+a", "ctrl+i"}
    assert not taken & {key for action in ACTIONS for key in action.keys}


def test_everything_that_the_engine_can_do_here_has_a_command() -> None:
    asking = {"search", "similar", "recall", "summarise", "compare", "why", "open", "again"}
    keeping = {"ingest", "sources", "status", "sessions", "new", "export"}
    panes = {"panes"}
    answers = {"trace", "good", "bad"}
    how = {"lens", "mode", "specialist", "tool", "models", "pace"}
    assert asking | keeping | answers | how | panes | {"theme", "help", "quit"} == set(actions.BY_SLASH)


def test_slash_lines_are_told_from_questions_and_paths() -> None:
    assert parse("what is /etc?") is None
    assert parse("/etc/hosts explained") is None
    assert parse("//not a command") is None
    action, arguments = parse("/open  3 ") or (None, "")
    assert action is not None and action.id == "open" and arguments == "3"
    assert parse("/nonsense x") == (None, "nonsense")


def test_offers_show_arguments_and_put_beginnings_first() -> None:
    offers = offer_commands("/s")
    assert offers[0].label.startswith("/sources") and offers[0].line == "/sources "
    assert any(offer.label == "/search WORDS" for offer in offers)


def test_a_whole_command_comes_before_longer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    longer_first = [Action("models", "Models", "", slash="models"), Action("mode", "Mode", "", slash="mode")]
    monkeypatch.setattr("tui.slash.slash_commands", lambda: longer_first)
    assert [offer.line for offer in offer_commands("/mode")] == ["/mode", "/models"]


def test_document_view_has_no_keys_of_its_own_that_the_viewer_uses() -> None:
    viewer = {key for action in ACTIONS if action.pane == "viewer" for key in action.keys}
    own = {binding.key for binding in Document.BINDINGS if not isinstance(binding, tuple)}
    assert not viewer & own
