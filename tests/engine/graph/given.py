"""Texts as readers would read them, and what the graph gets out of them."""

from __future__ import annotations

from pathlib import Path

from engine.graph.extract import extract
from engine.graph.records import Extracted, MentionKind, Relation, Source
from engine.sources import registry
from engine.sources.reading import Reading


def read(text: str, name: str = "Note.md") -> Reading:
    return registry.read(Path("/notes") / name, text.encode("utf-8", "surrogatepass"))[0]


def extracted(text: str, name: str = "Note.md") -> Extracted:
    reading = read(text, name)
    return extract(source(reading))


def source(reading: Reading) -> Source:
    return Source(reading.title, reading.text, reading.blocks, reading.marks, reading.facts, reading.links)


def keys(found: Extracted, *kinds: MentionKind) -> set[str]:
    return {each.key for each in found.mentions if not kinds or each.kind in kinds}


def said(found: Extracted, relation: Relation) -> set[tuple[str, str]]:
    return {(each.subject, each.object) for each in found.triples if each.relation is relation}
