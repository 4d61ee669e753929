"""Has a chat model call a tool: where the rules did not understand a request that is one for a tool.

The model sees the request and what the tools take, never a document's text. A grammar holds it to the form of a call,
and every call is held against its tool's schema before anything runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from threading import Event as Flag
from typing import Any

from engine.agents.tools.box import ToolBox
from engine.agents.tools.call import Call, read_call
from engine.agents.tools.tool import Arguments, Confirm, Door, Tool, ToolResult, fields
from engine.errors import Cancelled
from engine.events import Listener, ModelFellBack
from engine.reasoning.brief import FREE, Brief, Note
from engine.reasoning.instructed import instructed
from engine.reasoning.writing import Writer

TRIES = 3
CALL_TOKENS = 256

LIBRARY = "the library"
"""What takes over where no call can be had."""

LONGEST = 300
"""Characters of a call that could not be read, as it is shown to the model again."""

FOR_GRAMMAR = ("type", "properties", "required", "additionalProperties", "items", "enum")
"""Words of a schema that a grammar keeps to. Limits of lengths and numbers are none of them: a grammar would spell out
every single character, in megabytes. The call is held against the whole schema afterwards."""

_SYSTEM = """You choose the tool that does what the person asks, and its arguments, as one JSON object: \
{{"tool": NAME, "arguments": {{...}}}}. Take names, numbers and words from the request as they stand there; leave out \
optional arguments that it does not ask for. The tools:
{tools}"""


def _nothing(door: Door, arguments: Arguments) -> ToolResult:
    return ToolResult(NOTHING.name, "No tool does this.", failed=True)


NOTHING = Tool("none", "For whatever no other tool does.", fields({}), _nothing)
"""What a model calls so that it need not call another one."""


def call_tool(
    request: str,
    toolbox: ToolBox,
    allowed: tuple[str, ...],
    writer: Writer,
    models: Sequence[str],
    confirm: Confirm,
    listen: Listener,
    cancel: Flag,
) -> ToolResult | None:
    """What a tool gives that a model has called; None where none fits or no call could be had, which the events say.

    Args:
        request: what the person typed.
        toolbox: of the library.
        allowed: names of the tools that may be called.
        writer: has a model write the call.
        models: names to try instead of the chosen ones.
        confirm: asks the person before anything is written.
        listen: hears the steps, but not what the tool gives.
        cancel: ends the writing.

    Raises:
        Cancelled: `cancel` was set.
        NacreError: the library itself can't be read.
    """
    tools = (*(tool for tool in toolbox.tools() if tool.name in allowed), NOTHING)
    if len(tools) == 1:
        return None
    notes: tuple[Note, ...] = ()
    for tries in range(1, TRIES + 1):
        written = writer.prose.think(_brief(request, tools, notes), models, instructed(listen, LIBRARY), cancel)
        if written is None:
            return None
        if written.reply.finish == "cancelled":
            raise Cancelled("the request was stopped")
        called = read_call(written.reply.text, tools)
        if isinstance(called, Call):
            return None if called.tool == NOTHING.name else toolbox.call(called.tool, called.arguments, confirm)
        why = f"it wrote no call that can be run: {called.reason}"
        listen(ModelFellBack(written.reply.model, why, "again" if tries < TRIES else LIBRARY))
        said = f"{written.reply.text[:LONGEST]}\nThis can't be run: {called.reason}"
        notes = (Note("the call before", said),)
    return None


def schema(tools: Sequence[Tool]) -> str:
    """The JSON schema of a call of one of these tools, in words that a grammar keeps to."""
    return json.dumps({"oneOf": [_call(tool.name, _reduced(tool.arguments)) for tool in tools]})


def _call(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"tool": {"type": "string", "enum": [name]}, "arguments": arguments},
        "required": ["tool", "arguments"],
        "additionalProperties": False,
    }


def _reduced(part: Mapping[str, Any]) -> dict[str, Any]:
    """A schema in the words of `FOR_GRAMMAR`."""
    kept = {word: value for word, value in part.items() if word in FOR_GRAMMAR}
    if "properties" in kept:
        kept["properties"] = {name: _reduced(value) for name, value in kept["properties"].items()}
    if "items" in kept:
        kept["items"] = _reduced(kept["items"])
    return kept


def _brief(request: str, tools: Sequence[Tool], notes: tuple[Note, ...]) -> Brief:
    system = _SYSTEM.format(tools="\n".join(map(_told, tools)))
    return Brief(
        task=request,
        system=system,
        notes=notes,
        agent="tools",
        contract=FREE,
        temperature=0.0,
        answer_tokens=CALL_TOKENS,
        schema=schema(tools),
    )


def _told(tool: Tool) -> str:
    """A tool in a few lines; arguments that a call needs are starred."""
    needed = tool.arguments.get("required", [])
    lines = [f"{tool.name}: {tool.does}"]
    for name, part in tool.arguments["properties"].items():
        choices = part.get("enum")
        kind = " | ".join(choices) if choices else part["type"]
        lines.append(f"  {name}{'*' if name in needed else ''} ({kind}): {part.get('description', '')}")
    return "\n".join(lines)
