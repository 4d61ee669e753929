"""How tests run: a loaded machine is no failure of a property test, on a build server every run draws the same
examples, and what the user of this machine has set up stays out of it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("nacre", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("nacre")


@pytest.fixture(scope="session", autouse=True)
def _no_models_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither ask nor change the chat models that this machine's user has chosen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NACRE_MODELS", str(tmp_path_factory.mktemp("models")))
        yield
