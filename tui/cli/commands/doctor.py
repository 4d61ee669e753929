"""`nacre doctor`: what this machine can and cannot do."""

from __future__ import annotations

import click
from rich.cells import cell_len

from engine import config
from engine.errors import NacreError
from engine.records import Finding
from tui.cli import logs, opening
from tui.cli.harmless import one_line
from tui.cli.layout import pad, wrap
from tui.cli.options import Request, common, with_request
from tui.cli.output import print_json, prose_width, record
from tui.line.ways import ways

BROKEN = "broken"


@click.command()
@common
@with_request
def doctor(request: Request) -> None:
    """Say what this machine can and cannot do, and what to do about it."""
    findings = (*_examine(request), *_terminal(), *_keys(), Finding("log", "ok", str(logs.path())))
    if request.as_json:
        print_json({"findings": [record(finding) for finding in findings]})
    else:
        click.echo("\n".join(_lines(findings)))
    raise click.exceptions.Exit(1 if any(finding.state == BROKEN for finding in findings) else 0)


def _examine(request: Request) -> tuple[Finding, ...]:
    """The engine's findings; a library that does not open is one of them, not the end."""
    try:
        with opening.open_engine(request) as engine:
            return engine.models.doctor()
    except NacreError as error:
        logs.keep(error)
        return (Finding("library", BROKEN, error.what, error.remedy),)


def _keys() -> tuple[Finding, ...]:
    """What is wrong in the user's file of keys; nothing where all is well."""
    from tui.keymap import reading  # it imports the screen's library

    found = reading.read("plain").problems
    return tuple(Finding("keys", "warning", str(problem), problem.remedy) for problem in found)


def _terminal() -> tuple[Finding, ...]:
    """How the app would draw on this terminal, and why."""
    try:
        how = ways(config.load().screen)
    except NacreError as error:
        return (Finding("terminal", BROKEN, error.what, error.remedy),)
    return tuple(
        Finding(name, "ok", f"{way.value}, {way.why}", f"/{name} in the app changes it")
        for name, way in (("line", how.line), ("glyphs", how.glyphs), ("motion", how.motion))
    )


def _lines(findings: tuple[Finding, ...]) -> list[str]:
    name = max(cell_len(one_line(finding.what)) for finding in findings)
    state = max(cell_len(finding.state) for finding in findings)
    lines = []
    for finding in findings:
        head = f"{pad(one_line(finding.what), name)}  {pad(finding.state, state)}  "
        said = "; ".join(part.rstrip(".") for part in (one_line(finding.detail), one_line(finding.remedy)) if part)
        first, *rest = wrap(said, max(prose_width(), len(head) + 30), " " * len(head))
        lines += [head + first.lstrip(), *rest]
    return lines
