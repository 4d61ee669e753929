"""`nacre lenses` and `nacre specialists`: ways to think an answer through, and who may write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tui.cli import opening
from tui.cli.commands.ask import readable
from tui.cli.harmless import harmless, one_line
from tui.cli.layout import wrap
from tui.cli.options import Request, common, with_request
from tui.cli.output import faint, print_json, prose_width, record, strong
from tui.names import unknown

if TYPE_CHECKING:
    from engine.agents.lenses.lens import Lens
    from engine.agents.specialists.specialist import Specialist

INDENT = "    "
Named = TypeVar("Named", "Lens", "Specialist")


@click.command()
@click.argument("name", required=False)
@common
@with_request
def lenses(request: Request, name: str | None) -> None:
    """List the lenses, or show the one called NAME; nacre ask --lens NAME uses it.

    Your own, and changes to these, go as TOML files into the folder lenses of the config folder.
    """
    with opening.open_engine(request) as engine:
        known = engine.ask.lenses()
    if name is not None:
        chosen = named("lens", readable(name), known)
        _print(request, record(chosen), lens_lines(chosen))
    else:
        _print(request, {"lenses": [record(each) for each in known]}, listed(known, lambda each: each.about))


@click.command()
@click.argument("name", required=False)
@common
@with_request
def specialists(request: Request, name: str | None) -> None:
    """List the specialists, or show the one called NAME; nacre ask --specialist NAME asks it.

    Your own, and changes to these, go as TOML files into the folder specialists of the config folder.
    """
    with opening.open_engine(request) as engine:
        known = engine.ask.specialists()
    if name is not None:
        chosen = named("specialist", readable(name), known)
        _print(request, record(chosen), specialist_lines(chosen))
    else:
        _print(request, {"specialists": [record(each) for each in known]}, listed(known, lambda each: each.purpose))


def named(kind: str, name: str, known: Sequence[Named]) -> Named:
    """The lens or specialist of this name.

    Raises:
        UsageError: there is none.
    """
    for each in known:
        if each.id == name:
            return each
    raise unknown(kind, name, [each.id for each in known])


def listed(known: Sequence[Named], about: Callable[[Named], str]) -> list[str]:
    """A name and what it is about, one a line."""
    width = max((len(each.id) for each in known), default=0) + 2
    lines = []
    for each in known:
        own = " (yours)" if each.path else ""
        first, *rest = wrap(one_line(about(each)) + own, prose_width(), " " * width)
        lines += [one_line(each.id).ljust(width) + first.lstrip(), *rest]
    return lines


def lens_lines(lens: Lens) -> list[str]:
    """Everything that a lens says."""
    lines = [*_head(lens.id, lens.about, lens.path)]
    for facet in lens.facets:
        lines += ["", strong(one_line(facet.title)), *wrap(one_line(facet.question), prose_width(), INDENT)]
        if facet.signs:
            lines += _faint("signs: " + ", ".join(facet.signs))
    return [*lines, "", strong("Form"), *wrap(harmless(lens.form).strip(), prose_width(), INDENT)]


def specialist_lines(specialist: Specialist) -> list[str]:
    """Everything that a specialist says."""
    temperature = specialist.temperature
    pairs = (
        ("serves", ", ".join(specialist.serves)),
        ("contract", specialist.contract),
        ("model", specialist.model or "the one in use"),
        ("temperature", "as the settings say" if temperature is None else f"{temperature:g}"),
        ("tools", ", ".join(specialist.tools) or "none"),
    )
    lines = [*_head(specialist.id, specialist.purpose, specialist.path), ""]
    lines += [line for name, value in pairs for line in wrap(f"{name}: {one_line(value)}", prose_width())]
    return [*lines, "", strong("Instructions"), *wrap(harmless(specialist.system).strip(), prose_width(), INDENT)]


def _head(name: str, about: str, path: str) -> list[str]:
    return [*wrap(f"{one_line(name)}: {one_line(about)}", prose_width()), *(_faint(path) if path else ())]


def _faint(text: str) -> list[str]:
    return [faint(line) for line in wrap(one_line(text), prose_width(), INDENT)]


def _print(request: Request, data: dict[str, Any], lines: Sequence[str]) -> None:
    if request.as_json:
        print_json(data)
    else:
        click.echo("\n".join(lines))
