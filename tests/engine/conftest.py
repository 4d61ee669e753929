"""An empty library for whoever asks for one; a module may have its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.library.store import Library
from tests.engine import shelf


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with shelf.new(tmp_path / "library") as opened:
        yield opened


@pytest.fixture
def tier_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No model, no settings and no library but those below `tmp_path`."""
    monkeypatch.setenv("NACRE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NACRE_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("NACRE_LIBRARY", raising=False)
