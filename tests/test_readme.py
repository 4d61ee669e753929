"""What the README says about commands, keys and settings is what the program has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine import config
from engine.samples import QUESTIONS
from tui.actions import keys_label, slash_commands
from tui.cli.main import COMMANDS

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def rows(begin: str) -> list[list[str]]:
    """The cells of every table row that begins with `begin`; an escaped bar is part of its cell."""
    lines = [line for line in README.splitlines() if line.startswith(f"| `{begin}")]
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_every_command_has_its_row_in_order_and_no_other_has() -> None:
    named = [command.strip("`").split()[1] for command, _ in rows("nacre ")]
    assert list(dict.fromkeys(named)) == list(COMMANDS)


def test_every_slash_command_has_its_row_with_its_keys() -> None:
    said = [(command, keys) for command, keys, _ in rows("/")]
    assert said == [
        (f"`/{action.slash} {action.arguments}".rstrip() + "`", keys_label(action)) for action in slash_commands()
    ]


def test_settings_shown_are_all_there_are_with_their_defaults(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    path = tmp_path / "settings.toml"
    path.write_text(block, "utf-8")
    assert config.load(path) == config.Settings()
    shown = set(re.findall(r"^(\w+) =", block, flags=re.MULTILINE))
    sections = (
        config.IngestSettings,
        config.EmbedderSettings,
        config.AskSettings,
        config.MemorySettings,
        config.ModelSettings,
        config.ScreenSettings,
        config.FetchSettings,
    )
    assert shown == {"theme", *(name for section in sections for name in section.__dataclass_fields__)}


@pytest.mark.parametrize("marker", ["screen", "figures"])
def test_filled_in_sections_keep_their_markers(marker: str) -> None:
    before, _, rest = README.partition(f"<!-- {marker} -->")
    between, end, after = rest.partition(f"<!-- /{marker} -->")
    assert before and end and after
    assert "<!--" not in between


def test_tour_asks_the_question_that_the_samples_answer_first() -> None:
    assert f"> {QUESTIONS[0]}" in README


def test_readme_fits_on_ten_screens() -> None:
    assert len(README.splitlines()) < 400
