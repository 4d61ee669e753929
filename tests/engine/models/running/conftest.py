"""Chat models over fakes; closed again after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engine.models.running.house import Running

Run = Callable[..., Running]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Makes chat models with the given settings."""
    made: list[Running] = []

    def make(**settings: object) -> Running:
        made.append(Running(tmp_path, **settings))
        return made[-1]

    yield make
    for each in made:
        each.models.close()
