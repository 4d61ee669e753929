"""Files in which people declare things of their own: TOML that is read field by field, every mistake one sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import Any

from engine.errors import UsageError

SUFFIX = ".toml"
NOBODY = "none"
"""What people say where they want nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A table of such a file."""

    where: str  # the file, and within it the table
    values: Mapping[str, Any]
    path: str = ""  # of a user's own file, '' for one that comes with the product

    def only(self, known: Sequence[str]) -> Declared:
        """The table itself, if it has no other keys.

        Raises:
            UsageError: it has one; the nearest known key is named.
        """
        for key in self.values:
            if key not in known:
                raise UsageError(f"{self.where}: unknown key '{key}'{nearest(key, known)}", listed(known))
        return self

    def has(self, key: str) -> bool:
        """Whether the file says anything of a key."""
        return key in self.values

    def text(self, key: str, default: str = "") -> str:
        """A text without white space around it.

        Raises:
            UsageError: it is something else.
        """
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "must be text", f'write {key} = "..."')
        return value.strip()

    def needed(self, key: str, default: str = "") -> str:
        """A text that may not be missing or empty.

        Raises:
            UsageError: it is.
        """
        text = self.text(key, default)
        if not text:
            raise self.wrong(key, "is missing" if key not in self.values else "is empty", f'write {key} = "..."')
        return text

    def one_of(self, key: str, known: Sequence[str], default: str) -> str:
        """A text that is one of a list.

        Raises:
            UsageError: it is not; the nearest one is named.
        """
        text = self.text(key, default)
        if text not in known:
            raise self.wrong(key, f"can't be '{text}'{nearest(text, known)}", listed(known))
        return text

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, each once, none of them empty.

        Raises:
            UsageError: it is something else.
        """
        value = self.values.get(key, default)
        if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) and each.strip() for each in value):
            raise self.wrong(key, "must be a list of texts", f'write {key} = ["one", "another"]')
        return tuple(dict.fromkeys(each.strip() for each in value))

    def some_of(self, key: str, known: Sequence[str], default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts that are all among those known.

        Raises:
            UsageError: one is not; the nearest one is named.
        """
        found = self.texts(key, default)
        for each in found:
            if each not in known:
                raise self.wrong(key, f"can't have '{each}'{nearest(each, known)}", listed(known))
        return found

    def number(self, key: str, least: float, most: float, default: float | None = None) -> float | None:
        """A number within bounds, or `default` where the file has none.

        Raises:
            UsageError: it is something else.
        """
        value = self.values.get(key, default)
        if value is None:
            return None
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)
        if not fits or not least <= value <= most:
            raise self.wrong(key, f"must be a number from {least:g} to {most:g}", f"write {key} = {least:g}")
        return float(value)

    def tables(self, key: str) -> tuple[Declared, ...]:
        """The tables of a list.

        Raises:
            UsageError: it is something else.
        """
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.wrong(key, "must be a list of tables", f"write [[{key}]] above each")
        return tuple(Declared(f"{self.where}: {key} {number}", each, self.path) for number, each in enumerate(value, 1))

    def wrong(self, key: str, what: str, remedy: str) -> UsageError:
        """The error that names file and key."""
        return UsageError(f"{self.where}: '{key}' {what}", remedy)


def products(package: str) -> dict[str, Declared]:
    """The files that come with a package of the product, by name without ending, in the order of the alphabet."""
    files = [each for each in resources.files(package).iterdir() if each.name.endswith(SUFFIX)]
    return {
        each.name.removesuffix(SUFFIX): Declared(each.name, tomllib.loads(each.read_text("utf-8")))
        for each in sorted(files, key=lambda each: each.name)
    }


def users(folder: Path) -> Iterator[tuple[str, Declared]]:
    """The user's own files, each with its name without ending in lower case, in the order of the alphabet.

    Raises:
        UsageError: the folder or a file can't be read, or a file is not TOML; or its name is none that could be typed.
    """
    try:
        files = sorted(each for each in folder.iterdir() if each.suffix == SUFFIX and not each.name.startswith("."))
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(f"{folder} can't be read: {error.strerror}", "make it a folder that you can read") from error
    for path in files:
        name = path.stem.casefold()
        if name == NOBODY:
            raise UsageError(f"{path} has a name that can't be used", f"'{NOBODY}' stands for none at all")
        if not name.replace("-", "").replace("_", "").isalnum():
            raise UsageError(f"{path} has a name that can't be used", "letters, digits, '-' and '_' are possible")
        yield name, Declared(str(path), _read(path), str(path))


def nearest(text: str, known: Sequence[str]) -> str:
    """' (did you mean ...?)', or '' where nothing known is near."""
    found = get_close_matches(text.casefold(), known, 1)
    return f" (did you mean '{found[0]}'?)" if found else ""


def listed(known: Sequence[str]) -> str:
    """What there is to choose from, as a remedy."""
    return f"known are {', '.join(known)}"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}", "correct or remove it") from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is not UTF-8 text, at byte {error.start}", "save it as UTF-8, or remove it"
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}", "correct or remove it") from error
