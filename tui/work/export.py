"""A conversation into a file, without ever writing over another one."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import UsageError

if TYPE_CHECKING:
    from engine.engine import Engine

ENDINGS = {"markdown": ".md", "html": ".html", "json": ".json"}
USAGE = "/export [markdown|html|json] [FILE]"


def write(engine: Engine, conversation: int, arguments: str) -> Path:
    """Export as the arguments say ('[markdown|html|json] [FILE]'); the file written.

    Raises:
        UsageError: the arguments make no sense, or the file is there already.
        OSError: the file can't be written.
    """
    form, file = choose_file(arguments, ENDINGS, USAGE, f"nacre-conversation-{conversation}")
    write_new(file, engine.conversations.export(conversation, form))
    return file


def choose_file(arguments: str, endings: Mapping[str, str], usage: str, stem: str) -> tuple[str, Path]:
    """The form and the absolute path of the file that '[FORM] [FILE]' means.

    Args:
        arguments: what was typed behind the command.
        endings: of the files, by form. Without a form the file's ending says it, else it is the first one.
        usage: the command with its arguments, for who mistypes it.
        stem: the name of the file where none is given; it takes a number where it is taken.

    Raises:
        UsageError: the arguments make no sense.
    """
    try:
        words = shlex.split(arguments)
    except ValueError as error:
        raise UsageError("the file name has an unfinished quote", "close it") from error
    form = words.pop(0) if words and words[0] in endings else ""
    first = next(iter(endings))
    if len(words) > 1:
        raise UsageError(f"{usage.split()[0]} can't use '{' '.join(words)}'", f"write {usage}")
    if not words:
        form = form or first
        return form, free_file(Path.cwd() / stem, endings[form])
    file = Path(words[0]).expanduser().absolute()
    return form or {ending: each for each, ending in endings.items()}.get(file.suffix, first), file


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises:
        UsageError: it is.
        OSError: it can't be written.
    """
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise UsageError(f"{file} is there already", "name another file") from error


def free_file(stem: Path, ending: str) -> Path:
    """A file that is not there yet: its name, or that with a number."""
    file, number = stem.with_name(stem.name + ending), 2
    while file.exists():
        file, number = stem.with_name(f"{stem.name}-{number}{ending}"), number + 1
    return file
