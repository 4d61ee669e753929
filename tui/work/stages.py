"""The engine's events in the words of the trace, and what an answer is waiting for."""

from __future__ import annotations

from engine import events
from tui.drawing.fallen import TAKES_OVER
from tui.drawing.sizes import size
from tui.talk import ARM, HALT, Stage, counted
from tui.work.reasoning import WRAPPED, reasoning_stage

FINISHES = {
    "stop": "finished",
    "length": "cut at its limit",
    "repeats": "stopped, for it went in circles",
    "cancelled": "stopped",
}


def stage(event: events.Event) -> Stage | None:
    """The stage that an event stands for; None for those that the trace does not show."""
    match event:
        case events.QueryRead(terms=terms, scope=scope):
            return Stage(
                "query",
                " · ".join(terms) + (f" (in {scope})" if scope else "") or "no words that carry it",
                lines=WRAPPED,
            )
        case events.Searched(arm=arm, candidates=candidates, best=best, elapsed_ms=ms):
            return Stage(arm, f"{candidates} found" + (f" · {best}" if best else ""), ms, WRAPPED, kind=ARM)
        case events.Fused(passages=passages, elapsed_ms=ms):
            best = f" · {passages[0][0]}" if passages else ""
            return Stage("fused", f"{counted(len(passages), 'passage')}{best}", ms, WRAPPED)
        case events.Drafted(considered=considered, chosen=chosen, support=support, elapsed_ms=ms):
            return Stage("draft", f"support {support:.2f} · {chosen} of {considered} sentences", ms, WRAPPED)
        case events.Checked(citations=citations, exact=exact, elapsed_ms=ms):
            return Stage("check", f"{exact} of {citations} quotes exact", ms)
        case events.Halted(reason=reason):
            return Stage("halt", reason, kind=HALT)
        case events.TraceCut(left_out=left_out):
            return Stage("…", f"too long to keep whole · {counted(left_out, 'step')} left out", lines=WRAPPED)
        case events.Unknown():
            return unknown_stage(event)
        case _:
            return model_stage(event) or reasoning_stage(event)


def unknown_stage(event: events.Unknown) -> Stage:
    """A step that another version of Nacre has stored: its kind, and what of its data is short."""
    short = [
        f"{name} {value}" for name, value in event.data.items() if isinstance(value, (str, int)) and name != "text"
    ]
    ms = event.data.get("elapsed_ms")
    took = float(ms) if isinstance(ms, (int, float)) else None
    return Stage("other", " · ".join([event.kind or "no kind", *(each for each in short if each)]), took, WRAPPED)


def model_stage(event: events.Event) -> Stage | None:
    """The stage of a chat model's work that an event stands for; None for other events."""
    match event:
        case events.ModelWaits(model=model, ahead=ahead):
            return Stage("waits", f"{counted(ahead, 'request')} before this one · {model}", lines=WRAPPED)
        case events.ModelLoading(model=model, bytes=count):
            return Stage("loading", f"{model} · {size(count)}")
        case events.ModelLoaded(model=model, threads=threads, gpu_layers=layers, context_tokens=context, elapsed_ms=ms):
            gpu = f" · {counted(layers, 'layer')} on the graphics card" if layers else ""
            return Stage("model", f"{model} · {counted(threads, 'thread')} · {context:,} tokens{gpu}", ms, WRAPPED)
        case events.TextLeaves(host=host):
            return Stage("leaves", f"text leaves this machine: {host}", lines=WRAPPED)
        case events.PromptMade(tokens=tokens, room_tokens=room, passages=passages, cut=cut, agent=agent):
            who = f"{agent} · " if agent else ""
            left_out = f" · {len(cut)} cut: {'; '.join(cut)}" if cut else ""
            said = f"{who}{tokens:,} of {room:,} tokens · {counted(passages, 'passage')}{left_out}"
            return Stage("prompt", said, lines=WRAPPED, prompt=event if event.messages else None)
        case events.PromptRead(tokens=tokens, cached_tokens=cached, elapsed_ms=ms):
            known = f" · {cached:,} known ({cached / tokens:.0%})" if cached and tokens else ""
            return Stage("read", f"{tokens:,} tokens{known}", ms, WRAPPED)
        case events.ModelReplied(tokens=tokens, tokens_per_s=speed, finish=finish, elapsed_ms=ms):
            return Stage("wrote", f"{tokens:,} tokens · {speed:.1f}/s · {FINISHES.get(finish, finish)}", ms, WRAPPED)
        case events.Attributed(sentences=sentences, supported=supported, moved=moved, elapsed_ms=ms):
            marks = f" · {counted(moved, 'mark')} put right" if moved else ""
            return Stage("held", f"{supported} of {counted(sentences, 'sentence')} supported{marks}", ms, WRAPPED)
        case events.ModelFellBack(model=model, why=why, then=then):
            return Stage("failed", f"{model} → {then} · {why}", lines=WRAPPED)
        case events.Withdrawn():
            return Stage("anew", "what was shown so far is void")
        case events.Slowed(why=why, threads=threads):
            return Stage("speed", f"{why or 'as before'} · {counted(threads, 'thread')}", lines=WRAPPED)
        case _:
            return None


def doing(event: events.Event, draft: int = 0) -> str:
    """What an answer waits for from this event on, '' where that is nothing new.

    Args:
        event: what has happened.
        draft: the draft that is under way where it is not the first one.
    """
    again = f"writing again, draft {draft}: " if draft > 1 else ""
    match event:
        case events.Searched() | events.QueryRead() if draft > 1:
            return f"looking again for what draft {draft - 1} lacks"
        case events.ModelWaits(model=model, ahead=ahead):
            return f"waiting for {model}, {counted(ahead, 'request')} before this one"
        case events.ModelLoading(model=model, bytes=count):
            return f"loading {model}, {size(count)}"
        case events.PromptMade(model=model, tokens=tokens, agent=agent):
            return f"{again}{model}{f' as {agent}' if agent else ''} is reading {tokens:,} tokens"
        case events.FollowedUp(found=found) if found:
            return f"following up: {found}"
        case events.Delegated(step=step, agent=agent):
            return f"step {step}: {agent}"
        case events.PartBegun(part=part, parts=parts):
            return f"part {part} of {parts}"
        case events.PromptRead(model=model):
            return f"{again}{model} is writing"
        case _:
            return ""


def fallen_back(event: events.ModelFellBack) -> str:
    """A failure of a model in one or two sentences, with what happens now."""
    who = f"{event.model}: " if event.model else ""
    return f"{who}{event.why.rstrip('.')}. {TAKES_OVER.get(event.then, f'{event.then} answers instead')}."
