"""However a command ends, the user sees one sentence, and the log has the rest."""

from __future__ import annotations

import errno
import io
import os
import sys

import pytest

from engine.errors import Cancelled, UsageError
from tests.tui.cli.conftest import Nacre
from tests.tui.cli.fakes import FakeEngine
from tui.cli import failures, logs
from tui.cli.commands import app


def test_unexpected_error_names_the_log_and_the_log_has_the_traceback(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.error = KeyError("surprise")
    result = nacre("ask", "q")
    assert result.status == 1
    assert result.err == f"nacre: Something went wrong inside nacre (KeyError). The details are in {logs.path()}.\n"
    assert "Traceback" in logs.path().read_text("utf-8")
    assert "surprise" in logs.path().read_text("utf-8")


def test_unexpected_error_without_a_log_folder_is_one_sentence_behind_the_one_about_the_log(
    nacre: Nacre, fake: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", os.devnull)
    fake.ask.error = KeyError("surprise")
    result = nacre("ask", "q")
    assert result.status == 1
    unlogged, failed = result.err.splitlines()
    assert "The log can't be written" in unlogged and "Something went wrong" in failed


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Cancelled("stopped")])
def test_interrupt_says_that_what_was_done_is_kept(nacre: Nacre, fake: FakeEngine, error: BaseException) -> None:
    fake.ask.error = error
    result = nacre("ask", "q")
    assert (result.status, result.err, result.out) == (130, "nacre: stopped; what was done is kept.\n", "")
    assert nacre("ask", "q", "--json").json == {"error": "stopped; what was done is kept."}


def test_full_disk_is_one_sentence(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/papers/library.db")
    result = nacre("ask", "q")
    assert result.status == 1
    assert result.err.startswith("nacre: The disk is full on /papers/library.db.")


def test_refused_path_is_named(nacre: Nacre, fake: FakeEngine) -> None:
    fake.ask.error = PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/papers")
    assert "/papers: permission denied" in nacre("ask", "q").err


def test_reader_that_leaves_is_no_error(capfd: pytest.CaptureFixture[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", pipe)

        def work() -> int:
            print("text", flush=True)
            return 0

        assert failures.guard(work) == 141
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("ask",),
        ("ask", "q", "--nonsense"),
        ("ingest",),
        ("search", "q", "-k", "0"),
        ("extract",),
        ("eval", "retrieval", "/does/not/exist"),
        ("conversations", "show", "four"),
        ("bench", "nonsense"),
        ("models", "pull", "nonsense"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_is_wrong(nacre: Nacre, fake: FakeEngine, arguments: tuple[str, ...]) -> None:
    result = nacre(*arguments)
    assert result.status == 2
    assert "Error: " in result.err
    assert result.out == ""


def test_wrong_usage_is_an_object_for_a_machine(nacre: Nacre, fake: FakeEngine) -> None:
    assert "nonsense" in nacre("ask", "q", "--json", "--nonsense").json["error"]


def test_broken_settings_are_wrong_usage_and_name_the_key(nacre: Nacre, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine import config

    config.config_dir().mkdir(parents=True)
    (config.config_dir() / "settings.toml").write_text("[ask]\npasages = 3\n")
    result = nacre("ask", "q")
    assert result.status == 2
    assert "ask.pasages" in result.err


def test_without_a_terminal_the_app_points_to_ask(nacre: Nacre) -> None:
    result = nacre()
    assert result.status == 2
    assert result.err.count("\n") == 1
    assert "nacre ask" in result.err


@pytest.mark.parametrize(("term", "expected"), [("dumb", False), ("", False), ("xterm-256color", True)])
def test_app_needs_a_terminal_that_moves_its_cursor(monkeypatch: pytest.MonkeyPatch, term: str, expected: bool) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", term)
    assert (app.at_terminal() and app.draws()) is expected


def test_json_without_a_command_is_wrong_usage(nacre: Nacre) -> None:
    result = nacre("--json")
    assert result.status == 2
    assert "needs a command" in result.json["error"]


def test_usage_error_inside_guard_keeps_its_status() -> None:
    def work() -> int:
        raise UsageError("no")

    assert failures.guard(work) == 2
