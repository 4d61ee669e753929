"""How a quote reads inside an answer: markup and footnote marks out, cells with their columns' names, nothing added."""

from __future__ import annotations

import csv
import re

from engine.reasoning.evidence import Evidence
from engine.sources.reading import BlockKind

FOOTNOTE = re.compile(r"\s?\[\^?(?:\d{1,3}(?:\s?[,–-]\s?\d{1,3})*|citation needed|note \d+|[a-z])\]", re.IGNORECASE)
IMAGE = re.compile(r"!\[\[[^\]]*\]\]|!\[([^\]]*)\]\([^)]*\)")
LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
WIKILINK = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]+)\]\]")
EMPHASIS = re.compile(r"(?<![\w*])(\*\*|__|\*|==)(?=\S)(.+?)(?<=\S)\1(?![\w*])")
LEAD = re.compile(r"^\s*(?:>\s?)*\s*(?:[-*+•]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+|#{1,6}\s+|\[!\w+\][-+]?\s*)?")
MARK = re.compile(r"\[(\d+)\]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def spoken(evidence: Evidence) -> str:
    """The quote as it stands in the answer; the citation keeps it letter for letter."""
    if evidence.kind is BlockKind.CODE:
        code = CONTROL.sub("", evidence.quote.replace("\r\n", "\n"))
        return "```\n" + MARK.sub(r"[ \1]", code).replace("```", "'''") + "\n```"
    if evidence.kind is BlockKind.TABLE:
        return _cells(evidence.quote, evidence.header)
    text = LEAD.sub("", evidence.quote)
    text = IMAGE.sub(r"\1", text)
    text = WIKILINK.sub(r"\1", text)
    text = LINK.sub(r"\1", text)
    return plain(EMPHASIS.sub(r"\2", text))


def plain(text: str) -> str:
    """One line without control characters and without anything that looks like a citation's mark."""
    text = FOOTNOTE.sub("", CONTROL.sub(" ", text))
    text = MARK.sub(r"(\1)", text)  # whatever is left could be taken for one of ours
    return " ".join(text.split())


def count_words(text: str) -> int:
    """Words of an answer, its own `[n]` marks not counted."""
    return len(MARK.sub("", text).split())


def _cells(row: str, header: str) -> str:
    cells, names = split_row(row), split_row(header)
    if len(names) == len(cells) and header and any(name for name in names):
        pairs = [
            f"{name}: {cell}" if name and name != cell else cell
            for name, cell in zip(names, cells, strict=True)
            if cell
        ]
    else:
        pairs = [cell for cell in cells if cell]
    return plain(" · ".join(pairs))


def split_row(row: str) -> list[str]:
    """The cells of a row of a Markdown table, or of a line of CSV or TSV."""
    row = row.strip()
    if row.startswith("|"):
        return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip("|"))]
    if not row:
        return []
    delimiter = max("\t;,|", key=row.count)
    try:
        return [cell.strip() for cell in next(csv.reader([row], delimiter=delimiter))]
    except (csv.Error, StopIteration):
        return [row]
