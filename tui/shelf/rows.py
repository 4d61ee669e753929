"""Which rows of a tree are in sight, and where the cursor comes to stand when they change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from tui.finding.folding import fold
from tui.finding.ranking import NEVER, STEP, Obsolete
from tui.shelf.tree import Node, every

SMALL = 40  # documents of a library whose collections are unfolded at first


def unfolded_at_first(roots: Sequence[Node]) -> set[str]:
    """The keys of what is open when the tree is seen for the first time."""
    if len(roots) == 1 or sum(root.documents for root in roots) <= SMALL:
        return {root.key for root in roots}
    return set()


def rows(roots: Sequence[Node], unfolded: Collection[str]) -> list[Node]:
    """The nodes in sight, from top to bottom."""
    found: list[Node] = []
    stack = list(reversed(roots))
    while stack:
        node = stack.pop()
        found.append(node)
        if node.below and node.key in unfolded:
            stack.extend(reversed(node.below))
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """What a filter leaves: the documents that hold every word, with what they stand in."""

    words: str
    rows: list[Node]
    documents: int


def matching(roots: Sequence[Node], words: str, obsolete: Callable[[], bool] = NEVER) -> Found:
    """The rows of the documents that hold every word, whatever its case and accents; for a large library on a thread.

    Raises:
        Obsolete: `obsolete` says that nobody waits for this.
    """
    wanted = fold(words).split()
    kept: set[int] = set()
    documents = 0
    for number, node in enumerate(every(roots)):
        if number % STEP == 0 and obsolete():
            raise Obsolete
        if node.document is not None and all(word in node.words for word in wanted):
            documents += 1
            above: Node | None = node
            while above is not None and id(above) not in kept:
                kept.add(id(above))
                above = above.parent
    return Found(words, [node for node in every(roots) if id(node) in kept], documents)


def place_of(key: str, before: int, nodes: Sequence[Node]) -> int:
    """The row of the node with this key; where it is gone, the row that it had, as far as there is one."""
    for index, node in enumerate(nodes):
        if node.key == key:
            return index
    return max(0, min(before, len(nodes) - 1))
