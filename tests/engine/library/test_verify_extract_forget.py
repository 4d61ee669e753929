"""Every byte checked, every byte back out, every trace gone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.library.store import Library

from .builders import arrival, conversation, counts, embed_all, reading


def fill(library: Library, folder: Path) -> None:
    for name in ("coast/a.md", "coast/deep/b.md", "hills/a.md"):
        text = f"# On {name}\n\nThe walrus of {name} sleeps.\n\nShared words."
        path = folder / name
        sent = arrival(path, reading(text, name, facts={"tag": ("x",), "link": ("y", "z")}, deepen=True))
        library.documents.put(sent)
    library.documents.put(arrival(folder / "coast/a.md", reading("The walrus woke.", "coast/a.md")))
    embed_all(library)


def damage(library: Library, sql: str, *values: object) -> None:
    connection = sqlite3.connect(library.database.path)
    with connection:
        assert connection.execute(sql, values).rowcount > 0
    connection.close()
    library.texts.drop_cache()


def test_a_sound_library_has_no_problems(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path)
    report = library.verify()
    assert report.problems == ()
    assert (report.versions, report.originals) == (4, 4)
    assert report.chunks == counts(library)["chunks"] == 3


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE originals SET data = x'00', codec = 'zstd'", "the stored bytes of .*a.md are damaged"),
        ("UPDATE originals SET data = x'616263', codec = 'raw'", "the original of .*a.md does not match its SHA-256"),
        ("UPDATE versions SET text = x'1234'", "the stored bytes of .*a.md.* are damaged"),
        ("UPDATE versions SET text_sha256 = zeroblob(32)", "the text of .*a.md .* does not match its SHA-256"),
        ("UPDATE chunks SET char_end = 10000", "chunk 1 of .*a.md .* lies outside its text"),
        ("UPDATE chunks SET line_start = line_start + 1", "says it stands in lines"),
        ("UPDATE chunks SET text_key = zeroblob(16)", "embedded under the name of another text"),
        ("UPDATE chunks SET headings = '[\"other\"]'", "the words of .*a.md are not indexed as they stand"),
        ("DELETE FROM words_docsize WHERE id = (SELECT MAX(id) FROM chunks)", "a.md are not indexed as they stand"),
        ("UPDATE embeddings SET vector = x'00' WHERE id = 1", "1 embeddings of test/1 have 1 bytes"),
        ("UPDATE embeddings SET scale = -1.0", "no valid scale"),
        ("UPDATE documents SET current_version = 1 WHERE id = 2", "b.md has no current version"),
        ("DELETE FROM originals", "refers to one of 'originals' that is not there"),
    ],
)
def test_verify_names_what_is_damaged(library: Library, tmp_path: Path, sql: str, problem: str) -> None:
    fill(library, tmp_path)
    damage(library, sql)
    assert any(_matches(problem, each) for each in library.verify().problems), library.verify().problems


def _matches(pattern: str, text: str) -> bool:
    import re

    return re.search(pattern, text) is not None


def test_words_that_were_swapped_between_chunks_are_noticed(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path)
    with library.write() as connection:
        connection.execute("INSERT INTO words (rowid, title, headings, body) VALUES (999, '', '', 'stray')")
    assert "chunk 999" in library.verify().problems[0]


def test_originals_come_back_byte_for_byte(library: Library, tmp_path: Path) -> None:
    data = bytes(range(256)) * 3
    library.documents.put(arrival(tmp_path / "in" / "raw.bin", reading("Some text."), original=data))
    report = library.extract([], tmp_path / "out")
    assert report.written == (str(tmp_path / "out" / "in" / "raw.bin"),)
    assert (tmp_path / "out" / "in" / "raw.bin").read_bytes() == data
    assert (report.bytes, report.failed) == (len(data), ())


def test_canonical_texts_come_back(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "in" / "a.pdf", reading("Line\r\nand \ufeff mark.")))
    (written,) = library.extract(["a.pdf"], tmp_path / "out", text=True).written
    assert Path(written).read_bytes() == "Line\r\nand \ufeff mark.".encode()


def test_files_of_one_name_are_told_apart_and_a_second_extract_changes_nothing(
    library: Library, tmp_path: Path
) -> None:
    for root in ("one", "two"):
        library.documents.put(arrival(tmp_path / root / "same" / "a.md", reading(f"From {root}.")))
    first = library.extract([], tmp_path / "out")
    texts = {Path(each).read_text() for each in first.written}
    assert texts == {"From one.", "From two."}
    assert library.extract([], tmp_path / "out").written == first.written
    assert sum(1 for each in (tmp_path / "out").rglob("*") if each.is_file()) == 2


def test_extract_never_overwrites_and_never_follows_a_link_out(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "in" / "a.md", reading("Ours.")))
    (tmp_path / "out" / "in").mkdir(parents=True)
    (tmp_path / "out" / "in" / "a.md").write_text("Theirs.")
    (written,) = library.extract([], tmp_path / "out").written
    assert Path(written).name == "a (2).md"
    assert (tmp_path / "out" / "in" / "a.md").read_text() == "Theirs."
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "trap").mkdir()
    (tmp_path / "trap" / "in").symlink_to(tmp_path / "elsewhere")
    report = library.extract([], tmp_path / "trap")
    assert report.written == () and "leads out of" in report.failed[0].reason
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_damaged_original_is_named_and_the_others_come_out(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path)
    damage(library, "UPDATE originals SET data = x'00' WHERE sha256 = (SELECT original FROM documents WHERE id = 2)")
    report = library.extract([], tmp_path / "out")
    assert [each.path for each in report.failed] == [str(tmp_path / "coast/deep/b.md")]
    assert len(report.written) == 2


def test_forget_leaves_no_orphan_row_and_no_word_in_the_file(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path)
    marked = conversation("c9", [("User", "2025-01-01T00:00:00Z", "xylophonist secretword")])
    library.documents.put(arrival(tmp_path / "talks" / "t.md", marked))
    embed_all(library)
    gone = library.forget([str(tmp_path / "talks"), "hills/a.md"])
    assert [Path(each.path).name for each in gone] == ["a.md", "t.md"]
    assert library.verify().problems == ()
    library.forget(["coast", "*.md"])
    assert counts(library) == dict.fromkeys(counts(library), 0)
    assert b"xylophon" not in library.database.path.read_bytes()
    assert library.read().execute("SELECT COUNT(*) FROM words_data").fetchone()[0] <= 2  # its own two head rows


def test_forget_keeps_what_others_share(library: Library, tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        library.documents.put(arrival(tmp_path / name, reading("The very same words.")))
    embed_all(library)
    library.forget(["a.md"])
    assert (counts(library)["originals"], counts(library)["embeddings"], counts(library)["documents"]) == (1, 1, 1)
    assert library.original(library.infos()[0].version) == b"The very same words."


def test_forget_reaches_what_left_the_search_before(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "a.md", reading("Gone from its folder.")))
    library.documents.remove([str(tmp_path / "a.md")])
    assert len(library.forget(["a.md"])) == 1
    assert counts(library)["versions"] == counts(library)["originals"] == 0


def test_forget_with_one_wrong_name_removes_nothing(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path)
    before = counts(library)
    with pytest.raises(UsageError, match="nothing in the library matches 'nowhere'"):
        library.forget(["coast", "nowhere"])
    with pytest.raises(UsageError):
        library.forget([])
    assert counts(library) == before


def test_forgetting_one_part_of_an_export_lets_the_next_ingest_read_it_again(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "conversations.json"
    talks = [conversation(uid, [("User", "", f"About {uid}.")], uid) for uid in ("u1", "u2")]
    library.documents.put(arrival(path, *talks))
    library.forget([f"{path}#u1"])
    assert [info.part for info in library.infos()] == ["u2"]
    assert library.documents.files(str(path))[str(path)].made_by == ""
    assert counts(library)["originals"] == 1


def test_forget_leaves_no_page_unused_in_the_file(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path)
    library.read().executescript("CREATE TABLE filler (data); INSERT INTO filler VALUES (zeroblob(1000000))")
    library.read().executescript("DROP TABLE filler")  # pages that were freed before are not overwritten
    assert library.read().execute("PRAGMA freelist_count").fetchone()[0] > 200
    library.forget(["a.md"])
    assert library.read().execute("PRAGMA freelist_count").fetchone() == (0,)


def test_compact_gives_room_back(library: Library, tmp_path: Path) -> None:
    library.documents.put(arrival(tmp_path / "a.md", reading("words of weight " * 20_000)))
    embed_all(library)
    library.documents.remove([str(tmp_path / "a.md")])
    assert library.compact() > 0
    assert counts(library)["embeddings"] == 0
    assert library.verify().problems == ()
