"""How answers with code and formulas, and documents in the viewer, look at both sizes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from engine.config import Settings
from tests.tui.conftest import NARROW, WIDE, Driver
from tests.tui.fake import BELL, FakeEngine, place
from tests.tui.fake_models import QWEN, FakeModels, Writer
from tui.app import NacreApp
from tui.drawing.highlight import HIGHLIGHTER
from tui.drawing.pages import lay_out
from tui.drawing.segments import scan
from tui.screens.viewer import Viewer

ANSWER = r"""# How loud

The level falls by $6\,\mathrm{dB}$ where the distance doubles [1]:

$$L(r) = L_0 - 20 \log_{10} \frac{r}{r_0}$$

```python
def level(r: float, r0: float = 1.0) -> float:
    return 92.0 - 20 * log10(r / r0)  # decibels
```

- [x] heard at two miles [2]
- [ ] measured

| distance | level | heard | by whom |
|---|---|---|---|
| one mile | 28 | yes | the keeper of the light |

> A quote with `code`.
"""

Steps = Callable[[Driver], Awaitable[None]]


async def answer(nacre: Driver) -> None:
    await nacre.ask("how loud is it?")
    await nacre.until(lambda: nacre.app.main.sources.sources)


async def rendered(nacre: Driver) -> None:
    where = replace(place(1, BELL), char_start=ANSWER.index("heard at"), char_end=ANSWER.index("[2]"))
    viewer = Viewer(where, "Notes", [where])
    nacre.app.push_screen(viewer)
    await nacre.until(lambda: viewer.document.size.width)
    viewer.fill(lay_out(ANSWER, ()))
    viewer._show_rendered(tuple(scan(ANSWER, 0, gap=False)))
    await nacre.until(lambda: "┃ " in nacre.screen_text())


async def headings(nacre: Driver) -> None:
    await nacre.ask("how often is the bell struck in fog?")
    await nacre.press("tab", "1", "enter")
    await nacre.until(lambda: "┃ In fog" in nacre.screen_text())
    await nacre.press("t")
    await nacre.until(lambda: "· Supplies" in nacre.screen_text())


SCENES: tuple[tuple[str, Steps, str], ...] = (
    ("answer", answer, "nacre"),
    ("answer-terminal", answer, "tide"),
    ("rendered", rendered, "nacre"),
    ("headings", headings, "nacre"),
)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
@pytest.mark.parametrize(("steps", "theme"), [s[1:] for s in SCENES], ids=[s[0] for s in SCENES])
def test_screen(snap_compare: Callable[..., bool], steps: Steps, theme: str, size: tuple[int, int]) -> None:
    HIGHLIGHTER.take(HIGHLIGHTER.learn([("python", "")]))
    engine = FakeEngine(models=FakeModels(QWEN, active=QWEN.name) if steps is answer else None)
    engine.writer = Writer(ANSWER)
    app = NacreApp(lambda: engine, Settings(theme=theme))

    async def run_before(pilot: Pilot[None]) -> None:
        driver = Driver(app, engine, pilot)
        await driver.until(lambda: engine.worked and app.main.status._status is not None)
        await driver.until(lambda: not app.desk.running("work"))
        await steps(driver)
        await pilot.pause(0.3)  # the last line changes at most four times a second

    assert snap_compare(app, terminal_size=size, run_before=run_before)
    app.shut_down()
