"""The graph's service: concepts, their pages, paths between them, and what can be exported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.errors import UsageError
from engine.graph.records import Cited, Relation

NOTES = {
    "Engrams.md": "---\naliases: [Memory trace]\n---\n# Engrams\n\nAn engram is a trace that a memory leaves."
    " Engrams are bundled with [[Hypervectors]].\n",
    "Hypervectors.md": "# Hypervectors\n\nA hypervector is a vector with thousands of components."
    " Pentti Kanerva wrote of hypervectors. We thank Pentti Kanerva.\n",
    "Tides.md": "# Tides\n\nThe float gauge of Tolsay rises. The float gauge falls.\n",
    "Odd.md": '# <script>alert("x")</script> & co\n\nIt is odd; see [[Engrams]].\n',
}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name, text in NOTES.items():
        (folder / name).write_text(text)
    with Engine.open(tmp_path / "library", settings=Settings()) as opened:
        opened.ingest.run([folder])
        yield opened


def is_exact(engine: Engine, each: Cited) -> bool:
    text = engine.library.text(each.place.version)
    return text[each.place.char_start : each.place.char_end] == each.quote


def test_taking_in_makes_the_graph(engine: Engine) -> None:
    assert {"Engrams", "Hypervectors", "Tides"} <= {each.name for each in engine.graph.concepts()} | {
        alias for each in engine.graph.concepts() for alias in each.aliases
    }
    assert [each.name for each in engine.graph.concepts("float")] == ["float gauge"]
    stats = engine.graph.stats()
    assert stats.documents == 4 and stats.waiting == 0
    assert engine.library.verify().problems == ()


def test_a_concept_is_found_by_any_of_its_names_with_sentences_that_are_exact(engine: Engine) -> None:
    page = engine.graph.concept("memory traces")
    assert page.concept.concept_id == engine.graph.concept("ENGRAM").concept.concept_id
    assert any(each.target.startswith("a trace that a memory leaves") for each in page.definitions)
    assert any(each.edge.relation is Relation.LINKS_TO and each.target == "Hypervectors" for each in page.edges)
    cited = [*page.mentions, *(one for each in (*page.definitions, *page.edges) for one in each.cited)]
    assert cited and all(is_exact(engine, each) for each in cited)


def test_a_name_that_is_none_names_what_there_is(engine: Engine) -> None:
    with pytest.raises(UsageError, match=r"no concept 'gauge'.*float gauge"):
        engine.graph.concept("gauge")


def test_a_path_goes_through_what_joins_two_concepts(engine: Engine) -> None:
    found = engine.graph.path("memory trace", "Pentti Kanerva")
    names = [each.name for each in found.concepts]
    assert len(found.steps) == len(names) - 1 == 2
    for (one, other), step in zip(pairwise(names), found.steps, strict=True):
        assert {one, other} == {step.source, step.target}
        assert step.cited and is_exact(engine, step.cited[0])
    assert engine.graph.path("Tides", "Engrams").steps == ()


def test_a_scope_narrows_the_graph(engine: Engine) -> None:
    assert {"Tides", "float gauge"} <= {each.name for each in engine.graph.concepts(scope="Tides.md")}
    assert not engine.graph.concepts("Engrams", scope="Tides.md")


def test_around_a_concept_stand_its_neighbours(engine: Engine) -> None:
    near = engine.graph.neighbourhood("Engrams", 1, 20)
    assert near.concepts[0].concept_id == engine.graph.concept("Engrams").concept.concept_id
    assert any("ypervector" in each.name for each in near.concepts)
    ids = {each.concept_id for each in near.concepts}
    assert near.edges and all(edge.source in ids and edge.target in ids for edge in near.edges)


def test_exports_are_whole_and_safe(engine: Engine) -> None:
    assert ElementTree.fromstring(engine.graph.export("graphml")).tag.endswith("graphml")
    data = json.loads(engine.graph.export("json"))
    assert {each["name"] for each in data["concepts"]} == {each.name for each in engine.graph.concepts(limit=120)}
    page = engine.graph.export("html")
    assert "<script" not in page and "&lt;script&gt;" in page and "http://" not in page and "https://" not in page
    assert "<script" not in engine.graph.export("mermaid")
    with pytest.raises(UsageError):
        engine.graph.export("dot")


def test_what_is_forgotten_is_no_concept_any_more(engine: Engine) -> None:
    engine.library.forget(["Tides.md"])
    assert not engine.graph.concepts("float")
    assert engine.graph.stats().documents == 3
