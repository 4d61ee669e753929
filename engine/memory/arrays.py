"""The arrays that hypervectors are: codes and counters, as `native` has them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
"""Codes: (d // 4,) or (n, d // 4)."""

Int8s = npt.NDArray[np.int8]
"""Embeddings as they are stored: (n, dim)."""

Int32s = npt.NDArray[np.int32]
"""Counters: (d,) or (n, d)."""
