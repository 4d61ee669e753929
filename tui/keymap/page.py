"""The page of all keys: by pane, with the name that keys.toml calls each action by, and what is wrong in that file."""

from __future__ import annotations

from collections.abc import Sequence

from tui.actions import ACTIONS, PANES
from tui.drawing.clean import one_line
from tui.drawing.report import Cells, Pair, Paragraph, Part, Title
from tui.keymap import reading
from tui.keymap.editing import EDITING
from tui.keymap.keymap import Keymap
from tui.keymap.problems import KeyProblem
from tui.keymap.sets import ABOUT

NAMES = {
    "": "Everywhere",
    "composer": "While you write",
    "transcript": "In the conversation",
    "sources": "In the sources",
    "trace": "In the trace",
    "library": "In the library",
    "filter": "While you filter the library",
    "graph": "In the graph",
    "pane": "In every pane beside the question",
    "viewer": "In a document",
    "report": "In a page like this one",
    "rounds": "Where rounds stand side by side",
    "findings": "In the list of gaps or open questions",
    "page": "In a page or a document",
    "models": "In the list of models",
    "conversations": "In the list of conversations",
    "branches": "In the branches of a conversation",
    "list": "In a list that letters filter",
    "lines": "Wherever lines scroll",
}
"""What each pane is called above its keys."""

WIDTHS = (18, 18)  # cells of keys and ids


def keys_page(keymap: Keymap, problems: Sequence[KeyProblem]) -> list[Part]:
    """Every action that has a key or could have one."""
    others = " and ".join(f"/keys {name}: {about}" for name, about in ABOUT.items() if name != keymap.set)
    parts: list[Part] = [
        Paragraph(f"The set '{keymap.set}': {ABOUT[keymap.set]}. Another one is {others}."),
        Paragraph(f"{one_line(str(reading.file()), 400)} changes single keys by the names in the second column:"),
        Paragraph(
            '[keys], and below it lines such as new = "f12", retry = ["ctrl+r", "f8"], or why = [] for none.', "muted"
        ),
    ]
    if problems:
        parts.append(Title("What is wrong in keys.toml"))
        for problem in problems:
            kept = " It is used all the same." if problem.used else ""
            parts.append(Paragraph(f"! {problem}{kept}", "warning"))
            parts.append(Paragraph(f"  {one_line(problem.remedy[:1].upper() + problem.remedy[1:])}."))
    for pane in PANES:
        rows = [action for action in ACTIONS if action.pane == pane]
        if rows:
            parts.append(Title(NAMES[pane]))
        for action in rows:
            changed = action.id in keymap.changed
            said = f"{action.title}{' · changed by you' if changed else ''}"
            colour = "accent" if changed else "text" if keymap.keys_of(action.id) else "muted"
            keys = keymap.labels(action.id) or (f"/{action.slash}" if action.slash else "no key")
            parts.append(Cells((keys, action.id, said), WIDTHS, bold=changed, colour=colour))
    if keymap.modal:
        parts.append(Title("While you write, in normal mode"))
        parts += [Pair(name, meaning, WIDTHS[0]) for name, meaning in EDITING]
    return parts
