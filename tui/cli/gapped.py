"""Gaps for a machine and for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.gaps.records import Evidence, Gap, GapKind, GapReport
from engine.gaps.report import KINDS, heading, summary
from tui.cli import answers
from tui.cli.harmless import one_line
from tui.cli.layout import wrap
from tui.cli.output import faint, prose_width, strong
from tui.drawing import quotes

SHOWN_CHARACTERS = 300
INDENT = "   "


def gaps_json(found: GapReport) -> dict[str, Any]:
    """What `nacre gaps --json` prints."""
    return {
        "a": found.a,
        "b": found.b,
        "gaps": [gap_json(each) for each in found.gaps],
        "looked_at": dict(found.looked_at),
        "dropped": found.dropped,
        "notes": list(found.notes),
        "timings": dict(found.timings),
    }


def gap_json(gap: Gap) -> dict[str, Any]:
    """One gap; each quote is the canonical text's `[char_start:char_end]`, letter for letter."""
    return {
        "id": gap.gap_id,
        "kind": gap.kind.value,
        "title": gap.title,
        "why": gap.why,
        "confidence": gap.confidence,
        "a": [_evidence_json(each) for each in gap.a],
        "b": [_evidence_json(each) for each in gap.b],
        "question": gap.question,
        "measures": dict(gap.measures),
        "decision": gap.decision,
    }


def gaps_text(found: GapReport) -> list[str]:
    """Gaps one after the other, with what stands on both sides."""
    lines = [strong(line) for line in wrap(one_line(heading(found)), prose_width())]
    lines += wrap(summary(found), prose_width())
    for note in found.notes:
        lines += wrap(one_line(note), prose_width())
    for n, gap in enumerate(found.gaps, 1):
        lines += ["", *_gap(n, gap, found)]
    return lines


def _gap(n: int, gap: Gap, found: GapReport) -> list[str]:
    mark = " (kept)" if gap.decision == "kept" else ""
    about = f"{gap.gap_id} · {KINDS[gap.kind.value]} · {gap.confidence:.0%}"
    lines = [strong(line) for line in wrap(f"{n}. {one_line(gap.title)}{mark}", prose_width())]
    lines += [faint(line) for line in wrap(about, prose_width(), INDENT)]
    lines += wrap(one_line(gap.why), prose_width(), INDENT)
    lines += _side("In A" if found.b else "There is", gap.a)
    lines += _side("Nearest in B" if found.b else "Beside it", gap.b)
    if gap.question and gap.kind is not GapKind.QUESTION:  # its title asks it
        lines += wrap(f"To ask: {one_line(gap.question)}", prose_width(), INDENT)
    return lines


def _side(name: str, evidence: Sequence[Evidence]) -> list[str]:
    lines: list[str] = []
    for each in evidence:
        lines += [faint(line) for line in wrap(f"{name}: {answers.place_words(each.place)}", prose_width(), INDENT)]
        said = quotes.plain(answers.without_front(each.quote), each.place, SHOWN_CHARACTERS)
        lines += wrap(said, prose_width(), INDENT * 2)
    return lines


def _evidence_json(each: Evidence) -> dict[str, Any]:
    return {**answers.place_json(each.place), "quote": each.quote, "score": each.score}
