"""What was arranged last is kept, however fast one leaves after it."""

from __future__ import annotations

import threading

import pytest

from tests.tui.conftest import WIDE, running
from tests.tui.fake import FakeEngine
from tui.panes import keeping
from tui.panes.layout import Layout


async def test_a_change_behind_one_that_is_still_being_written_outlasts_leaving(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, write = threading.Event(), threading.Event(), keeping.write

    def slowly(layout: Layout) -> None:
        begun.set()
        go_on.wait(20)
        write(layout)

    monkeypatch.setattr(keeping, "write", slowly)
    async with running(engine, WIDE) as nacre:
        nacre.app.main.panes.show(["trace"])
        await nacre.until(begun.is_set)
        nacre.app.main.panes.show(["sources"])
        go_on.set()  # nothing comes back to the screen's loop before it ends
        nacre.app.exit()
    assert keeping.read().open == {"sources"}
