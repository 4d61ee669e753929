"""The graph as one page that needs nothing else: a drawing and, below it, every edge with the words that carry it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from engine.graph.exporting import plain
from engine.graph.records import Concept, NamedEdge, Relation, Subgraph

WIDTH, HEIGHT, MARGIN = 1100, 800, 70
LABEL = 26  # characters
QUOTE = 300

_STYLE = """
:root { color-scheme: light dark; --line: #8a93a0; --soft: #5d6672; --accent: #0b6e75; --back: #fdfdfb;
 --text: #1c2126; }
@media (prefers-color-scheme: dark) { :root { --line: #6d7680; --soft: #a3abb5; --accent: #63c7cf; --back: #14181c;
 --text: #e4e7ea; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
 background: var(--back); color: var(--text); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .3rem; }
svg { width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; }
svg text { font: 12px system-ui, sans-serif; fill: var(--text); paint-order: stroke; stroke: var(--back);
 stroke-width: 3px; } svg a:hover text { fill: var(--accent); }
line { stroke: var(--line); stroke-width: 1; } line.related { stroke-dasharray: 3 4; } circle { fill: var(--accent); }
.soft { color: var(--soft); font-size: .9rem; } li { margin: .3rem 0; } q { font-style: italic; }
a { color: var(--accent); } @media print { h2 { break-after: avoid; } li { break-inside: avoid; } }
"""


def page(graph: Subgraph, edges: Sequence[NamedEdge]) -> str:
    """One HTML page without script; everything from documents is escaped."""
    count = f"{len(graph.concepts):,} concepts, {len(edges):,} relations"
    left = f"; {graph.left_out:,} concepts of less weight are left out" if graph.left_out else ""
    body = [
        "<h1>What the library is about</h1>",
        f'<p class="soft">{count}{left}. A dashed line joins what stands together often.</p>',
        _drawing(graph),
    ]
    by_concept: dict[int, list[NamedEdge]] = {}
    for each in edges:
        for end in {each.edge.source, each.edge.target}:
            by_concept.setdefault(end, []).append(each)
    for concept in graph.concepts:
        body += _section(concept, by_concept.get(concept.concept_id, ()))
    head = f'<meta charset="utf-8"><title>What the library is about</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body>\n' + "\n".join(body) + "\n</body></html>\n"


def _section(concept: Concept, edges: Sequence[NamedEdge]) -> list[str]:
    also = f" · also {escape(plain(', '.join(concept.aliases[:4])))}" if concept.aliases else ""
    documents = "1 document" if concept.documents == 1 else f"{concept.documents:,} documents"
    rows = [
        f'<h2 id="c{concept.concept_id}">{escape(plain(concept.name))}</h2>',
        f'<p class="soft">in {documents}{also}</p>',
    ]
    if edges:
        rows.append("<ul>")
        rows += [_row(each) for each in edges]
        rows.append("</ul>")
    return rows


def _row(each: NamedEdge) -> str:
    relation = escape(each.edge.relation.value.replace("_", " "))
    source = f'<a href="#c{each.edge.source}">{escape(plain(each.source))}</a>'
    target = f'<a href="#c{each.edge.target}">{escape(plain(each.target))}</a>'
    quote = ""
    if each.cited:
        words = plain(each.cited[0].quote)
        words = words[:QUOTE] + " …" if len(words) > QUOTE else words
        quote = f'<br><span class="soft"><q>{escape(words)}</q> {escape(plain(each.cited[0].place.title))}</span>'
    return f"<li>{source} <b>{relation}</b> {target}{quote}</li>"


def _drawing(graph: Subgraph) -> str:
    places = _laid_out(graph)
    rows = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="The concepts and what joins them">']
    for edge in graph.edges:
        if edge.source in places and edge.target in places:
            (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
            kind = ' class="related"' if edge.relation is Relation.RELATED else ""
            rows.append(f'<line{kind} x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"/>')
    for each in graph.concepts:
        x, y = places[each.concept_id]
        name = plain(each.name)
        label = name if len(name) <= LABEL else name[: LABEL - 1] + "…"
        rows.append(
            f'<a href="#c{each.concept_id}"><circle cx="{x:.0f}" cy="{y:.0f}" r="{3 + 6 * each.score:.1f}"/>'
            f'<text x="{x + 9:.0f}" y="{y + 4:.0f}">{escape(label)}</text></a>'
        )
    return "\n".join([*rows, "</svg>"])


def _laid_out(graph: Subgraph) -> Mapping[int, tuple[float, float]]:
    """Where each concept stands; the same graph always looks the same."""
    import networkx as nx

    drawn = nx.Graph()
    drawn.add_nodes_from(each.concept_id for each in graph.concepts)
    drawn.add_edges_from((edge.source, edge.target) for edge in graph.edges if edge.target)
    spread = 2.2 / max(1, len(drawn)) ** 0.5
    found = nx.spring_layout(drawn, k=spread, iterations=120, seed=7) if len(drawn) else {}
    return {
        each: (MARGIN + (x + 1) / 2 * (WIDTH - 3 * MARGIN), MARGIN + (y + 1) / 2 * (HEIGHT - 2 * MARGIN))
        for each, (x, y) in found.items()
    }
