"""A shelf of one's own, and a hub on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.models.shelf import pull
from engine.models.shelf.shelf import Shelf
from tests.engine.models.server import Behaviour
from tests.engine.models.shelf.hub import FakeHub


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models")


@pytest.fixture
def hub(server: tuple[Behaviour, str], monkeypatch: pytest.MonkeyPatch) -> FakeHub:
    """What `HF_ENDPOINT` names; nobody has a token, and pulls go on without a pause."""
    behaviour, address = server
    monkeypatch.setenv("HF_ENDPOINT", address)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(pull, "PAUSES_S", (0.0, 0.0, 0.0, 0.0))
    return FakeHub(behaviour, address)
