"""What a document says, as a reader would see it: without the signs of Markdown, and code line by line.

It is for looking at. What is copied or written to a file is the quote as it stands in the document.
"""

from __future__ import annotations

from pathlib import Path, PurePath
from textwrap import dedent
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from engine.records import Place
from engine.sources.languages import language_of
from engine.sources.links import without_wikilinks
from tui.drawing.bounded import too_deep, too_dense
from tui.drawing.clean import clean, one_line
from tui.drawing.formulas import in_line
from tui.drawing.markdown import parse
from tui.themes import Palette

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

MARKDOWN = frozenset((".md", ".markdown", ".mdown", ".mkd"))
LONGEST = 20_000  # code points of a quote that are read as Markdown
PLAIN = Style()
LOOKS = {"strong": Style(bold=True), "em": Style(italic=True), "s": Style(strike=True), "heading": Style(bold=True)}


def quote(said: str, place: Place, palette: Palette, *, quoted: bool) -> Text:
    """A passage as one paragraph; code keeps its lines. `quoted` is what an answer quotes."""
    if _is_code(place):
        return Text(dedent(clean(said).expandtabs(4)).strip("\n"), palette.style("code", italic=quoted))
    text = Text(style=palette.style("text", italic=quoted))
    for words, look in _runs(said, place):
        text.append(words, palette.style("code") if look == "code" else LOOKS.get(look, PLAIN))
    return text


def plain(said: str, place: Place, limit: int = 200) -> str:
    """A passage in words alone, on one line, at most `limit` characters long."""
    return one_line("".join(words for words, _ in _runs(said[: 4 * limit], place)), limit)


def _is_code(place: Place) -> bool:
    return not place.speaker and bool(language_of(Path(place.path)))


def _is_markdown(place: Place) -> bool:
    """Markdown in itself, or what people and models write to each other."""
    return bool(place.speaker or place.part) or PurePath(place.path).suffix.lower() in MARKDOWN


Run = tuple[str, str]
"""Words, and how they look."""


def _runs(said: str, place: Place) -> list[Run]:
    flat = [(" ".join(clean(said).split()), "")]
    source = clean(said[:LONGEST])
    if not _is_markdown(place) or too_deep(source) or too_dense(source):
        return flat
    runs: list[Run] = []
    for block in parse(source).children:
        _block(block, runs)
    if len(said) > LONGEST:
        runs.append((" ".join(clean(said[LONGEST:]).split()), ""))
    return _spaced(runs) or flat


def _block(node: SyntaxTreeNode, runs: list[Run]) -> None:
    """Add what a block says; a blank behind each."""
    match node.type:
        case "fence" | "code_block":
            runs += [(node.content, "code"), (" ", "")]
        case "math_block" | "math_block_label":
            runs += [(in_line(node.content.strip(), "$$"), ""), (" ", "")]
        case "hr":
            pass
        case "heading" | "paragraph" | "th" | "td" | "inline":
            _inline(node, runs, node.type)
            runs.append((" · " if node.type in ("heading", "th", "td") else " ", ""))
        case kind:
            if kind == "list_item":
                runs.append((f"{node.info}{node.markup} " if node.markup in (".", ")") else "• ", ""))
            for child in node.children:
                _block(child, runs)


def _inline(node: SyntaxTreeNode, runs: list[Run], look: str) -> None:
    for child in node.children:
        match child.type:
            case "text":
                runs.append((without_wikilinks(child.content), look))
            case "code_inline":
                runs.append((child.content, "code"))
            case "math_inline" | "math_inline_double":
                runs.append((in_line(child.content, child.markup), look))
            case "softbreak" | "hardbreak":
                runs.append((" ", ""))
            case "image":
                runs.append((f"[image: {child.content}]" if child.content else "[image]", look))
            case kind:
                _inline(child, runs, kind if kind in LOOKS else look)


def _spaced(runs: list[Run]) -> list[Run]:
    """The runs with one blank wherever there is white space, none at both ends."""
    spaced: list[Run] = []
    blank = True  # behind what stands there so far
    for words, look in runs:
        said = " ".join(words.split())
        before = " " if words[:1].isspace() and not blank else ""
        after = " " if said and words[-1:].isspace() else ""
        if said or before:
            spaced.append((f"{before}{said}{after}", look))
            blank = bool(after) or (not said and bool(before))
    while spaced and not spaced[-1][0].strip(" ·"):
        spaced.pop()
    return spaced
