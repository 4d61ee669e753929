"""The ranking that reads FTS5's stored lists finds what FTS5's own ranking finds, to the last bit of every score."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from engine.library.store import Library
from engine.retrieval import words
from engine.retrieval.query import Query, read_query
from engine.retrieval.words import search_plainly, search_words
from engine.retrieval.words_postings import Unreadable, find_pages, read_postings, read_segments, read_totals
from engine.retrieval.words_tokens import TOKENISER, Tokeniser
from tests.engine import shelf

VOCABULARY = [
    f"{a}{b}" for a in ("lamp", "tide", "stone", "wind", "otter", "mill", "ferry", "salt") for b in "abcdefgh"
]
INFLECTED = ["swim", "swims", "swimming", "Ärger", "arger", "snake_case", "snake", "case", "naïve", "2024", "x"]
WORDS = ["common", *VOCABULARY, *INFLECTED]
WEIGHTS = [60.0] + [20.0 / (n + 1) for n in range(len(WORDS) - 1)]

Row = tuple[int, str, str, str]


@pytest.fixture(autouse=True)
def never_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small libraries are searched as large ones are."""
    monkeypatch.setattr(words, "FEW", 0)


@pytest.fixture
def generator() -> random.Random:
    return random.Random(11)


def text(generator: random.Random, most: int) -> str:
    return " ".join(generator.choices(WORDS, WEIGHTS, k=generator.randint(0, most)))


def rows(generator: random.Random, first: int, count: int) -> list[Row]:
    """Rows for the full-text index, with gaps between their ids."""
    ids = sorted(generator.sample(range(first, first + 3 * count), count))
    return [(each, text(generator, 4), text(generator, 6), text(generator, 60)) for each in ids]


def insert(library: Library, added: list[Row]) -> None:
    with library.write() as connection:
        connection.executemany("INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)", added)


def delete(library: Library, removed: list[Row]) -> None:
    sql = "INSERT INTO words (words, rowid, title, headings, body) VALUES ('delete', ?, ?, ?, ?)"
    with library.write() as connection:
        connection.executemany(sql, removed)


def configure(library: Library, name: str, value: int) -> None:
    with library.write() as connection:
        connection.execute("INSERT INTO words (words, rank) VALUES (?, ?)", (name, value))


def assert_exact(library: Library, generator: random.Random, queries: int = 25) -> None:
    for _ in range(queries):
        terms = dict.fromkeys(word.lower() for word in generator.choices(WORDS, WEIGHTS, k=generator.randint(1, 12)))
        query = Query("", tuple(terms))
        for limit in (1, 20, 10_000):
            expected = search_plainly(library, query, limit)
            assert list(search_words(library, query, limit).items()) == list(expected.items())


@pytest.mark.parametrize("page_bytes", [32, 200, 4050])
def test_rankings_equal_those_of_fts5_after_any_adds_deletes_and_merges(
    library: Library, generator: random.Random, page_bytes: int
) -> None:
    configure(library, "pgsz", page_bytes)  # small pages: lists and positions go on over many of them
    configure(library, "automerge", 0)
    live: list[Row] = []
    first = 1
    for step in range(6):
        added = rows(generator, first, 60)
        first += 200
        insert(library, added)
        live += added
        removed = generator.sample(live, 15)
        delete(library, removed)
        live = [row for row in live if row not in removed]
        with library.database.snapshot() as connection:
            assert read_totals(connection)[0] == len(live)
        if step == 3:
            assert len(read_segments(library.read())) > 4
            configure(library, "merge", -2)  # a few pages only, so that a merge is left half done
        assert_exact(library, generator, 4)
    configure(library, "merge", 4)
    assert_exact(library, generator, 4)


def test_a_row_written_anew_under_its_id_counts_once(library: Library, generator: random.Random) -> None:
    configure(library, "automerge", 0)
    old = rows(generator, 1, 80)
    insert(library, old)
    for row in generator.sample(old, 30):
        with library.write():
            delete(library, [row])
            insert(library, [(row[0], "common", "", text(generator, 30))])
    delete(library, [row for row in old if row[0] % 7 == 0 and row in old[:5]])
    query = read_query("common tidea")
    assert list(search_words(library, query, 500).items()) == list(search_plainly(library, query, 500).items())


def test_a_word_that_stands_thousands_of_times_in_one_chunk_is_counted_whole(library: Library) -> None:
    insert(library, [(1, "", "", "otter " * 9_000), (2, "", "", "otter and " * 4_000), (3, "otter", "otter", "stone")])
    query = read_query("otter stone")
    assert list(search_words(library, query, 10).items()) == list(search_plainly(library, query, 10).items())


