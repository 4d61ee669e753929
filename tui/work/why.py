"""Why an answer is as it is: a page made of the answer and the events of its making."""

from __future__ import annotations

from engine.records import Answer, Passage
from tui.drawing.answered import unsourced
from tui.drawing.clean import one_line
from tui.drawing.quotes import plain
from tui.drawing.report import Cells, Pair, Paragraph, Part, Title
from tui.keymap.keymap import Keymap
from tui.talk import Entry, counted, every, where

ARMS = ("words", "codes", "fused")
INDENT = "  "  # a level of steps
WIDTHS = (7,)  # what stands under a passage's name is indented so far


def page(entry: Entry, allowed: int, keymap: Keymap) -> list[Part]:
    """The page for one answer; `allowed` is how many passages an answer may draw on, `keymap` the keys in force."""
    answer = entry.answer
    if answer is None:
        return [Paragraph("This answer was cut off before it was finished.", "muted")]
    parts: list[Part] = [Paragraph(one_line(answer.question or entry.question, 2_000))]
    parts += _outcome(answer)
    parts += [Title("Steps")]
    for stage, depth in every(entry.stages):
        took = f" · {stage.elapsed_ms:.1f} ms" if stage.elapsed_ms is not None else ""
        said = f"{one_line(stage.said, 500)}{took}".strip(" ·")
        parts.append(Pair(f"{INDENT * depth}{one_line(stage.name, 40)}", said, 9 + len(INDENT) * depth))
    parts += _seen(entry, keymap)
    parts += _passages(answer, allowed)
    if answer.timings:
        timings = " · ".join(f"{name} {ms:.1f} ms" for name, ms in answer.timings.items())
        parts += [Title("Timings"), Paragraph(timings)]
    return parts


def _outcome(answer: Answer) -> list[Part]:
    said = (
        "The library does not say"
        if answer.abstained
        else f"Answered with {counted(len(answer.citations), 'citation')}"
    )
    if not answer.grounded and not answer.abstained:
        said = one_line(unsourced(answer)).capitalize() or "Nothing of the library was asked for"
    rounds = counted(answer.rounds, "round")
    how = f"{answer.halt} · support {answer.support:.2f} · {rounds} · tier {answer.tier}"
    parts: list[Part] = [Title("Outcome"), Pair("answer", said, 9), Pair("halted", one_line(how), 9)]
    named = {"role": answer.role, "way": answer.way, "by": answer.specialist, "lens": answer.lens}
    return [*parts, *(Pair(name, one_line(value), 9) for name, value in named.items() if value)]


def _seen(entry: Entry, keymap: Keymap) -> list[Part]:
    """Which specialist was given what to read."""
    prompts = [stage.prompt for stage, _ in every(entry.stages) if stage.prompt is not None]
    if not prompts:
        return []
    opens, there = keymap.label("fold"), keymap.label("show-trace")
    parts: list[Part] = [
        Title("Who saw what"),
        Paragraph(f"{opens} on a prompt in the trace ({there}) shows it whole.", "muted"),
    ]
    for prompt in prompts:
        who = prompt.agent or prompt.model
        by = f" · {prompt.model}" if prompt.agent else ""
        told = ", ".join(f"{role} {counted(len(text), 'character')}" for role, text in prompt.messages)
        left_out = f" · {len(prompt.cut)} cut" if prompt.cut else ""
        parts.append(Cells(("", one_line(f"{who}{by}")), (0,), bold=True))
        said = f"{prompt.tokens:,} tokens · {counted(prompt.passages, 'passage')}{left_out} · {told}"
        parts.append(Cells(("", one_line(said, 500)), (2,), colour="muted"))
    return parts


def _passages(answer: Answer, allowed: int) -> list[Part]:
    parts: list[Part] = [Title("Passages")]
    if not answer.nearest:
        parts.append(Paragraph("No passage was found.", "muted"))
    quoted = {citation.chunk_id: citation.n for citation in answer.citations}
    for rank, passage in enumerate(answer.nearest, 1):
        chosen = passage.chunk_id in quoted
        sign = f"[{quoted[passage.chunk_id]}]" if chosen else "cut"
        name = f"{sign:<4} {one_line(passage.place.title)} · {where(passage.place)}"
        scores = "   ".join(f"{arm} {_score(passage, arm)}" for arm in ARMS)
        reason = f"{_reason(answer, passage, rank, allowed, chosen)}: {plain(passage.text, passage.place, 140)}"
        parts.append(Cells((f"{rank:>2}", name), (2,), bold=True, colour="text" if chosen else "muted"))
        parts.append(Cells(("", scores), WIDTHS, colour="mark"))
        parts.append(Cells(("", reason), WIDTHS, colour="muted"))
    return parts


def _score(passage: Passage, arm: str) -> str:
    score = passage.arms.get(arm)
    return f"#{score.rank} {score.score:.2g}" if score else "—"


def _reason(answer: Answer, passage: Passage, rank: int, allowed: int, chosen: bool) -> str:
    if chosen:
        return "quoted"
    if rank > allowed:
        return f"ranked below the {allowed} that an answer may draw on"
    if answer.abstained:
        return "its best sentence does not support an answer well enough"
    return "no sentence of it was needed"
