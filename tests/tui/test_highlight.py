"""Colours of code: from the theme, read off the loop, the same while it grows as when it is whole."""

from __future__ import annotations

from rich.text import Text

from tests.tui.conftest import WIDE, running
from tests.tui.fake import FakeEngine
from tests.tui.fake_models import QWEN, FakeModels, Writer
from tests.tui.test_drawing import PALETTE, lines
from tui import themes
from tui.drawing.growing import Growing
from tui.drawing.highlight import AT_ONCE, KINDS, Highlighter, language, of_file, painted
from tui.drawing.markdown import Brush
from tui.theming.palette import COLOURS

PYTHON = 'def strike(times: int) -> str:\n    return "bell" * times  # loud\n'
FENCE = f"```python\n{PYTHON}```\n"


def learnt(*names: str) -> Highlighter:
    highlighter = Highlighter()
    highlighter.take(highlighter.learn([(name, "") for name in names]))
    return highlighter


def test_every_kind_has_a_colour_of_the_palette() -> None:
    assert {colour for colour, _ in KINDS.values()} <= set(COLOURS) - {"rule", "lit", "background"}


def test_a_lexer_is_wanted_before_it_is_used_and_code_has_one_colour_until_then() -> None:
    highlighter, calls = Highlighter(), []
    highlighter.missed = lambda: calls.append(1)
    assert not highlighter.runs("python", PYTHON) and list(highlighter.wanted) == [("python", "")]
    assert not highlighter.runs("python", PYTHON)
    highlighter.take(highlighter.learn(tuple(highlighter.wanted)))
    assert calls and not highlighter.wanted and highlighter.runs("python", PYTHON)[0] == (3, "Keyword")


def test_a_long_text_is_read_on_a_thread_and_an_unknown_language_never_again() -> None:
    highlighter, long = learnt("python", "klingon"), "x = 1\n" * AT_ONCE
    assert not highlighter.runs("python", long) and ("python", long) in highlighter.wanted
    highlighter.take(highlighter.learn(tuple(highlighter.wanted)))
    assert highlighter.runs("python", long)
    assert not highlighter.runs("klingon", PYTHON) and not highlighter.wanted


def test_runs_cover_the_code_and_change_no_letter() -> None:
    highlighter = learnt("python", "json", "bash", "html")
    for name in ("python", "json", "bash", "html"):
        for code in (PYTHON, "\n\n x", "{", "\ttab\n", '"""open', "ä🙂 \u200b"):
            runs = highlighter.runs(name, code)
            assert sum(length for length, _ in runs) <= len(code)
            assert painted(code, runs, PALETTE).plain == code


def test_a_growing_text_has_the_colours_of_the_whole() -> None:
    highlighter = learnt("python")
    code = PYTHON * 80
    whole, body, found = list(highlighter.runs("python", code[:AT_ONCE])), code.split("\n"), []
    for first in range(0, len(body), 7):
        found += highlighter.tail("python", body[: first + 7], first)
    assert _kinds(found)[: AT_ONCE - 100] == _kinds(whole)[: AT_ONCE - 100]


def _kinds(runs: list[tuple[int, str]]) -> list[str]:
    return ["" if kind == "Text.Whitespace" else kind for length, kind in runs for _ in range(length)]


def test_a_language_is_named_by_the_info_string_or_the_ending_alone() -> None:
    assert [language(info) for info in ("python", " {.Rust #x}", "language-c++ x", "", "`")] == [
        "python", "rust", "c++", "", "",
    ]  # fmt: skip
    assert [of_file(path) for path in ("/a/b.PY", "Makefile", "a.tar.gz")] == [".py", "", ".gz"]


def test_code_has_a_sign_without_colour_too() -> None:
    assert lines(FENCE)[:2] == ["▏python", "▏def strike(times: int) -> str:"]
    tide = themes.load().palettes[themes.TERMINAL]
    assert [line.text for line in Brush(tide).draw("run `make` now", 40)] == ["run `make` now"]
    assert lines("run `make` now") == ["run make now"]


def test_wide_tables_become_lists_and_no_line_is_too_long() -> None:
    table = "| Name | Born | Work | Where |\n|-|-|-|-|\n| Ada Lovelace | 1815 | the engine | London |\n"
    assert lines(table, 60)[0].startswith("Name         │ Born")
    narrow = lines(table, 26)
    assert "Name: Ada Lovelace" in narrow and "Work: the engine" in narrow
    assert all(len(line) <= 26 for line in narrow)


def test_links_show_where_they_lead_and_tasks_their_box() -> None:
    assert lines("see [the log](http://x.org/a) and <http://y.org>") == [
        "see the log (http://x.org/a) and http://y.org"
    ]
    assert lines("- [ ] oil\n- [x] wick\n- [1] mark") == ["☐ oil", "☑ wick", "• [1] mark"]


def test_headings_of_six_levels_differ_without_colour() -> None:
    looks = []
    for level in range(1, 7):
        style = Brush(PALETTE).draw("#" * level + " Head", 40)[0]._segments[0].style
        assert style is not None
        looks.append((style.bold, style.italic, style.underline))
    assert len(set(looks)) == 6


def test_a_long_paragraph_is_cut_behind_a_sentence_and_loses_nothing() -> None:
    text = "The bell is struck twice. " * 400
    growing = Growing()
    drawn = growing.draw(text, 60, PALETTE, Text())
    assert len(growing._pieces) > 2
    assert "".join(line.text for line in drawn).replace(" ", "") == text.replace(" ", "")


async def test_an_answer_with_code_gets_its_colours_by_itself() -> None:
    engine = FakeEngine(models=FakeModels(QWEN, active=QWEN.name))
    engine.writer = Writer("Strike it [1]:\n\n" + FENCE)
    async with running(engine, WIDE) as nacre:
        await nacre.ask("how is it struck?")
        colour = nacre.app.palette.style("primary").color

        def coloured() -> bool:
            found = [s for line in nacre.app.main.transcript.lines_of(1) for s in line if s.text == "def"]
            return bool(found) and found[0].style is not None and found[0].style.color == colour

        await nacre.until(coloured)
