"""Themes from files: contrast, errors as data, the user's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color

from tui import themes
from tui.keeping import remember
from tui.theming import depth
from tui.theming.contrast import READABLE, contrast
from tui.theming.reduced import reduced

TEXTS = ("text", "muted", "primary", "accent", "mark", "code", "success", "warning", "error")
GROUNDS = ("background", "surface", "panel")
OURS = themes.in_order(themes.load(themes.folders()[:1]).palettes)
COLOURED = [palette.name for palette in OURS if not palette.terminal]


PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + [("lit-text", "lit"), ("background", "mark")]


def poor(palette: themes.Palette, least: float = READABLE) -> dict[tuple[str, str], float]:
    """The pairs of a palette that are hard to read, with their contrast."""
    colours = {key: Color.parse(value) for key, value in palette.colours.items()}
    return {(a, b): found for a, b in PAIRS if (found := contrast(colours[a], colours[b])) < least}


def test_contrast_is_that_of_the_guidelines() -> None:
    black, white, grey = Color(0, 0, 0), Color(255, 255, 255), Color(119, 119, 119)
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", COLOURED)
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    assert not poor(themes.load().palettes[name])


@pytest.mark.parametrize("name", COLOURED)
def test_in_256_colours_every_text_can_be_read_as_well(name: str) -> None:
    palette = reduced(themes.load().palettes[name])
    assert not poor(replace(palette, colours={key: shown_in_256(value) for key, value in palette.colours.items()}))


def shown_in_256(colour: str) -> str:
    """What a terminal of 256 colours makes of a colour."""
    triplet = RichColor.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return Color(*triplet).hex6


@pytest.mark.parametrize("name", ["beacon", "chalk"])
def test_high_contrast_is_high(name: str) -> None:
    assert not poor(themes.load().palettes[name], 7)


def test_a_theme_of_the_terminal_asks_for_no_colour_of_its_own() -> None:
    tide = themes.load().palettes[themes.TERMINAL]
    assert all(value.startswith("ansi_") for value in tide.colours.values())
    assert reduced(tide) == tide
    assert tide.style("muted") == Style(color="default", dim=True)
    assert tide.style("lit-text", on="lit", bold=True) == Style(
        color="yellow", bgcolor="black", reverse=True, bold=True
    )


def test_ours_are_there_and_sound() -> None:
    assert {"nacre", "nacre-light", themes.TERMINAL} <= {palette.name for palette in OURS}
    assert len(OURS) >= 8 and all(palette.about for palette in OURS)
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
    remember("theme", "new", file=file)
    assert file.read_text() == '# mine\ntheme = "new"\n[ask]\npassages = 3\n'
    file.write_text("[ask]\npassages = 3\n")
    remember("theme", "new", file=file)
    assert file.read_text() == 'theme = "new"\n[ask]\npassages = 3\n'


def problem_of(tmp_path: Path, text: str) -> str:
    """What is said first about a file with this text."""
    file = tmp_path / "own.toml"
    file.write_text(text)
    _, problems = themes.read(file)
    return str(problems[0])


NACRE = (themes.folders()[0] / "nacre.toml").read_text("utf-8")
TIDE = (themes.folders()[0] / "tide.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colours = [", "own.toml: can't be read: "),
        (NACRE.replace("dark =", "drak ="), "drak is not known; did you mean 'dark'."),
        (NACRE.replace("panel =", "pannel ="), "colours.pannel is not known; did you mean 'panel'."),
        (NACRE.replace("dark = true", 'dark = "yes"'), "dark must be true or false."),
        (NACRE.replace('"nacre"', '"my own"'), "name must be made of letters, digits, - and _."),
        (NACRE.replace('"#c3b1ec"', '"red"'), "colours.primary 'red' needs terminal = true, or write it like #9fd69b."),
        (NACRE.replace('"#c3b1ec"', '"#c3b1e"'), "colours.primary '#c3b1e' is not a colour; write it like #9fd69b."),
        (NACRE.replace('"#c3b1ec"', "7"), "colours.primary '7' is not a colour; write it like #9fd69b."),
        (TIDE.replace('"magenta"', '"magneta"'), "'magneta' is not a terminal colour; did you mean 'magenta'."),
        (
            TIDE.replace('["dim"]', '["dimm"]'),
            "styles.muted 'dimm' is not one of bold, dim, italic, underline, reverse",
        ),
        (TIDE.replace('["dim"]', '"dim"'), "styles.muted must be a list"),
    ],
    ids=["toml", "key", "colour", "flag", "name", "named", "short", "number", "terminal", "style", "list"],
)
def test_a_problem_names_file_key_and_reason(tmp_path: Path, text: str, said: str) -> None:
    assert said in problem_of(tmp_path, text)


def test_an_unknown_key_does_not_spoil_a_theme(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(NACRE + "\n[extra]\nx = 1\n")
    palette, problems = themes.read(tmp_path / "own.toml")
    assert palette is not None and [problem.key for problem in problems] == ["extra"]


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, depth.ALL),
        ({"TERM": "xterm-256color"}, depth.MANY),
        ({"TERM": "linux"}, depth.FEW),
        ({"TERM": "dumb"}, 0),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, 0),
    ],
)
def test_the_terminal_says_how_many_colours_it_has(
    environment: dict[str, str], colours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", "COLORTERM", "NO_COLOR", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert depth.colours() == colours
