"""Source code: functions, classes and methods as blocks over the untouched text; between them, blank-line blocks."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.sources.declarations import Unit, units
from engine.sources.decode import decode
from engine.sources.languages import language_of
from engine.sources.lines import Lines
from engine.sources.reading import Block, BlockKind, Reading

READER = "code/1"

_LONG_CLASS = 1_500  # code points; a shorter class is one block with its methods
_MOST_SYNTAX = 1_000_000  # code points; a syntax tree takes a hundred times the memory of its source


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document. Facts: 'language'. Source is never repaired: a string literal may be broken on purpose.

    Raises:
        SkipFile: the bytes are not text.
    """
    decoded = decode(data, mend=False)
    language = language_of(path)
    lines = Lines(decoded.text)
    found = _python_units(lines) if language == "python" else None
    if found is None:
        found = tuple(units(lines, language, _LONG_CLASS))
    blocks = tuple(_blocks(lines, found))
    facts = {"language": (language,)} if language else {}
    return (Reading(path.name, decoded.text, READER, "code", blocks, facts=facts, notes=decoded.notes),)


def _blocks(lines: Lines, found: Sequence[Unit]) -> Iterator[Block]:
    """A block for each unit, and for what stands between units a block for each stretch without a blank line."""
    here = 0
    for unit in (*found, Unit(len(lines), len(lines), "")):
        yield from _between(lines, here, unit.first)
        start, end = lines.span(unit.first, unit.after, indented=True) if unit.first < len(lines) else (0, 0)
        if any(character.isalnum() for character in lines.text[start:end]):
            yield Block(BlockKind.CODE, start, end, name=unit.name)
        here = unit.after


def _between(lines: Lines, first: int, after: int) -> Iterator[Block]:
    begin = first
    for line in range(first, after + 1):
        if line == after or not lines[line].strip():
            if line > begin:
                start, end = lines.span(begin, line, indented=True)
                if any(character.isalnum() for character in lines.text[start:end]):
                    yield Block(BlockKind.CODE, start, end)
            begin = line + 1


@dataclass(frozen=True, slots=True)
class _Scope:
    """A class whose body is looked into; `prefix` goes before the names in it."""

    body: Sequence[ast.stmt]
    prefix: str


def _python_units(lines: Lines) -> tuple[Unit, ...] | None:
    """The functions, classes and methods of a Python module in order; None if it can't be parsed."""
    source = lines.text[lines.first :]
    if len(source) > _MOST_SYNTAX:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in somebody's string is not our user's concern
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tuple(_definitions(lines, _Scope(tree.body, ""), 0))


def _definitions(lines: Lines, scope: _Scope, free: int) -> Iterator[Unit]:
    """Units of a scope; lines from `free` on are not taken, so that comments go to the definition below them."""
    for node in scope.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            free = max(free, node.end_lineno or 0)
            continue
        first = _first_line(node)
        while first > free and lines[first - 1].lstrip().startswith("#"):
            first -= 1
        after = node.end_lineno or node.lineno
        name = scope.prefix + node.name
        if first < free:  # a second definition on the same line
            continue
        if isinstance(node, ast.ClassDef) and lines.ends[after - 1] - lines.starts[first] > _LONG_CLASS:
            yield from _class(lines, node, first, after, name)
        else:
            yield Unit(first, after, name)
        free = after


def _class(lines: Lines, node: ast.ClassDef, first: int, after: int, name: str) -> Iterator[Unit]:
    """A long class: what comes before its first method, then each method, and what stands between them."""
    here = first
    head = max(_first_line(node.body[0]), first + 1)
    for unit in _definitions(lines, _Scope(node.body, f"{name}."), min(head, after)):
        if unit.first > here:
            yield Unit(here, unit.first, name)
        yield unit
        here = unit.after
    if here < after:
        yield Unit(here, after, name)


def _first_line(node: ast.stmt) -> int:
    """The line of a statement or its first decorator, from 0."""
    decorators: Sequence[ast.expr] = getattr(node, "decorator_list", ())
    return min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1
