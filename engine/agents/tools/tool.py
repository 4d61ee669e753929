"""What a tool is: a name, one line of help, the schema of its arguments, and the function that runs it.

Tools reach the library through a `Door` and nothing else: no shell, no network, no code that comes from a text. What
stands in a document is never read as a request; only what the user typed, or a model's call that the schema admits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from engine.errors import NacreError
from engine.records import Passage, Place

if TYPE_CHECKING:  # sums and dates need no library
    from engine.library.store import Library

Arguments = Mapping[str, Any]
Confirm = Callable[[str], bool]
"""Asks the user a question that is answered with yes or no."""


class ToolError(NacreError):
    """A tool can't do what it was asked: a division by zero, a day that does not exist, no such document."""


class Search(Protocol):
    """How passages are found; `engine.search.search` is one."""

    def __call__(self, words: str, *, k: int, scope: str) -> tuple[Passage, ...]: ...


def never(question: str) -> bool:
    """The answer where there is nobody to ask."""
    return False


@dataclass(frozen=True, slots=True)
class Door:
    """What tools may use."""

    library: Library
    search: Search
    exports: Path  # the only folder that a tool may write to
    confirm: Confirm = never
    today: Callable[[], date] = date.today


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gives back."""

    tool: str
    text: str  # Markdown, to be shown
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()  # each as long as `columns`
    places: tuple[Place, ...] = ()  # the documents and spans that the text speaks of
    files: tuple[str, ...] = ()  # absolute paths of what was written
    failed: bool = False  # the text then is one sentence that says why


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as a router, a model's prompt and a help page see it."""

    name: str
    does: str  # one line
    arguments: Mapping[str, Any]  # a JSON schema
    run: Callable[[Door, Arguments], ToolResult]
    """Takes arguments that fit the schema. Raises ToolError or UsageError: it can't be done, in the user's words."""


def fields(properties: Mapping[str, Mapping[str, Any]], *required: str) -> dict[str, Any]:
    """The schema of an object that has these properties and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def words(help_line: str, most: int = 500) -> dict[str, Any]:
    """The schema of a text of at most `most` characters."""
    return {"type": "string", "minLength": 1, "maxLength": most, "description": help_line}


def whole(help_line: str, least: int, most: int) -> dict[str, Any]:
    """The schema of a whole number."""
    return {"type": "integer", "minimum": least, "maximum": most, "description": help_line}


def one_of(help_line: str, *choices: str) -> dict[str, Any]:
    """The schema of a choice."""
    return {"type": "string", "enum": list(choices), "description": help_line}
