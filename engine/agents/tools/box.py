"""The tool box: what a request is answered with where no language model is needed, and what a model may call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.agents.tools import calculate, compare, convert, dates, export, listing, reading, tables
from engine.agents.tools.call import BadCall, check_call, read_call
from engine.agents.tools.parse import parse
from engine.agents.tools.tool import Arguments, Confirm, Door, Tool, ToolError, ToolResult, never
from engine.errors import UsageError

TOOLS: tuple[Tool, ...] = (
    calculate.TOOL,
    convert.TOOL,
    dates.TOOL,
    listing.LIST,
    listing.COUNT,
    reading.FIND,
    reading.OPEN,
    reading.READ,
    compare.TOOL,
    tables.TOOL,
    export.TOOL,
)


class ToolBox:
    """The tools of one library. May be used by several threads."""

    def __init__(self, door: Door, scope: str = "") -> None:
        """
        Args:
            door: what the tools may use.
            scope: the documents that they look at, as `--in` says; '' for the whole library.
        """
        self._door = door
        self._scope = scope.strip()
        self._tools = {tool.name: tool for tool in TOOLS}

    def within(self, scope: str) -> ToolBox:
        """The same tools, which look at no document outside of a scope."""
        return ToolBox(self._door, scope) if scope.strip() != self._scope else self

    def tools(self) -> tuple[Tool, ...]:
        """All tools, in the order in which a help page lists them."""
        return TOOLS

    def answer(self, text: str, confirm: Confirm = never) -> ToolResult | None:
        """What a plain request asks for, or None where it is not surely one for a tool."""
        asked = parse(text, self._door.today())
        return None if asked is None else self.call(asked.tool, asked.arguments, confirm)

    def call(self, name: str, arguments: Mapping[str, Any], confirm: Confirm = never) -> ToolResult:
        """Run a tool. What can't be done is a result that `failed`, its text one sentence.

        Raises:
            NacreError: the library itself can't be read.
        """
        checked = check_call(name, arguments, TOOLS)
        if isinstance(checked, BadCall):
            return ToolResult(name, checked.reason, failed=True)
        tool = self._tools[name]
        try:
            result = tool.run(replace(self._door, confirm=confirm), self._narrowed(tool, checked.arguments))
            outside = self._outside(result)
        except (ToolError, UsageError) as error:
            return ToolResult(name, str(error), failed=True)
        return ToolResult(name, f"'{outside}' is not within '{self._scope}'.", failed=True) if outside else result

    def call_json(self, text: str, confirm: Confirm = never) -> ToolResult:
        """Run a model's call, `{"tool": NAME, "arguments": {...}}`; see `call`."""
        read = read_call(text, TOOLS)
        if isinstance(read, BadCall):
            return ToolResult("", read.reason, failed=True)
        return self.call(read.tool, read.arguments, confirm)

    def _narrowed(self, tool: Tool, arguments: Arguments) -> Arguments:
        """What a tool is asked, within the scope where it looks for documents."""
        field = tool.arguments["properties"].get("in")
        if not self._scope or field is None:
            return arguments
        if field["type"] == "array":
            return {**arguments, "in": [*arguments.get("in", ()), self._scope]}
        return {**arguments, "in": arguments.get("in") or self._scope}

    def _outside(self, result: ToolResult) -> str:
        """A document outside of the scope that a result speaks of, because it was named; '' for none.

        Raises:
            UsageError: the scope matches nothing.
        """
        within = self._door.library.scope(self._scope) if result.places else None
        if within is None:
            return ""
        return next((each.title or each.path for each in result.places if each.document_id not in within), "")
