"""The prepared model, where it can be had."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.config import EmbedderSettings, cache_dir
from engine.errors import EmbedderMissing
from engine.models.choose import best_encoder
from engine.models.minilm import MiniLM
from engine.models.provision import prepare
from tests.engine.models.server import Behaviour, serve


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    try:
        prepare(cache_dir())
    except EmbedderMissing as error:
        pytest.skip(f"MiniLM can't be prepared here: {error}")
    encoder = best_encoder(EmbedderSettings())
    assert isinstance(encoder, MiniLM)
    return encoder


@pytest.fixture
def server() -> Iterator[tuple[Behaviour, str]]:
    behaviour = Behaviour()
    with serve(behaviour) as address:
        yield behaviour, address
