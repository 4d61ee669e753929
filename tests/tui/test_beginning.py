"""The first minutes: a folder by one key, how far reading is, what to ask then."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.records import FileOutcome, IngestReport
from tests.tui.conftest import NARROW, WIDE, running
from tests.tui.fake import FakeEngine
from tui.drawing.welcoming import reading
from tui.screens.confirm import Permission
from tui.work.folders import HUGE_FILES, Folder, Survey
from tui.work.intake import summary

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two folders that are offered, in a home of their own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("notes", "letters"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.md").write_text("# One\n")
    (tmp_path / "letters" / "old").mkdir()
    found = [Folder(tmp_path / "notes", "Obsidian vault"), Folder(tmp_path / "letters")]
    monkeypatch.setattr("tui.work.beginning.places", lambda: found)
    return tmp_path


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_enter_takes_the_lit_folder_in_and_questions_are_offered(home: Path, size: tuple[int, int]) -> None:
    engine = FakeEngine(documents=0)
    async with running(engine, size) as nacre:
        await nacre.until(lambda: "▸ ~/notes" in nacre.screen_text() and "1 file · 6 B" in nacre.screen_text())
        assert "Obsidian vault" in nacre.screen_text() and "nothing leaves it" in nacre.screen_text()
        await nacre.press("down")
        await nacre.until(lambda: "▸ ~/letters" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: engine.ingested == [home / "letters"])
        await nacre.until(lambda: "How often is the bell struck?" in nacre.screen_text())
        assert "1 added, 1 skipped" in nacre.screen_text()
        await nacre.press("down", "down", "enter")
        await nacre.until(lambda: engine.asked == ["How often is the bell struck?"])


async def test_what_is_typed_goes_before_what_is_lit(home: Path) -> None:
    engine = FakeEngine(documents=0)
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "▸ ~/notes" in nacre.screen_text())
        await nacre.type("the bell?")
        await nacre.press("enter")
        await nacre.until(lambda: engine.asked == ["the bell?"])
        assert engine.ingested == []


async def test_the_samples_go_into_a_collection_of_their_own(home: Path) -> None:
    engine = FakeEngine(documents=0)
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "the samples" in nacre.screen_text() and "▸ ~/notes" in nacre.screen_text())
        await nacre.press("down", "down", "down", "enter")
        await nacre.until(lambda: [path.name for path in engine.ingested] == ["documents"])


async def test_another_folder_is_chosen_by_going_in(home: Path) -> None:
    engine = FakeEngine(documents=0)
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "▸ ~/notes" in nacre.screen_text())
        await nacre.press("down", "down", "enter")
        await nacre.until(lambda: "take in this folder" in nacre.screen_text() and "letters/" in nacre.screen_text())
        await nacre.type("let")
        await nacre.until(lambda: "▸ letters/" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: "old/" in nacre.screen_text() and "letters with everything" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: engine.ingested == [home / "letters"])


async def test_a_typed_path_is_listed_and_tab_completes_it_without_taking_anything_in(home: Path) -> None:
    engine = FakeEngine(documents=0)
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "▸ ~/notes" in nacre.screen_text())
        await nacre.press("down", "down", "enter")
        await nacre.until(lambda: "letters/" in nacre.screen_text())
        await nacre.type("~/let")
        await nacre.until(lambda: "▸ letters/" in nacre.screen_text() and "take in" not in nacre.screen_text())
        await nacre.press("tab")
        await nacre.until(lambda: "old/" in nacre.screen_text() and "▸ take in this folder" in nacre.screen_text())
        await nacre.press("tab")
        await nacre.type(f"{home}/letters/nowhere")
        await nacre.until(lambda: "No folder matches" in nacre.screen_text())
        assert not engine.ingested
        await nacre.press("enter")
        await nacre.until(lambda: "There is no such folder" in nacre.screen_text() or "nowhere" in nacre.screen_text())
        assert not engine.ingested


async def test_a_huge_folder_is_asked_about_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.work.intake.survey", lambda path, cancel: Survey(HUGE_FILES, 10**9, False))
    engine = FakeEngine(documents=0)
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "▸ ~/notes" in nacre.screen_text())
        await nacre.press("enter")
        await nacre.until(lambda: isinstance(nacre.app.screen, Permission))
        await nacre.until(lambda: "more than 20,000 files" in " ".join(nacre.screen_text().split()))
        await nacre.press("n")
        await nacre.until(lambda: "nothing was taken in" in nacre.screen_text())
        assert engine.ingested == []


async def test_a_new_conversation_offers_questions_and_earlier_ones() -> None:
    engine = FakeEngine()
    async with running(engine, WIDE) as nacre:
        await nacre.ask("how often is the bell struck in fog?")
        await nacre.press("ctrl+n")
        await nacre.until(lambda: "Earlier conversations" in nacre.screen_text())
        await nacre.until(lambda: "What is said about the fog?" in nacre.screen_text())
        await nacre.press("up", "enter")  # the last one
        await nacre.until(lambda: "twice every minute" in nacre.screen_text())


async def test_enter_alone_does_nothing_where_nothing_is_lit() -> None:
    engine = FakeEngine()
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "What is said about the fog?" in nacre.screen_text())
        await nacre.press("enter")
        assert engine.asked == []


def test_what_could_not_be_read_is_named_with_what_can_be() -> None:
    report = IngestReport(0, 0, 0, 0, (FileOutcome("/x/film.mkv", "binary data, not text"),), (), 0, 0, 0.1)
    text = summary(Path("/x"), report)
    assert "Nothing here could be read" in text and "binary data" in text and "Markdown" in text


@pytest.mark.parametrize(
    ("done", "elapsed_s", "left"), [(0, 60.0, ""), (10, 1.0, ""), (10, 60.0, "about 9 min 0 s left"), (100, 60.0, "")]
)
def test_the_time_that_is_left_is_said_once_it_can_be(done: int, elapsed_s: float, left: str) -> None:
    text = reading(done, 100, 5, elapsed_s)
    assert text.startswith(f"{done} of 100 files · 5 passages")
    assert ("left" in text) is bool(left) and left in text


async def test_the_last_line_says_what_enter_does_with_what_is_lit(home: Path) -> None:
    engine = FakeEngine()
    async with running(engine, NARROW) as nacre:
        await nacre.until(lambda: "How often is the bell struck?" in nacre.screen_text())
        assert "Enter ask  " in nacre.screen_text(), "nothing is lit: it sends what is typed"
        await nacre.press("down")
        await nacre.until(lambda: "Enter ask it" in nacre.screen_text())
        await nacre.type("fog")
        await nacre.until(lambda: "Enter ask  " in nacre.screen_text())


async def test_the_last_line_says_that_enter_takes_a_folder_in(home: Path) -> None:
    async with running(FakeEngine(documents=0), WIDE) as nacre:
        await nacre.until(lambda: "▸ ~/notes" in nacre.screen_text() and "Enter take in" in nacre.screen_text())
