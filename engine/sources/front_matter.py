"""The facts in the YAML in front of a note."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST = 100_000  # code points; more is no front matter
_FACTS = {
    "title": ("title",),
    "author": ("author", "authors", "creator", "by"),
    "date": ("date", "created", "published", "create_time"),
    "alias": ("aliases", "alias"),
    "tag": ("tags", "tag", "keywords"),
    "language": ("lang", "language"),
    "link": ("url", "source", "link", "related", "up"),
}
_SEPARATOR = re.compile(r"[,;]\s*")


def front_facts(block: str) -> tuple[dict[str, tuple[str, ...]], str]:
    """Facts from front matter with its `---` lines, and a note for the user (one sentence) if it can't be read."""
    body = block.strip().removeprefix("---").removesuffix("---")
    if len(body) > _LONGEST:
        return {}, "The front matter is too long to be read as facts and is kept as text."
    try:
        found = yaml.load(body, _LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):  # a date such as 2024-13-45 is a ValueError
        return {}, "The front matter is not valid YAML and is kept as text only."
    if not isinstance(found, dict):
        return {}, ""
    named = {str(key).strip().lower(): value for key, value in found.items()}
    facts: dict[str, tuple[str, ...]] = {}
    for fact, keys in _FACTS.items():
        values = [text for key in keys for text in _texts(named.get(key), split=fact == "tag")]
        if fact == "tag":
            values = [text.lstrip("#") for text in values]
        if fact == "link":
            values = [text.removeprefix("[[").partition("|")[0].removesuffix("]]") for text in values]
        if any(values):
            facts[fact] = tuple(dict.fromkeys(value for value in values if value))
    return facts, ""


def _texts(value: object, *, split: bool) -> list[str]:
    """A scalar or a list of scalars as texts; anything deeper is not a fact."""
    if isinstance(value, list):
        return [text for item in value if not isinstance(item, list) for text in _texts(item, split=False)]
    if isinstance(value, str):
        return [part.strip() for part in (_SEPARATOR.split(value) if split else [value]) if part.strip()]
    if isinstance(value, date):  # and its subclass datetime
        return [value.isoformat()]
    return [str(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []
