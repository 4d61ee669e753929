"""Wrapping, tables, progress and harmless text."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.events import FileDone, JobProgress, Notice, SetupProgress
from tui.cli import answers, figures, layout, output
from tui.cli.harmless import harmless
from tui.cli.progress import Progress, describe


def test_code_in_an_answer_keeps_its_indentation_and_an_item_hangs() -> None:
    lines = layout.wrap_answer("Write:\n- one two three\n```\ndef f():\n    return 1\n```\n[1]", 11)
    assert lines == ["Write:", "- one two", "  three", "```", "def f():", "    return ", "1", "```", "[1]"]


def test_a_long_line_of_code_breaks_between_words_and_a_long_word_where_it_must() -> None:
    assert layout.wrap_answer("```\n    a sum of twelve\n    abcdefghijkl\n```", 12) == [
        "```", "    a sum ", "of twelve", "    abcdefgh", "ijkl", "```",
    ]  # fmt: skip


def test_bold_words_are_bold_where_the_terminal_can_and_escapes_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "**From the library**\n\n**1 note** in \\#tide, 2\\*3\n```\nx = **y** \\#\n```"
    assert layout.wrap_answer(text, 80) == [
        "**From the library**", "", "**1 note** in #tide, 2*3", "```", "x = **y** \\#", "```",
    ]  # fmt: skip
    monkeypatch.setattr(layout, "coloured", lambda: True)
    assert layout.wrap_answer(text, 13) == [
        "\x1b[1mFrom the\x1b[0m", "\x1b[1mlibrary\x1b[0m", "", "\x1b[1m1 note\x1b[0m in", "#tide, 2*3",
        "```", "x = **y** \\#", "```",
    ]  # fmt: skip


def test_an_excerpt_shows_no_front_matter_but_is_never_empty() -> None:
    assert answers.excerpt("---\ntitle: Tides\n---\n\n# Tides\nThe sea\nrises.") == "# Tides The sea rises."
    assert answers.excerpt("---\ntitle: Tides\n---\n") == "--- title: Tides ---"


@given(st.text(), st.integers(8, 60))
def test_wrapped_lines_fit_and_keep_every_word(text: str, width: int) -> None:
    text = harmless(text)
    lines = layout.wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text())
def test_harmless_text_has_no_controls_and_stays_as_it_is(text: str) -> None:
    clean = harmless(text)
    assert harmless(clean) == clean
    assert not any((ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 for c in clean)


@given(st.text(alphabet=st.characters()))
def test_json_is_exact_and_has_no_control_characters(text: str) -> None:
    line = output.to_json({"quote": text})
    assert json.loads(line) == {"quote": text}
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in line)


def test_json_survives_a_file_name_that_is_not_text() -> None:
    assert json.loads(output.to_json({"path": "caf\udce9"})) == {"path": "caf\udce9"}


def test_tables_align_wide_characters_and_numbers() -> None:
    assert layout.table(("name", "n"), [("潮", "5"), ("tide", "12")]) == ["name   n", "潮     5", "tide  12"]


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 KB"), (90_400_000, "90.4 MB"), (7 * 10**12, "7,000.0 GB")],
)
def test_sizes_are_in_the_largest_unit_that_fits(count: int, shown: str) -> None:
    assert figures.size(count) == shown


def test_colour_stays_out_of_pipes_and_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert output.faint("x") == "x"
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert output.faint("x") == "\x1b[2mx\x1b[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert output.faint("x") == "x"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_terminal_progress_is_one_line_that_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    now = iter(range(100))
    with Progress(clock=lambda: next(now)) as progress:
        progress(FileDone("/papers/a.md", "added", 1, 2))
        progress(JobProgress("embed", 8, 16))
    assert "\n" not in terminal.getvalue()
    assert "reading 1 of 2  a.md" in terminal.getvalue()
    assert "embedding  8 of 16 chunks" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_log_progress_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    now = iter([0.0, 1.0, 2.0, 6.0, 7.0])
    with Progress(clock=lambda: next(now)) as progress:
        for done in range(1, 5):
            progress(JobProgress("embed", done, 4))
    assert capsys.readouterr().err == "embedding  3 of 4 chunks\n"


def test_notices_are_always_shown_and_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    Progress()(Notice("the sheet\x1b[2J is empty"))
    assert capsys.readouterr().err == "nacre: the sheet is empty\n"


def test_progress_of_a_download_shows_sizes() -> None:
    assert describe(SetupProgress("fetching", 45_000_000, 90_000_000, "bytes")) == "fetching  45.0 MB of 90.0 MB"
    assert describe(SetupProgress("building", 3, 0, "steps")) == "building  3"
