"""What is read goes elsewhere: copied with its references, written to new files, opened outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import NacreError
from tests.tui.conftest import WIDE, Driver, running
from tests.tui.fake import HEARD, FakeEngine
from tests.tui.fake_models import QWEN, FakeModels, Writer
from tui.screens.naming import Naming
from tui.screens.picker import Picker
from tui.system import opener
from tui.work import outside, taking

CODE = "Do [1]:\n\n```python\nx = 1\n```\n\nand [2]\n\n```sh\nmake\n```\n"


async def asked(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("tab")
    await nacre.until(lambda: nacre.focused() == "transcript")


def with_code(text: str = CODE) -> FakeEngine:
    engine = FakeEngine(models=FakeModels(QWEN, active=QWEN.name))
    engine.writer = Writer(text)
    return engine


async def test_a_message_is_copied_with_its_references() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        await asked(nacre)
        await nacre.press("y")
        await nacre.until(lambda: "[2] Inspection report, page 2 (/docs/report.pdf)" in nacre.app.clipboard)
        assert nacre.app.clipboard.startswith("**In fog** the bell is struck twice every minute [1].")


async def test_one_of_several_blocks_of_code_is_chosen() -> None:
    async with running(with_code(), WIDE) as nacre:
        await asked(nacre)
        await nacre.press("c")
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker) and "sh · 1 line" in nacre.screen_text())
        await nacre.press("down", "enter")
        await nacre.until(lambda: nacre.app.clipboard == "make")


async def test_without_code_that_is_said_and_a_single_block_is_copied_at_once() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        await asked(nacre)
        await nacre.press("c")
        await nacre.until(lambda: "There is no block of code in this message." in nacre.screen_text())
    async with running(with_code("[1]\n\n```\n  a\n```\n"), WIDE) as nacre:
        await asked(nacre)
        await nacre.press("c")
        await nacre.until(lambda: nacre.app.clipboard == "  a")


async def test_the_whole_conversation_is_copied_as_markdown() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        await asked(nacre)
        await nacre.press("Y")
        await nacre.until(lambda: nacre.app.clipboard.startswith("# how often is the bell struck in fog?\n"))


async def test_a_message_is_written_to_a_file_that_is_not_there_yet(own_folders: Path) -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        await asked(nacre)
        await nacre.press("w")
        await nacre.until(lambda: isinstance(nacre.app.screen, Naming))
        await nacre.press("enter")
        file = own_folders / "how-often-is-the-bell-struck-in-fog.md"
        await nacre.until(file.exists)
        await nacre.until(lambda: "[1] The lamp at Grey Point" in file.read_text())
        await nacre.until(lambda: not isinstance(nacre.app.screen, Naming))
        await nacre.press("w")
        await nacre.until(lambda: "struck-in-fog-2.md" in nacre.screen_text())
        screen = nacre.app.screen
        assert isinstance(screen, Naming)
        screen.field.value = str(file)
        before = file.read_text()
        await nacre.press("enter")
        await nacre.until(lambda: "is there already" in nacre.screen_text())
        assert file.read_text() == before


async def test_a_large_copy_says_that_terminals_cut_it() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        nacre.app.main.taking.copy("x" * 100_000)
        await nacre.until(lambda: "many terminals" in nacre.screen_text())
        assert len(nacre.app.clipboard) == 100_000


async def test_a_quote_is_copied_from_the_viewer_letter_for_letter() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        await asked(nacre)
        await nacre.press("2", "enter")
        await nacre.until(lambda: "┃ The bell was heard" in nacre.screen_text())
        await nacre.press("y")
        await nacre.until(lambda: nacre.app.clipboard.startswith(HEARD + "\n— Inspection report, page 2"))


def test_why_nothing_can_be_opened_is_said_in_a_sentence() -> None:
    assert "Over SSH" in opener.missing({"SSH_CONNECTION": "1"}, "linux")
    assert "no display" in opener.missing({}, "linux")
    assert "xdg-open is not installed" in opener.missing({"DISPLAY": ":0", "PATH": ""}, "linux")
    assert opener.missing({}, "darwin") == "" and "Over SSH" in opener.missing({"SSH_TTY": "x"}, "darwin")


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="the stand-in is a script of the shell")
def test_a_file_is_opened_without_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = tmp_path / "said"
    program = tmp_path / "xdg-open"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > "{said}"\n')
    program.chmod(0o755)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    file = tmp_path / "a $(touch x) ; b.txt"
    file.write_text("x")
    assert opener.start(file) == "xdg-open"
    for _ in range(1000):
        if said.exists() and said.read_text() == str(file):
            break
        __import__("time").sleep(0.02)
    assert said.read_text() == str(file) and not (tmp_path / "x").exists()


def test_what_might_be_run_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "evil.desktop"
    file.write_text("[Desktop Entry]")
    with pytest.raises(NacreError, match="might be run"):
        opener.start(file)


async def test_a_changed_file_is_opened_as_a_copy_only_after_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[Path, int | None]] = []
    monkeypatch.setattr(outside.opener, "missing", lambda: "")
    monkeypatch.setattr(outside.opener, "start", lambda file, page: started.append((file, page)) or "a program")
    async with running(FakeEngine(), WIDE) as nacre:
        await asked(nacre)
        await nacre.press("2", "enter")
        await nacre.until(lambda: "┃ The bell was heard" in nacre.screen_text())
        await nacre.press("o")
        await nacre.until(lambda: "has changed or is gone" in nacre.screen_text())
        assert not started
        await nacre.press("y")
        await nacre.until(lambda: started)
        assert started[0][0].read_bytes() == b"%PDF" and started[0][1] == 2


async def test_over_ssh_the_path_is_said_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside.opener, "missing", lambda: "Over SSH no window would open on your side.")
    async with running(FakeEngine(), WIDE) as nacre:
        await asked(nacre)
        await nacre.press("f2")
        await nacre.until(lambda: nacre.focused() == "sources")
        await nacre.press("o")
        await nacre.until(lambda: "The file is /docs/lamp.md" in " ".join(nacre.screen_text().split()))


async def test_what_the_mouse_has_selected_is_copied_instead_without_the_bar() -> None:
    async with running(FakeEngine(), WIDE) as nacre:
        await asked(nacre)
        await nacre.until(lambda: "twice every minute" in nacre.screen_text())
        y = next(n for n, line in enumerate(nacre.screen_text().split("\n")) if "twice every minute" in line)
        line = nacre.screen_text().split("\n")[y]
        first, last = line.index("In fog"), line.index("minute") + len("minute")
        await nacre.pilot.mouse_down(offset=(first, y))
        await nacre.pilot.hover(offset=(last - 3, y))
        await nacre.pilot.hover(offset=(last, y))
        await nacre.pilot.mouse_up(offset=(last, y))
        await nacre.until(lambda: nacre.app.screen.get_selected_text())
        await nacre.press("y")
        await nacre.until(lambda: nacre.app.clipboard.startswith("In fog the bell is struck twice every minut"))
        assert "\n" not in nacre.app.clipboard and "┃" not in nacre.app.clipboard


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("How high did the water rise in the flood of January 1968?", "how-high-did-the-water-rise-in-the-flood-of"),
        ("Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrik", None),
        ("Log", "log"),
        ("???", "nacre"),
    ],
)
def test_the_name_of_a_file_ends_with_a_whole_word(title: str, stem: str | None) -> None:
    assert taking._stem(title) == (title.lower()[:48] if stem is None else stem)
