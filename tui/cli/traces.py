"""How an answer came about, an event a line, what happens within a part, a step or a draft below it."""

from __future__ import annotations

from collections.abc import Iterable

from engine.events import (
    Attributed,
    Checked,
    Drafted,
    Event,
    Fused,
    Halted,
    ModelFellBack,
    ModelLoaded,
    ModelLoading,
    ModelReplied,
    ModelWaits,
    Notice,
    PromptMade,
    PromptRead,
    QueryRead,
    Searched,
    Slowed,
    TextLeaves,
    TraceCut,
    TurnStored,
    Unknown,
    Withdrawn,
)
from tui.cli.figures import counted, size
from tui.cli.harmless import one_line
from tui.cli.layout import BULLET, wrap
from tui.cli.output import prose_width, strong
from tui.cli.reasoning import reasoning_words
from tui.drawing.fallen import TAKES_OVER
from tui.work.outline import Outline

RANKED_SHOWN = 3
INDENT = "    "


def trace_text(trace: Iterable[Event]) -> list[str]:
    """The events that have something to say, in order."""
    lines: list[str] = []
    outline = Outline([])
    for event in trace:
        outline.hear(event)
        depth = outline.depth
        words, *items = event_words(event).split("\n")
        if words:
            lines += wrap(words, prose_width(), INDENT * (1 + depth))
        for item in items:
            first, *rest = wrap(item.removeprefix(BULLET), prose_width(), INDENT * (2 + depth) + "  ")
            lines += [INDENT * (2 + depth) + BULLET + first.lstrip(), *rest]
    return [strong("Trace"), *lines]


def event_words(event: Event) -> str:
    """One event in a line of words; empty for those that only carry text or progress."""
    match event:
        case TurnStored(conversation_id=conversation):
            return f"question stored in conversation {conversation}"
        case QueryRead(terms=terms, scope=scope):
            where = f" in {one_line(scope)}" if scope else ""
            return f"looking for {', '.join(one_line(term) for term in terms) or 'nothing that carries meaning'}{where}"
        case Searched(arm=arm, candidates=candidates, best=best, elapsed_ms=elapsed):
            first = f", first in “{one_line(best)}”" if best else ""
            return f"{arm}: {counted(candidates, 'candidate')}{first} ({elapsed:.1f} ms)"
        case Fused(passages=passages, elapsed_ms=elapsed):
            ranked = "; ".join(one_line(where) for where, _ in passages[:RANKED_SHOWN])
            return f"one ranking: {ranked or 'empty'} ({elapsed:.1f} ms)"
        case Drafted(considered=considered, chosen=chosen, support=support, elapsed_ms=elapsed):
            return f"{chosen} of {counted(considered, 'sentence')} chosen, support {support:.2f} ({elapsed:.1f} ms)"
        case Checked(citations=citations, exact=exact, elapsed_ms=elapsed):
            return f"{exact} of {counted(citations, 'quote')} found letter for letter ({elapsed:.1f} ms)"
        case Halted(reason=reason):
            return f"stopped: {one_line(reason)}"
        case Notice(text=text):
            return one_line(text)
        case TraceCut(left_out=left_out):
            return f"too long to keep whole, {counted(left_out, 'event')} left out here"
        case Unknown(kind=kind):
            return f"{one_line(kind) or 'a step'}, which another version of Nacre has stored"
    return model_words(event) or reasoning_words(event)


def model_words(event: Event) -> str:
    """One event of a chat model's work in a line of words; empty for other events."""
    match event:
        case ModelWaits(model=model, ahead=ahead):
            return f"{one_line(model)}: {counted(ahead, 'request')} before this one"
        case ModelLoading(model=model, bytes=count):
            return f"{one_line(model)}: loading {size(count)}"
        case ModelLoaded(model=model, threads=threads, gpu_layers=layers, context_tokens=context, elapsed_ms=elapsed):
            gpu = f", {counted(layers, 'layer')} on the graphics card" if layers else ""
            return (
                f"{one_line(model)}: loaded with {counted(threads, 'thread')}{gpu}, room for {context:,} tokens "
                f"({elapsed:.1f} ms)"
            )
        case TextLeaves(model=model, host=host):
            return f"text leaves this machine: {one_line(model)} is at {one_line(host)}"
        case PromptMade(model=model, tokens=tokens, room_tokens=room, passages=passages, cut=cut, agent=agent):
            who = f"{one_line(model)}{f' as {one_line(agent)}' if agent else ''}"
            left_out = f"; {len(cut)} cut: {'; '.join(one_line(where) for where in cut)}" if cut else ""
            return f"{who}: {tokens:,} of {room:,} tokens, {counted(passages, 'passage')}{left_out}"
        case PromptRead(model=model, tokens=tokens, cached_tokens=cached, elapsed_ms=elapsed):
            known = f", {cached:,} known from before" if cached else ""
            return f"{one_line(model)}: {counted(tokens, 'token')} read{known} ({elapsed:.1f} ms)"
        case ModelReplied(model=model, tokens=tokens, tokens_per_s=speed, finish=finish, elapsed_ms=elapsed):
            return f"{one_line(model)}: {counted(tokens, 'token')}, {speed:.1f} a second, {finish} ({elapsed:.1f} ms)"
        case Attributed(sentences=sentences, supported=supported, moved=moved, elapsed_ms=elapsed):
            marks = f", {counted(moved, 'mark')} put right" if moved else ""
            return f"{supported} of {counted(sentences, 'sentence')} supported by a quote{marks} ({elapsed:.1f} ms)"
        case ModelFellBack():
            return fallen_back(event)
        case Withdrawn():
            return "what was written so far is void"
        case Slowed(why=why, threads=threads):
            return f"{one_line(why) or 'as fast as before'}: {counted(threads, 'thread')}"
    return ""


def fallen_back(event: ModelFellBack) -> str:
    """A failure of a model, and what happens now."""
    said = TAKES_OVER.get(event.then, f"{one_line(event.then)} answers instead")
    who = f"{one_line(event.model)}: " if event.model else ""
    return f"{who}{one_line(event.why).rstrip('.')}. {said}."
