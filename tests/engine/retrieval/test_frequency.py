"""How telling a word is, counted by the full-text index and by hand."""

from __future__ import annotations

import math
from pathlib import Path
from threading import Thread

import pytest

from engine.library.store import Library
from engine.retrieval.frequency import Frequencies
from tests.engine import shelf

PARTS = ["The lamp burns.", "Lamps and tides.", "A tide.", "Lamp, lamp, lamp!", "Wind."]


@pytest.fixture
def shelved(library: Library, tmp_path: Path) -> Library:
    """Five chunks: a lamp in three of them, a tide in two, the wind in one."""
    text = "\n\n".join(f"## Part {n}\n\n{part}" for n, part in enumerate(PARTS))
    shelf.put(library, tmp_path / "a.md", f"# Note\n\n{text}\n")
    return library


def test_idf_is_the_textbooks_scaled_to_one(shelved: Library) -> None:
    frequencies = Frequencies(shelved)
    assert frequencies.chunks() == 5
    assert frequencies.idf("lamp") == pytest.approx(math.log(5 / 3) / math.log(5))
    assert frequencies.idf("tide") == pytest.approx(math.log(5 / 2) / math.log(5))
    assert frequencies.idf("wind") == pytest.approx(1.0)
    assert frequencies.idf("note") == 0.0  # the title stands over every chunk


def test_a_word_of_no_chunk_is_as_telling_as_one_of_a_single_chunk(shelved: Library) -> None:
    assert Frequencies(shelved).idf("walrus") == 1.0


def test_counts_follow_the_library(shelved: Library, tmp_path: Path) -> None:
    frequencies = Frequencies(shelved)
    assert frequencies.idf("wind") == pytest.approx(1.0)
    with Library.open(shelved.folder) as other:
        shelf.put(other, tmp_path / "b.md", "# Wind\n\nIt blows.\n")
    assert frequencies.chunks() == 6
    assert frequencies.idf("wind") == pytest.approx(math.log(6 / 2) / math.log(6))
    shelved.forget([str(tmp_path / "b.md")])
    assert frequencies.idf("wind") == pytest.approx(1.0)
    assert frequencies.idf("lamp") == pytest.approx(math.log(5 / 3) / math.log(5))


def test_a_library_of_one_chunk_or_none_has_no_common_words(library: Library, tmp_path: Path) -> None:
    assert Frequencies(library).idf("lamp") == 1.0
    shelf.put(library, tmp_path / "a.md", "# Note\n\nThe lamp burns.\n")
    assert Frequencies(library).idf("lamp") == 1.0


def test_other_threads_count_as_well(shelved: Library) -> None:
    frequencies = Frequencies(shelved)
    expected = frequencies.idf("lamp")
    found: list[float] = []
    frequencies = Frequencies(shelved)
    threads = [Thread(target=lambda: found.append(frequencies.idf("lamp"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4
