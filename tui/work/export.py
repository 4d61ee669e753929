"""A conversation into a file, without ever writing over another one."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import UsageError

if TYPE_CHECKING:
    from engine.engine import Engine

ENDINGS = {"markdown": ".md", "json": ".json"}


def write(engine: Engine, conversation: int, arguments: str) -> Path:
    """Export as the arguments say ('[markdown|json] [FILE]'); the file written.

    Raises:
        UsageError: the arguments make no sense, or the file is there already.
        OSError: the file can't be written.
    """
    try:
        words = shlex.split(arguments)
    except ValueError as error:
        raise UsageError("the file name has an unfinished quote", "close it") from error
    form = words.pop(0) if words and words[0] in ENDINGS else ""
    if len(words) > 1:
        raise UsageError(f"/export can't use '{' '.join(words)}'", "write /export [markdown|json] [FILE]")
    if words:
        file = Path(words[0]).expanduser().absolute()
        form = form or ("json" if file.suffix == ".json" else "markdown")
    else:
        form = form or "markdown"
        file = _free(Path.cwd() / f"nacre-conversation-{conversation}", ENDINGS[form])
    text = engine.conversations.export(conversation, form)
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise UsageError(f"{file} is there already", "name another file") from error
    return file


def _free(stem: Path, ending: str) -> Path:
    file, number = stem.with_name(stem.name + ending), 2
    while file.exists():
        file, number = stem.with_name(f"{stem.name}-{number}{ending}"), number + 1
    return file
