"""How to draw on this terminal: what the settings say or, where they leave it open, what the environment tells."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from engine.config import GLYPHS, LINES, MOTIONS, ScreenSettings

SLOW, FAST = "slow", "fast"
UNICODE, ASCII = "unicode", "ascii"
FULL, REDUCED = "full", "reduced"
AUTO = "auto"

MEANINGS = {
    "line": {
        AUTO: "slow over SSH, fast otherwise",
        SLOW: "sends as little as possible to the terminal",
        FAST: "text flows line by line",
    },
    "glyphs": {
        AUTO: "ASCII where the terminal can't show others",
        UNICODE: "lines, arrows and signs as they are meant",
        ASCII: "the same in ASCII characters",
    },
    "motion": {
        AUTO: "reduced on a slow line",
        FULL: "lists glide, a trace is replayed step by step",
        REDUCED: "nothing moves by itself",
    },
}
assert all(set(MEANINGS[name]) == set(known) for name, known in zip(MEANINGS, (LINES, GLYPHS, MOTIONS), strict=True))

REMOTE = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")  # mosh starts its server through ssh, which leaves them
COERCED = ("C.UTF-8", "C.utf8", "UTF-8")  # what Python itself puts into LC_CTYPE in the locale C (PEP 538)
NO_CHARSET = ("C", "POSIX")
OLD = ("ansi", "cons25", "dumb", "pcansi", "sun", "vt52", "vt100", "vt102", "vt220")  # terminals older than Unicode


@dataclass(frozen=True, slots=True)
class Way:
    """One choice, and why it is so."""

    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Ways:
    """How the screen is drawn."""

    line: Way
    glyphs: Way
    motion: Way
    letters: bool = True
    """Whether letters beyond ASCII can be shown."""

    console: bool = False
    """Whether it is the console of Linux, whose fonts have the glyphs of code page 437 and hardly more."""

    @property
    def slow(self) -> bool:
        return self.line.value == SLOW

    @property
    def ascii(self) -> bool:
        return self.glyphs.value == ASCII

    @property
    def still(self) -> bool:
        """Whether nothing moves by itself."""
        return self.motion.value == REDUCED


def ways(settings: ScreenSettings, environment: Mapping[str, str] = os.environ) -> Ways:
    """How to draw, by the settings and the environment."""
    line = _line(settings.line, environment)
    unshown = not_unicode(environment)
    return Ways(
        line,
        _glyphs(settings.glyphs, environment, unshown),
        _motion(settings.motion, line),
        letters=not unshown,
        console=settings.glyphs == AUTO and not unshown and environment.get("TERM", "") == "linux",
    )


def _line(wanted: str, environment: Mapping[str, str]) -> Way:
    if wanted != AUTO:
        return Way(wanted, "by the setting screen.line")
    told = next((name for name in REMOTE if environment.get(name)), "")
    return Way(SLOW, f"over SSH: {told} is set") if told else Way(FAST, "on this machine: no SSH")


def _glyphs(wanted: str, environment: Mapping[str, str], unshown: str) -> Way:
    if wanted != AUTO:
        return Way(wanted, "by the setting screen.glyphs")
    term = environment.get("TERM", "")
    if unshown:
        return Way(ASCII, f"the locale is not UTF-8: {unshown}")
    if term == "linux":
        return Way(ASCII, "the console's fonts have few others: TERM=linux")
    if term.partition("-")[0] in OLD:
        return Way(ASCII, f"the terminal has no others: TERM={term}")
    return Way(UNICODE, "the locale is UTF-8")


def _motion(wanted: str, line: Way) -> Way:
    if wanted != AUTO:
        return Way(wanted, "by the setting screen.motion")
    return Way(REDUCED, "the line is slow") if line.value == SLOW else Way(FULL, "the line is fast")


def not_unicode(environment: Mapping[str, str] = os.environ) -> str:
    """What says that the terminal's characters are not UTF-8; '' where they are.

    Where nothing is said at all they count as UTF-8, as for Python: that is a shell without a profile, seldom an old
    terminal.
    """
    if os.name == "nt":
        return ""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        said = environment.get(name, "")
        coerced = name == "LC_CTYPE" and said in COERCED and environment.get("LANG", "") in NO_CHARSET
        if said and not coerced:
            charset = said.partition(".")[2].partition("@")[0] or said
            return "" if charset.lower().replace("-", "") == "utf8" else f"{name}={said}"
    return ""
