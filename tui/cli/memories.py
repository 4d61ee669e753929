"""Likeness, differences and recalled documents, for a machine and for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.records import (
    ArmScore,
    FactMatch,
    Lacking,
    Passage,
    Recalled,
    RecalledDocument,
    RoleInfo,
    Similar,
    SimilarDocument,
    SimilarPassage,
)
from tui.cli import answers
from tui.cli.figures import counted
from tui.cli.harmless import one_line
from tui.cli.layout import clip, table, wrap
from tui.cli.output import faint, prose_width, strong
from tui.drawing.matched import matched_pairs

SHOWN_CELLS = 240
INDENT = "   "


# --- for a machine ----------------------------------------------------------------------------------------------------


def similar_json(found: Similar) -> dict[str, Any]:
    """What `nacre similar --json` prints."""
    return {
        "target": found.target,
        "words": list(found.words),
        "documents": [_document_json(each) for each in found.documents],
        "passages": [
            {**answers.passage_json(each.passage), "near_duplicate": each.near_duplicate} for each in found.passages
        ],
        "read_next": [_document_json(each) for each in found.read_next],
        "without": None,
        "timings": dict(found.timings),
    }


def lacking_json(found: Lacking) -> dict[str, Any]:
    """What `nacre similar A --without B --json` prints: the same keys, with passages only."""
    passages = [{**answers.passage_json(each), "near_duplicate": False} for each in found.passages]
    return {
        "target": found.target,
        "words": [],
        "documents": [],
        "passages": passages,
        "read_next": [],
        "without": found.without,
        "timings": dict(found.timings),
    }


def recalled_json(found: Recalled) -> dict[str, Any]:
    """What `nacre recall --json` prints."""
    return {
        "query": [{"role": role, "filler": filler} for role, filler in found.query],
        "documents": [_recalled_json(each) for each in found.documents],
        "fillers": {
            role: [
                {"filler": each.filler, "score": each.score, "margin": each.margin, "documents": each.documents}
                for each in fillers
            ]
            for role, fillers in found.fillers.items()
        },
        "combinations": [
            {"fillers": dict(each.fillers), "documents": each.documents, "iterations": each.iterations}
            for each in found.combinations
        ],
        "complete": found.complete,
        "note": found.note,
        "timings": dict(found.timings),
    }


def roles_json(roles: Sequence[RoleInfo]) -> dict[str, Any]:
    """What `nacre recall --json` prints without a pair."""
    return {
        "roles": [
            {
                "role": each.role,
                "fillers": each.fillers,
                "documents": each.documents,
                "examples": list(each.examples),
            }
            for each in roles
        ]
    }


def _document_json(each: SimilarDocument) -> dict[str, Any]:
    return {
        **answers.place_json(each.place),
        "kind": each.kind,
        "score": each.score,
        "near_duplicate": each.near_duplicate,
        "shared": each.shared,
        "arms": {name: {"rank": arm.rank, "score": arm.score} for name, arm in each.arms.items()},
        "why": each.why,
    }


def _recalled_json(each: RecalledDocument) -> dict[str, Any]:
    def facts(matches: Sequence[FactMatch]) -> list[dict[str, str]]:
        return [{"role": match.role, "wanted": match.wanted, "found": match.found} for match in matches]

    return {
        "document": each.path,
        "part": each.part,
        "version": each.version,
        "title": each.title,
        "kind": each.kind,
        "score": each.score,
        "likeness": each.likeness,
        "matched": facts(each.matched),
        "partial": facts(each.partial),
        "missing": facts(each.missing),
    }


# --- for a person -----------------------------------------------------------------------------------------------------


def similar_text(found: Similar) -> list[str]:
    """Documents, what to read next, and passages."""
    if not found.documents and not found.passages:
        return [f"Nothing in the library is like {one_line(found.target)}."]
    lines = [strong(line) for line in wrap(f"Like {one_line(found.target)}", prose_width())]
    for title, block in (
        ("Documents", [_document(n, each) for n, each in enumerate(found.documents, 1)]),
        ("Read next", [_next(each) for each in found.read_next]),
        ("Passages", [_passage(n, each) for n, each in enumerate(found.passages, 1)]),
    ):
        if block:
            lines += ["", strong(title), *(line for each in block for line in each)]
    return lines


def lacking_text(found: Lacking) -> list[str]:
    """The passages of A that B lacks."""
    head = f"In {one_line(found.target)} and not in {one_line(found.without)}, the clearest first"
    return [
        *(strong(line) for line in wrap(head, prose_width())),
        "",
        *(line for n, each in enumerate(found.passages, 1) for line in _plain(n, each, "")),
    ]


def recalled_text(found: Recalled) -> list[str]:
    """Documents with the pairs that matched, fillers of open roles, and combinations."""
    lines: list[str] = []
    for n, each in enumerate(found.documents, 1):
        lines += _recalled(n, each)
    for role, fillers in found.fillers.items():
        rows = [[one_line(each.filler), counted(each.documents, "document")] for each in fillers]
        lines += ["", strong(f"{role} = ?"), *_rows(("filler", "in"), rows)]
    if found.combinations:
        roles = list(found.combinations[0].fillers)
        rows = [
            [*(one_line(each.fillers[role]) for role in roles), counted(each.documents, "document")]
            for each in found.combinations
        ]
        lines += ["", strong("Together"), *_rows((*roles, "in"), rows)]
    if found.note:
        lines += ["", *wrap(found.note, prose_width())]
    return lines[1:] if lines and not lines[0] else lines


def roles_text(roles: Sequence[RoleInfo]) -> list[str]:
    """The roles that there are."""
    if not roles:
        return ["No document has any role yet; add documents with: nacre ingest PATH"]
    rows = [
        [each.role, f"{each.fillers:,}", f"{each.documents:,}", ", ".join(one_line(one) for one in each.examples)]
        for each in roles
    ]
    return _rows(("role", "fillers", "documents", "such as"), rows)


def opinions(arms: Mapping[str, ArmScore]) -> str:
    """'codes 1 (0.71) · words 3 (0.45) · tree 2 (0.62)': rank and score by arm."""
    return " · ".join(f"{name} {arm.rank} ({arm.score:.2f})" for name, arm in arms.items())


def _document(n: int, each: SimilarDocument) -> list[str]:
    mark = " (near-duplicate)" if each.near_duplicate else ""
    return [
        *(strong(line) for line in wrap(f"{n}. {one_line(each.place.title)}{mark}", prose_width())),
        *(faint(line) for line in wrap(one_line(each.place.path), prose_width(), INDENT)),
        *(faint(line) for line in wrap(f"{each.score:.2f} · {opinions(each.arms)}", prose_width(), INDENT)),
        *wrap(one_line(each.why), prose_width(), INDENT),
    ]


def _next(each: SimilarDocument) -> list[str]:
    return [
        *wrap(f"→ {answers.place_words(each.place)}", prose_width()),
        *(faint(line) for line in wrap(one_line(each.why), prose_width(), "  ")),
    ]


def _passage(n: int, each: SimilarPassage) -> list[str]:
    return _plain(n, each.passage, " (near-duplicate)" if each.near_duplicate else "")


def _plain(n: int, passage: Passage, mark: str) -> list[str]:
    return [
        *(strong(line) for line in wrap(f"{n}. {answers.place_words(passage.place)}{mark}", prose_width())),
        *(faint(line) for line in wrap(f"{passage.score:.2f} · {opinions(passage.arms)}", prose_width(), INDENT)),
        *wrap(clip(answers.excerpt(passage.text), SHOWN_CELLS), prose_width(), INDENT),
    ]


def _recalled(n: int, each: RecalledDocument) -> list[str]:
    return [
        *(strong(line) for line in wrap(f"{n}. {one_line(each.title)}", prose_width())),
        *(faint(line) for line in wrap(one_line(each.path), prose_width(), INDENT)),
        *wrap(f"{each.score:.2f} · {one_line(matched_pairs(each))}", prose_width(), INDENT),
    ]


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table whose last column is clipped to the screen."""
    return [clip(line, prose_width()) for line in table(head, rows)]
