"""What the screens really draw, in every theme of ours: it can be read, and it is of that theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from tests.tui.conftest import NARROW, WIDE, Driver, running
from tests.tui.fake import FakeEngine
from tests.tui.test_snapshots import SCREENS, Steps
from tui import themes
from tui.theming.contrast import READABLE, contrast
from tui.theming.palette import Palette

LINES = set(" ─│┼▎╭╮╰╯├┤┌┐└┘▁▂▃▄▅▆▇█▔▕▏▐▌")  # in the colour of rules they part panes and cells, and say nothing
MARKDOWN = """

# Head

- `code` and [a link](http://x)

> said

| a | b |
|---|---|
| 1 | 2 |

```
x = 1
```
"""
FRAMES = "#picker, #models, #confirm, #sheet, #branches, #talks, #naming"
"""What stands before a dimmed conversation, which waits."""

STEPS = {steps: (name, count) for name, steps, count, _ in reversed(SCREENS)}  # each once, whatever its theme


async def _full(nacre: Driver) -> None:
    """What no single screen has: code, a table, notes and notices of every kind, selected text."""
    session = nacre.app.main.session
    await nacre.ask("how often is the bell struck in fog?")
    answer = next(entry for entry in session.entries if entry.kind == "answer")
    answer.text += MARKDOWN
    nacre.app.main.transcript.rebuild()
    for level in ("info", "warning", "error"):
        session.say(f"a note: {level}", level)
    for severity in ("information", "warning", "error"):
        nacre.app.notify("a notice", title="Title", severity=severity, timeout=600)
    nacre.app.main.status.work("ingest", "reading 1 of 9")
    nacre.app.main.composer.text = "some selected words"
    nacre.app.main.composer.select_all()
    await nacre.until(lambda: "x = 1" in nacre.screen_text() and "Title" in nacre.screen_text())


async def _picking(nacre: Driver) -> None:
    """The list of themes, with something typed and selected."""
    await nacre.type("/theme")
    await nacre.press("escape", "enter")
    await nacre.until(lambda: nacre.app.screen.query("#picker"))
    await nacre.type("a")
    await nacre.press("shift+left")


SCENES: dict[str, tuple[Steps, int]] = {name: (steps, count) for steps, (name, count) in STEPS.items()} | {
    "full": (_full, 2),
    "picking": (_picking, 2),
}


def drawn(nacre: Driver) -> Iterator[Segment]:
    """The pieces of text on the screen; of a dialogue only its frame and what is in it."""
    screen = nacre.app.screen
    lines: list[Strip] = screen._compositor.render_strips()
    frames = list(screen.query(FRAMES))
    if frames and not screen.has_class("-preview"):
        region = frames[0].region
        lines = [line.crop(region.x, region.right) for line in lines[region.y : region.bottom]]
    for line in lines:
        yield from (segment for segment in line if segment.text.strip() and not segment.control)


def pair(style: Style) -> tuple[Color, Color]:
    """The colour of a text and the one behind it."""
    assert style.color is not None and style.bgcolor is not None, style
    colours = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
    return (colours[1], colours[0]) if style.reverse else colours


def decorative(segment: Segment, ink: Color, palette: Palette) -> bool:
    """Whether it is a line between panes or cells, or a scrollbar."""
    ends = {Color.parse(palette.colours[key]) for key in ("rule", "background", "muted")}
    return set(segment.text.strip()) <= LINES and ink in ends


def faults(nacre: Driver, palette: Palette) -> set[str]:
    """What on the screen can't be read, or comes from elsewhere than the palette."""
    known, found = {Color.parse(value) for value in palette.colours.values()}, set()
    for segment in drawn(nacre):
        assert segment.style is not None
        ink, ground = pair(segment.style)
        if segment.style.dim:
            found.add(f"dim: {segment.text!r}")
        if not {ink, ground} <= known:
            found.add(f"{ink.hex6} on {ground.hex6} is foreign: {segment.text!r}")
        elif not decorative(segment, ink, palette) and contrast(ink, ground) < READABLE:
            found.add(f"{ink.hex6} on {ground.hex6}, {contrast(ink, ground):.2f}: {segment.text!r}")
    return found


@pytest.mark.parametrize(("scene", "size"), [*((scene, WIDE) for scene in SCENES), ("full", NARROW)])
async def test_everything_drawn_can_be_read_in_every_theme(
    engine: FakeEngine, scene: str, size: tuple[int, int]
) -> None:
    steps, engine.documents = SCENES[scene]
    async with running(engine, size) as nacre:
        nacre.app.animation_level = "none"
        await nacre.until(lambda: not nacre.app.desk.running("work"))
        await steps(nacre)
        found: dict[str, set[str]] = {}
        for palette in nacre.app.palettes.values():
            if palette.terminal:
                continue
            nacre.app.use_theme(palette.name, keep=False)
            ground = Color.parse(palette.colours["background"])
            await nacre.until(lambda ground=ground: nacre.app.main.styles.background == ground)  # type: ignore[misc]
            await nacre.settle()
            if poor := faults(nacre, palette):
                found[palette.name] = poor
        assert not found


@pytest.mark.parametrize("scene", ["full", "documents", "models", "permission", "viewer", "commands"])
async def test_the_terminals_theme_draws_with_nothing_but_its_colours(engine: FakeEngine, scene: str) -> None:
    steps, engine.documents = SCENES[scene]
    async with running(engine, WIDE) as nacre:
        nacre.app.use_theme(themes.TERMINAL, keep=False)
        await steps(nacre)
        await nacre.settle()
        styles = {part.style for part in drawn(nacre) if part.style}
        own = {part for style in styles for part in (style.color, style.bgcolor) if part and not part.is_system_defined}
        assert not {colour for colour in own if not colour.is_default}


@pytest.mark.parametrize("scene", ["full", "picking", "models", "permission", "viewer", "commands"])
async def test_without_colours_shape_and_weight_say_it_all(
    engine: FakeEngine, scene: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    steps, engine.documents = SCENES[scene]
    async with running(engine, WIDE) as nacre:
        nacre.app.use_theme(themes.TERMINAL, keep=False)
        await steps(nacre)
        await nacre.settle()
        styles = {part.style for part in drawn(nacre) if part.style}
        assert all(part is None or part.is_default for style in styles for part in (style.color, style.bgcolor))
        reversed_, bold = any(style.reverse for style in styles), any(style.bold for style in styles)
        assert bold and (reversed_ or scene in ("models", "permission"))  # a cursor, a selection, a lit span, a row
