"""Traces: of stored answers back into stages, and one answer's trace as text for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.errors import NacreError
from engine.events import to_json
from tui.talk import Entry, Stage, from_turns
from tui.work.export import choose_file, write_new
from tui.work.outline import replayed
from tui.work.tracegraph import dot, graph, mermaid

if TYPE_CHECKING:
    from pathlib import Path

    from engine.engine import Engine
    from engine.library.traces import Trace, TracedAnswer

ENDINGS = {"json": ".json", "mermaid": ".mmd", "dot": ".dot"}
USAGE = "/trace [json|mermaid|dot] [FILE]"


def stored_entries(engine: Engine, conversation: int) -> list[Entry]:
    """The entries of a stored conversation with the traces and verdicts of its answers; not on the screen's loop.

    Raises:
        UsageError: there is no such conversation.
    """
    services = engine.conversations
    replays = {trace.turn_id: Replay(trace) for trace in services.traces(conversation)}
    verdicts = {each.turn_id: each.verdict for each in services.verdicts(conversation)}
    return from_turns(services.turns(conversation), replays, verdicts)


class Replay:
    """Makes the stages of a stored trace when they are looked at; a damaged one says so and shows none else."""

    __slots__ = ("_trace",)

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def __call__(self) -> list[Stage]:
        try:
            return replayed(self._trace.events())
        except NacreError as error:
            return [Stage("damaged", str(error), lines=3)]


def trace_data(traced: TracedAnswer) -> dict[str, Any]:
    """A trace as plain data: `{"conversation", "turn", "question", "total_ms", "trace": [...]}`."""
    return {
        "conversation": traced.conversation_id,
        "turn": traced.turn_id,
        "question": traced.question,
        "total_ms": traced.total_ms,
        "trace": [to_json(event) for event in traced.events],
    }


def in_form(traced: TracedAnswer, form: str) -> str:
    """A trace as 'json', 'mermaid' or 'dot', ending with a newline."""
    if form == "json":
        return json.dumps(trace_data(traced), ensure_ascii=False, indent=2) + "\n"
    return {"mermaid": mermaid, "dot": dot}[form](graph(traced))


def write_trace(engine: Engine, conversation: int, turn: int, arguments: str) -> Path:
    """Write an answer's trace as the arguments say ('json|mermaid|dot [FILE]'); the file written.

    Raises:
        UsageError: the arguments make no sense, the file is there already, or the answer has no trace.
        OSError: the file can't be written.
    """
    form, file = choose_file(arguments, ENDINGS, USAGE, f"nacre-trace-{turn}")
    write_new(file, in_form(engine.conversations.trace(conversation, turn), form))
    return file
