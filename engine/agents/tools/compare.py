"""The tool `compare`: two documents line by line, and how much was added and removed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.agents.tools.naming import cell, fenced, the_document
from engine.agents.tools.numbers import counted
from engine.agents.tools.tool import Arguments, Door, Tool, ToolError, ToolResult, fields, one_of, words

MOST_LINES = 5_000
"""Lines of either document between their common beginning and end; comparing takes the square of them at worst."""

SHOWN_LINES = 200
CONTEXT = 2  # lines of what stayed around a change
WIDEST = 300  # characters of a line that are shown


@dataclass(frozen=True, slots=True)
class Step:
    """Lines a[left] became b[right]; 'equal', 'replace', 'delete' or 'insert'."""

    what: str
    left: range
    right: range


def run(door: Door, arguments: Arguments) -> ToolResult:
    """What one document has and the other has not, line by line.

    Raises:
        ToolError: there is no such document, or they differ in too many lines.
    """
    left = the_document(door.library, arguments["left"])
    right = the_document(door.library, arguments["right"])
    a, b = (door.library.text(each.version).splitlines() for each in (left, right))
    found = steps(a, b)
    added = sum(len(step.right) for step in found if step.what != "equal")
    removed = sum(len(step.left) for step in found if step.what != "equal")
    same = sum(len(step.left) for step in found if step.what == "equal")
    counts = f"**{added:,} added**, **{removed:,} removed**, {counted(same, 'line')} the same"
    head = f"From **{cell(left.title)}** ({cell(left.file)}) to **{cell(right.title)}** ({cell(right.file)}): {counts}."
    whole_left = door.library.place(left.version, 0, 0)
    whole_right = door.library.place(right.version, 0, 0)
    if not added and not removed:
        return ToolResult("compare", f"{head} They have the same text.", places=(whole_left, whole_right))
    if arguments.get("form", "unified") == "side by side":
        columns, rows = (left.file, right.file), tuple(_side_by_side(a, b, found))
        kept = rows[:SHOWN_LINES]
        table = [_row(columns), "| --- | --- |", *(_row(row) for row in kept)]
        more = len(rows) - len(kept)
    else:
        lines = list(_unified(a, b, found))
        columns, rows = ("change", "line"), tuple((line[:1], line[1:]) for line in lines)
        table = [fenced("\n".join(line[:WIDEST] for line in lines[:SHOWN_LINES]), "diff")]
        more = len(lines) - SHOWN_LINES
    text = "\n".join([head, "", *table, *([f"\nand {counted(more, 'more line')}"] if more > 0 else [])])
    return ToolResult("compare", text, columns, rows, (whole_left, whole_right))


def steps(a: Sequence[str], b: Sequence[str]) -> list[Step]:
    """How a became b, in order; together the steps cover both.

    Raises:
        ToolError: more than `MOST_LINES` lie between their common beginning and end.
    """
    shorter = min(len(a), len(b))
    head = next((at for at in range(shorter) if a[at] != b[at]), shorter)
    most = shorter - head
    tail = next((at for at in range(most) if a[-1 - at] != b[-1 - at]), most)
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    if max(len(inner_a), len(inner_b)) > MOST_LINES:
        raise ToolError(
            f"the documents differ over {max(len(inner_a), len(inner_b)):,} lines, more than {MOST_LINES:,}",
            "compare shorter ones",
        )
    found = [Step("equal", range(head), range(head))] if head else []
    for what, *ends in difflib.SequenceMatcher(None, inner_a, inner_b).get_opcodes():
        first, last, other_first, other_last = (head + end for end in ends)
        found.append(Step(what, range(first, last), range(other_first, other_last)))
    if tail:
        found.append(Step("equal", range(len(a) - tail, len(a)), range(len(b) - tail, len(b))))
    return found


def _unified(a: Sequence[str], b: Sequence[str], found: Sequence[Step]) -> Iterator[str]:
    """Lines that begin with '+', '-' or ' ', a '@' line with both line numbers before each place of change."""
    for at, step in enumerate(found):
        if step.what != "equal":
            yield from (f"-{a[line]}" for line in step.left)
            yield from (f"+{b[line]}" for line in step.right)
            continue
        is_first, is_last = at == 0, at == len(found) - 1
        if not is_first:
            yield from (f" {a[line]}" for line in step.left[:CONTEXT])
        if is_last:
            return
        rest = step.left[0 if is_first else CONTEXT :][-CONTEXT:]
        if is_first or len(step.left) > 2 * CONTEXT:
            skipped = step.left[-1] - len(rest) + 1, step.right[-1] - len(rest) + 1
            yield f"@ line {skipped[0] + 1} and {skipped[1] + 1}"
        yield from (f" {a[line]}" for line in rest)


def _side_by_side(a: Sequence[str], b: Sequence[str], found: Sequence[Step]) -> Iterator[tuple[str, str]]:
    """Only what differs."""
    for step in found:
        if step.what == "equal":
            continue
        for at in range(max(len(step.left), len(step.right))):
            left = a[step.left[at]] if at < len(step.left) else ""
            right = b[step.right[at]] if at < len(step.right) else ""
            yield left, right


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell(each[:WIDEST]) for each in cells)} |"


TOOL = Tool(
    "compare",
    "Compares two documents line by line.",
    fields(
        {
            "left": words("the earlier document: its file's name, path or title", 300),
            "right": words("the later document", 300),
            "form": one_of("how the changes are shown", "unified", "side by side"),
        },
        "left",
        "right",
    ),
    run,
)
