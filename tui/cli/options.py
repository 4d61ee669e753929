"""What every command understands: where the library is and whether a machine is listening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Request:
    """What the options common to all commands said, before or after the command's name; the last one wins."""

    library: Path | None = None  # None: NACRE_LIBRARY or the user's own
    as_json: bool = False


with_request = click.make_pass_decorator(Request, ensure=True)


def common(command: Command) -> Command:
    """Give a command or a group `--library` and `--json`."""
    command = click.option(
        "--json", is_flag=True, expose_value=False, callback=_set_json, help="Print one JSON object on stdout."
    )(command)
    return click.option(
        "--library",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        expose_value=False,
        callback=_set_library,
        help="The library's folder (or NACRE_LIBRARY; default: your own).",
    )(command)


def scope(command: Command) -> Command:
    """Give a command `--in`, which narrows it to a part of the library."""
    return click.option(
        "--in",
        "scope",
        default="",
        metavar="SCOPE",
        help="Only a file pattern, folder, collection or tag.",
    )(command)


def _set_library(ctx: click.Context, option: click.Parameter, value: Path | None) -> None:
    request = ctx.ensure_object(Request)
    if value is not None:
        request.library = value


def _set_json(ctx: click.Context, option: click.Parameter, value: bool) -> None:
    request = ctx.ensure_object(Request)
    request.as_json = request.as_json or value
