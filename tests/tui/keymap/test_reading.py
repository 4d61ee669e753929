"""keys.toml: each line is judged by itself, and what is wrong costs nothing but itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.actions import ACTIONS
from tui.keymap.names import read_key
from tui.keymap.reading import ReadKeys, meet, read
from tui.keymap.sets import ESSENTIAL, SETS


def keys(folder: Path, lines: str, *, set_name: str = "plain") -> ReadKeys:
    file = folder / "keys.toml"
    file.write_text(lines, "utf-8")
    return read(set_name, file)


def said(found: ReadKeys) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_no_file_means_the_set_as_it_is(tmp_path: Path) -> None:
    found = read("vim", tmp_path / "keys.toml")
    assert found.keymap.keys == SETS["vim"] and not found.problems and not found.keymap.changed


def test_one_key_several_and_none(tmp_path: Path) -> None:
    found = keys(tmp_path, '[keys]\nretry = "F12"\nfold = ["Alt+Space", "Ctrl+E", "?"]\nwhy = []')
    assert found.keymap.keys_of("retry") == ("f12",)
    assert found.keymap.keys_of("fold") == ("alt+space", "ctrl+e")  # '?' is taken
    assert found.keymap.keys_of("why") == () and found.keymap.label("why") == "/why"
    assert found.keymap.label("retry") == "F12"
    assert [problem.key for problem in found.problems] == ["fold"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('hepl = "f12"', "keys.toml: hepl is not an action; did you mean 'help'."),
        ('why = "f55"', "keys.toml: why 'f55' is not a key; did you mean 'f5'."),
        ('why = "ctlr+x"', "keys.toml: why 'ctlr+x' is not a key; did you mean 'ctrl'."),
        ("why = 5", "keys.toml: why must be a key or a list of keys."),
        ('why = ""', "keys.toml: why '' is empty."),
        ('why = "ctrl+i"', "keys.toml: why 'ctrl+i' reaches a program as Tab over a terminal."),
        ('why = "ctrl+m"', "keys.toml: why 'ctrl+m' reaches a program as Enter over a terminal."),
        ('why = "ctrl+["', "keys.toml: why 'ctrl+[' reaches a program as Esc over a terminal."),
        ('why = "ctrl+h"', "keys.toml: why 'ctrl+h' reaches a program as Backspace over a terminal."),
        ('why = "w"', "keys.toml: why 'w' is text where this applies."),
        ('send = "s"', "keys.toml: send 's' is text where this applies."),
        ('why = "up"', "keys.toml: why 'up' means something of its own in every place."),
        ('why = "f1"', "keys.toml: why 'f1' is help already (Help)."),
        ('why = "ctrl+j"', "keys.toml: why 'ctrl+j' is newline already (New line)."),
        ('copy-message = "j"', "keys.toml: copy-message 'j' is next-message already (Next message)."),
        ('quit = []', "keys.toml: quit can't be without a key."),
        ('back = []', "keys.toml: back can't be without a key."),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_with_its_reason_and_the_others_count(tmp_path: Path, line: str, reason: str) -> None:
    found = keys(tmp_path, f'[keys]\n{line}\nretry = "f12"\n')
    assert said(found) == [reason]
    assert found.problems[0].remedy and not found.problems[0].used
    assert found.keymap.keys_of("retry") == ("f12",)
    usual = {**SETS["plain"], "retry": ("f12",)}
    assert dict(found.keymap.keys) == usual


def test_keys_of_tmux_and_screen_are_used_with_a_warning(tmp_path: Path) -> None:
    found = keys(tmp_path, '[keys]\nwhy = ["ctrl+b", "ctrl+a"]')
    assert found.keymap.keys_of("why") == ("ctrl+b", "ctrl+a")
    assert [problem.used for problem in found.problems] == [True, True]
    assert "tmux" in said(found)[0] and "screen" in said(found)[1]


def test_two_actions_change_their_keys(tmp_path: Path) -> None:
    found = keys(tmp_path, '[keys]\nshow-sources = "f3"\nshow-trace = "f2"')
    assert not found.problems
    assert (found.keymap.label("show-sources"), found.keymap.label("show-trace")) == ("F3", "F2")


def test_the_first_of_two_lines_has_the_key(tmp_path: Path) -> None:
    found = keys(tmp_path, '[keys]\nretry = "f12"\nwhy = "f12"')
    assert found.keymap.keys_of("retry") == ("f12",) and found.keymap.keys_of("why") == ("f5",)
    assert said(found) == ["keys.toml: why 'f12' is retry already (Answer again)."]


def test_the_same_key_means_different_things_in_different_panes(tmp_path: Path) -> None:
    found = keys(tmp_path, '[keys]\ncopy-message = "m"\ncopy-source = "m"')
    assert not found.problems


def test_an_action_that_nothing_reaches_is_named(tmp_path: Path) -> None:
    found = keys(tmp_path, "[keys]\ncopy-source = []")
    assert found.keymap.keys_of("copy-source") == ()
    assert "nothing else reaches it" in said(found)[0] and found.problems[0].used


def test_a_file_on_top_of_the_vim_set(tmp_path: Path) -> None:
    found = keys(tmp_path, '[keys]\nhalf-page-down = "ctrl+e"', set_name="vim")
    assert not found.problems
    assert found.keymap.modal and found.keymap.keys_of("half-page-down") == ("ctrl+e",)
    assert found.keymap.keys_of("half-page-up") == ("ctrl+u",)


@pytest.mark.parametrize("text", ["[keys", "keys = 3", "\x00", "why = 'f12'"])
def test_a_broken_file_costs_no_key(tmp_path: Path, text: str) -> None:
    found = keys(tmp_path, text)
    assert found.problems and found.keymap.keys == SETS["plain"]


WORDS = st.sampled_from(
    ["f1", "f2", "f12", "ctrl+q", "ctrl+c", "escape", "enter", "j", "x", "?", "ctrl+i", "nokey", ""]
)
VALUES = st.one_of(st.lists(WORDS, max_size=3), WORDS)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([action.id for action in ACTIONS]), VALUES, max_size=12))
def test_whatever_a_file_says_no_key_means_two_things_and_nobody_is_shut_in(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, list[str] | str]
) -> None:
    lines = "\n".join(f"{name} = {value!r}".replace("'", '"') for name, value in table.items())
    found = keys(tmp_path_factory.mktemp("keys"), f"[keys]\n{lines}\n").keymap
    assert not [id_ for id_ in ESSENTIAL if not found.keys_of(id_)]
    owners: dict[str, list[str]] = {}
    for action in ACTIONS:
        for key in found.keys_of(action.id):
            owners.setdefault(key, []).append(action.id)
    by_id = {action.id: action for action in ACTIONS}
    for names in owners.values():
        assert not any(meet(by_id[a], by_id[b]) for a in names for b in names if a < b)


@given(st.text(max_size=12))
def test_any_word_is_a_key_or_has_a_reason(word: str) -> None:
    key = read_key(word)
    assert key.name or (key.reason and key.remedy)
