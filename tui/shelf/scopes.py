"""The parts of a library that questions can be narrowed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from engine.records import DocumentInfo
from tui.names import NONE
from tui.talk import counted


def scopes(documents: Iterable[DocumentInfo]) -> list[tuple[str, str]]:
    """What a scope could be, each with a few words: all, the collections, the tags, the folders; the larger first."""
    collections: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    folders: Counter[str] = Counter()
    for each in documents:
        collections[each.collection] += 1
        tags.update(f"#{tag}" for tag in each.tags)
        folders[str(PurePath(each.path).parent)] += 1
    found = [(NONE, "all documents are asked")]
    for kind, counts in (("collection", collections), ("tag", tags), ("folder", folders)):
        found += [(name, f"{kind} · {counted(number, 'document')}") for name, number in counts.most_common() if name]
    return found
