"""A library about a lighthouse in which every question has an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.library.store import Library
from engine.reasoning import weights
from tests.engine import shelf
from tests.engine.reasoning.ways.house import TEXTS, House, Says

Open = Callable[[Says | None], House]


@pytest.fixture
def coast(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    shelf.fill(library, tmp_path / "coast", TEXTS)
    fitted = replace(weights.load(0), threshold=0.0, worth=0.0)
    monkeypatch.setattr(weights, "load", lambda tier: fitted)
    return library


@pytest.fixture
def house(coast: Library) -> Open:
    return lambda says: House(coast, says)
