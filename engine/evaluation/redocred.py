"""Re-DocRED (Tan et al. 2022): Wikipedia's abstracts with all relations between their entities, as ours.

Which of Wikidata's properties say what our relations say is listed here; the others are left out, on both sides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.graph.keys import key_of
from engine.graph.records import Relation
from engine.sources.reading import Block, BlockKind

FILE = "dev_revised.json"

PROPERTIES: dict[str, tuple[Relation, bool]] = {  # the second: head and tail change places
    **dict.fromkeys(("P131", "P17", "P276", "P706", "P206", "P30", "P159"), (Relation.LOCATED_IN, False)),
    "P150": (Relation.LOCATED_IN, True),
    **dict.fromkeys(("P361", "P463", "P749", "P179"), (Relation.PART_OF, False)),
    **dict.fromkeys(("P527", "P355"), (Relation.PART_OF, True)),
    **dict.fromkeys(("P31", "P279"), (Relation.IS_A, False)),
    **dict.fromkeys(
        ("P50", "P170", "P175", "P57", "P86", "P162", "P58", "P178", "P676"), (Relation.AUTHORED_BY, False)
    ),
    "P800": (Relation.AUTHORED_BY, True),
    **dict.fromkeys(("P571", "P577", "P569", "P570", "P580", "P582", "P585", "P576"), (Relation.DATED, False)),
}

MEASURED = tuple(sorted({relation for relation, _ in PROPERTIES.values()}))

Fact = tuple[int, Relation, int]
"""Entities of one abstract by number."""


@dataclass(frozen=True, slots=True)
class Abstract:
    """One document of the collection."""

    title: str
    text: str
    blocks: tuple[Block, ...]
    entities: dict[str, int]  # by the normal form of each of their names
    gold: frozenset[Fact]


def load(folder: Path) -> list[Abstract]:
    """The abstracts in their order.

    Raises:
        UsageError: the folder has no such file, or it is another one.
    """
    path = folder / FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return [_abstract(each) for each in data]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} can't be read as Re-DocRED", "name the folder that holds dev_revised.json") from error


def name_key(name: str) -> str:
    """The form that names of entities, dates among them, are compared in."""
    return key_of(name.replace(" ,", ",").replace(" '", "'"))


def _abstract(data: dict[str, Any]) -> Abstract:
    entities: dict[str, int] = {}
    for number, names in enumerate(data["vertexSet"]):
        for each in names:
            if key := name_key(each["name"]):
                entities.setdefault(key, number)
    gold = set()
    for label in data["labels"]:
        if label["r"] in PROPERTIES:
            relation, turned = PROPERTIES[label["r"]]
            head, tail = (label["t"], label["h"]) if turned else (label["h"], label["t"])
            gold.add((head, relation, tail))
    text = " ".join(readable(words) for words in data["sents"])
    block = Block(BlockKind.PARAGRAPH, 0, len(text))
    return Abstract(data["title"], text, (block,), entities, frozenset(gold))


def readable(words: list[str]) -> str:
    """Words that were cut apart, as they are printed."""
    return "".join(_spaced(words)).strip()


def _spaced(words: list[str]) -> Iterator[str]:
    """Words as they are printed: no blank before a comma, none behind a bracket."""
    quotes = 0
    glued = True
    for word in words:
        opens = word in ("(", "[", "“", "$", "£") or (word == '"' and quotes % 2 == 0)
        closes = word in (",", ".", ";", ":", ")", "]", "”", "!", "?", "%", "'s", "n't", "'") or (
            word == '"' and not opens
        )
        quotes += word == '"'
        yield word if glued or closes or word.startswith("'") else f" {word}"
        glued = opens or word in ("-", "–", "/")
