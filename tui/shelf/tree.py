"""Documents as a tree: collections, their folders, and files that hold several documents."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from engine.records import DocumentInfo
from tui.finding.folding import fold


@dataclass(eq=False, slots=True)
class Node:
    """A collection, a folder, a file of several documents, or a document."""

    key: str  # the same after every reading of the library
    name: str
    scope: str  # what means it, and all below it, to the engine
    depth: int
    parent: Node | None = None
    document: DocumentInfo | None = None
    below: list[Node] = field(default_factory=list)
    documents: int = 0
    chunks: int = 0
    embedded: int = 0
    kinds: dict[str, int] = field(default_factory=dict)  # documents by kind; of what holds others
    words: str = ""  # what a filter looks through, folded; of documents only


def grow(documents: Sequence[DocumentInfo]) -> list[Node]:
    """The collections, by name, with everything below them; 1 to 2 s for 100,000 documents, so on a thread."""
    collections: dict[str, list[DocumentInfo]] = {}
    for each in documents:
        collections.setdefault(each.collection, []).append(each)
    return [_collection(name, collections[name]) for name in sorted(collections, key=str.casefold)]


def every(nodes: Iterable[Node]) -> Iterator[Node]:
    """These nodes and all below them, in their order."""
    stack = [iter(nodes)]
    while stack:
        for node in stack[-1]:
            yield node
            if node.below:
                stack.append(iter(node.below))
                break
        else:
            stack.pop()


def _collection(name: str, documents: list[DocumentInfo]) -> Node:
    folders = {_above(each.path) for each in documents}
    root = os.path.commonpath(folders) if len(folders) > 1 and _relatable(folders) else next(iter(folders))
    top = Node(f"collection {name}", name or _name(root) or root, name or root, 0)
    known = {root: top}
    parts = Counter(each.path for each in documents)
    for each in sorted(documents, key=lambda each: (each.path, each.part)):
        folder = _folder(_above(each.path), known, top)
        if parts[each.path] > 1:
            if each.path not in known:
                known[each.path] = _child(folder, f"file {each.path}", _name(each.path), each.path)
            folder = known[each.path]
        _leaf(folder, each)
    return _tidied(top)


def _above(path: str) -> str:
    return os.path.dirname(path)  # noqa: PTH120 - a PurePath takes four times as long, and there may be 100,000


def _name(path: str) -> str:
    return os.path.basename(path)  # noqa: PTH119 - likewise


def _relatable(folders: Iterable[str]) -> bool:
    """Whether they have a root in common: on some systems there are several."""
    return len({PurePath(folder).anchor for folder in folders}) == 1


def _folder(path: str, known: dict[str, Node], top: Node) -> Node:
    """The node of a folder, with those above it."""
    missing: list[str] = []
    while path not in known:
        missing.append(path)
        above = _above(path)
        if above == path:  # another root than the collection's
            known[missing.pop()] = _child(top, f"folder {path}", path, path)
            break
        path = above
    node = known[path]
    for each in reversed(missing):
        node = known[each] = _child(node, f"folder {each}", _name(each), each)
    return node


def _child(parent: Node, key: str, name: str, scope: str) -> Node:
    node = Node(key, name, scope, parent.depth + 1, parent)
    parent.below.append(node)
    return node


def _leaf(folder: Node, info: DocumentInfo) -> None:
    scope = f"{info.path}#{info.part}" if info.part else info.path
    node = _child(folder, f"document {scope}", info.title or _name(info.path), scope)
    node.document, node.documents, node.chunks, node.embedded = info, 1, info.chunks, info.embedded
    node.words = fold(" ".join((info.title, info.path, info.kind, info.collection, *info.tags)))


def _tidied(top: Node) -> Node:
    """Folders before documents, a folder that holds nothing but one other drawn together with it, and the counts."""
    folders = [node for node in every([top]) if node.document is None]
    for node in reversed(folders):  # what is below comes before what it stands in
        if len(node.below) == 1 and node is not top and node.below[0].key.startswith("folder "):
            only = node.below[0]
            node.name, node.scope, node.key, node.below = f"{node.name}/{only.name}", only.scope, only.key, only.below
        node.below.sort(key=lambda each: (each.document is not None, each.name.casefold()))
        for each in node.below:
            each.parent = node
            node.documents += each.documents
            node.chunks += each.chunks
            node.embedded += each.embedded
            for kind, number in each.kinds.items() if each.document is None else ((each.document.kind, 1),):
                node.kinds[kind] = node.kinds.get(kind, 0) + number
    for node in every([top]):
        node.depth = node.parent.depth + 1 if node.parent is not None else 0
    return top
