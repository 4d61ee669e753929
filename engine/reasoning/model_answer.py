"""An answer that a chat model wrote, as far as the passages support it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event as Flag
from time import perf_counter

from engine.errors import Cancelled
from engine.events import Attributed, Checked, Listener, ModelFellBack, Withdrawn
from engine.reasoning.attribution import Attributor
from engine.reasoning.check import exact
from engine.reasoning.evidence import gather
from engine.reasoning.prose import Prose
from engine.records import Citation, Passage


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What is left of it: each mark leads to a quote that supports its sentence."""

    text: str
    citations: tuple[Citation, ...]
    model: str
    timings: dict[str, float]  # milliseconds


def answer_by_model(
    prose: Prose,
    attributor: Attributor,
    question: str,
    passages: Sequence[Passage],
    conversation: int | None,
    models: Sequence[str],
    listen: Listener,
    cancel: Flag,
) -> ModelAnswer | None:
    """What a chat model makes of the passages; None where extracts have to do, which the events say.

    Args:
        prose: what writes.
        attributor: what holds it against the passages.
        question: what is asked.
        passages: best first.
        conversation: whose earlier turns the model is given.
        models: names to try instead of the chosen ones.
        listen: hears every step.
        cancel: ends the writing.

    Raises:
        Cancelled: `cancel` was set while it wrote.
    """
    library = attributor.library
    history = prose.history(conversation, library.conversations)
    written = prose.write(question, passages, history, models, listen, cancel)
    if written is None:
        return None
    reply = written.reply
    if reply.finish == "cancelled":
        raise Cancelled("the answer was stopped")
    started = perf_counter()
    given = passages[: written.passages]
    held = attributor.attribute(reply.text, question, gather(library, given), given)
    elapsed_ms = (perf_counter() - started) * 1000
    listen(Attributed(held.sentences, held.supported, held.moved, elapsed_ms))
    if not held.citations:
        listen(Withdrawn())
        listen(ModelFellBack(reply.model, "the passages support nothing of what it wrote", "extracts"))
        return None
    listen(Checked(len(held.citations), exact(library, held.citations), elapsed_ms))
    if conversation is not None:
        prose.remember(conversation, [*history, written.exchange])
    timings = {"first token": reply.first_token_ms, "write": reply.total_ms, "attribute": elapsed_ms}
    return ModelAnswer(held.text, held.citations, reply.model, timings)
