"""Themes from files: contrast, errors as data, the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from tui import themes

TEXTS = ("text", "muted", "primary", "accent", "mark", "code", "success", "warning", "error")
GROUNDS = ("background", "surface", "panel")
OURS = themes.in_order(themes.load(themes.folders()[:1]).palettes)
COLOURED = [palette.name for palette in OURS if not palette.terminal]


def luminance(colour: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", COLOURED)
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    colours = {key: Color.parse(value) for key, value in themes.load().palettes[name].colours.items()}
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS] + [("lit-text", "lit"), ("background", "mark")]
    poor = {(a, b): ratio for a, b in pairs if (ratio := contrast(colours[a], colours[b])) < 4.5}
    assert not poor


def test_ours_are_there_and_sound() -> None:
    assert {"nacre", "nacre-light"} <= {palette.name for palette in OURS}
    assert not themes.load(themes.folders()[:1]).problems


def test_a_broken_file_is_reported_and_hides_no_other(tmp_path: Path) -> None:
    good = (themes.folders()[0] / "nacre.toml").read_text()
    (tmp_path / "a-good.toml").write_text(good.replace('"nacre"', '"mine"'))
    (tmp_path / "b-colour.toml").write_text(good.replace('"#11141b"', '"inky"'))
    (tmp_path / "c-key.toml").write_text(good.replace("muted =", "mutter ="))
    (tmp_path / "d-toml.toml").write_text("name = ")
    (tmp_path / "e-table.toml").write_text('name = "x"')
    loaded = themes.load([tmp_path])
    assert list(loaded.palettes) == ["mine"]
    found = {(Path(problem.file).name, problem.key) for problem in loaded.problems}
    assert ("b-colour.toml", "colours.background") in found
    assert {("c-key.toml", "colours.muted"), ("c-key.toml", "colours.mutter")} <= found
    assert ("d-toml.toml", "") in found and ("e-table.toml", "colours") in found
    assert "'inky' is not a colour" in " ".join(map(str, loaded.problems))


def test_the_users_own_theme_wins_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "themes"
    own.mkdir()
    text = (themes.folders()[0] / "nacre.toml").read_text()
    (own / "mine.toml").write_text(text.replace('"#11141b"', '"#000000"'))
    monkeypatch.setenv("NACRE_CONFIG", str(tmp_path))
    assert themes.load().palettes["nacre"].colours["background"] == "#000000"


def test_remembering_a_theme_changes_one_line_only(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('# mine\ntheme = "old"\n[ask]\npassages = 3\n')
    themes.remember("new", file)
    assert file.read_text() == '# mine\ntheme = "new"\n[ask]\npassages = 3\n'
    file.write_text("[ask]\npassages = 3\n")
    themes.remember("new", file)
    assert file.read_text() == 'theme = "new"\n[ask]\npassages = 3\n'
