"""Completion: what is offered for each argument, in which order, and that no key ever waits for it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.records import DocumentInfo
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import TIME, FakeEngine, _Services
from tui.actions import ACTIONS, Action
from tui.completing import registry
from tui.completing.candidates import NOTHING, Choice
from tui.completing.completer import Typed
from tui.completing.here import Here, Known
from tui.completing.offering import Offer, offers
from tui.completing.places import split
from tui.completing.registry import COMPLETERS, completer_of


def here(engine: FakeEngine | None = None, **used: int) -> Here:
    asked = ("how often is the bell struck?",)
    return Here(engine or FakeEngine(), Known(), {}, (), asked, used)


def offered(line: str, place: Here | None = None) -> Sequence[Offer]:
    completer, typed = completer_of(line)
    place = place or here()
    return offers(line, completer.at_hand(typed, place) or completer.read(typed, place)).rows


def test_offers_show_arguments_and_put_beginnings_first() -> None:
    found = offered("/s")
    assert {offer.label.split()[0][:2] for offer in found[:4]} == {"/s"}
    assert any(offer.label == "/search WORDS" and offer.line == "/search " for offer in found)


def test_a_whole_command_comes_before_longer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    longer_first = [Action("models", "Models", "", slash="models"), Action("mode", "Mode", "", slash="mode")]
    monkeypatch.setattr(registry, "slash_commands", lambda: longer_first)
    assert [offer.line for offer in offered("/mode")] == ["/mode", "/models"]


def test_letters_of_a_command_are_enough_and_are_lit() -> None:
    best = offered("/cmpr")[0]
    assert best.line == "/compare "
    assert "".join(best.label[place] for place in best.lit) == "/cmpr"


def test_commands_used_last_come_first_among_those_that_fit_alike() -> None:
    assert offered("/s", here(similar=0, status=1))[0].label.startswith("/similar")


def test_every_word_for_arguments_has_a_completer() -> None:
    assert {action.complete for action in ACTIONS if action.complete} <= set(COMPLETERS)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/theme n", []),
        ("/export h", ["/export html"]),
        ("/pace q", ["/pace quiet"]),
        ("/lens sys", ["/lens systemic"]),
        ("/mode pnl", ["/mode panel"]),
        ("/specialist prog", ["/specialist programmer"]),
        ("/open lmp", ["/open /docs/lamp.md"]),
        ("/summarise report", ["/summarise /docs/report.pdf"]),
        ("/summarise /docs", ["/summarise /docs"]),
        ("/sources insp", ["/sources Inspection report"]),
        ("/recall au", ["/recall author="]),
        ("/recall kind=pdf author=ja", ["/recall kind=pdf author=Jane Smith"]),
        ("/compare bell", ['/compare "how often is the bell struck?" ']),
        ('/compare "what?" lamp', ['/compare "what?" /docs/lamp.md ']),
        ('/compare "what?" A report', ['/compare "what?" A /docs/report.pdf']),
        ("/models ad", ["/models add "]),
    ],
)
def test_every_argument_is_completed_in_its_place(line: str, expected: list[str]) -> None:
    assert [offer.line for offer in offered(line)][: len(expected) or None] == expected


def test_files_are_completed_behind_the_form_and_quoted_where_they_must_be(own_folders: Path) -> None:
    (own_folders / "my notes").mkdir()
    (own_folders / "my notes" / "old one.md").write_text("x")
    assert [offer.line for offer in offered("/export html my")] == ['/export html "my notes/']
    assert [offer.line for offer in offered('/export html "my notes/o')] == ['/export html "my notes/old one.md"']
    assert [offer.line for offer in offered("/trace dot my")] == ['/trace dot "my notes/']
    assert [offer.line for offer in offered("/models add my")] == ["/models add my notes/"]


def test_conversations_are_completed_by_title() -> None:
    engine = FakeEngine()
    engine.remember(1, "user", "about lamps")
    assert [offer.line for offer in offered("/sessions lmp", here(engine))] == ["/sessions about lamps"]


@pytest.mark.parametrize(
    ("text", "before", "start", "word"),
    [
        ("", (), 0, ""),
        ("a", (), 0, "a"),
        ("a ", ("a",), 2, ""),
        ('"a b', (), 0, "a b"),
        ('"a b" c', ("a b",), 6, "c"),
        ('"a b"  "c d', ("a b",), 7, "c d"),
        ("what's", (), 0, "whats"),
    ],
)
def test_words_are_split_while_they_are_typed(text: str, before: tuple[str, ...], start: int, word: str) -> None:
    assert split(text) == (before, start, word)


# --- in the app -----------------------------------------------------------------------------------------------------


class Gated(_Services):
    """A library whose list of documents comes when it may."""

    def __init__(self, engine: FakeEngine) -> None:
        super().__init__(engine)
        self.may = threading.Event()
        self.readers = 0

    def documents(self, scope: str = "") -> tuple[DocumentInfo, ...]:
        self.readers += 1
        assert self.may.wait(60)
        return super().documents(scope)


def gated(engine: FakeEngine) -> Gated:
    engine.library = services = Gated(engine)  # type: ignore[assignment]
    return services


def lines(nacre: Driver) -> list[str]:
    return [offer.line for offer in nacre.app.main.completion.offers]


async def test_typing_goes_on_while_a_completer_hangs_and_only_the_last_key_is_answered(engine: FakeEngine) -> None:
    library = gated(engine)
    async with running(engine, WIDE) as nacre:
        for letter in "/open repor":
            await nacre.type(letter)
        assert nacre.app.main.composer.text == "/open repor"
        await nacre.until(lambda: not lines(nacre))  # those of the command, which is another place
        assert library.readers == 1
        await nacre.type("t")
        await nacre.press("tab")  # taken when it is known
        library.may.set()
        await nacre.until(lambda: nacre.app.main.composer.text == "/open /docs/report.pdf")


async def test_enter_never_waits_for_a_completer(engine: FakeEngine) -> None:
    library = gated(engine)
    async with running(engine, WIDE) as nacre:
        await nacre.type("/summarise lamp")
        await nacre.press("enter")
        await nacre.until(lambda: "Summary of lamp" in nacre.screen_text())
        library.may.set()


async def test_a_disk_that_never_answers_takes_few_threads_and_other_commands_are_completed(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(typed: Typed, place: Here) -> Choice:
        assert gate.wait(60)
        return typed.choice(NOTHING)

    monkeypatch.setattr(registry.PATHS, "read", slow)
    async with running(engine, WIDE) as nacre:
        for letter in "/ingest some/folder":
            await nacre.type(letter)
        assert sum(thread.name == "nacre-completing" for thread in threading.enumerate()) <= 3
        nacre.app.main.composer.put("")
        await nacre.type("/pace q")
        await nacre.until(lambda: lines(nacre) == ["/pace quiet"])
        gate.set()


async def test_the_rows_of_the_last_key_stay_until_the_next_ones_are_there(engine: FakeEngine) -> None:
    many = tuple(
        DocumentInfo(n, n, f"/docs/{n}.md", "", f"Note {n}", "markdown", "", (), 1, 1, 1, 1, TIME, ())
        for n in range(5_000)
    )
    engine.library = services = _Services(engine)  # type: ignore[assignment]
    services.documents = lambda scope="": many  # type: ignore[method-assign]
    async with running(engine, NARROW) as nacre:
        await nacre.type("/open note 1")
        await nacre.until(lambda: lines(nacre)[:1] == ["/open /docs/1.md"])
        for letter in "234":
            await nacre.type(letter)
            assert nacre.app.main.completion.display
        await nacre.until(lambda: lines(nacre) == ["/open /docs/1234.md"])
