"""Follows folders: whatever changes below them is taken in again, a moment after it has settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event as Flag

from engine.errors import LibraryLocked, NacreError, UsageError
from engine.events import Listener, Notice, ignore

DEBOUNCE_MS = 1_500
"""Editors write a file in several steps; half a document is not worth an ingest."""

LOOK_MS = 500
"""How often to look whether the watch is to end, or whether there is something to be tried again."""

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
        NacreError: the system can't watch so many folders.
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
    """The roots below which something changed, or none of them, every `LOOK_MS` or two.

    The first one comes when everything is watched, so that nothing is missed that changes while the roots are taken in
    for the first time. A file is watched through its folder: editors put a new file in the place of the old one.
    """
    from watchfiles import watch

    roots = {path.absolute(): {path.absolute(), path.resolve()} for path in paths}
    folders = [root for root in roots if root.is_dir()]
    beside = {place.parent for root, places in roots.items() if root not in folders for place in places}
    watched = [
        watch(
            *group,
            debounce=DEBOUNCE_MS,
            stop_event=cancel,
            yield_on_timeout=True,
            rust_timeout=LOOK_MS,
            recursive=recursive,
        )
        for group, recursive in ((folders, True), (beside, False))
        if group
    ]
    try:
        for answers in zip(*watched, strict=False):  # they end together, when `cancel` is set
            touched = [Path(name) for changes in answers for _, name in changes]
            yield [
                root
                for root, places in roots.items()
                if any(place == name or place in name.parents for place in places for name in touched)
            ]
    except OSError as error:  # seldom, but a system allows only so many folders to be watched
        raise NacreError(
            f"the folders can't be followed any longer: {error}", "name smaller folders, or run the ingest now and then"
        ) from error
