"""The benchmark of the screen at its smallest, in a real terminal: it runs, and says what it measured."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.evaluation import bench_tui
from engine.evaluation.bench_tui_keys import SIGN
from engine.evaluation.bench_tui_phases import QUICK
from engine.evaluation.bench_tui_programs import pace, wrapped
from engine.evaluation.bench_tui_terminal import Terminal
from engine.evaluation.bench_tui_text import LAST_WORDS, answer, messages, numbered
from engine.evaluation.gguf_shapes_words import pieces_of
from engine.events import Event, Notice
from tui.cli.terminal_report import WIDTH, terminal_report

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
KEYS = {"what", "ours", "peer", "peer_name", "unit", "ratio"}


@pytest.mark.tmux
@needs_tmux
def test_every_figure_of_the_screen_stands_beside_the_peers() -> None:
    heard: list[Event] = []
    found = bench_tui.run(QUICK, heard.append)
    assert json.loads(json.dumps(found)) == found
    rows = {row["what"]: row for row in found["rows"]}
    assert rows.keys() >= {
        "key_p95_idle_ms",
        "key_p95_streaming_ms",
        "loop_lag_p99_ms",
        "idle_cpu_percent",
        f"open_{QUICK.messages}_s",
        f"resize_{QUICK.messages}_s",
        "stream_bytes_per_s",
        "stream_bytes_per_s_fast",
        "cold_start_s",
    }
    may_be_nothing = {"idle_cpu_percent", f"memory_{QUICK.messages}_mib", "stream_cpu_percent"}
    for what, row in rows.items():
        assert row.keys() >= KEYS and row["peer_name"]
        assert row["ratio"] > 0 and (what in may_be_nothing or (row["ours"] > 0 and row["peer"] > 0))
    assert all(isinstance(event, Notice) for event in heard)
    lines = terminal_report(found)
    assert all(what in "\n".join(lines) for what in rows)
    assert max(len(line) for line in lines) <= WIDTH


@pytest.mark.tmux
@needs_tmux
def test_what_is_typed_is_read_from_the_screen_and_the_server_ends(tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal:
        pane = terminal.start("echo", ["cat"], {"NAME": "a value; with 'signs'"})
        pane.type("it's ~ here")
        pane.until_shown("it's ~ here")
        assert not pane.ended
        pane.press("Enter")
        pane.quit("C-d")
        with pytest.raises(UsageError, match="tmux says"):
            terminal.run("send-keys", "-t", "nobody", "x")
    listed = subprocess.run(["tmux", "-S", str(tmp_path / "tmux"), "ls"], capture_output=True, check=False)
    assert listed.returncode


def test_without_tmux_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="apt install tmux"):
        Terminal(tmp_path)


def test_texts_fit_what_reads_them_from_the_screen() -> None:
    text = answer()
    assert 900 <= len(text.split()) <= 1_300 and text.endswith("\n\n")  # it is written over and over
    assert len(pieces_of(text)) < bench_tui.SHAPE.width
    turns = list(messages(20))
    assert [role for role, _ in turns] == ["user", "nacre"] * 10 and turns[-1][1] == numbered()
    assert not any(SIGN in shown for shown in (text, *(message for _, message in turns)))


def test_wrapping_is_read_only_where_the_whole_message_is_in_sight() -> None:
    words = numbered().split()
    assert wrapped(f"{' '.join(words[:7])} │ side\n  {' '.join(words[7:])}\n") == (
        tuple(range(7)),
        tuple(range(7, LAST_WORDS)),
    )
    assert wrapped(" ".join(words[1:])) == wrapped("") == ()


def test_pace_is_read_from_the_last_line() -> None:
    assert pace("tier 2 · bench · ≈17.7 tokens/s · 13 documents") == 17.7
    assert pace("tier 2 · bench") is None
