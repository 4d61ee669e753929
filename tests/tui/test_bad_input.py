"""What is odd, hostile or without end: columns stay right, nothing escapes, and nobody waits for long."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from engine import events
from engine.config import Settings
from engine.library.connection import DiskFull
from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine, place
from tui.app import MOST_NOTICES, NacreApp
from tui.drawing import messages
from tui.drawing.bounded import SHOWN_CHARACTERS, SHOWN_LINES, bounded
from tui.drawing.clean import clean, one_line
from tui.drawing.paint import cut, fit
from tui.drawing.rounds import side_by_side
from tui.drawing.stages import stage_lines
from tui.talk import Entry, Source, Stage
from tui.widgets.statusline import Part, fitting
from tui.work.outline import Outline
from tui.work.rounds import Place, Round, Said
from tui.work.session import MOST_NOTES

PALETTE = NacreApp(FakeEngine, Settings()).palette
ODD = (
    "\x1b[31m", "\x1b]0;owned\x07", "\x9b2J", "\u202e", "\u200f", "\u061c", "\u200b", "\u2060", "\u00ad", "\ufeff",
    "👩\u200d👩\u200d👧", "👍🏽", "🇩🇪", "❤️", "1️⃣", "e\u0301\u0302\u0303", "深い谷", "\u1112\u1161\u11ab",
    "한글", "\t", "\r", "\u2028", "\x00", "\U000e0041", "ﷺ", "[/red]", "**", "`", "|", "[1]", "\n", "> ", "- ",
    "word ", "x" * 90,
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(ODD), max_size=40).map("".join)
NEVER = set("\x00\x07\x1b\x9b\r\u202e\u200f\u061c\u200b\u2060\u00ad\ufeff\u2028\U000e0041")
WIDTHS = st.integers(12, 130)


def check(lines: list[str], width: int) -> None:
    for line in lines:
        assert cell_len(line) <= width, repr(line)
        assert not set(line) & NEVER and "\n" not in line and "\t" not in line, repr(line)


@pytest.mark.parametrize("kind", ["question", "answer", "note", "passages"])
@settings(max_examples=30, deadline=None)
@given(text=TEXTS, title=TEXTS, width=WIDTHS)
def test_every_message_stays_within_its_columns_and_nothing_escapes(
    kind: str, text: str, title: str, width: int
) -> None:
    sources = (Source(1, place(1, "Fog"), text, {}, 0.5, quoted=True, badge="read next", why=title),)
    entry = Entry(kind, text, title=title, sources=sources)
    check([line.text for line in messages.draw(entry, width, PALETTE)], width)


@settings(max_examples=30, deadline=None)
@given(text=TEXTS, name=TEXTS, width=st.integers(30, 130))
def test_stages_and_rounds_stay_within_theirs(text: str, name: str, width: int) -> None:
    from rich.text import Text

    for lines in (1, 3):
        drawn = stage_lines(Stage(name[:9], text, 5.0, lines), Text("  "), width, PALETTE)
        assert not any(set(line.text) & NEVER for line in drawn)
    each = Round(name, query=text, led_by=name, passages=(Place("+", text, 1, 2),), why=text, accepted=True)
    each.claims = (Said("~", text, 0.5, True, (("+", text), ("−", name))),)
    check([line.text for line in side_by_side([each, each], width, PALETTE)], width)


@given(text=TEXTS, width=st.integers(1, 60))
def test_what_is_cut_or_fitted_has_its_width(text: str, width: int) -> None:
    assert cell_len(cut(one_line(text), width)) <= width
    assert cell_len(fit(one_line(text), width)) == width
    parts = fitting([Part(one_line(text), 2), Part("b", 1)], width)
    assert len(parts) == 1 or sum(part.cells for part in parts) <= width + cell_len(parts[0].joint)


def test_joiners_of_emoji_stay_and_what_is_unseen_goes() -> None:
    assert clean("👩\u200d👩\u200d👧") == "👩\u200d👩\u200d👧"
    assert clean("in\u200bvis\u00adible\u2060\U000e0049") == "invisible"
    assert clean("a\u2028b\u2029c\r\nd") == "a\nb\nc\nd"


ENDLESS = {
    "brackets": "[" * 10_000,
    "images": "![" * 10_000,
    "links": "[a](" * 5_000,
    "quotes": ">" * 500 + " deep",
    "lists": "\n".join("  " * n + "- x" for n in range(100)) + " deep",
    "table": "|" + "a|" * 200 + "\n|" + "-|" * 200 + "\n" + ("|" + "deep|" * 200 + "\n") * 5,
    "stars": "*" * 1_000_000,
    "emphasis": "*a " * 100_000,
    "line": "word " * 2_000_000,
    "word": "x" * 10_000_000,
    "fence": "```\n" + "x = 1\n" * 150_000,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_markdown_that_never_ends_is_drawn_within_its_columns_and_says_what_is_left_out(name: str) -> None:
    text = ENDLESS[name]
    lines = [line.text for line in messages.draw(Entry("answer", text), 78, PALETTE)]
    check(lines, 78)
    assert len(lines) <= 2 * SHOWN_LINES
    drawn = " ".join(lines)
    assert ("deep" in drawn) == ("deep" in text), "what is nested too deep or is too wide is there all the same"
    assert ("more characters are not drawn" in " ".join(drawn.split())) == (bounded(text)[1] > 0)


def test_the_beginning_that_is_drawn_has_so_many_lines_and_characters_at_most() -> None:
    assert bounded("short\ntext") == ("short\ntext", 0)
    assert bounded("x" * 100_000) == ("x" * SHOWN_CHARACTERS, 100_000 - SHOWN_CHARACTERS)
    text, more = bounded("a\n" * 10_000)
    assert text.count("\n") < SHOWN_LINES and len(text) + more == 20_000


async def test_a_line_of_ten_megabytes_leaves_the_keys_alone(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        nacre.app.main.session.add(Entry("answer", "word " * 2_000_000))
        await nacre.type("still here")
        await nacre.until(lambda: nacre.app.main.composer.text == "still here")
        await nacre.until(lambda: "still here" in nacre.screen_text())


async def test_an_answer_with_a_hundred_thousand_sources_can_be_walked(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        where = place(1, "Fog")
        sources = tuple(Source(n, where, "Fog", {}, None, quoted=True) for n in range(1, 100_001))
        text = " ".join(f"[{n}]" for n in range(1, 900))
        nacre.app.main.session.add(Entry("answer", text, sources=sources))
        await nacre.until(lambda: "Sources 100" in nacre.screen_text())
        await nacre.press("f2", "down", "down")
        await nacre.until(lambda: nacre.app.main.sources.selected > 1)


async def test_of_thousands_of_notices_the_oldest_go(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        for number in range(500):
            nacre.app.notify(f"notice {number}", markup=False)
        for number in range(2_000):
            nacre.app.main.session.say(f"note {number}", "warning")
        await nacre.until(lambda: "note 1999" in nacre.screen_text())
        await nacre.until(lambda: len(nacre.app._notifications) <= MOST_NOTICES)
        assert len(nacre.app.main.session.entries) <= MOST_NOTES
        await nacre.type("alive")
        await nacre.until(lambda: "alive" in nacre.screen_text())


async def test_a_flood_of_stages_is_drawn_and_the_keys_go_on(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        entry = Entry("answer", "", question="many")
        outline = Outline(entry.stages)
        for number in range(50_000):
            outline.hear(events.Searched("words", number, "The lamp", 1.0))
        nacre.app.main.session.entries.append(entry)
        nacre.app.main.trace.show(nacre.app.main.session.entries)
        await nacre.until(lambda: "49999 found" in nacre.screen_text() or "earlier steps" in nacre.screen_text())
        await nacre.type("alive")
        await nacre.until(lambda: "alive" in nacre.screen_text())


class Slow(FakeEngine):
    """Keeps nothing: its disk is full, or it takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.full = True
        self.kept: list[str] = []
        self.held = threading.Event()
        self.held.set()

    def save_draft(self, text: str) -> None:
        self.held.wait(20)
        if self.full:
            raise DiskFull("there is no room left on the disk", "make room and go on")
        self.kept.append(text)


