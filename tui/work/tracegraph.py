"""A trace as a graph: stages in their order, the arms of a search side by side, rounds framed; for Mermaid and DOT.

What stands in a node comes from documents, so none of it may mean anything to the program that draws the graph.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.events import Event, Fused, Halted, QueryRead, Searched, Unknown
from tui.drawing.clean import one_line
from tui.drawing.durations import duration
from tui.work.stages import stage

if TYPE_CHECKING:
    from engine.library.traces import TracedAnswer

LINE_CHARACTERS = 44  # of a node; longer lines are wrapped
NODE_LINES = 6  # of a detail; the rest is cut

MERMAID = {"question": ("([", "])"), "stage": ("[", "]"), "halt": ("([", "])")}
DOT = {"question": "oval", "stage": "box", "halt": "oval"}


@dataclass(frozen=True, slots=True)
class Node:
    """One box. Its lines are on one line each, without control characters."""

    name: str  # 'n0'
    lines: tuple[str, ...]  # the stage's name, what it says, how long it took
    kind: str  # 'question', 'stage' or 'halt'
    round: int  # that it belongs to; 0 for none


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in their order, and which follows which."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]

    @property
    def rounds(self) -> tuple[int, ...]:
        """The rounds in order, where there are several."""
        found = sorted({node.round for node in self.nodes} - {0})
        return tuple(found) if len(found) > 1 else ()


def graph(traced: TracedAnswer) -> Graph:
    """The stages of an answer, from its question to why it halted."""
    nodes = [Node("n0", ("question", *_wrapped(traced.question)), "question", 0)]
    edges: list[tuple[str, str]] = []
    round_ = 0
    before = base = ["n0"]  # what the next stage follows, and what the next arm of a search does
    for event in traced.events:
        step = stage(event)
        if step is None:
            continue
        is_arm, is_halt = isinstance(event, Searched), isinstance(event, Halted)
        round_ = _round(event, round_)
        took = traced.total_ms if is_halt else step.elapsed_ms
        lines = (_safe(step.name), *_wrapped(step.detail), *([duration(took)] if took is not None else []))
        belongs = isinstance(event, (QueryRead, Searched, Fused)) or _told_round(event) > 0
        node = Node(f"n{len(nodes)}", lines, "halt" if is_halt else "stage", round_ if belongs else 0)
        nodes.append(node)
        edges += [(each, node.name) for each in (base if is_arm else before)]
        if not is_arm:
            before = base = [node.name]
        elif before is base:
            before = [node.name]
        else:
            before = [*before, node.name]
    return Graph(tuple(nodes), tuple(edges))


def mermaid(drawn: Graph) -> str:
    """The graph as a Mermaid flowchart."""
    rows = ["flowchart TD"]
    for node in _outside(drawn):
        rows.append(f"    {_mermaid_node(node)}")
    for number in drawn.rounds:
        inside = [node for node in drawn.nodes if node.round == number]
        rows += [
            f'    subgraph round{number}["round {number}"]',
            *(f"        {_mermaid_node(node)}" for node in inside),
        ]
        rows.append("    end")
    rows += [f"    {one} --> {two}" for one, two in drawn.edges]
    return "\n".join(rows) + "\n"


def dot(drawn: Graph) -> str:
    """The graph in the DOT language of Graphviz."""
    rows = ["digraph trace {", '    node [fontname="sans-serif"];', '    graph [fontname="sans-serif"];']
    rows += [f"    {_dot_node(node)}" for node in _outside(drawn)]
    for number in drawn.rounds:
        inside = [node for node in drawn.nodes if node.round == number]
        rows += [f"    subgraph cluster_{number} {{", f'        label="round {number}";']
        rows += [*(f"        {_dot_node(node)}" for node in inside), "    }"]
    rows += [f"    {one} -> {two};" for one, two in drawn.edges]
    return "\n".join([*rows, "}"]) + "\n"


def mermaid_text(line: str) -> str:
    """A line as Mermaid shows it letter for letter.

    Every ASCII sign but the comma becomes its number, for quotes and brackets end a node, `#` begins a number, and a
    node's text is read as Markdown: `1.` at its beginning would make a list of it, and `*` slanted letters.
    """
    return "".join(f"#{ord(char)};" if _means_something(char) else char for char in line)


def _means_something(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char in " ,")
    return char == "\ufb02"  # Mermaid writes numbers with this ligature while it reads


def dot_text(line: str) -> str:
    """A line within DOT's double quotes: `\\` and `"` end or mean something there, and `&` begins an entity."""
    return line.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def _mermaid_node(node: Node) -> str:
    begin, end = MERMAID[node.kind]
    return f'{node.name}{begin}"{"<br/>".join(map(mermaid_text, node.lines))}"{end}'


def _dot_node(node: Node) -> str:
    label = "\\n".join(map(dot_text, node.lines))
    return f'{node.name} [shape={DOT[node.kind]}, label="{label}"];'


def _outside(drawn: Graph) -> list[Node]:
    return [node for node in drawn.nodes if node.round not in drawn.rounds]


def _round(event: Event, current: int) -> int:
    """The round that an event belongs to: the one that it names, or the next where a search begins anew."""
    return _told_round(event) or current + isinstance(event, QueryRead)


def _told_round(event: Event) -> int:
    told = event.data.get("round") if isinstance(event, Unknown) else getattr(event, "round", None)
    return told if isinstance(told, int) and told > 0 else 0


def _wrapped(text: str) -> tuple[str, ...]:
    lines = textwrap.wrap(_safe(text), LINE_CHARACTERS, max_lines=NODE_LINES, placeholder=" …")
    return tuple(lines)


def _safe(text: str) -> str:
    """On one line, without control characters and half characters."""
    return one_line(text, 1_000).encode("utf-8", "replace").decode("utf-8")
