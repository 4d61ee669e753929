"""Slash commands: what a line in the composer means, and what could stand at its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.records import DocumentInfo, ModelInfo, RoleInfo
from tui.actions import BY_SLASH, Action, slash_commands
from tui.drawing.clean import one_line
from tui.names import NONE as NONE

OFFERED = 50  # entries at most; a longer list is not read


MODES = {
    "auto": "as the machine allows; quiet on battery",
    "burst": "all threads, whatever else runs",
    "quiet": "half the threads, at the lowest priority",
}
"""How much of the machine a model may take: the governor's modes."""

MODEL_VERBS = (
    ("use", "answer with it; none: extracts only"),
    ("pull", "fetch it by its name"),
    ("add", "a GGUF file, or the address of a server"),
    ("test", "load it and let it write a line"),
    ("remove", "take it off the list"),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One completion: the whole line as it would stand, what the list shows, and a hint beside it."""

    line: str
    label: str
    hint: str = ""


def parse(line: str) -> tuple[Action | None, str] | None:
    """The action and the arguments of a slash command; (None, name) for an unknown one; None for a plain question."""
    if not line.startswith("/") or line.startswith("//") or "\n" in line.strip():
        return None
    name, _, arguments = line[1:].strip().partition(" ")
    if "/" in name:  # a path, not a command
        return None
    return BY_SLASH.get(name), (arguments.strip() if name in BY_SLASH else name)


def command_of(line: str) -> tuple[Action, str] | None:
    """The command and the argument being typed, once the command's name is complete."""
    name, space, argument = line[1:].partition(" ")
    if not line.startswith("/") or not space or "\n" in line or name not in BY_SLASH:
        return None
    return BY_SLASH[name], argument


def offer_commands(line: str) -> list[Offer]:
    """The command that has been typed, those that begin so, then those that contain it."""
    if not line.startswith("/") or " " in line or "\n" in line:
        return []
    typed = line[1:].lower()
    known = list(slash_commands())
    first = sorted((action for action in known if action.slash.startswith(typed)), key=lambda it: it.slash != typed)
    then = [action for action in known if typed in action.slash and action not in first]
    return [
        Offer(
            f"/{action.slash} " if action.arguments else f"/{action.slash}",
            f"/{action.slash} {action.arguments}".rstrip(),
            action.title,
        )
        for action in first + then
    ]


def offer_words(action: Action, typed: str, words: Iterable[tuple[str, str]]) -> list[Offer]:
    """Fixed words (theme names, forms) that contain what has been typed; `words` are (word, hint)."""
    return [Offer(f"/{action.slash} {word}", word, hint) for word, hint in words if typed.lower() in word.lower()][
        :OFFERED
    ]


def offer_documents(action: Action, typed: str, documents: Sequence[DocumentInfo]) -> list[Offer]:
    """Documents whose title or path contains every word typed; none for a number, which means a source."""
    words = typed.lower().split()
    if typed.strip().isdigit():
        return []
    offers = []
    for document in documents:
        text = f"{document.title} {document.path}".lower()
        if all(word in text for word in words):
            name = document.path
            offers.append(Offer(f"/{action.slash} {name}", one_line(document.title), one_line(name)))
            if len(offers) == OFFERED:
                break
    return offers


def offer_roles(action: Action, typed: str, roles: Sequence[RoleInfo]) -> list[Offer]:
    """Roles that contain the word being typed; behind a role's '=', its most frequent fillers and '?'."""
    before, space, word = typed.rpartition(" ")
    head = f"/{action.slash} {before}{space}"
    name, mark, filler = word.partition("=")
    offers = []
    for role in roles:
        if mark and role.role == name.lower():
            fillers = [one for one in ("?", *role.examples) if filler.lower() in one.lower()]
            offers += [Offer(f"{head}{name}={one}", f"{name}={one_line(one)}", _fills(one, role)) for one in fillers]
        elif not mark and name.lower() in role.role:
            offers.append(Offer(f"{head}{role.role}=", f"{role.role}=", _fills("", role)))
    return offers[:OFFERED]


def _fills(filler: str, role: RoleInfo) -> str:
    if filler:
        return "what fills it" if filler == "?" else ""
    return f"{role.fillers:,} in {role.documents:,} documents, such as {one_line(role.examples[0])}"


def offer_models(action: Action, lead: str, typed: str, models: Iterable[ModelInfo], none: str = "") -> list[Offer]:
    """Models whose name contains what has been typed, behind `lead`; `none`, where it means no model."""
    named = [(model.name, model.good_for or model.note or model.state) for model in models]
    known = [*named, *([(none, "extracts only")] if none else [])]
    return [
        Offer(f"/{action.slash} {lead}{one_line(name)}", one_line(name), one_line(hint))
        for name, hint in known
        if typed.lower() in name.lower()
    ][:OFFERED]


def is_path(typed: str) -> bool:
    """Whether the path typed is there already; asks the disk, so not on the screen's loop."""
    try:
        return bool(typed.strip()) and Path(typed.strip()).expanduser().exists()
    except (OSError, RuntimeError, ValueError):  # too long, no such user, a null character
        return False


def offer_paths(action: Action, typed: str) -> list[Offer]:
    """Files and folders that begin with the path typed; reads one folder, so not on the screen's loop."""
    head, slash, tail = typed.rpartition("/")
    if typed == "~":
        return [Offer(f"/{action.slash} ~/", "~/", "folder")]
    try:
        folder = Path(head + slash).expanduser() if slash else Path()
        found = sorted(folder.iterdir(), key=lambda path: (not path.is_dir(), path.name.lower()))
    except (OSError, RuntimeError, ValueError):
        return []  # no such folder yet: there is nothing to offer
    offers = []
    for path in found:
        hidden = path.name.startswith(".") and not tail.startswith(".")
        if hidden or not path.name.lower().startswith(tail.lower()):
            continue
        is_folder = path.is_dir()
        name = one_line(f"{head}{slash}{path.name}", 1000) + ("/" if is_folder else "")
        label = one_line(path.name, 1000) + ("/" if is_folder else "")
        offers.append(Offer(f"/{action.slash} {name}", label, "folder" if is_folder else ""))
        if len(offers) == OFFERED:
            break
    return offers
