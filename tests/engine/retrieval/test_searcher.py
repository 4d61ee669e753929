"""One search: both arms, one ranking, and every step told."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.events import Event, Fused, Notice, QueryRead, Searched
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.retrieval.searcher import Searcher
from tests.engine import shelf
from tests.engine.library.builders import store
from tests.engine.retrieval.encoders import Renamed

TEXTS = {
    "light.md": "# The light\n\n## Lamp\n\nThe lamp of the lighthouse burned paraffin.\n\n## Keeper\n\nHe slept.\n",
    "ferry.txt": "The ferry leaves the harbour at noon.\n",
    "seals.md": "# Seals\n\nSeals rest on the rocks below the lighthouse.\n",
}


@pytest.fixture
def ids(library: Library, tmp_path: Path) -> dict[str, int]:
    return shelf.fill(library, tmp_path, TEXTS)


def test_passages_are_spans_of_their_texts_best_first(library: Library, ids: dict[str, int]) -> None:
    found = Searcher(library, HashedEncoder()).search("What did the lamp of the lighthouse burn?", 3)
    assert found.passages[0].place.document_id == ids["light.md"]
    assert len(found.passages) == 3 and found.tier == 0
    scores = [passage.score for passage in found.passages]
    assert scores == sorted(scores, reverse=True)
    for rank, passage in enumerate(found.passages, 1):
        place = passage.place
        assert passage.text == library.text(place.version)[place.char_start : place.char_end]
        assert passage.arms["fused"].rank == rank
        assert passage.arms["fused"].score == passage.score
    assert found.passages[0].place.headings == ("Lamp",)
    assert found.timings.keys() == {"words", "codes", "fusion"}


def test_an_arm_that_did_not_see_a_passage_says_nothing_of_it(library: Library, ids: dict[str, int]) -> None:
    found = Searcher(library, HashedEncoder()).search("paraffin", 10)
    arms = {passage.text: passage.arms.keys() for passage in found.passages}
    assert arms["The lamp of the lighthouse burned paraffin."] == {"words", "codes", "fused"}
    assert arms["The ferry leaves the harbour at noon."] == {"codes", "fused"}


def test_every_step_is_told(library: Library, ids: dict[str, int]) -> None:
    heard: list[Event] = []
    scope = [ids["seals.md"], ids["light.md"]]
    Searcher(library, HashedEncoder()).search("Where do the seals rest?", 5, scope, heard.append, "notes")
    assert [type(event) for event in heard] == [QueryRead, Searched, Searched, Fused]
    read, words, codes, fused = heard
    assert read == QueryRead("Where do the seals rest?", ("seals", "rest"), "notes")
    assert isinstance(words, Searched) and (words.arm, words.candidates, words.best) == ("words", 1, "Seals")
    assert isinstance(codes, Searched) and (codes.arm, codes.candidates, codes.best) == ("codes", 3, "Seals")
    assert isinstance(fused, Fused) and fused.passages[0][0] == "Seals"
    assert fused.passages[0][1] == pytest.approx(1.0)
    assert {name for name, _ in fused.passages} == {"Seals", "The light › Lamp", "The light › Keeper"}


def test_a_damaged_segment_is_told_and_searched_around(library: Library, ids: dict[str, int]) -> None:
    (path,) = library.segments.folder.iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    searcher = Searcher(library, HashedEncoder())
    heard: list[Event] = []
    assert len(searcher.search("lighthouse", 10, None, heard.append).passages) == 4
    (notice,) = (event for event in heard if isinstance(event, Notice))
    assert str(path) in notice.text and notice.level == "warning"
    searcher.search("lighthouse", 10, None, heard.append)
    assert sum(isinstance(event, Notice) for event in heard) == 1
    shelf.embed(library)
    assert not path.exists() and library.verify().problems == ()


def test_documents_narrow_both_arms_and_none_of_them_finds_nothing(library: Library, ids: dict[str, int]) -> None:
    searcher = Searcher(library, HashedEncoder())
    found = searcher.search("lighthouse", 10, iter([ids["ferry.txt"], ids["seals.md"]]))
    assert {passage.place.document_id for passage in found.passages} == {ids["ferry.txt"], ids["seals.md"]}
    assert searcher.search("lighthouse", 10, []).passages == ()


def test_without_vectors_words_rank_alone(library: Library, tmp_path: Path) -> None:
    shelf.put(library, tmp_path / "seals.md", TEXTS["seals.md"])
    found = Searcher(library, HashedEncoder()).search("seals", 10)
    assert [passage.arms.keys() for passage in found.passages] == [{"words", "fused"}]
    assert found.tier == 0


@pytest.mark.parametrize("question", ["???", " \n\t", "¿!", ""])
def test_a_question_without_words_finds_nothing(library: Library, ids: dict[str, int], question: str) -> None:
    assert Searcher(library, HashedEncoder()).search(question).passages == ()


def test_bare_rankings_are_those_of_the_search(library: Library, ids: dict[str, int]) -> None:
    searcher = Searcher(library, HashedEncoder())
    arms = searcher.arms("seals of the lighthouse", 10)
    assert list(arms.fused) == [passage.chunk_id for passage in searcher.search("seals of the lighthouse").passages]
    assert arms.words.keys() <= arms.fused.keys()


def test_older_vectors_are_searched_while_the_new_ones_are_fewer(library: Library, ids: dict[str, int]) -> None:
    better = Renamed()
    searcher = Searcher(library, better)
    assert searcher.index().encoder.id == HashedEncoder.id
    assert searcher.search("lamp").tier == 0
    store(library, library.embeddings.pending(better.id)[:2], better.id)
    assert searcher.index().encoder.id == HashedEncoder.id
    shelf.embed(library, better)
    assert searcher.index().encoder is better
    assert searcher.search("lamp").tier == 1


def test_the_better_encoder_is_taken_where_both_cover_as_much(library: Library, ids: dict[str, int]) -> None:
    better = Renamed()
    store(library, library.embeddings.pending(better.id), better.id)
    coverage = library.embeddings.coverage()
    assert coverage[better.id] == coverage[HashedEncoder.id]
    assert Searcher(library, better).index().encoder is better
    assert Searcher(library, HashedEncoder()).index().encoder.id == HashedEncoder.id
