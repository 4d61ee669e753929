"""Lens, mode and specialist: chosen by name or from a list, kept for the app, shown where it matters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.agents.lenses.lens import Lens
from tests.tui import fake
from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine, answer
from tui.screens.picker import Picker
from tui.work.choice import Choice

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
HOSTILE = "before\x1b]0;owned\x07\x1b[2Jafter\x9b31m\u202e"


def last_line(nacre: Driver) -> str:
    return nacre.screen_text().split("\n")[-1]


@SIZES
@pytest.mark.parametrize(
    ("line", "rows", "keys", "wished", "shown"),
    [
        ("/lens", ("none", "philosophical", "Parts, flows and feedback"), ("down",), ("", "philosophical", ""),
         "lens philosophical"),
        ("/mode", ("route", "one specialist", "panel", "pool"), ("down",), ("pipeline", "", ""), "pipeline"),
        ("/specialist", ("whom the router chooses", "research · Answers", "qwen2.5-coder"), ("down",),
         ("", "", "researcher"), "researcher"),
    ],
    ids=["lens", "mode", "specialist"],
)  # fmt: skip
async def test_a_list_shows_a_line_each_and_what_is_taken_goes_with_every_question(
    engine: FakeEngine, size: tuple[int, int], line: str, rows: tuple[str, ...], keys: tuple[str, ...],
    wished: tuple[str, str, str], shown: str,
) -> None:  # fmt: skip
    async with running(engine, size) as nacre:
        await nacre.command(line)
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker))
        await nacre.until(lambda: all(row in nacre.screen_text() for row in rows))
        await nacre.press(*keys, "enter")
        await nacre.until(lambda: shown in last_line(nacre))
        await nacre.ask("how often is the bell struck in fog?")
        await nacre.press("ctrl+n")
        await nacre.ask("and in rain, the bell?")
        assert engine.wished == [wished, wished]
        await nacre.until(lambda: shown in last_line(nacre))


@SIZES
async def test_a_list_says_what_is_chosen_and_the_lit_line_whole(
    engine: FakeEngine, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    about = "the whole before its parts: what it is, where it comes from, what surrounds it and whom it touches, " * 2
    lenses = [Lens(f"lens-{number}", "Parts.", (), "", "") for number in range(40)]
    monkeypatch.setattr(fake, "LENSES", (Lens("holistic", about, (), "", ""), *lenses))
    async with running(engine, size) as nacre:
        await nacre.command("/lens")
        await nacre.until(lambda: "A lens puts further questions beside yours" in nacre.screen_text())
        await nacre.until(lambda: "whom it touches" not in nacre.screen_text())
        await nacre.press("down")
        await nacre.until(lambda: "surrounds it and whom it touches" in " ".join(nacre.screen_text().split()))
        await nacre.until(lambda: "Enter take" in nacre.screen_text() and "▸ holistic" in nacre.screen_text())
        await nacre.press(*["down"] * 40)
        await nacre.until(lambda: "▸ lens-39" in nacre.screen_text())
        await nacre.until(lambda: "Enter take" in nacre.screen_text())


async def test_leaving_a_list_changes_nothing(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.command("/lens systemic")
        await nacre.until(lambda: nacre.app.main.session.choice == Choice(lens="systemic"))
        await nacre.command("/lens")
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker))
        assert nacre.app.screen.list.lit().id == "systemic"
        await nacre.press("up", "escape")
        assert nacre.app.main.session.choice == Choice(lens="systemic")


async def test_none_takes_back_what_was_chosen_or_set(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        settings = nacre.app.settings
        nacre.app.settings = replace(settings, ask=replace(settings.ask, lens="systemic"))
        nacre.app.main.choice_changed()
        await nacre.until(lambda: "lens systemic" in last_line(nacre))
        await nacre.command("/lens none")
        await nacre.until(lambda: "lens" not in last_line(nacre))
        await nacre.command("/specialist programmer")
        await nacre.until(lambda: "programmer" in last_line(nacre))
        await nacre.command("/specialist None")
        await nacre.until(lambda: "programmer" not in last_line(nacre))
        assert nacre.app.main.session.choice == Choice(lens="none")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/lens philosofical", "there is no lens 'philosofical'. Did you mean philosophical?"),
        ("/mode quick", "there is no mode 'quick'. There are route, pipeline, panel, pool."),
        ("/specialist \x1b[2Jprogramer", "there is no specialist 'programer'. Did you mean programmer?"),
    ],
)
async def test_a_name_that_there_is_not_is_one_sentence(engine: FakeEngine, line: str, said: str) -> None:
    async with running(engine, WIDE) as nacre:
        nacre.app.main.send(line)
        await nacre.until(lambda: nacre.app.main.session.entries)
        entry = nacre.app.main.session.entries[-1]
        assert (entry.kind, entry.level) == ("note", "warning") and entry.text.startswith(said)
        assert nacre.app.main.session.choice == Choice()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("/lens ph", "philosophical"), ("/mode pan", "several aspects"), ("/specialist pro", "qwen2.5-coder")],
)
async def test_names_are_offered(engine: FakeEngine, typed: str, offered: str) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type(typed)
        await nacre.until(lambda: nacre.app.main.completion.display and offered in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.main.session.choice != Choice())


async def test_names_and_lines_from_files_are_harmless(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fake, "LENSES", (Lens(HOSTILE, f"[red]{HOSTILE}", (), "", ""),))
    async with running(engine, WIDE) as nacre:
        await nacre.command("/lens")
        await nacre.until(lambda: "beforeafter" in nacre.screen_text())
        await nacre.press("down", "enter")
        await nacre.until(lambda: "lens beforeafter" in last_line(nacre))
        assert not set(nacre.screen_text()) & {"\x1b", "\x07", "\x9b", "\u202e"}


@SIZES
async def test_an_answer_that_is_not_of_the_library_says_whose_it_is(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        session = nacre.app.main.session
        free = replace(answer("bell"), citations=(), grounded=False, role="creative", model="qwen", halt="written")
        session.add_answer("", replace(free, text="A bell, a bell.", specialist="writer"))
        await nacre.until(lambda: "◇ not from your library, but by qwen" in nacre.screen_text())
        await nacre.until(lambda: "creative · by writer · written · tier 0" in nacre.screen_text())
        assert nacre.app.main.sources.sources == ()
        usual = replace(answer("bell"), lens="systemic", way="panel", specialist="researcher + explainer")
        session.add_answer("", usual)
        await nacre.until(
            lambda: "2 sources · by researcher + explainer · lens systemic · panel" in nacre.screen_text()
        )


@SIZES
async def test_headings_of_parts_stand_out_and_wrap(engine: FakeEngine, size: tuple[int, int]) -> None:
    heading = (
        "How often is the bell at Grey Point struck when there is fog, and who writes the hours of it into the log?"
    )
    text = f"**{heading}**\n\nTwice every minute [1].\n\n**Where was it heard?**\n\nAt two miles [2]."
    async with running(engine, size) as nacre:
        nacre.app.main.session.add_answer("", replace(answer("bell"), text=text))
        await nacre.until(lambda: "Where was it heard?" in nacre.screen_text())
        shown = nacre.screen_text()
        assert "**" not in shown and "How often is the bell at Grey Point" in shown
        strips = nacre.app.main.transcript.lines_of(0)
        bold = [
            s.text.strip() for s in strips if any(part.style and part.style.bold for part in s if part.text.strip())
        ]
        assert "Where was it heard?" in bold and " ".join(bold).startswith(heading[:40])
        assert max(strip.cell_length for strip in strips) <= size[0]


async def test_list_lists_the_ways_and_is_taken_for_none_of_them(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        nacre.app.main.send("/mode list")
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker))
        assert not nacre.app.main.session.entries


@pytest.mark.parametrize("what", ["lens", "mode", "specialist"])
async def test_list_typed_with_the_completions_open_lists_all_of_them(engine: FakeEngine, what: str) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type(f"/{what} list")
        await nacre.until(lambda: nacre.app.main.completion.display or not nacre.app.main.composer.awaited)
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker))
        assert nacre.app.main.session.choice == Choice()
