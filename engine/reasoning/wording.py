"""How a quote reads inside an answer: markup and footnote marks out, cells with their columns' names, nothing added."""

from __future__ import annotations

import csv
import re
from itertools import pairwise

from engine.reasoning.evidence import Evidence
from engine.sources.reading import BlockKind

FOOTNOTE = re.compile(
    r"\s?\[\^?(?:\d{1,3}(?:\s?[,–-]\s?\d{1,3})*|citation needed|note \d+|[a-z]|(?<=\^)[\w-]+)\]", re.IGNORECASE
)
IMAGE = re.compile(r"[ \t]*(?:!\[\[[^\]]*\]\]|!\[([^\]]*)\]\([^)]*\))")
LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
WIKILINK = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]+)\]\]")
EMPHASIS = re.compile(r"(?<![\w*])(\*\*|__|\*|==)(?=\S)(.+?)(?<=\S)\1(?![\w*])")
LEAD = re.compile(r"^\s*(?:>\s?)*\s*(?:[-*+•]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+|#{1,6}\s+|\[!\w+\][-+]?\s*)?")
ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]", re.MULTILINE)
FENCE = re.compile(r"\s*(?:```|~~~)")
OPENS_FENCE = re.compile(r"^(?:(?:`{3,}(?=[^`]*$)|~{3,})\s*)+")  # what would make code of the rest of the answer
APOSTROPHES = "'''"  # a fence inside a fence would end it
CODE_SPAN = re.compile(r"(`+[^`\n]+`+)")  # every second part of a split is code
MARK = re.compile(r"\[(\d+)\]")
LETTER = re.compile(r"[^\W\d_]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def spoken(evidence: Evidence) -> str:
    """The quote as it stands in the answer; the citation keeps it letter for letter."""
    lead, body = evidence.quote[: evidence.lead], evidence.quote[evidence.lead :]
    if evidence.kind is BlockKind.CODE:
        said = _code(body)
    elif evidence.kind is BlockKind.TABLE:
        said = _cells(body, evidence.header)
    elif evidence.kind is BlockKind.LIST and lead and not lead[-1].isalnum():  # it announces; else it is a title
        said = "\n".join(f"- {item}" for item in map(_prose, _items(body)) if item)
    elif lead:
        return f"{_prose(lead)}: {_prose(body)}"
    else:
        said = _prose(body)
    return f"{_prose(lead)}\n{said}" if lead else said


def _code(text: str) -> str:
    lines = CONTROL.sub("", text.replace("\r\n", "\n")).split("\n")
    kept = [line for line in lines if not FENCE.match(line)]
    code = MARK.sub(r"[ \1]", "\n".join(kept)).strip("\n")
    return f"```\n{code.replace('```', APOSTROPHES)}\n```"


def _items(text: str) -> list[str]:
    """The items of a list, each with the lines that belong to it."""
    starts = [0, *(match.start() for match in ITEM.finditer(text) if match.start())]
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _prose(text: str) -> str:
    return _inline(LEAD.sub("", text))


def _inline(text: str) -> str:
    parts = CODE_SPAN.split(CONTROL.sub(" ", text))
    said = (MARK.sub(r"[ \1]", part) if at % 2 else _without_marks(part) for at, part in enumerate(parts))
    return OPENS_FENCE.sub("", " ".join("".join(said).split()))


def _without_markup(text: str) -> str:
    text = IMAGE.sub(lambda match: f" {match[1]}" if match[1] else "", text)
    return EMPHASIS.sub(r"\2", LINK.sub(r"\1", WIKILINK.sub(r"\1", text)))


def _without_marks(text: str) -> str:
    """Prose without markup, and without anything that looks like a citation's mark."""
    text = FOOTNOTE.sub("", _without_markup(text))
    return MARK.sub(r"(\1)", text)  # whatever is left could be taken for one of ours


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
        if (
            header and not any(names) and len(pairs) > 1 and LETTER.search(cells[0])
        ):  # a list of facts, each with its name
            pairs[:2] = [f"{pairs[0].lstrip('•– ')}: {pairs[1]}"]
    return _inline(" · ".join(pairs))


def split_row(row: str) -> list[str]:
    """The cells of a row of a Markdown table, or of a line of CSV or TSV."""
    row = row.strip()
    if row.startswith("|"):
        return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row[1:].removesuffix("|"))]
    if not row:
        return []
    delimiter = max("\t;,|", key=row.count)
    try:
        return [cell.strip() for cell in next(csv.reader([row], delimiter=delimiter))]
    except (csv.Error, StopIteration):
        return [row]
