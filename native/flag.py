"""The Python face of `flag.h`: breaks off what a library computes, without the interpreter's lock."""

from __future__ import annotations

from native._ternary import ffi, lib


class Flag:
    """A flag that C code reads. It must be kept for as long as its address may be read."""

    __slots__ = ("_flag", "address")

    def __init__(self) -> None:
        self._flag = ffi.new("nacre_flag *")
        self.address = int(ffi.cast("uintptr_t", self._flag))

    def set(self) -> None:
        """Raise the flag; it is seen at the next reading."""
        lib.nacre_flag_set(self._flag, 1)

    def clear(self) -> None:
        """Take the flag down."""
        lib.nacre_flag_set(self._flag, 0)

    def is_set(self) -> bool:
        """Whether the flag is raised."""
        return bool(lib.nacre_flag_read(self._flag))


def reader() -> int:
    """Address of `bool (*)(void *flag)`, for a library that asks a callback whether to go on."""
    return int(ffi.cast("uintptr_t", ffi.addressof(lib, "nacre_flag_read")))


def deaf_ear() -> int:
    """Address of `void (*)(int level, const char *text, void *data)`, which does nothing."""
    return int(ffi.cast("uintptr_t", ffi.addressof(lib, "nacre_hear_nothing")))
