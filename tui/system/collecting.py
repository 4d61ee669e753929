"""When Python looks for cyclic garbage. What the app is made of never becomes any, and there are 300,000 objects of it.

To walk through all of them takes a tenth of a second, several times a start, and again while an answer is written: no
key is heard meanwhile. So nothing is looked at while the app starts, and what is there by then never again.
"""

from __future__ import annotations

import gc


def pause() -> None:
    """Look for none until `settle`."""
    gc.disable()


def settle() -> None:
    """Look for it from now on, but only in what is made from now on. Takes no time, on any thread."""
    gc.freeze()
    gc.enable()
