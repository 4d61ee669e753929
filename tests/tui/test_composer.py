"""Writing: Enter, new lines, history, Esc, slash completion."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key

from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine
from tui.screens.picker import Picker
from tui.screens.report import Report


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_escape_never_clears_the_draft(engine: FakeEngine, size: tuple[int, int]) -> None:
    async with running(engine, size) as nacre:
        await nacre.type("/th")
        await nacre.press(*["escape"] * 4)
        assert nacre.app.main.composer.text == "/th"
        await nacre.press("f2", "escape", "f3", "escape", "escape")
        assert nacre.app.main.composer.text == "/th"
        assert nacre.focused() == "composer"


async def test_escape_twice_cancels_and_once_does_not(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("wait for fog")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.main.session.conversation)
        await nacre.press("escape")
        assert nacre.app.main.session.busy and not nacre.app.main.session._job.cancel.is_set()  # type: ignore[union-attr]
        await nacre.press("escape", "escape")  # where more than three seconds have gone by, the first is one again
        await nacre.until(lambda: not nacre.app.main.session.busy)


async def test_control_j_makes_a_new_line_and_the_field_grows_to_six(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        composer = nacre.app.main.composer
        await nacre.press(*"a b c d e f g h".replace(" ", " ctrl+j ").split())
        assert composer.text == "a\nb\nc\nd\ne\nf\ng\nh"
        assert composer.content_size.height == 6


async def test_up_and_down_walk_the_history_and_bring_the_draft_back(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        composer = nacre.app.main.composer
        await nacre.ask("first fog")
        await nacre.ask("second fog")
        await nacre.type("draft")
        await nacre.press("up")
        assert composer.text == "second fog"
        await nacre.press("up", "up")
        assert composer.text == "first fog"
        await nacre.press("down", "down")
        assert composer.text == "draft"


async def test_up_moves_inside_a_text_of_several_lines(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        composer = nacre.app.main.composer
        await nacre.type("one\ntwo")
        await nacre.press("up")
        assert composer.text == "one\ntwo" and composer.cursor_location[0] == 0


async def test_a_slash_offers_commands_and_tab_completes(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        main = nacre.app.main
        await nacre.type("/")
        await nacre.until(lambda: "/ingest PATH" in nacre.screen_text())
        await nacre.type("ing")
        await nacre.until(lambda: len(main.completion.offers) == 1)
        await nacre.press("tab")
        assert main.composer.text == "/ingest "


async def test_paths_are_offered_behind_ingest(engine: FakeEngine, own_folders: Path) -> None:
    (own_folders / "notes").mkdir()
    (own_folders / "notes.md").write_text("x")
    (own_folders / "other").mkdir()
    async with running(engine, WIDE) as nacre:
        await nacre.type("/ingest no")
        await nacre.until(lambda: [offer.label for offer in nacre.app.main.completion.offers] == ["notes/", "notes.md"])
        await nacre.press("enter")
        assert nacre.app.main.composer.text == "/ingest notes/"


async def test_ingest_reports_what_became_of_it_and_asking_goes_on(engine: FakeEngine, own_folders: Path) -> None:
    async with running(engine, WIDE) as nacre:
        worked = engine.worked
        await nacre.type("/ingest ~/nowhere")
        await nacre.press("enter")
        await nacre.until(lambda: "1 added, 1 skipped" in nacre.screen_text())
        assert engine.ingested == [Path("~/nowhere").expanduser()]
        await nacre.until(lambda: engine.worked > worked)
        await nacre.until(lambda: "3 documents" in nacre.screen_text())


async def test_an_unknown_command_stays_in_the_composer(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/nonsense")
        await nacre.press("enter")
        assert nacre.app.main.composer.text == "/nonsense"
        assert not engine.asked


async def test_a_theme_changes_at_once_and_for_the_next_start(engine: FakeEngine, own_folders: Path) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/theme nacre-light")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.theme == "nacre-light")
        settings = own_folders / "config" / "settings.toml"
        await nacre.until(settings.exists)
        assert settings.read_text() == 'theme = "nacre-light"\n'


async def test_a_theme_is_shown_while_choosing_and_taken_back_by_escape(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/theme")
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Picker))
        await nacre.press("down")
        await nacre.until(lambda: nacre.app.theme != "nacre")
        await nacre.press("escape")
        await nacre.until(lambda: nacre.app.theme == "nacre")


async def test_conversations_are_listed_filtered_and_opened(engine: FakeEngine) -> None:
    engine.remember(1, "user", "about lamps")
    engine.remember(2, "user", "about ropes")
    async with running(engine, NARROW) as nacre:
        await nacre.press("f6")
        await nacre.until(lambda: "about lamps" in nacre.screen_text())
        await nacre.type("lamps")
        await nacre.press("enter")
        await nacre.until(lambda: nacre.app.main.session.conversation == 1)


async def test_documents_are_listed_and_opened(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.press("f4")
        await nacre.until(lambda: "Inspection report" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: "The lamp burns paraffin" in nacre.screen_text())


async def test_find_in_a_document(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.type("/open report")
        await nacre.press("escape", "enter")
        await nacre.until(lambda: "Line 1 of the inspection" in nacre.screen_text())
        await nacre.press("slash")
        await nacre.type("line 250")
        await nacre.press("enter")
        await nacre.until(lambda: "┃ Line 250 of the inspection" in nacre.screen_text())
        await nacre.until(lambda: "page 2" in nacre.screen_text())


async def test_why_explains_ranks_choice_and_timings(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        await nacre.press("f5")
        await nacre.until(lambda: isinstance(nacre.app.screen, Report) and "total 21.0 ms" in nacre.screen_text())
        text = nacre.screen_text()
        assert "words #1 8.5   codes #2 0.6   fused #1 0.016" in text
        assert "no sentence of it was needed: Oil comes by boat" in text
        assert "total 21.0 ms" in text


async def test_export_writes_a_new_file_and_says_where(engine: FakeEngine, own_folders: Path) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        for name in ("nacre-conversation-1.md", "nacre-conversation-1-2.md"):
            await nacre.type("/export markdown")
            await nacre.press("escape", "enter")
            await nacre.until(lambda name=name: (own_folders / name).exists())  # type: ignore[misc]
        await nacre.until(lambda: "Written to" in nacre.screen_text())
        assert (own_folders / "nacre-conversation-1.md").read_text().startswith("# the bell?\n")


async def test_search_and_compare_show_their_passages(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.type("/search fog")
        await nacre.press("enter")
        await nacre.until(lambda: "3 passages, best first" in nacre.screen_text())
        nacre.app.main.send('/compare "how?" A B')
        await nacre.until(lambda: "∅ not in the library" in nacre.screen_text())


async def test_narrow_panes_open_and_close_by_key(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        await nacre.ask("the bell?")
        await nacre.until(lambda: "Sources 2" not in nacre.screen_text())
        await nacre.press("f2")
        await nacre.until(lambda: "Sources 2" in nacre.screen_text())
        await nacre.until(lambda: "▌ the bell?" not in nacre.screen_text())
        await nacre.press("f3")
        await nacre.until(lambda: "Trace" in nacre.screen_text() and "Sources 2" not in nacre.screen_text())
        await nacre.press("escape")
        await nacre.until(lambda: "▌ the bell?" in nacre.screen_text())
        assert nacre.focused() == "composer"


async def test_an_empty_library_says_how_to_get_a_folder_in() -> None:
    async with running(FakeEngine(documents=0), NARROW) as nacre:
        await nacre.until(lambda: "another folder" in nacre.screen_text())
        await nacre.until(lambda: "The library is empty" in nacre.screen_text())


async def test_a_copy_is_announced_honestly(engine: FakeEngine) -> None:
    async with running(engine, WIDE) as nacre:
        await nacre.ask("the bell?")
        await nacre.press("f2", "y")
        await nacre.until(lambda: "clipboard" in nacre.screen_text())
        quote, reference = nacre.app.clipboard.split("\n")
        assert quote == "In fog the bell is struck twice every minute."
        assert reference == "— The lamp at Grey Point, line 7 (/docs/lamp.md)"


async def test_control_c_twice_quits(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.app.TWICE_S", 60.0)  # however busy the machine is
    async with running(engine, WIDE) as nacre:
        await nacre.press("ctrl+c")
        await nacre.until(lambda: "Ctrl+C again quits" in nacre.screen_text())
        await nacre.press("ctrl+c")
        await nacre.until(lambda: not nacre.app.is_running)


async def test_enter_takes_in_a_folder_as_it_stands_although_its_files_are_offered(
    engine: FakeEngine, own_folders: Path
) -> None:
    (own_folders / "notes").mkdir()
    (own_folders / "notes" / "inner.md").write_text("x")
    async with running(engine, WIDE) as nacre:
        await nacre.type("/ingest notes/")
        await nacre.until(lambda: nacre.app.main.completion.display)
        await nacre.press("enter")
        await nacre.until(lambda: engine.ingested == [Path("notes/")])
        await nacre.until(lambda: nacre.app.main.composer.text == "")


async def test_a_burst_of_keys_is_sent_whole_and_what_follows_stays(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        composer = nacre.app.main.composer
        keys = [*(Key("space" if letter == " " else letter, letter) for letter in "what of fog"), Key("enter", "\r")]
        for key in [*keys, *(Key(letter, letter) for letter in "next")]:
            nacre.app.post_message(key)  # all at once, as a slow line delivers them
        await nacre.until(lambda: engine.asked)
        assert engine.asked == ["what of fog"]
        await nacre.until(lambda: composer.text == "next")


async def test_a_burst_edits_in_the_order_of_its_keys(engine: FakeEngine) -> None:
    async with running(engine, NARROW) as nacre:
        composer = nacre.app.main.composer
        composer.put("an older draft")
        letters = [Key(letter, letter) for letter in "fg"]
        for key in [Key("ctrl+u", "\x15"), *letters, Key("left", None), Key("o", "o")]:
            nacre.app.post_message(key)
        await nacre.until(lambda: composer.text == "fog")
