"""Concepts and what joins them, for a machine and for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.graph.exporting import concept_data, edge_data
from engine.graph.records import Cited, Concept, ConceptPage, GraphPath, GraphStats, NamedEdge, Relation
from tui.cli.answers import place_json, place_words
from tui.cli.figures import counted
from tui.cli.harmless import one_line
from tui.cli.layout import clip, table, wrap
from tui.cli.output import faint, prose_width, strong

QUOTE_CELLS = 240
NAME_CELLS = 44
INDENT = "   "

WORDS = {
    Relation.PART_OF: "is part of",
    Relation.LINKS_TO: "links to",
    Relation.IS_A: "is a",
    Relation.DEFINED_AS: "is defined as",
    Relation.SAME_AS: "is the same as",
    Relation.ALSO_CALLED: "is also called",
    Relation.AUTHORED_BY: "was made by",
    Relation.DATED: "dates from",
    Relation.LOCATED_IN: "is in",
    Relation.MENTIONS: "mentions",
    Relation.RELATED: "often stands with",
    Relation.CONTRADICTS: "may contradict",
}


# --- for a machine ----------------------------------------------------------------------------------------------------


def concept_json(found: ConceptPage) -> dict[str, Any]:
    """What `nacre concept --json` prints."""
    return {
        **concept_data(found.concept),
        "definitions": [_edge_json(each) for each in found.definitions],
        "edges": [_edge_json(each) for each in found.edges],
        "mentioned": [_cited_json(each) for each in found.mentions],
    }


def path_json(found: GraphPath) -> dict[str, Any]:
    """What `nacre path --json` prints; no steps where nothing joins the two."""
    return {
        "concepts": [concept_data(each) for each in found.concepts],
        "steps": [_edge_json(each) for each in found.steps],
    }


def stats_json(stats: GraphStats) -> dict[str, Any]:
    """What the graph holds."""
    return {
        "documents": stats.documents,
        "concepts": stats.concepts,
        "names": stats.names,
        "mentions": stats.mentions,
        "statements": stats.statements,
        "by_relation": dict(stats.by_relation),
        "waiting": stats.waiting,
    }


def _edge_json(each: NamedEdge) -> dict[str, Any]:
    return edge_data(each.edge, each.source, each.target, [_cited_json(one) for one in each.cited])


def _cited_json(each: Cited) -> dict[str, Any]:
    return {**place_json(each.place), "quote": each.quote}


# --- for a person -----------------------------------------------------------------------------------------------------


def concepts_text(concepts: Sequence[Concept], stats: GraphStats) -> list[str]:
    """The list of concepts, best first."""
    if not concepts:
        return ["The graph is empty; add documents with: nacre ingest PATH"]
    rows = [
        [
            clip(one_line(each.name), NAME_CELLS),
            f"{each.documents:,}",
            f"{each.mentions:,}",
            each.kind.value,
            one_line(", ".join(each.aliases[:3])),
        ]
        for each in concepts
    ]
    shown = [clip(line, prose_width()) for line in table(("concept", "documents", "mentions", "as", "also"), rows)]
    waiting = f"; {counted(stats.waiting, 'document')} not read yet" if stats.waiting else ""
    return [*shown, "", faint(f"{len(concepts):,} of {counted(stats.concepts, 'concept')}{waiting}")]


def concept_text(found: ConceptPage) -> list[str]:
    """A concept's page."""
    each = found.concept
    lines = [strong(line) for line in wrap(one_line(each.name), prose_width())]
    also = f" · also {one_line(', '.join(each.aliases))}" if each.aliases else ""
    lines += [faint(line) for line in wrap(f"in {counted(each.documents, 'document')}{also}", prose_width())]
    for title, edges in (("What it is", found.definitions), ("What it is tied to", found.edges)):
        if edges:
            lines += ["", strong(title)]
            lines += [line for edge in edges for line in _edge(edge)]
    lines += ["", strong("Where it stands")]
    lines += [line for cited in found.mentions for line in _cited(cited)]
    return lines


def path_text(found: GraphPath) -> list[str]:
    """A path, step by step."""
    names = [one_line(each.name) for each in found.concepts]
    if not found.steps:
        if len({each.concept_id for each in found.concepts}) == 1:
            return [f"{names[0]} and {names[-1]} are the same concept."]
        return [f"Nothing in the library joins {names[0]} and {names[-1]}."]
    lines = [strong(line) for line in wrap(" → ".join(names), prose_width())]
    for each in found.steps:
        lines += ["", *_edge(each)]
    return lines


def _edge(each: NamedEdge) -> list[str]:
    said = f"{one_line(each.source)} {WORDS[each.edge.relation]} {one_line(each.target)} ({each.edge.confidence:.2f})"
    return [*wrap(said, prose_width()), *(line for cited in each.cited[:1] for line in _cited(cited))]


def _cited(each: Cited) -> list[str]:
    quote = clip(one_line(each.quote), QUOTE_CELLS)
    return [
        *wrap(f"“{quote}”", prose_width(), INDENT),
        *(faint(line) for line in wrap(place_words(each.place), prose_width(), INDENT)),
    ]
