from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import SkipFile
from engine.sources.html import read
from engine.sources.reading import Reading
from tests.engine.sources.checks import assert_sound, pieces

PAGE = """<!doctype html><html lang="en"><head><title>The gate — Harbour news</title>
<meta name="author" content="Ada"><meta property="article:published_time" content="2024-03-01T10:00:00+01:00">
<link rel="canonical" href="https://harbour.example/gate"><script>track("x")</script><style>p{}</style></head><body>
<header><a href="/">Home</a></header><nav><ul><li>Menu one</li></ul></nav>
<main><h1>The gate</h1><p>It opens <b>twi</b>ce&nbsp;a day &amp; closes.<br>Every day.</p>
<div class="cookie-banner">Accept cookies</div><p style="display:none">secret</p>
<h2>Hours<span class="mw-editsection">[edit]</span></h2>
<ul><li>low<ul><li>six</li></ul></li><li>high, see <a href="/tide">tides</a></li></ul>
<ol><li>push</li><li>pull</li></ol>
<pre>a = 1
  b = 2</pre><blockquote><p>Mind the gap.</p></blockquote>
<table><caption>Prices</caption><tr><th>Ship</th><th colspan="2">Fee</th></tr>
<tr><td>Tug</td><td>3|4</td><td><a href="#x">per</a> <i>day</i></td></tr></table>
<p>Water<sup class="reference">[1]</sup> is wet. PAD</p></main><footer>Imprint</footer></body></html>""".replace(
    "PAD", "It flows in and out of the harbour, hour after hour, and nobody has ever seen it stop for long. " * 3
)


def reading(page: str | bytes, name: str = "page.html") -> Reading:
    (found,) = read(Path(name), page.encode() if isinstance(page, str) else page)
    assert_sound(found)
    return found


def test_the_main_part_is_kept_with_its_structure_and_nothing_else() -> None:
    found = reading(PAGE)
    assert pieces(found)[:-1] == [
        ("heading", "The gate"),
        ("paragraph", "It opens twice\u00a0a day & closes.\nEvery day."),
        ("heading", "Hours"),
        ("list", "- low\n  - six\n- high, see tides"),
        ("list", "1. push\n2. pull"),
        ("code", "a = 1\n  b = 2"),
        ("quote", "Mind the gap."),
        ("paragraph", "Prices"),
        ("table", "| Ship | Fee |  |\n| --- | --- | --- |\n| Tug | 3\\|4 | per day |"),
    ]
    assert pieces(found)[-1][1].startswith("Water is wet. It flows")
    assert [(block.level, block.name) for block in found.blocks if block.level] == [(1, "The gate"), (2, "Hours")]


def test_facts_and_title_come_from_the_head() -> None:
    found = reading(PAGE)
    assert found.title == "The gate"
    assert found.facts == {
        "author": ("Ada",),
        "date": ("2024-03-01T10:00:00+01:00",),
        "language": ("en",),
        "url": ("https://harbour.example/gate",),
        "link": ("https://harbour.example/tide",),
    }


def test_an_unmarked_page_loses_its_surroundings() -> None:
    story = "".join(
        f"<p>Paragraph {n} tells at some length what happened at the gate, who was there, and why it matters.</p>"
        for n in range(15)
    )
    links = "".join(f'<li><a href="/{n}">Another story {n}</a></li>' for n in range(20))
    table = "<table><tr><th>Ship</th><th>Fee</th></tr><tr><td>Tug <a href='/t'>A</a> x</td><td>3</td></tr></table>"
    page = f"<body><div><ul>{links}</ul></div><div><h1>Gate</h1>{story}{table}</div><div><ul>{links}</ul></div></body>"
    text = reading(page).text
    assert text.startswith("Gate\n\nParagraph 0")
    assert "Another story" not in text
    assert "| Tug A x | 3 |" in text


def test_a_table_without_names_of_columns_has_an_empty_head() -> None:
    found = reading("<table><tr><th>Founded<td>1998</tr><tr><th>Founder<td>Tug & Sons</tr></table>")
    assert pieces(found) == [("table", "|  |  |\n| --- | --- |\n| Founded | 1998 |\n| Founder | Tug & Sons |")]


def test_a_table_that_only_lays_out_the_page_is_read_cell_by_cell() -> None:
    found = reading("<table><tr><td><h1>A</h1><table><tr><td>x</td><td>y</td></tr></table><td><p>right</table>")
    assert [kind for kind, _ in pieces(found)] == ["heading", "table", "paragraph"]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ('<meta charset="windows-1251"><p>Привет, мир'.encode("cp1251"), "Привет, мир"),
        ("<p>café – naïve".encode("cp1252"), "café – naïve"),
        (
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><p>é</p></html>'.encode(),
            "é",
        ),
        ("\ufeff<p>mark".encode(), "mark"),
        (b"<p>soft\xc2\xadhyphen &#8212; &lt;b&gt; &zzz;", "softhyphen — <b> &zzz;"),
    ],
)
def test_encodings_and_entities_are_decoded(page: bytes, text: str) -> None:
    assert reading(page).text == text


@pytest.mark.parametrize("page", ["", " \n", "<!-- only this -->"])
def test_an_empty_page_is_skipped(page: str) -> None:
    with pytest.raises(SkipFile):
        reading(page)


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "blockquote", "table><tr><td"])
def test_markup_of_any_depth_keeps_its_text(tag: str) -> None:
    found = reading(f"<{tag}>" * 5_000 + "the text at the bottom of it all")
    assert "the text at the bottom of it all" in found.text


@given(
    st.lists(
        st.sampled_from(
            (
                *(
                    "<p>",
                    "</p>",
                    "<h1>",
                    "</h1>",
                    "<ul>",
                    "<li>",
                    "</ul>",
                    "<table>",
                    "<tr>",
                    "<td>",
                    "</table>",
                    "<br>",
                ),
                *(
                    "<pre>",
                    "</pre>",
                    "text ",
                    "\n",
                    "&amp;",
                    "<!--",
                    "-->",
                    "<blockquote>",
                    "<article>",
                    "<b>",
                    "</b>",
                    "<",
                ),
                *('<div class="nav">', "</div>", "<h2>", "<ol>", "\x01", "<math alttext='x'>", "<svg>", "<?x", "é"),
            )
        )
    ).map("".join)
)
@example("<pre><ol>text ")
def test_any_markup_gives_sound_blocks(page: str) -> None:
    try:
        reading(page)
    except SkipFile:
        return
