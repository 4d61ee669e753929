"""Records back from plain data: what `dataclasses.asdict` and JSON have made of them."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any

SIMPLE = (str, bool, type(None))


def read(hint: Any, data: Any) -> Any:
    """The value of a type.

    Args:
        hint: a data class, `str`, `int`, `float`, `bool`, `None`, a tuple, a mapping with text as its keys, or a union
            of these; within data classes likewise. Fields that are missing take their defaults.
        data: objects as mappings, tuples as lists.

    Raises:
        TypeError: the data are not of this type, or a field without a default is missing.
    """
    return _reader(hint)(data)


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return lambda data: data
    if hint is int or hint is float:
        return lambda data: _number(hint, data)
    if hint is None or hint in SIMPLE:
        return lambda data: _simple(type(None) if hint is None else hint, data)
    if origin is tuple:
        return lambda data: _tuple(inner, data)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return lambda data: {_simple(str, key): read(inner[1], value) for key, value in _mapping(data).items()}
    if origin in (typing.Union, types.UnionType):
        return lambda data: _union(inner, data)
    if is_dataclass(hint):
        return _record(hint)
    raise TypeError(f"{hint} is not a type of plain data")


def _record(kind: Any) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    known = {each.name: hints[each.name] for each in fields(kind)}
    needed = {each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING}

    def record(data: Any) -> Any:
        given = _mapping(data)
        if missing := needed - given.keys():
            raise TypeError(f"{kind.__name__} lacks {', '.join(sorted(missing))}")
        return kind(**{name: read(hint, given[name]) for name, hint in known.items() if name in given})

    return record


def _simple(hint: type, data: Any) -> Any:
    if not isinstance(data, hint):
        raise TypeError(f"{data!r:.80} is not of type {hint.__name__}")
    return data


def _number(hint: type, data: Any) -> Any:
    if isinstance(data, bool) or not isinstance(data, int if hint is int else (int, float)):
        raise TypeError(f"{data!r:.80} is not of type {hint.__name__}")
    return hint(data)


def _mapping(data: Any) -> Mapping[Any, Any]:
    if not isinstance(data, Mapping):
        raise TypeError(f"{data!r:.80} is not a mapping")
    return data


def _tuple(inner: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if not isinstance(data, (list, tuple)):
        raise TypeError(f"{data!r:.80} is not a list")
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(read(inner[0], each) for each in data)
    if len(inner) != len(data):
        raise TypeError(f"{len(data)} values where {len(inner)} belong")
    return tuple(read(hint, each) for hint, each in zip(inner, data, strict=True))


def _union(inner: tuple[Any, ...], data: Any) -> Any:
    for hint in inner:
        try:
            return read(hint, data)
        except TypeError:
            continue
    raise TypeError(f"{data!r:.80} is of none of the types")
