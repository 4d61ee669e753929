"""Open questions, for a machine and for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.gaps.again import ClosedGap
from engine.questions.records import Added, OpenQuestion, QuestionState
from tui.cli import answers
from tui.cli.figures import counted
from tui.cli.harmless import one_line
from tui.cli.layout import clip, wrap
from tui.cli.output import faint, prose_width, strong

INDENT = "   "
QUOTE_CELLS = 300
NONE = (
    "No question is open. What you ask and the library does not answer is kept here, and asked again when documents "
    "come; nacre questions add TEXT puts one on the list."
)


def questions_json(found: Sequence[OpenQuestion], closed: Sequence[ClosedGap]) -> dict[str, Any]:
    """What `nacre questions --json` prints."""
    return {
        "open": sum(each.state is QuestionState.OPEN for each in found),
        "answered": sum(each.state is QuestionState.ANSWERED for each in found),
        "news": sum(each.is_news for each in found),
        "questions": [question_json(each) for each in found],
        "closed_gaps": [
            {"id": each.gap_id, "kind": each.kind.value, "title": each.title, "a": each.a, "b": each.b,
             "closed": each.closed, "news": each.is_news, **answers.place_json(each.place)}
            for each in closed
        ],
    }  # fmt: skip


def question_json(one: OpenQuestion) -> dict[str, Any]:
    """A question; `quote` is the canonical text's `[char_start:char_end]`, letter for letter."""
    best = None if one.best is None else {**answers.place_json(one.best.place), "quote": one.best.quote}
    return {
        "id": one.question_id,
        "question": one.text,
        "asked": one.asked,
        "conversation": one.conversation_id,
        "scope": one.scope,
        "state": one.state.value,
        "news": one.is_news,
        "support": one.support,
        "best": best,
        "tried": one.tried,
    }


def questions_text(found: Sequence[OpenQuestion], closed: Sequence[ClosedGap] = ()) -> list[str]:
    """What is answered now before what is open; then gaps that were kept and are found no more."""
    if not found and not closed:
        return wrap(NONE, prose_width())
    lines: list[str] = []
    for name, group in (
        ("answered now", [each for each in found if each.is_news]),
        ("open", [each for each in found if each.state is QuestionState.OPEN]),
        ("answered", [each for each in found if each.state is QuestionState.ANSWERED and not each.is_news]),
    ):
        if group:
            lines += [*([""] if lines else []), strong(f"{counted(len(group), 'question')} {name}")]
            lines += [line for each in group for line in ["", *_question(each)]]
    if closed:
        lines += [*([""] if lines else []), strong(f"{counted(len(closed), 'kept gap')} found no more"), ""]
        lines += [line for each in closed for line in wrap(_closed(each), prose_width())]
    return lines


def _closed(one: ClosedGap) -> str:
    sides = f" (in {one.a}, not in {one.b})" if one.b else ""
    return f"{one.gap_id} {one.closed[:10]}: {one_line(one.title)}{one_line(sides)}"


def added_text(added: Added) -> list[str]:
    """What became of a question."""
    one = added.question
    if added.was_known:
        return [f"Question {one.question_id} is on the list already.", *_question(one)]
    if one.state is QuestionState.ANSWERED:
        return ["The library answers this already:", *_question(one)]
    said = f"Question {one.question_id} is on the list; it is asked again when documents come."
    return [*wrap(said, prose_width()), *_question(one)]


def _question(one: OpenQuestion) -> list[str]:
    lines = [strong(line) for line in wrap(f"{one.question_id}. {one_line(one.text)}", prose_width())]
    where = f"conversation {one.conversation_id}" if one.conversation_id is not None else "added by hand"
    within = f" · in {one_line(one.scope)}" if one.scope else ""
    about = f"asked {one.asked[:10]} · {where}{within} · tried {one.tried[:10]}"
    lines += [faint(line) for line in wrap(about, prose_width(), INDENT)]
    best = one.telling
    if best is None:
        return [*lines, f"{INDENT}Nothing comes near it."]
    name = "Answer" if one.state is QuestionState.ANSWERED else "Nearest"
    lines += [faint(line) for line in wrap(f"{name}: {answers.place_words(best.place)}", prose_width(), INDENT)]
    return [*lines, *wrap(clip(answers.excerpt(best.quote), QUOTE_CELLS), prose_width(), INDENT * 2)]
