"""The engine's events in the words of the trace."""

from __future__ import annotations

from engine import events
from tui.talk import Stage


def stage(event: events.Event) -> Stage | None:
    """The stage that an event stands for; None for those that the trace does not show."""
    match event:
        case events.QueryRead(terms=terms, scope=scope):
            return Stage("query", " · ".join(terms) + (f" (in {scope})" if scope else "") or "no words that carry it")
        case events.Searched(arm=arm, candidates=candidates, best=best, elapsed_ms=ms):
            return Stage(arm, f"{candidates} found" + (f" · {best}" if best else ""), ms)
        case events.Fused(passages=passages, elapsed_ms=ms):
            best = f" · {passages[0][0]}" if passages else ""
            return Stage("fused", f"{len(passages)} {'passage' if len(passages) == 1 else 'passages'}{best}", ms)
        case events.Drafted(considered=considered, chosen=chosen, support=support, elapsed_ms=ms):
            return Stage("draft", f"support {support:.2f} · {chosen} of {considered} sentences", ms)
        case events.Checked(citations=citations, exact=exact, elapsed_ms=ms):
            return Stage("check", f"{exact} of {citations} quotes exact", ms)
        case events.Halted(reason=reason):
            return Stage("halt", reason)
        case _:
            return None
