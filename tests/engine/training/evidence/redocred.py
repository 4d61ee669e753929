"""A small file in the layout of Re-DocRED, made for the tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.evaluation.redocred import FILE

Label = tuple[str, str, str, Sequence[int]]  # head, property, tail, evidence


def article(title: str, sentences: Sequence[str], kinds: dict[str, str], labels: Sequence[Label]) -> dict[str, Any]:
    """One document.

    Args:
        sentences: with a blank between any two tokens.
        kinds: of the entities by name; each is mentioned wherever its name stands.
        labels: between them.
    """
    names = list(kinds)
    mentions = [
        [
            {"name": name, "sent_id": number, "type": kinds[name]}
            for number, sentence in enumerate(sentences)
            if name in sentence
        ]
        for name in names
    ]
    return {
        "title": title,
        "sents": [sentence.split() for sentence in sentences],
        "vertexSet": mentions,
        "labels": [
            {"h": names.index(head), "t": names.index(tail), "r": name, "evidence": list(shown)}
            for head, name, tail, shown in labels
        ],
    }


def folder(path: Path, articles: Sequence[dict[str, Any]]) -> Path:
    """Write the articles where the readers look for them."""
    (path / FILE).write_text(json.dumps(articles), encoding="utf-8")
    return path


ALBUM = article(
    "Blue Tin",
    ["Blue Tin is the second album of Marla Quist .", "It came out on Harbour Records in 1994 ."],
    {"Blue Tin": "MISC", "Marla Quist": "PER", "Harbour Records": "ORG", "1994": "TIME"},
    [
        ("Blue Tin", "P175", "Marla Quist", [0]),
        ("Blue Tin", "P264", "Harbour Records", [1]),
        ("Blue Tin", "P577", "1994", [1]),
    ],
)
LABEL = article(
    "Northern sound",
    ["Harbour Records was founded by Ivo Brandt in 1971 .", "It has its offices in Larnwick ."],
    {"Harbour Records": "ORG", "Ivo Brandt": "PER", "1971": "TIME", "Larnwick": "LOC"},
    [
        ("Harbour Records", "P112", "Ivo Brandt", [0]),
        ("Harbour Records", "P571", "1971", [0]),
        ("Harbour Records", "P159", "Larnwick", [1]),
    ],
)
SINGER = article(
    "Quist family",
    ["Marla Quist is a daughter of Anton Quist .", "She was born in Oderheim ."],
    {"Marla Quist": "PER", "Anton Quist": "PER", "Oderheim": "LOC"},
    [("Marla Quist", "P22", "Anton Quist", [0]), ("Marla Quist", "P19", "Oderheim", [1])],
)