def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    engine = Slow()
    monkeypatch.setattr(engine.conversations, "save_draft", engine.save_draft)
    return engine


async def test_a_full_disk_is_one_sentence_and_nothing_typed_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = slow(monkeypatch)
    async with running(engine, WIDE) as nacre:
        await nacre.type("a long thought")
        await nacre.until(lambda: "What you are writing could not be saved" in nacre.screen_text())
        await nacre.type(", longer still")
        await nacre.until(lambda: not nacre.app.desk.running("draft"))
        said = [entry.text for entry in nacre.app.main.session.entries]
        assert len(said) == 1 and "make room" in said[0].lower()
        assert nacre.app.main.composer.text == "a long thought, longer still"
        engine.full = False
        await nacre.type("!")
        await nacre.until(lambda: engine.kept[-1:] == ["a long thought, longer still!"])


async def test_a_store_that_takes_its_time_never_holds_up_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = slow(monkeypatch)
    engine.full = False
    async with running(engine, WIDE) as nacre:
        engine.held.clear()
        await nacre.type("first")
        await nacre.until(lambda: nacre.app.desk.running("draft"))
        started = time.monotonic()
        await nacre.press(*"second")
        assert nacre.app.main.composer.text == "firstsecond" and nacre.app.desk.running("draft")
        assert time.monotonic() - started < 15, "it did not wait for the store"
        engine.held.set()
        await nacre.until(lambda: engine.kept[-1:] == ["firstsecond"])
