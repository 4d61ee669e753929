"""Long work lets everything else on the machine go first."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def step_back() -> None:
    """Give this process a low priority; where the system refuses, it stays as it is."""
    if sys.platform == "win32":
        import psutil

        with suppress(OSError, psutil.Error):
            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        return
    with suppress(OSError):
        os.nice(10)
