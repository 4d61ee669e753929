"""`/map`, `/concept` and `/path`: the graph as lists with their sources, and as a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.config import Settings
from engine.engine import Engine
from tui.work.conceptmap import around_concept, library_map
from tui.work.concepts import concept_entry, path_entry, split_pair

NOTES = {
    "Engrams.md": "# Engrams\n\nAn engram is a trace that a memory leaves. Engrams are bundled in [[Hypervectors]].\n",
    "Hypervectors.md": "# Hypervectors\n\nA hypervector has thousands of components. See [[Kernels]].\n",
    "Kernels.md": "# Kernels\n\nKernels add hypervectors.\n",
    "Tides.md": "# Tides\n\nNothing of these.\n",
}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "notes").mkdir()
    for name, text in NOTES.items():
        (tmp_path / "notes" / name).write_text(text)
    with Engine.open(tmp_path / "library", settings=Settings()) as opened:
        opened.ingest.run([tmp_path / "notes"])
        yield opened


def test_two_names_are_told_apart() -> None:
    assert split_pair('"tide station" Orrin') == ("tide station", "Orrin")
    assert split_pair("one two three") is None
    assert split_pair("the keeper's") == ("the", "keeper's")


def test_a_concept_is_a_list_of_cited_places(engine: Engine) -> None:
    entry = concept_entry(engine.graph.concept("engram"))
    assert entry.title == "Engrams"
    assert [source.n for source in entry.sources] == list(range(1, len(entry.sources) + 1))
    assert {"What it is", "What it is tied to", "Where it stands"} == {source.group for source in entry.sources}
    for source in entry.sources:
        text = engine.library.text(source.place.version)
        assert text[source.place.char_start : source.place.char_end] == source.text


def test_a_path_names_its_steps_and_one_that_is_none_says_so(engine: Engine) -> None:
    entry = path_entry(engine.graph.path("Engrams", "Kernels"))
    assert entry.text == "Engrams → Hypervectors → Kernels"
    assert len(entry.sources) == 2 and all("links to" in source.group for source in entry.sources)
    assert path_entry(engine.graph.path("Engrams", "Tides")).text == "Nothing joins them."
    assert path_entry(engine.graph.path("Engrams", "engram")).text == "They are the same concept."


def test_the_graph_can_be_drawn_and_walked(engine: Engine) -> None:
    whole = library_map(engine, Flag())
    assert {node.label for node in whole.graph.nodes} >= {"Engrams", "Hypervectors", "Tides"}
    assert set(whole.places) == {node.id for node in whole.graph.nodes}
    assert whole.centring is not None
    engrams = next(node.id for node in whole.graph.nodes if node.label == "Engrams")
    near = whole.centring(engrams)(engine, Flag())
    assert near.centre == engrams == around_concept(engine, "engram", Flag()).centre
    assert "Hypervectors" in {node.label for node in near.graph.nodes}


def test_an_empty_library_has_an_empty_map(tmp_path: Path) -> None:
    with Engine.open(tmp_path / "empty", settings=Settings()) as opened:
        assert library_map(opened, Flag()).graph.nodes == ()
