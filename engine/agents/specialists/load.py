"""Reads the specialists: those of the product, changed and joined by the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.agents.declared import Declared, products, users
from engine.agents.route import GENERAL, ROLES
from engine.agents.specialists.specialist import Specialist
from engine.agents.tools.box import TOOLS

FOLDER = "specialists"
KEYS = ("purpose", "system", "contract", "model", "temperature", "tools", "serves")
CONTRACTS = ("cited", "code", "free")
HOTTEST = 2.0  # temperatures above it write noise

NOBODY = Specialist(
    id="", purpose="", serves=(), system="", contract="cited", model="", temperature=None, tools=(), path=""
)
"""What a new file starts from."""


def specialists(folder: Path) -> dict[str, Specialist]:
    """All specialists by id: the product's first, then the user's own.

    A user's file with the name of one of the product's changes what it says and keeps the rest.

    Args:
        folder: with the user's files in its folder `specialists`, if there is one.

    Raises:
        UsageError: a file can't be read, or says something that makes no sense.
    """
    found = dict(_products())
    for name, declared in users(folder / FOLDER):
        found[name] = read(name, declared, found.get(name, NOBODY))
    return found


def read(name: str, declared: Declared, base: Specialist = NOBODY) -> Specialist:
    """One specialist.

    Args:
        name: its id.
        declared: its file.
        base: has what the file does not say.

    Raises:
        UsageError: the file says something that makes no sense, or has no purpose or no instructions.
    """
    declared.only(KEYS)
    return Specialist(
        id=name,
        purpose=" ".join(declared.needed("purpose", base.purpose).split()),
        serves=declared.some_of("serves", ROLES, base.serves),
        system=declared.needed("system", base.system),
        contract=declared.one_of("contract", CONTRACTS, base.contract),
        model=declared.text("model", base.model),
        temperature=declared.number("temperature", 0.0, HOTTEST, base.temperature),
        tools=declared.some_of("tools", [tool.name for tool in TOOLS], base.tools),
        path=declared.path,
    )


def for_role(known: Mapping[str, Specialist], role: str) -> Specialist:
    """Who answers for a role of the router.

    A user's new specialist goes before one of the product's, even before one that the user has changed; of several, the
    first by name. Roles that nobody serves go to whoever serves general requests, and at last to the researcher.

    Args:
        known: all specialists, as `specialists` gives them.
        role: one of `route.ROLES`.
    """
    ours = _products()
    for wanted in (role, GENERAL):
        serving = [each for each in known.values() if wanted in each.serves]
        if serving:
            return min(serving, key=lambda each: (not each.path, each.id in ours, each.id))
    return known["researcher"]


@cache
def _products() -> Mapping[str, Specialist]:
    return {name: read(name, declared) for name, declared in products(__package__).items()}
