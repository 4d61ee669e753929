"""PyTorch is an extra: what needs it says so in one sentence."""

from __future__ import annotations

from importlib.util import find_spec

from engine.errors import UsageError


def require() -> None:
    """Nothing where PyTorch is installed.

    Raises:
        UsageError: it is not.
    """
    if find_spec("torch") is None:
        raise UsageError("training this needs PyTorch", "install it: python -m pip install 'nacre[train]'")
