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
