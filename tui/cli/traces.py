"""How an answer came about, one line an event."""

from __future__ import annotations

from collections.abc import Iterable

from engine.events import Checked, Drafted, Event, Fused, Halted, Notice, QueryRead, Searched, TurnStored
from tui.cli.figures import counted
from tui.cli.harmless import one_line
from tui.cli.layout import wrap
from tui.cli.output import prose_width, strong

RANKED_SHOWN = 3


def trace_text(trace: Iterable[Event]) -> list[str]:
    """The events that have something to say, in order."""
    said = [line for event in trace if (line := event_words(event))]
    return [strong("Trace"), *(line for words in said for line in wrap(words, prose_width(), "    "))]


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
    return ""
