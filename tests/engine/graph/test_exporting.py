"""What leaves the graph for other programs can be read by them, whatever the names are."""

from __future__ import annotations

import io
import json
import re

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from engine.graph import exporting
from engine.graph.page import page
from engine.graph.records import Carrier, Cited, Concept, Edge, MentionKind, NamedEdge, Relation, Subgraph
from engine.records import Place

ODD = (
    *("NULL", "None", "true", "end", "graph", "class", "1", "-- %%", "c1", "'); DROP TABLE notes; --"),
    *('say "so"', "it's", "two\nlines", "tab\there", "a\\b", "a|b", "[x](y)", "x --> y", "#35;", "&amp;", "]]>"),
    *("<script>alert(1)</script>", "</svg><img src=x onerror=y>", "\x1b[31mred", "\x00nul", "\ufffe", "\u202eolleh"),
    *("東京", "ميناء", "👩‍🚀", "a\u0301", " ", "", "x" * 1_000_000, "<" * 1_000_000),
)
NODE = re.compile(r'    c\d+\["(?:[^"\[\]<>&|]|#\d+;)*"\]')
EDGE = re.compile(r'    c\d+ (?:--|-\.) "[a-z ]+" (?:-->|\.-) c\d+')


def graph(names: tuple[str, ...]) -> tuple[Subgraph, list[NamedEdge]]:
    """A ring of concepts of these names."""
    concepts = tuple(
        Concept(at, name, (name, "other"), MentionKind.NAME, 1, 2, 0.5) for at, name in enumerate(names, start=1)
    )
    edges = tuple(
        Edge(each.concept_id, relation, each.concept_id % len(names) + 1, "", 0.9, (Carrier(1, 0, 3),))
        for each in concepts
        for relation in (Relation.IS_A, Relation.RELATED)
    )
    place = Place(1, 1, "/notes/a.md", "", names[0], (), None, None, None, 1, 1, 0, 3)
    named = [
        NamedEdge(each, names[each.source - 1], names[each.target - 1], (Cited(place, names[each.source - 1]),))
        for each in edges
    ]
    return Subgraph(concepts, edges, 7), named


def read_back(names: tuple[str, ...]) -> None:
    made, named = graph(names)
    read = nx.read_graphml(io.BytesIO(exporting.graphml(made).encode()))
    assert len(read) == len(names) and read.number_of_edges() == len(made.edges)
    assert [each["name"] for each in json.loads(exporting.as_json(made))["concepts"]] == list(names)
    first, note, *rows = exporting.mermaid(made).splitlines()
    assert first == "flowchart LR" and "7 concepts" in note
    assert len(rows) == len(names) + len(made.edges)
    assert all(NODE.fullmatch(row) for row in rows[: len(names)])
    assert all(EDGE.fullmatch(row) for row in rows[len(names) :])
    written = page(made, named)
    parsed = lxml_html.fromstring(written)
    assert len(parsed.findall(".//h2")) == len(names) and len(parsed.findall(".//svg//circle")) == len(names)
    assert not parsed.xpath("//script|//img|//*[@onerror]")
    assert len(written) < 20_000 + 8_000 * len(names)


def test_every_odd_name_comes_out_whole_in_every_form() -> None:
    read_back(ODD)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=6))
def test_any_names_come_out_whole_in_every_form(names: list[str]) -> None:
    read_back(tuple(names))


@pytest.mark.parametrize("form", ["graphml", "mermaid", "html"])
def test_the_same_graph_is_always_written_alike(form: str) -> None:
    made, named = graph(("Orrin", "Tolsay", "Quill"))
    texts = {page(made, named) if form == "html" else getattr(exporting, form)(made) for _ in range(2)}
    assert len(texts) == 1
