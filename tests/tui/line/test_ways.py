"""How to draw: what the settings say, and what the environment tells where they leave it open."""

from __future__ import annotations

import pytest

from engine.config import ScreenSettings
from tests.tui.conftest import NARROW, running
from tests.tui.fake import FakeEngine
from tui.line.ways import ways

UTF = {"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"}


def told(environment: dict[str, str], **settings: str) -> tuple[str, str, str]:
    how = ways(ScreenSettings(**settings), environment)
    return how.line.value, how.glyphs.value, how.motion.value


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_TTY"])
def test_over_ssh_the_line_is_slow_and_nothing_moves(name: str) -> None:
    assert told(UTF) == ("fast", "unicode", "full")
    assert told({**UTF, name: "x"}) == ("slow", "unicode", "reduced")
    assert name in ways(ScreenSettings(), {**UTF, name: "x"}).line.why


def test_settings_go_before_what_the_environment_tells() -> None:
    over_ssh = {**UTF, "SSH_TTY": "x"}
    assert told(over_ssh, line="fast") == ("fast", "unicode", "full")
    assert told(over_ssh, motion="full") == ("slow", "unicode", "full")
    assert told({"LC_ALL": "C"}, glyphs="unicode") == ("fast", "unicode", "full")
    assert told(UTF, line="slow", glyphs="ascii") == ("slow", "ascii", "reduced")


@pytest.mark.parametrize(
    ("environment", "glyphs"),
    [
        ({}, "unicode"),  # a shell without a profile
        ({"LANG": "C"}, "ascii"),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "ascii"),  # which is what Python makes of it
        ({"LC_ALL": "POSIX", "LANG": "en_GB.UTF-8"}, "ascii"),
        ({"LANG": "de_DE@euro"}, "ascii"),
        ({"LANG": "de_DE.ISO-8859-1", "LC_CTYPE": "de_DE.UTF-8"}, "unicode"),
        ({"LANG": "C.utf8"}, "unicode"),
        ({"LC_CTYPE": "UTF-8"}, "unicode"),  # a Mac
        ({"LANG": "C.UTF-8", "TERM": "linux"}, "ascii"),
        ({"LANG": "C.UTF-8", "TERM": "vt220"}, "ascii"),
        ({"LANG": "C.UTF-8", "TERM": "screen"}, "unicode"),
    ],
)
def test_glyphs_are_those_that_the_terminal_has(environment: dict[str, str], glyphs: str) -> None:
    assert told(environment)[1] == glyphs


def test_letters_stay_where_the_locale_is_utf8() -> None:
    assert not ways(ScreenSettings(glyphs="ascii"), {"LANG": "C"}).letters
    console = ways(ScreenSettings(), {"LANG": "C.UTF-8", "TERM": "linux"})
    assert console.letters and console.console


async def test_a_choice_is_in_force_at_once_and_kept(engine: FakeEngine) -> None:
    from engine import config

    async with running(engine, NARROW) as nacre:
        await nacre.type("/line slow")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.ways.slow and nacre.app.animation_level == "none")
        await nacre.until(lambda: config.load().screen.line == "slow")
        await nacre.type("/line")
        await nacre.press("enter")
        await nacre.until(lambda: "Line to the terminal: slow" in nacre.screen_text())
        await nacre.press("escape")
        await nacre.type("/motion full")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.animation_level == "full")
        await nacre.type("/line wet")
        await nacre.press("enter")
        await nacre.until(lambda: "There is no line 'wet'. Known are auto, slow, fast." in nacre.screen_text())
