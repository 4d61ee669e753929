"""A trace as a graph: stages in their order, the arms of a search side by side, parts, steps and drafts framed.

What stands in a node comes from documents, so none of it may mean anything to the program that draws the graph.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.drawing.clean import one_line
from tui.drawing.durations import duration
from tui.talk import ARM, FRAME, HALT, Stage, every
from tui.work.outline import replayed

if TYPE_CHECKING:
    from engine.library.traces import TracedAnswer

LINE_CHARACTERS = 44  # of a node; longer lines are wrapped
NODE_LINES = 6  # of a detail; the rest is cut
BELOW_LINES = 16  # of what stands below a stage: claims, passages, what a follow-up led to

MERMAID = {"question": ("([", "])"), "stage": ("[", "]"), "halt": ("([", "])")}
DOT = {"question": "oval", "stage": "box", "halt": "oval"}


@dataclass(frozen=True, slots=True)
class Node:
    """One box. Its lines are on one line each, without control characters."""

    name: str  # 'n0'
    lines: tuple[str, ...]  # the stage's name, what it says, how long it took
    kind: str  # 'question', 'stage' or 'halt'


@dataclass(frozen=True, slots=True)
class Frame:
    """Nodes and frames that belong together: those of a part, a step or a draft; the outermost has no title."""

    name: str  # 'f0'
    title: str  # on one line, without control characters
    inside: list[Node | Frame]

    def nodes(self) -> Iterator[Node]:
        """All nodes in their order, those of inner frames too."""
        for each in self.inside:
            if isinstance(each, Node):
                yield each
            else:
                yield from each.nodes()


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in their order, what frames them, and which follows which."""

    whole: Frame
    edges: tuple[tuple[str, str], ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes in their order."""
        return tuple(self.whole.nodes())


def graph(traced: TracedAnswer) -> Graph:
    """The stages of an answer, from its question to why it halted."""
    question = Node("n0", ("question", *_wrapped(traced.question)), "question")
    drawing = _Drawing(traced.total_ms)
    whole = Frame("f0", "", [question])
    drawing.draw(replayed(traced.events), whole)
    return Graph(whole, tuple(drawing.edges))


class _Drawing:
    """Makes nodes of stages, and remembers what the next one follows."""

    def __init__(self, total_ms: float | None) -> None:
        self.edges: list[tuple[str, str]] = []
        self._total_ms = total_ms
        self._nodes = self._frames = 1
        self._before = self._base = ["n0"]  # what the next stage follows, and what the next arm of a search does

    def draw(self, stages: Iterable[Stage], frame: Frame) -> None:
        """Put these stages into a frame."""
        for each in stages:
            if each.kind == FRAME:
                inner = Frame(f"f{self._frames}", _title(each), [])
                self._frames += 1
                self.draw(each.below, inner)
                if inner.inside:
                    frame.inside.append(inner)
            else:
                frame.inside.append(self._node(each))

    def _node(self, stage: Stage) -> Node:
        took = self._total_ms if stage.kind == HALT else stage.elapsed_ms
        details = [line for each, _ in every(stage.below) for line in _wrapped(f"{each.name} {each.said}", 2)]
        lines = (_safe(stage.name), *_wrapped(stage.detail), *details[:BELOW_LINES])
        node = Node(
            f"n{self._nodes}",
            (*lines, *([duration(took)] if took is not None else [])),
            "halt" if stage.kind == HALT else "stage",
        )
        self._nodes += 1
        self._follow(node.name, is_arm=stage.kind == ARM)
        return node

    def _follow(self, name: str, *, is_arm: bool) -> None:
        self.edges += [(each, name) for each in (self._base if is_arm else self._before)]
        if not is_arm:
            self._before = self._base = [name]
        elif self._before is self._base:
            self._before = [name]
        else:
            self._before = [*self._before, name]


def mermaid(drawn: Graph) -> str:
    """The graph as a Mermaid flowchart."""
    rows = ["flowchart TD", *_mermaid_rows(drawn.whole, "    ")]
    rows += [f"    {one} --> {two}" for one, two in drawn.edges]
    return "\n".join(rows) + "\n"


def dot(drawn: Graph) -> str:
    """The graph in the DOT language of Graphviz."""
    rows = ["digraph trace {", '    node [fontname="sans-serif"];', '    graph [fontname="sans-serif"];']
    rows += _dot_rows(drawn.whole, "    ")
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


def _mermaid_rows(frame: Frame, indent: str) -> Iterator[str]:
    for each in frame.inside:
        if isinstance(each, Node):
            begin, end = MERMAID[each.kind]
            yield f'{indent}{each.name}{begin}"{"<br/>".join(map(mermaid_text, each.lines))}"{end}'
        else:
            yield f'{indent}subgraph {each.name}["{mermaid_text(each.title)}"]'
            yield from _mermaid_rows(each, indent + "    ")
            yield f"{indent}end"


def _dot_rows(frame: Frame, indent: str) -> Iterator[str]:
    for each in frame.inside:
        if isinstance(each, Node):
            label = "\\n".join(map(dot_text, each.lines))
            yield f'{indent}{each.name} [shape={DOT[each.kind]}, label="{label}"];'
        else:
            yield f"{indent}subgraph cluster_{each.name} {{"
            yield f'{indent}    label="{dot_text(each.title)}";'
            yield from _dot_rows(each, indent + "    ")
            yield f"{indent}}}"


def _title(stage: Stage) -> str:
    return next(
        iter(textwrap.wrap(_safe(f"{stage.name}: {stage.detail}"), 2 * LINE_CHARACTERS, max_lines=1, placeholder=" …")),
        "",
    )


def _wrapped(text: str, most: int = NODE_LINES) -> tuple[str, ...]:
    lines = textwrap.wrap(_safe(text), LINE_CHARACTERS, max_lines=most, placeholder=" …")
    return tuple(lines)


def _safe(text: str) -> str:
    """On one line, without control characters and half characters."""
    return one_line(text, 1_000).encode("utf-8", "replace").decode("utf-8")
