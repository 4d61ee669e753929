"""What a run was asked for, as the card of its result tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="PyTorch is not installed")

from engine.training.evidence.wish import Collections, Wish


def test_a_command_names_what_changes_the_result_and_folders_without_where_they_lie() -> None:
    given = Collections((Path("/data/lights"), Path("/data/ferries")), (Path("/data/facts"),), (Path("/data/notes"),))
    wish = Wish(minutes=2.5, seeds=3, peers=True)
    options = " --collections lights --collections ferries --chains facts --only-report notes"
    assert given.options() + wish.options() == f"{options} --minutes 2.5 --seeds 3 --peers"


def test_what_was_not_asked_for_is_not_told() -> None:
    assert Wish(seed=4).options() == " --seed 4" and Collections().options() == ""
