"""What is said of a command that there is not."""

from __future__ import annotations

import pytest

from tui.actions import BY_SLASH
from tui.help.nearest import _called, nearest, unknown


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("exit", "quit"),
        ("clear", "new"),
        ("retry", "again"),
        ("Save", "export"),
        ("settings", "help change settings"),
        ("expotr", "export"),
        ("themes", "theme"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_another_programs_name_or_a_slip_leads_to_the_command(typed: str, meant: str) -> None:
    assert nearest(typed) == meant


def test_every_name_leads_to_a_command_that_there_is_and_none_of_ours_leads_elsewhere() -> None:
    assert {line.partition(" ")[0] for line in _called().values()} <= set(BY_SLASH)
    assert all(nearest(name) == name for name in BY_SLASH)


def test_the_sentence_names_what_to_type() -> None:
    assert unknown("exit") == "There is no command /exit; did you mean /quit?"
    assert unknown("xyzzy") == "There is no command /xyzzy. Type / to see them all."
