"""An answer for a machine and for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from engine.agents.route import TOOL
from engine.events import Answered, Event, to_json
from engine.records import Answer, Citation, Comparison, Passage, Place
from tui.cli.harmless import harmless, one_line
from tui.cli.layout import clip, side_by_side, wrap, wrap_answer
from tui.cli.output import faint, prose_width, screen_width, strong
from tui.drawing.answered import has_tier, is_missing, manner, unsourced
from tui.drawing.durations import duration
from tui.drawing.places import headings

TIERS = ("no model", "MiniLM", "chat model")
NEAREST_SHOWN = 3
NEAREST_CELLS = 300
WIDE_ENOUGH_FOR_TWO = 100
WIDEST_PAIR = 160
INDENT = "    "
FRONT_MATTER = re.compile(r"\A---\r?\n.*?^---\s*", re.DOTALL | re.MULTILINE)


def place_json(place: Place) -> dict[str, Any]:
    """Where a span stands. `document` is the file's absolute path."""
    return {
        "document": place.path,
        "part": place.part,
        "version": place.version,
        "title": place.title,
        "headings": list(place.headings),
        "page": place.page,
        "speaker": place.speaker,
        "time": place.time,
        "line_start": place.line_start,
        "line_end": place.line_end,
        "char_start": place.char_start,
        "char_end": place.char_end,
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """A citation; `quote` is the canonical text's `[char_start:char_end]`, letter for letter."""
    return {"n": citation.n, **place_json(citation.place), "quote": citation.quote}


def passage_json(passage: Passage) -> dict[str, Any]:
    """A passage with each retriever's rank and score."""
    arms = {name: {"rank": arm.rank, "score": arm.score} for name, arm in passage.arms.items()}
    return {**place_json(passage.place), "text": passage.text, "score": passage.score, "arms": arms}


def answer_json(answer: Answer, trace: Sequence[Event]) -> dict[str, Any]:
    """What `nacre ask --json` prints. The trace leaves out the closing event, which is this object itself."""
    return {
        "question": answer.question,
        "answer": answer.text,
        "abstained": answer.abstained,
        "tier": answer.tier,
        "model": answer.model,
        "role": answer.role,
        "specialist": answer.specialist,
        "lens": answer.lens,
        "way": answer.way,
        "grounded": answer.grounded,
        "unsupported": answer.unsupported,
        "citations": [citation_json(citation) for citation in answer.citations],
        "nearest": [passage_json(passage) for passage in answer.nearest],
        "rounds": answer.rounds,
        "halt": answer.halt,
        "support": answer.support,
        "trace": [to_json(event) for event in trace if not isinstance(event, Answered)],
        "timings": dict(answer.timings),
        "conversation": answer.conversation_id,
    }


def comparison_json(comparison: Comparison, trace: Sequence[Event]) -> dict[str, Any]:
    """What `nacre compare --json` prints."""
    return {
        "question": comparison.question,
        "left": {"name": comparison.left_name, **answer_json(comparison.left, ())},
        "right": {"name": comparison.right_name, **answer_json(comparison.right, ())},
        "trace": [to_json(event) for event in trace if not isinstance(event, Answered)],
    }


def answer_text(answer: Answer, width: int | None = None) -> list[str]:
    """The answer, its sources or the nearest passages, and how it came about."""
    width = width or prose_width()
    said = harmless(answer.text).strip() or ("The library does not say." if answer.abstained else "")
    lines = wrap_answer(said, width)
    if answer.citations:
        lines += ["", strong("Sources")]
        for citation in answer.citations:
            lines += _source(f"[{citation.n}] ", citation.place, citation.quote, width)
    elif answer.nearest and (is_missing(answer) or answer.role == TOOL):
        lines += ["", strong("Found in" if answer.role == TOOL else "Nearest passages")]
        for passage in answer.nearest[:NEAREST_SHOWN]:
            lines += _source("", passage.place, clip(excerpt(passage.text), NEAREST_CELLS), width)
    return [*lines, "", *(faint(line) for line in wrap(_how(answer), width))]


def comparison_text(comparison: Comparison) -> list[str]:
    """Two answers: side by side where the terminal is wide enough, else one after the other."""
    sides = ((comparison.left_name, comparison.left), (comparison.right_name, comparison.right))
    if screen_width() < WIDE_ENOUGH_FOR_TWO:
        return [
            line for name, answer in sides for line in (strong(f"== {one_line(name)}"), "", *answer_text(answer), "")
        ][:-1]
    column = (min(screen_width(), WIDEST_PAIR) - 3) // 2
    left, right = ([*wrap(one_line(name), column), "", *answer_text(answer, column)] for name, answer in sides)
    return side_by_side(left, right, column)


def excerpt(text: str) -> str:
    """A passage on one line, without the front matter of its file."""
    return one_line(without_front(text))


def without_front(text: str) -> str:
    """A passage without the front matter of its file, unless it is nothing else."""
    return FRONT_MATTER.sub("", text) or text


def place_words(place: Place) -> str:
    """'Tides › Spring tides · page 3', as a reader would say it."""
    name = " › ".join(one_line(part) for part in (place.title, *headings(place)) if part)
    return " · ".join(part for part in (name, _position(place)) if part)


def _position(place: Place) -> str:
    if place.speaker:
        return ", ".join(one_line(part) for part in (place.speaker, place.time) if part)
    if place.page is not None:
        return f"page {place.page}"
    if place.line_start == place.line_end:
        return f"line {place.line_start}"
    return f"lines {place.line_start}–{place.line_end}"


def _source(mark: str, place: Place, quote: str, width: int) -> list[str]:
    head = wrap(mark + place_words(place), width)
    path = [faint(line) for line in wrap(one_line(place.path), width, INDENT)]
    return [*head, *path, *wrap(one_line(quote), width, INDENT + "> ")]


def _how(answer: Answer) -> str:
    by = one_line(answer.model) or (TIERS[answer.tier] if answer.tier < len(TIERS) else "")
    tier = f"tier {answer.tier} ({by})" if by else f"tier {answer.tier}"
    total = answer.timings.get("total")
    took = duration(total) if total is not None else ""
    parts = (unsourced(answer), *manner(answer), tier if has_tier(answer) else "", took, answer.halt)
    return " · ".join(one_line(part) for part in parts if part)
