from __future__ import annotations

import pytest

from engine.models.choose import best_here
from engine.models.minilm import MiniLM


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    encoder = best_here()
    if not isinstance(encoder, MiniLM):
        pytest.skip("MiniLM is not prepared here")
    return encoder
