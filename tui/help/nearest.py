"""Which command is meant by a name that we have not: another program's name for it, or one with a slip in it."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from tui.actions import BY_SLASH

ALIKE = 0.7  # of a name and one with a slip in it: 'expotr' and 'export', not 'sort' and 'export'


@cache
def _called() -> dict[str, str]:
    """What each of the names that others give, and each of ours, is here."""
    ours: dict[str, str] = tomllib.loads((files("tui.help") / "synonyms.toml").read_text("utf-8"))["commands"]
    return {name: slash for slash, names in ours.items() for name in names.split()} | {name: name for name in BY_SLASH}


def nearest(name: str) -> str:
    """What to type for what is likely meant by `name`, both without a slash; '' where nothing is near."""
    called = _called()
    return "".join(called[near] for near in get_close_matches(name.casefold(), called, 1, ALIKE))


def unknown(name: str) -> str:
    """What to say of a command that there is not."""
    meant = nearest(name)
    return f"There is no command /{name}{f'; did you mean /{meant}?' if meant else '. Type / to see them all.'}"
