"""Loads the compiled kernel and chooses its level: which instructions the hot loops use.

Every level gives the same bits; they differ in speed alone. The best that the processor and the operating system allow
is taken when this module is imported, unless the environment variable `NACRE_KERNEL` names another.
"""

from __future__ import annotations

import os

VARIABLE = "NACRE_KERNEL"


class KernelError(ImportError):
    """The kernel can't be used: it was not built, or `NACRE_KERNEL` asks for a level that is not to be had.

    Args:
        what: one clause that says what failed.
        remedy: one clause that says what the user can do.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}. {remedy}.")
        self.what = what
        self.remedy = remedy


try:
    from native._ternary import ffi, lib
except ImportError as error:
    raise KernelError(
        f"The ternary kernel can't be loaded ({error})",
        "Build it with 'python -m pip install .', or 'python setup.py build_ext --inplace' in a checkout",
    ) from error


def _name(level: int) -> str:
    name: bytes = ffi.string(lib.nacre_level_name(level))
    return name.decode("ascii")


_NUMBERS = {_name(level): level for level in range(lib.NACRE_LEVELS) if lib.nacre_level_usable(level)}


def levels() -> tuple[str, ...]:
    """Names of the levels that run on this machine, the fastest last; "scalar" is always among them."""
    return tuple(_NUMBERS)


def level() -> str:
    """Name of the level in use."""
    return _name(lib.nacre_current_level())


def force_level(name: str) -> None:
    """Makes the whole process use one level from now on.

    Raises:
        ValueError: this machine has no level of that name.
    """
    if name not in _NUMBERS:
        raise ValueError(f"No kernel level {name!r} on this machine, which offers {', '.join(_NUMBERS)}.")
    lib.nacre_use_level(_NUMBERS[name])


def _start() -> None:
    name = os.environ.get(VARIABLE, "").strip().lower() or levels()[-1]
    try:
        force_level(name)
    except ValueError as error:
        remedy = f"Set {VARIABLE} to one of {', '.join(levels())}, or unset it"
        raise KernelError(f"{VARIABLE} asks for the kernel level {name!r}, which is not here", remedy) from error


_start()
