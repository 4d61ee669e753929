"""Background work by several processes: one at a time, and whoever waits says so."""

from __future__ import annotations

import threading

from engine.background import work
from engine.events import Event, Notice
from engine.library.jobs import Worker
from engine.library.store import Library


def test_who_waits_for_another_process_is_told_so_once(library: Library) -> None:
    library.jobs.add("embed")
    other = Worker()
    said: list[Event] = []
    with other:
        job = library.jobs.claim(other, ["embed"])
        assert job is not None
        cancel = threading.Event()
        threading.Timer(0.8, cancel.set).start()
        report = work(library, {"embed": lambda *_: 0}, said.append, cancel)
    assert report.failed == 0
    assert [each.text for each in said if isinstance(each, Notice)] == [
        "Another Nacre process does the background work of this library; waiting for it."
    ]
