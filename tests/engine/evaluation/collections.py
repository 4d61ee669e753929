"""A collection of invented places, small enough to be measured in a second; not every question has an answer."""

from __future__ import annotations

import json
from pathlib import Path

PLACES = ("Aldby", "Berrow", "Corran", "Dunmere")
PEOPLE = ("Isla Menzies", "Jonas Frost", "Klara Hale", "Edith Kerr")


def write(folder: Path, *, answers: bool = True, articles: bool = True) -> Path:
    """Four articles of two documents, each with two questions that have an answer and one that has none."""
    folder.mkdir(parents=True, exist_ok=True)
    corpus: list[dict[str, object]] = []
    queries: list[dict[str, object]] = []
    relevant = ["query-id\tcorpus-id\tscore"]
    for number, (place, person) in enumerate(zip(PLACES, PEOPLE, strict=True)):
        year = 1860 + 7 * number
        light = f"The lighthouse of {place} was built in {year} by {person}. Its tower is {30 + number} metres high."
        ferry = f"The ferry of {place} carries {12 + number} people. It was painted green by the harbour master."
        corpus += [
            {"_id": f"{place}-1", "title": f"The light of {place}", "text": light},
            {"_id": f"{place}-2", "title": f"The ferry of {place}", "text": ferry},
        ]
        asked: list[tuple[str, str, list[str], str]] = [
            (f"{place}-a", f"Who built the lighthouse of {place}?", [person], f"{place}-1"),
            (f"{place}-b", f"How many people does the ferry of {place} carry?", [str(12 + number)], f"{place}-2"),
            (f"{place}-c", f"Which walrus sleeps in the cellar of {place}?", [], f"{place}-1"),
        ]
        for name, text, found, document in asked:
            row: dict[str, object] = {"_id": name, "text": text}
            row |= {"answers": found} if answers else {}
            row |= {"article": place} if articles else {}
            queries.append(row)
            if found or not answers:
                relevant.append(f"{name}\t{document}\t1")
    lines(folder / "corpus.jsonl", corpus)
    lines(folder / "queries.jsonl", queries)
    (folder / "qrels.tsv").write_text("\n".join(relevant) + "\n", "utf-8")
    return folder


def lines(path: Path, rows: list[dict[str, object]]) -> None:
    """One JSON object a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
