"""`/threads` and `/timeline`: what conversations were about, as lists in the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.threads.records import Chain, Find, FindKind, Period, Step, Thread, ThreadReport, Timeline
from tui.drawing import threaded
from tui.drawing.clean import one_line
from tui.talk import Entry, Source, counted

if TYPE_CHECKING:
    from engine.engine import Engine
    from tui.app import NacreApp
    from tui.screens.main import MainScreen

THREADS, ASKED = 8, 3  # threads of a list: of all, and of those that words mean
OF_THREAD, OF_ASKED = 3, 10  # finds of each
CHAINS = 3
PERIODS = 12
OF_PERIOD = 5

NONE = "There is no conversation in the library. /ingest takes in exports of ChatGPT, Claude and Nexus."


class Threads:
    """Runs the two commands; their results are entries whose sources open like any other."""

    def __init__(self, app: NacreApp, screen: MainScreen) -> None:
        self._app = app
        self._screen = screen

    def threads(self, engine: Engine, words: str) -> None:
        """The longest threads, or those that words mean."""
        session = self._screen.session
        scope, k = session.choice.scope, ASKED if words else THREADS
        self._app.desk.start(
            "threads",
            lambda listen, cancel: engine.threads.threads(words, scope=scope, k=k, listen=listen, cancel=cancel),
            done=lambda found: session.add(threads_entry(found)),
            failed=session.say_error,
        )

    def timeline(self, engine: Engine, by: str) -> None:
        """What was talked about, by day, week or month."""
        session = self._screen.session
        scope = session.choice.scope
        self._app.desk.start(
            "timeline",
            lambda listen, cancel: engine.threads.timeline(scope=scope, by=by, listen=listen, cancel=cancel),
            done=lambda found: session.add(timeline_entry(found)),
            failed=session.say_error,
        )


def threads_entry(found: ThreadReport) -> Entry:
    """Each thread where it began, with what matters most in it; then what was corrected."""
    title = f"Threads about {one_line(found.words, 60)}" if found.words else "Threads of all conversations"
    if not found.threads:
        text = f"No thread is about {one_line(found.words, 60)}." if found.conversations else NONE
        return Entry("passages", text, title=title)
    rows = [row for thread in found.threads for row in _thread(thread, OF_ASKED if found.words else OF_THREAD)]
    rows += [row for chain in found.chains[:CHAINS] if chain.corrected for row in _chain(chain)]
    text = f"{counted(found.total, 'thread')} in {counted(found.conversations, 'conversation')}"
    text += f", {len(found.threads)} shown" if len(found.threads) < found.total else ""
    return Entry("passages", text, sources=_numbered(rows), title=title)


def timeline_entry(found: Timeline) -> Entry:
    """The last periods, newest first: topics, then what was decided, left to do, and asked without an answer."""
    title = f"Timeline by {found.grain}"
    if not found.periods:
        return Entry("passages", NONE, title=title)
    timed = [each for each in found.periods if each.name] or list(found.periods)
    shown = timed[-PERIODS:][::-1]
    rows = [row for period in shown for row in _period(period)]
    text = counted(len(found.periods), found.grain)
    text += f", the last {len(shown)} shown" if len(shown) < len(found.periods) else ""
    return Entry("passages", text, sources=_numbered(rows), title=title)


Row = tuple[str, Source]
"""A heading, and a source that has no number yet."""


def _numbered(rows: list[Row]) -> tuple[Source, ...]:
    return tuple(
        Source(n, each.place, each.text, {}, None, each.quoted, group, each.badge, each.why)
        for n, (group, each) in enumerate(rows, 1)
    )


def _thread(thread: Thread, most: int) -> Iterator[Row]:
    group = f"{one_line(thread.title, 70)} · {threaded.extent(thread)}"
    begins = thread.segments[0].place
    said = threaded.counts(thread) or ", ".join(thread.keywords)
    yield group, Source(0, begins, "", {}, None, False, why=said)
    for find in threaded.foremost(thread.finds, most):
        yield group, _found(find)


def _chain(chain: Chain) -> Iterator[Row]:
    for link in chain.links:
        badge = "" if link.step is Step.FIRST else link.step.value
        yield f"Corrected: {one_line(threaded.chain_words(chain), 60)}", _found(link.find, badge)


def _period(period: Period) -> Iterator[Row]:
    group = f"{period.name or 'Without a time'} · {threaded.period_words(period)}"
    for topic in period.topics:
        why = f"{one_line(topic.title, 80)} · {counted(topic.messages, 'message')}"
        yield group, Source(0, topic.place, "", {}, None, False, why=why)
    shown = [each for each in period.finds if each.kind is not FindKind.QUESTION or threaded.is_open(each)]
    for find in threaded.foremost(shown, OF_PERIOD):
        yield group, _found(find)


def _found(find: Find, badge: str = "") -> Source:
    return Source(0, find.place, threaded.first_line(find), {}, None, True, badge=badge or threaded.label(find))
