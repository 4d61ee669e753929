"""Files in: one transaction each, versions that stay, nothing done twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import UsageError
from engine.library.connection import DiskFull
from engine.library.store import Library
from engine.sources.chunker import chunk
from engine.sources.reading import Mark, MarkKind, Reading

from .builders import ENCODER, arrival, blocks, conversation, counts, embed_all, found, reading

TEXT = "# Harbour\n\nThe lighthouse stands on granite.\n\n# Weather\n\nGales come from the west.\nRain follows."


def test_what_was_put_in_is_found_and_stands_where_it_says(library: Library, tmp_path: Path) -> None:
    result = library.documents.put(arrival(tmp_path / "coast" / "a.md", reading(TEXT)))
    assert result.outcome == "added"
    assert library.text(result.parts[0].version) == TEXT
    assert found(library, "gale") == ["Gales come from the west.\nRain follows."]  # stemmed
    place = library.place(result.parts[0].version, TEXT.index("Rain"), len(TEXT))
    assert (place.headings, place.line_start, place.line_end) == (("Weather",), 8, 8)
    assert place.path == str(tmp_path / "coast" / "a.md")


def test_the_same_file_again_changes_nothing(library: Library, tmp_path: Path) -> None:
    first = library.documents.put(arrival(tmp_path / "a.md", reading(TEXT)))
    before, generation = counts(library), library.generation()
    second = library.documents.put(arrival(tmp_path / "a.md", reading(TEXT)))
    assert second.outcome == "unchanged"
    assert second.parts[0].version == first.parts[0].version
    assert (counts(library), library.generation()) == (before, generation)


def test_a_changed_file_keeps_its_old_version_and_searches_only_the_new_one(library: Library, tmp_path: Path) -> None:
    old = library.documents.put(arrival(tmp_path / "a.md", reading(TEXT))).parts[0]
    changed = TEXT.replace("granite", "basalt")
    new = library.documents.put(arrival(tmp_path / "a.md", reading(changed))).parts[0]
    assert (new.outcome, new.document_id) == ("changed", old.document_id)
    assert found(library, "granite") == []
    assert found(library, "basalt") == ["The lighthouse stands on basalt."]
    assert library.text(old.version) == TEXT
    assert library.place(old.version, TEXT.index("granite"), TEXT.index("granite") + 7).headings == ("Harbour",)
    assert library.original(old.version) == TEXT.encode()
    assert library.verify().problems == ()


def test_a_change_embeds_only_what_changed(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "a.md", reading(TEXT)))
    assert embed_all(library) == 2
    library.documents.put(arrival(tmp_path / "a.md", reading(TEXT.replace("granite", "basalt"))))
    assert library.embeddings.count_pending(ENCODER) == 1


def test_a_removed_file_is_not_found_and_comes_back_without_embedding(library: Library, tmp_path: Path) -> None:
    version = library.documents.put(arrival(tmp_path / "a.md", reading(TEXT))).parts[0].version
    embed_all(library)
    assert library.documents.remove([str(tmp_path / "a.md")]) == 1
    assert found(library, "granite") == []
    assert counts(library)["chunks"] == counts(library)["words_docsize"] == counts(library)["jobs"] == 0
    assert library.text(version) == TEXT
    assert library.infos() == ()
    again = library.documents.put(arrival(tmp_path / "a.md", reading(TEXT)))
    assert (again.outcome, again.parts[0].version) == ("added", version)
    assert library.embeddings.count_pending(ENCODER) == 0
    assert library.verify().problems == ()


def test_marks_give_page_speaker_and_time(library: Library, tmp_path: Path) -> None:
    text = "First page.\n\nSecond page."
    paged = Reading(
        "Paged", text, "pdf/1", "pdf", blocks(text), (Mark(MarkKind.PAGE, 0, 13, 1), Mark(MarkKind.PAGE, 13, 25, 2))
    )
    version = library.documents.put(arrival(tmp_path / "p.pdf", paged)).parts[0].version
    assert [library.place(version, at, at + 3).page for at in (0, 13)] == [1, 2]
    assert library.marks(version) == paged.marks
    assert library.blocks(version) == paged.blocks
    talk = conversation("c1", [("User", "2025-01-01T10:00:00+01:00", "Is it far?"), ("Assistant", "", "Not very.")])
    version = library.documents.put(arrival(tmp_path / "c.md", talk)).parts[0].version
    place = library.place(version, 0, 5)
    assert (place.speaker, place.time, place.page) == ("User", "2025-01-01T10:00:00+01:00", None)
    assert library.place(version, 12, 15).time is None


def test_a_span_outside_the_text_is_refused(library: Library, tmp_path: Path) -> None:
    version = library.documents.put(arrival(tmp_path / "a.md", reading("Short."))).parts[0].version
    with pytest.raises(UsageError, match="not within"):
        library.place(version, 2, 99)
    with pytest.raises(UsageError, match="no version 77"):
        library.text(77)


def test_one_part_of_an_export_changes_and_the_others_stay(library: Library, tmp_path: Path) -> None:
    first = [conversation(uid, [("User", "", f"Talk about {uid}.")], uid) for uid in ("ash", "birch", "cedar")]
    before = library.documents.put(arrival(tmp_path / "conversations.json", *first))
    second = [first[0], conversation("birch", [("User", "", "Talk about birch and beech.")], "birch")]
    after = library.documents.put(arrival(tmp_path / "conversations.json", *second))
    assert [part.outcome for part in after.parts] == ["unchanged", "changed"]
    assert after.outcome == "changed"
    assert after.parts[0].version == before.parts[0].version
    assert found(library, "cedar") == []
    assert library.verify().problems == ()


def test_of_one_conversation_in_two_files_the_longer_one_stays(library: Library, tmp_path: Path) -> None:
    time = "2025-01-01T10:00:00+00:00"
    short = conversation("c1", [("User", time, "Short walrus.")])
    long = conversation("c1", [("User", time, "Short walrus."), ("Assistant", time, "And a longer seal.")])
    library.documents.put(arrival(tmp_path / "a.md", short))
    result = library.documents.put(arrival(tmp_path / "b.md", long))
    assert [each.path for each in result.duplicates] == [str(tmp_path / "a.md")]
    assert str(tmp_path / "b.md") in result.duplicates[0].reason
    assert [info.path for info in library.infos()] == [str(tmp_path / "b.md")]
    late = library.documents.put(arrival(tmp_path / "c.md", short))
    assert (late.outcome, late.parts, [each.path for each in late.duplicates]) == ("", (), [str(tmp_path / "c.md")])
    assert library.documents.files(str(tmp_path))[str(tmp_path / "c.md")].made_by != ""
    assert library.verify().problems == ()


def test_when_the_longer_conversation_goes_the_others_are_read_again(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "a.md", conversation("c1", [("User", "", "Short.")])))
    library.documents.put(arrival(tmp_path / "b.md", conversation("c1", [("User", "", "Longer, though.")])))
    library.documents.remove([str(tmp_path / "b.md")])
    assert library.documents.files(str(tmp_path))[str(tmp_path / "a.md")].made_by == ""


def test_a_deeper_reading_replaces_the_first_one(library: Library, tmp_path: Path) -> None:
    first = library.documents.put(arrival(tmp_path / "a.pdf", reading(TEXT, deepen=True))).parts[0].version
    assert library.jobs.pending() == {"embed": 1, "layout": 1}
    better = reading(TEXT.replace("granite", "granite rock"), reader="layout/1")
    second = library.documents.deepen(first, better, chunk(better))
    assert second is not None
    assert found(library, "rock") == ["The lighthouse stands on granite rock."]
    assert library.jobs.pending() == {"embed": 1}
    assert library.documents.deepen(first, better, chunk(better)) is None  # it has moved on
    assert library.verify().problems == ()


def test_a_full_disk_stores_nothing_of_the_file_and_keeps_the_rest(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "a.md", reading(TEXT)))
    before = counts(library)
    pages = library.read().execute("PRAGMA page_count").fetchone()[0]
    library.read().execute(f"PRAGMA max_page_count = {pages + 20}").fetchall()
    large = reading("\n\n".join(f"Paragraph {i} " + "abcdefgh " * 90 for i in range(400)))
    with pytest.raises(DiskFull, match="the disk"):
        library.documents.put(arrival(tmp_path / "b.md", large))
    assert counts(library) == before
    library.read().execute("PRAGMA max_page_count = 1000000").fetchall()
    assert library.documents.put(arrival(tmp_path / "b.md", large)).outcome == "added"
    assert library.verify().problems == ()


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.text(max_size=80), min_size=1, max_size=4), heading=st.text(max_size=20))
def test_any_text_comes_back_and_leaves_without_a_trace(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], heading: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with Library.open(folder / "library") as library:
        for text in texts:  # versions of one file, then none
            version = library.documents.put(arrival(folder / "a.md", reading(text, heading))).parts[0].version
            assert library.text(version) == text
            assert library.verify().problems == ()
        library.forget([str(folder / "a.md")])
        assert set(counts(library).values()) == {0}
        assert library.verify().problems == ()


def test_half_characters_survive(library: Library, tmp_path: Path) -> None:
    text = "Broken \ud83d emoji and a \x00 zero."
    version = library.documents.put(arrival(tmp_path / "a.md", reading(text, "Title \udc80"))).parts[0].version
    library.texts.drop_cache()
    assert library.text(version) == text
    assert len(found(library, "emoji")) == 1
    assert library.verify().problems == ()