def test_a_scope_chooses_among_the_same_scores(library: Library, tmp_path: Path, generator: random.Random) -> None:
    texts = {f"{n}.md": f"# {text(generator, 3)}\n\n{text(generator, 80)}\n" for n in range(40)}
    ids = [shelf.put(library, tmp_path / name, each).parts[0].document_id for name, each in texts.items()]
    query = read_query("common lampa tidea snake_case swims")
    for count in (0, 1, 7, 40):
        for limit in (1, 5, 200):
            scope = generator.sample(ids, count)
            expected = search_plainly(library, query, limit, scope)
            assert list(search_words(library, query, limit, scope).items()) == list(expected.items())


def test_chunks_added_and_removed_later_by_another_process_are_seen(library: Library, generator: random.Random) -> None:
    old, new = rows(generator, 1, 50), rows(generator, 300, 50)
    insert(library, old)
    assert_exact(library, generator, 3)
    with Library.open(library.folder) as other:
        insert(other, new)
        delete(other, old[:20])
    assert_exact(library, generator, 5)


def test_what_a_write_has_not_committed_is_found_inside_it_only(library: Library, generator: random.Random) -> None:
    query = read_query("walrus")
    insert(library, rows(generator, 1, 20))
    with pytest.raises(RuntimeError, match="undone"), library.write():
        insert(library, [(900, "", "", "walrus")])
        assert list(search_words(library, query, 10)) == [900]
        raise RuntimeError("undone")
    assert search_words(library, query, 10) == {}
    insert(library, [(900, "", "", "a walrus that is longer")])
    assert list(search_words(library, query, 10).items()) == list(search_plainly(library, query, 10).items())


def test_a_search_sees_one_state_while_another_thread_writes(library: Library, generator: random.Random) -> None:
    insert(library, rows(generator, 1, 30))
    query = read_query("common lampa stoneb windc")

    def write() -> None:
        for step in range(25):
            added = rows(generator, 1_000 + 100 * step, 30)
            insert(library, added)
            delete(library, added[:10])

    writer = Thread(target=write)
    writer.start()
    searches = 0
    while writer.is_alive() or searches < 5:
        with library.database.snapshot() as connection:  # one state for both
            scores, floor = words._scores(connection, library, query, 200)
            ours = words._best(scores, floor, 200, None)
            assert list(ours.items()) == list(search_plainly(library, query, 200).items())
        searches += 1
    writer.join()


@pytest.fixture
def unreadable(library: Library, generator: random.Random) -> Iterator[Library]:
    insert(library, rows(generator, 1, 30))
    yield library


def test_an_index_of_an_unknown_format_is_left_to_fts5(unreadable: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.retrieval.words_postings.FORMAT", 99)
    with pytest.raises(Unreadable, match="format 4"):
        read_segments(unreadable.read())
    query = read_query("common lampa")
    assert search_words(unreadable, query, 10) == search_plainly(unreadable, query, 10) != {}


def test_a_damaged_page_is_unreadable_and_no_more(unreadable: Library) -> None:
    connection = unreadable.read()
    with unreadable.write():
        connection.execute("UPDATE words_data SET block = substr(block, 1, 3) WHERE id > 10")
    segments = read_segments(connection)
    (pages,) = find_pages(connection, segments, ["common"])
    with pytest.raises(Unreadable, match="postings of 'common'"):
        read_postings(connection, pages, "common", words.WEIGHTS)


def test_an_empty_index_finds_nothing(library: Library) -> None:
    assert search_words(library, read_query("common lampa"), 10) == {}
    assert search_words(library, read_query("common"), 0) == {}


def test_small_libraries_are_ranked_by_fts5_itself(
    library: Library, generator: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert(library, rows(generator, 1, 20))
    monkeypatch.setattr(words, "FEW", 21)
    monkeypatch.setattr(words, "_scores", lambda *given: pytest.fail("read the stored lists"))
    assert search_words(library, read_query("common"), 10)


def test_tokens_are_those_of_the_librarys_index(library: Library) -> None:
    sql = library.read().execute("SELECT sql FROM sqlite_master WHERE name = 'words'").fetchone()[0]
    assert f"tokenize = '{TOKENISER}'" in sql
    tokens = Tokeniser().tokens(["swimming", "Ärger", "snake_case", "_", "swimming"])
    assert tokens == [("swim",), ("arger",), ("snake", "case"), (), ("swim",)]
