"""The graph in forms that other programs read."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from engine.graph.records import Concept, Edge, Subgraph

_UNSAFE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # not allowed in XML

LONGEST = 500  # characters of a name or a quote


def graphml(graph: Subgraph) -> str:
    """GraphML, as Gephi, yEd and NetworkX read it."""
    import networkx as nx

    made = nx.MultiDiGraph()
    for each in graph.concepts:
        made.add_node(
            str(each.concept_id),
            label=plain(each.name),
            aliases=plain("; ".join(each.aliases)),
            kind=each.kind.value,
            documents=each.documents,
            mentions=each.mentions,
            score=each.score,
        )
    for edge in graph.edges:
        made.add_edge(str(edge.source), str(edge.target), relation=edge.relation.value, confidence=edge.confidence)
    buffer = io.BytesIO()
    nx.write_graphml(made, buffer)
    return buffer.getvalue().decode("utf-8")


def as_json(graph: Subgraph) -> str:
    """Concepts and edges with their carriers, as one object."""
    data = {
        "concepts": [concept_data(each) for each in graph.concepts],
        "edges": [
            edge_data(
                edge,
                edge.source,
                edge.target,
                [{"version": each.version, "char_start": each.start, "char_end": each.end} for each in edge.carriers],
            )
            for edge in graph.edges
        ],
        "left_out": graph.left_out,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def concept_data(each: Concept) -> dict[str, Any]:
    """A concept for a machine."""
    return {
        "id": each.concept_id,
        "name": each.name,
        "aliases": list(each.aliases),
        "kind": each.kind.value,
        "documents": each.documents,
        "mentions": each.mentions,
        "score": each.score,
    }


def edge_data(edge: Edge, source: int | str, target: int | str, carriers: list[dict[str, Any]]) -> dict[str, Any]:
    """An edge for a machine; its ends as ids or as names, its carriers as spans or as places with quotes."""
    return {
        "source": source,
        "relation": edge.relation.value,
        "target": target,
        "confidence": edge.confidence,
        "carriers": carriers,
    }


def mermaid(graph: Subgraph) -> str:
    """A Mermaid flowchart."""
    rows = ["flowchart LR"]
    if graph.left_out:
        rows.append(f"    %% {graph.left_out} concepts of less weight are left out")
    rows += [f'    c{each.concept_id}["{_mermaid_text(each.name)}"]' for each in graph.concepts]
    for edge in graph.edges:
        arrow = "-." if edge.relation == "related" else "--"
        head = ".-" if edge.relation == "related" else "-->"
        words = edge.relation.value.replace("_", " ")
        rows.append(f'    c{edge.source} {arrow} "{words}" {head} c{edge.target}')
    return "\n".join(rows) + "\n"


def plain(text: str) -> str:
    """On one line, at most `LONGEST` characters of it, without characters that XML forbids."""
    line = " ".join(_UNSAFE.sub("", text[: 4 * LONGEST]).split())
    return line if len(line) <= LONGEST and len(text) <= 4 * LONGEST else f"{line[: LONGEST - 1]}…"


def _mermaid_text(name: str) -> str:
    """Signs that mean something to Mermaid become numbers."""
    return "".join(char if char.isalnum() or char in " ," else f"#{ord(char)};" for char in plain(name)[:80])
