"""Python looks for garbage from when the library is open, and not in what the app itself is made of."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import gc
from tui.system import collecting
collecting.pause()
print(gc.isenabled())
before = len(gc.get_objects())
collecting.settle()
print(gc.isenabled(), gc.get_freeze_count() >= before, len(gc.get_objects()) < before // 10)
"""


def test_what_is_there_when_the_app_has_settled_is_not_walked_through_again() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["False", "True", "True", "True"]
