"""How property tests run: a loaded machine is no failure, and on a build server every run draws the same examples."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("nacre", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("nacre")
