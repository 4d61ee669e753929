"""Nothing on the screen names a key by itself: the keymap says which one is in force."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tui import actions
from tui.widgets.statusline import HINTS

TUI = Path(actions.__file__).parents[1]
NAMED = re.compile(r"(?:Ctrl|Alt|Shift)\+|\b(?:Esc|Enter|Tab|PgUp|PgDn|F\d{1,2})\b|[↑←]")
ALLOWED = {
    "actions/keys.py": "the names of keys",
    "screens/confirm.py": "a question before something leaves or enters has keys that no file changes",
    "screens/naming.py": "a field and nothing else has no keys that a file could change",
    "screens/jump.py": "any key that is no letter on the screen leaves",
    "screens/page.py": "a picture has keys of its own, which no file changes",
    "line/plain.py": "arrows that are drawn otherwise",
    "keymap/editing.py": "the commands of normal mode are vi's, and no file changes them",
}


def strings(file: Path) -> list[tuple[int, str]]:
    """Every string of a module that is no docstring."""
    tree = ast.parse(file.read_text("utf-8"))
    docs = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def test_no_string_of_the_app_names_a_key() -> None:
    found = [
        f"{file.relative_to(TUI)}:{line}: {text!r}"
        for file in sorted(TUI.rglob("*.py"))
        if str(file.relative_to(TUI)) not in ALLOWED and "cli" not in file.relative_to(TUI).parts
        for line, text in strings(file)
        if NAMED.search(text)
    ]
    assert not found, "say it through the keymap: keys(widget).label('<action>')\n" + "\n".join(found)


def test_what_is_allowed_to_name_keys_still_does() -> None:
    assert all(any(NAMED.search(text) for _, text in strings(TUI / name)) for name in ALLOWED)


def test_hints_name_actions() -> None:
    for hints in HINTS.values():
        for names, _ in hints:
            assert names == "/" or all(name in actions.BY_ID for name in names.split()), names
