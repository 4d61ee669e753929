"""Test collections in the layout of BEIR, and how questions are drawn from them."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import NacreError, UsageError

MAX_QUESTIONS = 1_500
SEED = 20_240_229  # any number would do; it must only never change


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a collection."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `answers` is None where the collection does not say, empty where there is none in the text."""

    id: str
    text: str
    relevant: Mapping[str, float]  # gain by document id
    answers: tuple[str, ...] | None
    article: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A whole collection."""

    name: str
    items: tuple[Item, ...]
    questions: tuple[Question, ...]


def load(directory: Path) -> Collection:
    """Read `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`.

    Raises:
        UsageError: the folder lacks one of the files, or there is nothing in it.
        NacreError: a line can't be read; names file and line.
    """
    for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv"):
        if not (directory / name).is_file():
            raise UsageError(f"{directory} has no {name}", "name a folder in the layout of BEIR")
    items = tuple(
        Item(str(row["_id"]), row.get("title") or "", row["text"])
        for row in lines(directory / "corpus.jsonl", ("_id", "text"))
    )
    relevant: dict[str, dict[str, float]] = {}
    with (directory / "qrels.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            try:
                gain = float(row["score"])
                if gain > 0:
                    relevant.setdefault(row["query-id"], {})[row["corpus-id"]] = gain
            except (KeyError, TypeError, ValueError) as error:
                raise NacreError(
                    f"{directory / 'qrels.tsv'} has a line without query-id, corpus-id and score"
                ) from error
    questions = tuple(
        Question(
            id=str(row["_id"]),
            text=row["text"],
            relevant=relevant.get(str(row["_id"]), {}),
            answers=tuple(row["answers"]) if isinstance(row.get("answers"), list) else _null_type(row),
            article=str(row.get("article") or ""),
        )
        for row in lines(directory / "queries.jsonl", ("_id", "text"))
    )
    if not items or not questions:
        raise UsageError(
            f"{directory} has no {'questions' if items else 'documents'}", "name a collection that has both"
        )
    return Collection(directory.name, items, questions)


def save(collection: Collection, directory: Path) -> None:
    """Write the three files that `load` reads; folders that lack are made, files that are there are replaced."""
    directory.mkdir(parents=True, exist_ok=True)
    documents = [{"_id": item.id, "title": item.title, "text": item.text} for item in collection.items]
    questions: list[dict[str, Any]] = [
        {"_id": each.id, "text": each.text, "article": each.article}
        | ({} if each.answers is None else {"answers": list(each.answers)})
        for each in collection.questions
    ]
    for name, rows in (("corpus.jsonl", documents), ("queries.jsonl", questions)):
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        (directory / name).write_text(text, encoding="utf-8")
    with (directory / "qrels.tsv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(["query-id", "corpus-id", "score"])
        table.writerows([each.id, name, gain] for each in collection.questions for name, gain in each.relevant.items())


def _null_type(row: dict[str, Any]) -> tuple[str, ...] | None:
    """Some collections mark a question without an answer by its type instead."""
    return () if row.get("type") == "Null" else None


def lines(path: Path, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                if not isinstance(row, dict) or any(name not in row for name in needed):
                    raise NacreError(f"{path}, line {number} lacks {' or '.join(needed)}")
            except json.JSONDecodeError as error:
                raise NacreError(f"{path}, line {number} is not JSON: {error}") from error
            rows.append(row)
    return rows


def ranked_questions(collection: Collection, limit: int = MAX_QUESTIONS) -> list[Question]:
    """Questions to rank documents for: answerable ones with a relevant document, at most `limit`."""
    return draw([q for q in collection.questions if q.relevant and q.answers != ()], limit)


def by_article(collection: Collection) -> dict[str, set[str]]:
    """Ids of the documents that the questions of each article are about."""
    found: dict[str, set[str]] = {}
    for question in collection.questions:
        found.setdefault(question.article, set()).update(question.relevant)
    return found


def draw(questions: list[Question], limit: int) -> list[Question]:
    """At most `limit` questions, evenly over articles, by a fixed seed, in a fixed order."""
    if len(questions) <= limit:
        return questions
    generator = random.Random(SEED)
    piles: dict[str, list[Question]] = {}
    for question in questions:
        piles.setdefault(question.article, []).append(question)
    for pile in piles.values():
        generator.shuffle(pile)
    drawn: list[Question] = []
    depth = 0
    while len(drawn) < limit:
        layer = [pile[depth] for _, pile in sorted(piles.items()) if depth < len(pile)]
        if len(drawn) + len(layer) > limit:
            generator.shuffle(layer)
        drawn.extend(layer[: limit - len(drawn)])
        depth += 1
    return drawn
