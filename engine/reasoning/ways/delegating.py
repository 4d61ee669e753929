"""Has a chat model divide a task among the specialists."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event as Flag

from engine.agents.route import RESEARCH
from engine.agents.specialists.specialist import Specialist
from engine.errors import Cancelled, UsageError
from engine.events import Listener, ModelFellBack
from engine.reasoning.brief import FREE, Brief
from engine.reasoning.crew import Task
from engine.reasoning.instructed import instructed
from engine.reasoning.prose import Prose
from engine.reasoning.ways.delegation import Delegation, fixed, read, schema, with_research

TRIES = 3

PLAN_TOKENS = 320
"""Of a model's answer: four steps with a sentence each."""

AGENT = "delegation"
"""Who asks, for the trace."""

USUAL = "the usual order"
"""What takes over where no plan can be had."""

SYSTEM = """You divide a task among specialists who work one after the other. The specialists:
{specialists}
Answer with {{"steps": [{{"agent": "...", "task": "...", "context": ["..."]}}]}}: one to four steps in the order of \
their work, nobody twice, and nobody who is not needed. "task" is one sentence that tells that specialist what to do. \
"context" lists the specialists before it whose texts it needs, or "question". Divide the question, don't answer it."""

AGAIN = "\nYour last answer named no specialist of the list. Answer with that JSON and nothing else."


def delegate(
    task: Task, specialists: Mapping[str, Specialist], prose: Prose, listen: Listener, cancel: Flag
) -> tuple[Delegation, ...]:
    """The steps of a pipeline, as a model divides the task; in the fixed order where none could.

    Args:
        task: what is to be answered.
        specialists: by id, at least one.
        prose: writes.
        listen: hears every step of the writing, which is silent.
        cancel: ends it.

    Raises:
        Cancelled: `cancel` was set.
    """
    agents = tuple(specialists)
    sources = task.basis.reason == "supported"
    told = "\n".join(f"{each.id}: {each.purpose}" for each in specialists.values())
    system = SYSTEM.format(specialists=told)
    for attempt in range(TRIES):
        brief = Brief(
            task.question,
            system + (AGAIN if attempt else ""),
            contract=FREE,
            temperature=None if attempt else 0.0,  # the likeliest words were no good
            answer_tokens=PLAN_TOKENS,
            agent=AGENT,
            schema=schema(agents),
        )
        try:
            written = prose.think(brief, task.models, instructed(listen, USUAL), cancel)
        except UsageError:  # its vocabulary or its server can't keep to a schema
            break
        if written is None:  # no model is left, or none that could read what to do
            break
        if written.reply.finish == "cancelled":
            raise Cancelled("the answer was stopped")
        steps = read(written.reply.text, agents, task.question)
        if steps and RESEARCH in task.roles:
            return with_research(steps, task.question, agents)
        if steps:
            return steps
        then = "again" if attempt + 1 < TRIES else USUAL
        listen(ModelFellBack(written.reply.model, "its plan names no specialist", then))
    return fixed(task.roles, agents, sources)
