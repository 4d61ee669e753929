"""One thread for PyTorch: tests run side by side, and these networks are small."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Nothing happens where PyTorch is not installed: the tests are skipped then."""
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)
