"""Whether PyTorch can compute where the user wants it to."""

from __future__ import annotations

import torch

from engine.errors import UsageError


def check_device(name: str, kind: torch.dtype = torch.float32) -> None:
    """Nothing where PyTorch can compute there.

    Args:
        name: as PyTorch names it.
        kind: of the numbers that are computed with.

    Raises:
        UsageError: it knows no such device, has none here, or none for such numbers.
    """
    try:
        float(torch.zeros(1, dtype=kind, device=name))
    except (RuntimeError, AssertionError, NotImplementedError, TypeError) as error:
        raise UsageError(
            f"PyTorch can't compute on the device '{name}' here", "name cpu, or leave --device out"
        ) from error
