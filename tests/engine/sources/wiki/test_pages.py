"""Saved wiki pages: what is the article, what is stated of it, and every link in it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from lxml import html

from engine.errors import SkipFile
from engine.sources import registry
from engine.sources.reading import BlockKind, Reading
from tests.engine.sources.checks import assert_sound, pieces
from tests.engine.sources.wiki.pages import SHAPES, Page, internal, random_page, saved

BODY = """
<div class="shortdescription noprint" style="display:none">Tower with a light</div>
<div role="note" class="hatnote">For the novel, see {novel}.</div>
<table class="infobox"><caption>Bell Rock</caption><tbody>
<tr><th colspan="2">Bell Rock Lighthouse</th></tr><tr><td colspan="2"><img alt="x"></td></tr>
<tr><th scope="row">Built</th><td>1810<span style="display:none"> (1810-02-01)</span></td></tr>
<tr><th scope="row">Designers</th><td><ul><li>{stevenson}</li><li>John Rennie</li></ul></td></tr>
<tr><th colspan="2">Light</th></tr><tr><th>•&nbsp;Range</th><td>18&nbsp;nmi<br>33 km
<sup class="reference">[2]</sup></td></tr>
</tbody></table>
<p>The <b>Bell Rock</b> light<sup class="reference"><a href="#n1">[1]</a></sup> is old.<sup class="noprint
Inline-Template">[<i>citation needed</i>]</sup> Its height is <span class="mwe-math-element"><span style="display:none">
<math alttext="{{\\displaystyle h=35}}"><mi>h</mi></math></span><img alt="h"></span> metres.</p>
<div id="toc" class="toc"><h2>Contents</h2><ul><li><a href="#History">History</a></li></ul></div>
<h2>History<span class="mw-editsection"><a href="/w/index.php?title=B&amp;action=edit">edit</a></span></h2>
<p>Ships sank there.</p>
<table class="wikitable"><caption>Keepers</caption><tr><th>Year</th><th>Name</th></tr>
<tr><td>1811</td><td>{stevenson}</td></tr></table>
<h3>Wrecks</h3><ul><li>York</li></ul>
<h2>References</h2><ol class="references"><li id="n1"><span class="mw-cite-backlink">^</span>
<span class="reference-text">Stevenson (1824).</span></li><li>Rennie &amp; Co.</li></ol>
<div class="navbox" role="navigation"><a href="/wiki/Other">Other lights</a></div>
<table class="ambox"><tr><td>This needs</td><td>sources</td></tr></table>
"""


def bell_rock(shape: str) -> Page:
    body = BODY.format(
        novel=internal(shape, "The Lighthouse (novel)", "the novel"),
        stevenson=internal(shape, "Robert Stevenson", "R. Stevenson", "Later life"),
    )
    return Page("Bell Rock Lighthouse", body, subject="Q816690", redirected_from="Inchcape Light")


def reading(page: str, name: str = "page.html") -> Reading:
    (found,) = registry.read(Path(name), page.encode())
    assert_sound(found)
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_the_article_is_read_and_nothing_around_it(shape: str) -> None:
    found = reading(saved(shape, bell_rock(shape)))
    assert found.title == "Bell Rock Lighthouse"
    assert pieces(found) == [
        ("heading", "Bell Rock Lighthouse"),
        ("paragraph", "For the novel, see the novel."),
        ("paragraph", "Bell Rock"),
        (
            "table",
            "|  |  |\n| --- | --- |\n| Bell Rock Lighthouse |  |\n| Built | 1810 |\n"
            "| Designers | R. Stevenson John Rennie |\n| Light |  |\n| • Range | 18 nmi 33 km |",
        ),
        ("paragraph", "The Bell Rock light is old. Its height is $h=35$ metres."),
        ("heading", "History"),
        ("paragraph", "Ships sank there."),
        ("paragraph", "Keepers"),
        ("table", "| Year | Name |\n| --- | --- |\n| 1811 | R. Stevenson |"),
        ("heading", "Wrecks"),
        ("list", "- York"),
        ("heading", "References"),
        ("meta", "1. Stevenson (1824).\n2. Rennie & Co."),
    ]
    assert [block.level for block in found.blocks if block.kind is BlockKind.HEADING] == [1, 2, 3, 2]


@pytest.mark.parametrize("shape", SHAPES)
def test_facts_are_what_the_page_states(shape: str) -> None:
    facts = dict(reading(saved(shape, bell_rock(shape))).facts)
    expected = {
        "url": ("https://en.wikipedia.org/wiki/Bell_Rock_Lighthouse",),
        "page": ("en:Bell Rock Lighthouse",),
        "language": ("en",),
        "language_link": ("de:Leuchtturm", "ar:منارة"),
        "category": ("Towers", "Light & sea"),
        "infobox:Built": ("1810",),
        "infobox:Designers": ("R. Stevenson", "John Rennie"),
        "infobox:Light: Range": ("18 nmi, 33 km",),
        "reference": ("Stevenson (1824).", "Rennie & Co."),
        "link": ("The Lighthouse (novel)", "Robert Stevenson"),
    }
    own = {"subject": ("Q816690",), "redirect": ("Inchcape Light",), "alias": ("Inchcape Light",)}
    assert facts == expected | ({"date": ("2024-05-06T07:08:09.000Z",)} if shape == "parsoid" else own)


def test_two_languages_of_a_page_share_a_fact() -> None:
    english = reading(saved("vector", Page("Lighthouse", "<p>A tower.</p>", subject="Q39715")))
    german = reading(
        saved("parsoid", Page("Leuchtturm", "<p>Ein Turm.</p>", language="de", languages=(("en", "Lighthouse"),)))
    )
    mobile = reading(saved("mobile", Page("Phare", "<p>Une tour.</p>", language="fr", subject="Q39715")))
    assert english.facts["page"][0] in german.facts["language_link"]
    assert german.facts["page"][0] in english.facts["language_link"]
    assert english.facts["subject"] == mobile.facts["subject"] == ("Q39715",)


@pytest.mark.parametrize("title", ["NULL", 'The "Bell" / Rock', "O'Neill & Sons", "100%", "منارة", "<b>", "\\n"])
def test_any_title_survives(title: str) -> None:
    for shape in SHAPES:
        found = reading(saved(shape, Page(title, "<p>Text of the page.</p>")))
        assert found.title == title
        assert found.facts["page"] == (f"en:{title}",)


def test_a_page_without_text_is_skipped() -> None:
    with pytest.raises(SkipFile):
        registry.read(Path("a.html"), saved("parsoid", Page(" ", "")).encode())


def test_a_page_cut_off_in_the_middle_keeps_what_is_there() -> None:
    whole = saved("vector", bell_rock("vector"))
    found = reading(whole[: whole.index("Ships sank") + 10])
    assert "Ships sank" in found.text
    assert found.title == "Bell Rock Lighthouse"


# --- the gate: every internal link, against a parse of its own ------------------------------------------------------

LEFT_OUT = ("navbox", "mw-editsection", "reference", "mw-ref", "toc", "mw-cite-backlink", "sistersitebox", "noprint")
LEFT_OUT_MORE = ("vertical-navbox", "magnify", "metadata", "authority-control", "shortdescription")


def internal_links(page: str) -> list[tuple[str, str]]:
    """(page, words) of each link of the article to another page of the wiki, as lxml and regular expressions see it."""
    root = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    content = root.xpath("//*[@id='mw-content-text']") or [root.find("body")]
    own = re.search(r'"wgPageName":\s*"((?:[^"\\]|\\.)*)"', page)
    title = own[1].replace('\\"', '"') if own else (root.findtext(".//title") or "")
    found = []
    for anchor in content[0].iter("a"):
        if not is_left_out(anchor) and (name := linked_page(anchor)) and tidy(name) != tidy(title):
            words = " ".join(anchor.text_content().replace("\u200b", "").replace("\ufeff", "").split())
            if words:
                found.append((tidy(name), words))
    return found


def is_left_out(anchor: Any) -> bool:
    for element in (anchor, *anchor.iterancestors()):
        classes = (element.get("class") or "").split()
        hidden = "display:none" in (element.get("style") or "").replace(" ", "") and element.tag != "section"
        if hidden or any(name in classes for name in (*LEFT_OUT, *LEFT_OUT_MORE)):
            return True
    return False


def linked_page(anchor: Any) -> str:
    href = anchor.get("href") or ""
    if "image" in (anchor.get("class") or "").split() or "extiw" in (anchor.get("class") or "").split():
        return ""
    if re.match(r"/w/index\.php\?.*redlink=1", href):
        return parse_qs(urlsplit(href).query)["title"][0]
    plain = re.match(r"(?:https?:)?(?://[a-z]+(?:\.m)?\.wikipedia\.org)?/wiki/([^#?]+)|\./([^#?]+)", href)
    name = unquote(plain[1] or plain[2]) if plain else ""
    return "" if name.startswith("Special:") else name


def tidy(name: str) -> str:
    plain = " ".join(name.replace("_", " ").split())
    return plain[:1].upper() + plain[1:]


def links_of(found: Reading) -> list[tuple[str, str]]:
    stated = []
    for link in found.links:
        words = found.text[link.start : link.end].replace("\\|", "|")
        if not re.match(r"[a-z]+:", link.target):
            stated.append((link.target, " ".join(words.split())))
    return stated


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("shape", SHAPES)
def test_every_internal_link_of_a_generated_page_is_found(shape: str, seed: int) -> None:
    page = saved(shape, random_page(shape, Random(f"{shape} {seed}")))
    expected = internal_links(page)
    assert len(expected) > 10
    assert links_of(reading(page)) == expected


@pytest.mark.data
@pytest.mark.parametrize(("name", "least"), [("page-1.html", 200), ("page-2.html", 900)])
def test_every_internal_link_of_a_real_page_is_found(name: str, least: int) -> None:
    path = Path(os.environ.get("NACRE_EVAL_DATA", ""), "wikipedia", name)
    if not path.is_file():
        pytest.skip("NACRE_EVAL_DATA does not name the folder of the test collections")
    page = path.read_text("utf-8")
    expected = internal_links(page)
    assert len(expected) >= least
    assert links_of(reading(page)) == expected
