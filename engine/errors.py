"""Errors that a user can act on: what went wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

COMMANDS = ("nacre ", "pip ")
"""How a remedy begins that is typed as it stands."""


class NacreError(Exception):
    """A failure with a remedy. The screen and the command line show `str(error)`; the log has the cause.

    Args:
        what: one clause that says what failed, naming the thing it failed on.
        remedy: one clause that says what the user can do; may be empty where nothing helps.
    """

    exit_status = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        what = self.what.rstrip(".")
        if not self.remedy:
            return f"{what}."
        remedy = self.remedy.rstrip(".")
        if not remedy.startswith(COMMANDS):
            remedy = remedy[0].upper() + remedy[1:]
        return f"{what}. {remedy}."


class UsageError(NacreError):
    """The command or its arguments make no sense; exit status 2."""

    exit_status = 2


class ReadError(NacreError):
    """A file can't be read as what it claims to be (broken, encrypted, malformed)."""


class SkipFile(NacreError):
    """A file is deliberately not taken in (binary, too large, nothing to read); listed, never a failure."""


class LibraryLocked(NacreError):
    """Another process holds the writer's lock of this library."""


class LibraryDamaged(NacreError):
    """Stored bytes do not match their checksum; names the file and the place."""


class EmbedderMissing(NacreError):
    """Tier 1 can't be had here (no network, a checksum that does not match, a file that is missing)."""


class ModelMissing(NacreError):
    """There is no such model here, or nothing that could run it is installed."""


class ModelUnfit(NacreError):
    """A model can't be used on this machine: a damaged file, an unknown architecture, too little memory."""


class ModelFailed(NacreError):
    """A model that was in use gave no answer this time; the next try, or another model, may.

    Args:
        passing: whether the same call may well succeed a moment later (a server that is busy, a line that broke).
    """

    def __init__(self, what: str, remedy: str = "", *, passing: bool = False) -> None:
        super().__init__(what, remedy)
        self.passing = passing


class Cancelled(NacreError):
    """The user stopped the work; everything done before stays."""


def no_such(kind: str, name: str, known: Sequence[str]) -> UsageError:
    """There is no such thing: the nearest name, and all there are.

    Args:
        kind: what it would be: 'lens', 'specialist'.
        name: what was typed, as it may be shown.
        known: the names there are.
    """
    from difflib import get_close_matches  # needed by those alone who mistype a name

    near = get_close_matches(name.casefold(), known, 1)
    there = f"there are {', '.join(known)}" if known else "there are none"
    return UsageError(f"there is no {kind} '{name}'", f"did you mean {near[0]}? T{there[1:]}" if near else there)
