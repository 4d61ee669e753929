"""Without PyTorch, training says what to install."""

from __future__ import annotations

import pytest

from engine.errors import UsageError
from engine.training import torch_here


def test_what_is_missing_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_here, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"nacre\[train\]"):
        torch_here.require()
    monkeypatch.setattr(torch_here, "find_spec", lambda name: object())
    torch_here.require()
