"""Before any test imports llama_cpp: its threads sleep soon, as in the product, for cores that tests share are busy."""

from __future__ import annotations

import os

from engine.models.llama.library import SPIN_COUNT

os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)
