"""What the app does with its terminal before it draws."""

from __future__ import annotations

import os

import pytest

from tui.terminal import forget_fixed_size


def test_the_size_is_the_windows_own_whatever_the_shell_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    forget_fixed_size()
    assert not {"COLUMNS", "LINES"} & set(os.environ)
    forget_fixed_size()
