"""The prepared model, where it can be had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.config import EmbedderSettings, cache_dir
from engine.errors import EmbedderMissing
from engine.models.choose import best_encoder
from engine.models.minilm import MiniLM
from engine.models.provision import prepare
from tests.engine.models.gguf_files import write_chain, write_tiny
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


@pytest.fixture(scope="session")
def tiny_gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chat model of 100 kB that writes noise; read only."""
    _wants("gguf")
    return write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.gguf")


CHAIN_TEXT = "The harbour opens at six [1]. The ferry leaves at seven, and the last one at nine [2]."


@pytest.fixture(scope="session")
def chain_gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chat model that answers everything with `CHAIN_TEXT`; read only."""
    _wants("gguf")
    return write_chain(tmp_path_factory.mktemp("chain") / "chain.gguf", CHAIN_TEXT)


def _wants(package: str) -> None:
    pytest.importorskip(package, reason=f"{package} is not installed")
