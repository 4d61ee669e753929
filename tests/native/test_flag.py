"""The flag: what Python sets is what C reads, and its address is one that a C library can call."""

from __future__ import annotations

import ctypes
import threading

from native.flag import Flag, deaf_ear, reader

READ = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p)
HEAR = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)


def test_flag_is_down_until_it_is_set() -> None:
    flag = Flag()
    assert not flag.is_set()
    flag.set()
    assert flag.is_set()
    flag.clear()
    assert not flag.is_set()


def test_c_reads_what_python_set() -> None:
    flag, other = Flag(), Flag()
    read = READ(reader())
    assert not read(flag.address)
    flag.set()
    assert read(flag.address)
    assert not read(other.address)


def test_no_flag_reads_as_not_raised() -> None:
    assert not READ(reader())(None)


def test_another_thread_sees_the_flag() -> None:
    flag, seen = Flag(), threading.Event()
    read = READ(reader())

    def watch() -> None:
        while not read(flag.address):
            pass
        seen.set()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    flag.set()
    assert seen.wait(60)
    watcher.join(60)


def test_deaf_ear_takes_any_text() -> None:
    HEAR(deaf_ear())(3, b"something", None)
