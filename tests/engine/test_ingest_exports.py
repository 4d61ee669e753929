"""A file of many pages on its way into the library: some at a time, none twice, and on after an interruption."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.config import IngestSettings
from engine.errors import Cancelled
from engine.events import Event, Notice
from engine.ingest import ingest
from engine.library import documents
from engine.library.store import Library
from engine.sources import registry
from tests.engine.sources.wiki.exports import Entry, export

SETTINGS = IngestSettings()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library")


def written(path: Path, *entries: Entry) -> Path:
    path.write_text(export(*entries), "utf-8")
    return path


def live(library: Library) -> dict[str, int]:
    """Versions of the documents that are searched, by page."""
    rows = library.read().execute("SELECT part, current_version FROM documents WHERE state = 'live'").fetchall()
    return dict(rows)


PAGES = [Entry(f"Page {n}", f"The text of page {n} leads to [[Page {n + 1}]].") for n in range(30)]


def test_every_page_is_a_document_and_a_second_ingest_does_nothing(library: Library, tmp_path: Path) -> None:
    path = written(tmp_path / "wiki.xml", *PAGES)
    report = ingest(library, [path], SETTINGS)
    assert (report.added, report.failed, len(live(library))) == (1, (), 30)
    assert library.links(live(library)["Page 3"])[0].target == "Page 4"
    assert ingest(library, [path], SETTINGS).unchanged == 1
    path.touch()
    assert ingest(library, [path], SETTINGS).unchanged == 1
    assert library.verify().problems == ()
    library.extract([], tmp_path / "out")
    (file,) = [each for each in (tmp_path / "out").rglob("*") if each.is_file()]
    assert file.read_bytes() == path.read_bytes()


def test_only_pages_that_changed_are_stored_again(library: Library, tmp_path: Path) -> None:
    path = written(tmp_path / "wiki.xml", *PAGES)
    ingest(library, [path], SETTINGS)
    before = live(library)
    written(path, *PAGES[:4], replace(PAGES[4], text="Other words."), *PAGES[6:], Entry("New", "Words."))
    assert ingest(library, [path], SETTINGS).changed == 1
    after = live(library)
    assert set(before) - set(after) == {"Page 5"} and set(after) - set(before) == {"New"}
    assert [name for name in after if after[name] != before.get(name)] == ["Page 4", "New"]


def test_an_interrupted_export_is_taken_up_where_it_stopped(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "BATCH_CHARACTERS", 100)
    monkeypatch.setattr("engine.ingest.PAGES_TOLD", 10)
    path = written(tmp_path / "wiki.xml", *PAGES)
    cancel = Flag()

    def listen(event: Event) -> None:
        if isinstance(event, Notice) and "20 pages read" in event.text:
            cancel.set()

    with pytest.raises(Cancelled):
        ingest(library, [path], SETTINGS, listen=listen, cancel=cancel)
    first = live(library)
    assert 10 < len(first) < 30
    ingest(library, [path], SETTINGS)
    assert len(live(library)) == 30
    assert {name: live(library)[name] for name in first} == first
    assert ingest(library, [path], SETTINGS).unchanged == 1


def test_a_page_named_twice_is_taken_once(library: Library, tmp_path: Path) -> None:
    ingest(library, [written(tmp_path / "wiki.xml", Entry("A", "One."), Entry("A", "Two."))], SETTINGS)
    assert list(live(library)) == ["A"]


def test_an_export_without_an_article_leaves_nothing_behind(library: Library, tmp_path: Path) -> None:
    path = written(tmp_path / "wiki.xml", Entry("Talk:A", "x", namespace=1))
    report = ingest(library, [path], SETTINGS)
    assert [each.reason for each in report.skipped] == ["wiki.xml holds no article"]
    assert library.documents.files(str(tmp_path)) == {}


def test_exports_may_be_larger_than_other_files(library: Library, tmp_path: Path) -> None:
    path = written(tmp_path / "wiki.xml", *PAGES)
    other = tmp_path / "other.xml"
    other.write_text("<feed>" + "x" * 5_000 + "</feed>")
    settings = replace(SETTINGS, max_file_bytes=1_000)
    report = ingest(library, [path, other], settings)
    assert (report.added, len(report.skipped)) == (1, 1)
    assert (
        ingest(library, [path], replace(settings, max_export_bytes=2_000)).skipped[0].reason.startswith("larger than")
    )
    assert registry.streamed(path) is not None and registry.streamed(other) is None
