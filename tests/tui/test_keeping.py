"""Settings that are chosen in the app: one key is set, nothing else in the file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import config
from engine.errors import UsageError
from tui.keeping import remember

WITHOUT = '# mine\ntheme = "old" # why\n\n[ask]\npassages = 3   # few\n'


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", '[screen]\nline = "slow"\n'),
        (WITHOUT, WITHOUT + '\n[screen]\nline = "slow"\n'),
        ('[screen]\nline = "auto"   # x\nkeys = "vim"\n', '[screen]\nline = "slow"   # x\nkeys = "vim"\n'),
        ('screen.line = "auto"\n', 'screen.line = "slow"\n'),
        ('[ask]\r\nrounds = 2\r\n[screen]\r\nline="fast"\r\n', '[ask]\r\nrounds = 2\r\n[screen]\r\nline="slow"\r\n'),
    ],
    ids=["empty", "no table", "table", "dotted", "windows"],
)
def test_a_key_is_set_and_every_other_line_stays(tmp_path: Path, text: str, after: str) -> None:
    file = tmp_path / "below" / "settings.toml"
    if text:
        file.parent.mkdir()
        file.write_bytes(text.encode())
    remember("line", "slow", "screen", file)
    assert file.read_bytes().decode() == after
    assert config.load(file).screen.line == "slow"


def test_a_key_of_no_table_comes_before_the_tables(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[ask]\npassages = 3\n")
    remember("theme", 'a "b"', file=file)
    assert file.read_text().endswith("[ask]\npassages = 3\n")
    assert config.load(file) == config.Settings(ask=config.AskSettings(passages=3), theme='a "b"')


@pytest.mark.parametrize("text", ["theme = ", "screen = 3", "\xff"])
def test_a_broken_file_is_named_and_stays(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=r"settings\.toml"):
        remember("line", "slow", "screen", file)
    assert file.read_bytes() == text.encode("latin-1")
