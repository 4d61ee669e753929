"""The facts of Re-DocRED (Tan et al. 2022) with their names and their evidence, for questions made of them.

Half of the labels come without evidence: they were added when the set was revised, most of them the inverse of a label
that has it. Such a fact takes the evidence of another label of the same two entities, else the sentences that name
both; what has neither is kept, because it can still make a question ambiguous, but no question is made of it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from engine.errors import UsageError
from engine.evaluation.redocred import FILE, readable

VALUES = ("TIME", "NUM")
"""Kinds of entities that are asked for, and never asked about."""


@dataclass(frozen=True, slots=True)
class Entity:
    """What an article names."""

    kind: str  # PER, ORG, LOC, MISC, TIME or NUM
    name: str  # the longest that stands in the text as printed
    keys: frozenset[str]  # all its names, in lower case


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled relation, read from its head or, as its inverse, from its tail."""

    subject: int  # of the article's entities
    way: str  # a property of Wikidata and the direction: 'P57>' asks a film for its director, 'P57<' the reverse
    object: int
    evidence: tuple[int, ...]  # sentences


@dataclass(frozen=True, slots=True)
class Article:
    """One document of the collection."""

    number: int
    title: str
    sentences: tuple[str, ...]
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]  # each label twice, from both ends

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


def read(folder: Path) -> tuple[Article, ...]:
    """The articles in their order.

    Raises:
        UsageError: the folder has no such file, or it is another one.
    """
    path = folder / FILE
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_article(number, row) for number, row in enumerate(rows))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise UsageError(f"{path} can't be read as Re-DocRED", f"name the folder that holds {FILE}") from error


def _article(number: int, row: Mapping[str, Any]) -> Article:
    sentences = tuple(readable(words) for words in row["sents"])
    text = " ".join(sentences)
    entities = tuple(_entity(mentions, text) for mentions in row["vertexSet"])
    named_in = [{mention["sent_id"] for mention in mentions} for mentions in row["vertexSet"]]
    evidence: dict[frozenset[int], set[int]] = defaultdict(set)
    for label in row["labels"]:
        evidence[frozenset((label["h"], label["t"]))].update(label.get("evidence", ()))
    facts = []
    for label in row["labels"]:
        head, tail, name = label["h"], label["t"], label["r"]
        shown = tuple(sorted(evidence[frozenset((head, tail))] or named_in[head] & named_in[tail]))
        facts += [Fact(head, f"{name}>", tail, shown), Fact(tail, f"{name}<", head, shown)]
    return Article(number, unescape(row["title"]), sentences, entities, tuple(dict.fromkeys(facts)))


def _entity(mentions: list[Mapping[str, Any]], text: str) -> Entity:
    names = {readable(str(mention["name"]).split()) for mention in mentions}
    printed = sorted((name for name in names if name in text), key=lambda name: (-len(name), name))
    keys = frozenset(name.lower() for name in names)
    return Entity(str(mentions[0]["type"]), printed[0] if printed else "", keys)
