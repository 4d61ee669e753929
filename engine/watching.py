"""Follows folders: whatever changes below them is taken in again, a moment after it has settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event as Flag

from engine.errors import LibraryLocked, UsageError
from engine.events import Listener, Notice, ignore

DEBOUNCE_MS = 1_500
"""Editors write a file in several steps; half a document is not worth an ingest."""

AGAIN_S = 30.0
"""While the library is locked by another ingest, try again this often."""


def follow(
    paths: Sequence[Path],
    take_in: Callable[[Sequence[Path]], object],
    listen: Listener = ignore,
    cancel: Flag | None = None,
) -> None:
    """Call `take_in` once at the start and then with the roots that changed, until `cancel` is set.

    Args:
        paths: files and folders.
        take_in: ingests the paths that it is given.
        listen: told when the library is locked and what is tried next.
        cancel: ends the watch within a second.

    Raises:
        UsageError: one of the paths does not exist.
    """
    cancel = cancel or Flag()
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist", "name a file or folder that does")
    waiting = list(paths)
    for changed in _changes(paths, cancel):
        waiting = list(dict.fromkeys([*waiting, *changed]))
        if not waiting:
            continue
        try:
            take_in(waiting)
            waiting = []
        except LibraryLocked as error:
            listen(Notice(f"{error} Trying again in {AGAIN_S:.0f} s.", "warning"))
            cancel.wait(AGAIN_S)


def _changes(paths: Sequence[Path], cancel: Flag) -> Iterator[list[Path]]:
    """First nothing, for the start; then the roots below which something changed, or nothing every few seconds."""
    from watchfiles import watch

    yield []
    roots = [path.absolute() for path in paths]
    for changes in watch(*roots, debounce=DEBOUNCE_MS, stop_event=cancel, yield_on_timeout=True, rust_timeout=1_000):
        touched = [Path(name) for _, name in changes]
        yield [root for root in roots if any(name == root or root in name.parents for name in touched)]
