"""Exports of a wiki: each page a document, its text without markup, its links where they stand."""

from __future__ import annotations

import bz2
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ReadError, SkipFile
from engine.sources import registry
from engine.sources.reading import Reading
from engine.sources.wiki import export as reader
from tests.engine.sources.checks import assert_sound, pieces
from tests.engine.sources.wiki.exports import HEAD, Entry, export, page

BELL_ROCK = """{{Short description|Tower}}
{{Infobox lighthouse
| name = Bell Rock
| built = {{start date|1810|2|1}}
| height = {{convert|35|m|ft}}
| designer = [[Robert Stevenson|R. Stevenson]]<ref>Ross (1990)</ref>
| image = [[File:X.jpg]]
}}
'''Bell Rock''' has [[lamp]]s in [[Scotland#East coast|Scotland]].<ref name="a">{{cite book|title=On Bell
|author=S. Ross}}</ref><ref name="a"/>
It&nbsp;&amp; ''more'': {{lang|de|Turm}}, {{unknown|x}}[https://x.example/a#b outside].

Second paragraph[[File:X.jpg|thumb|A [[caption]]]] with $5 and <math>h = 35</math>.<!-- no -->
== [[History]] ==
* one [[A]]
** two [[b|B]]
* four
# num
{| class="wikitable"
|+ Keepers
! Year !! Name
|-
| 1811 || [[Keeper|K]]
|}
<nowiki>[[no link]]</nowiki>
<pre>code [[neither]]</pre>
== References ==
{{Reflist}}
[[Kategorie:Towers|B]] [[Category:Sea]] [[de:Bell-Rock-Leuchtturm]]
"""


def readings(text: str, name: str = "export.xml") -> tuple[Reading, ...]:
    found = registry.read(Path(name), text.encode())
    for each in found:
        assert_sound(each)
    return found


def test_an_article_is_text_with_sections_lists_and_tables() -> None:
    (found,) = readings(export(Entry("Bell Rock", BELL_ROCK)))
    assert (found.title, found.part, found.kind, found.reader) == ("Bell Rock", "Bell Rock", "wikitext", "wikitext/1")
    assert pieces(found) == [
        ("heading", "Bell Rock"),
        (
            "table",
            "|  |  |\n| --- | --- |\n| name | Bell Rock |\n| built | 1810-2-1 |\n| height | 35 m |"
            "\n| designer | R. Stevenson |",
        ),
        ("paragraph", "Bell Rock has lamps in Scotland. It\u00a0& more: Turm, outside."),
        ("paragraph", "Second paragraph with $5 and $h = 35$."),
        ("heading", "History"),
        ("list", "- one A\n  - two B\n- four"),
        ("list", "1. num"),
        ("paragraph", "Keepers"),
        ("table", "| Year | Name |\n| --- | --- |\n| 1811 | K |"),
        ("paragraph", "[[no link]]"),
        ("code", "code [[neither]]"),
        ("heading", "References"),
    ]


def test_links_stand_where_their_words_are() -> None:
    (found,) = readings(export(Entry("Bell Rock", BELL_ROCK)))
    assert [(found.text[link.start : link.end], link.target, link.heading) for link in found.links] == [
        ("R. Stevenson", "Robert Stevenson", ""),
        ("lamps", "Lamp", ""),
        ("Scotland", "Scotland", "East coast"),
        ("outside", "https://x.example/a", "b"),
        ("History", "History", ""),
        ("A", "A", ""),
        ("B", "B", ""),
        ("K", "Keeper", ""),
    ]


def test_facts_are_what_the_wikitext_states() -> None:
    redirects = (Entry("Inchcape", redirect="Bell Rock"), Entry("Old", "#REDIRECT [[bell Rock]]"))
    (found,) = readings(export(redirects[0], Entry("Bell Rock", BELL_ROCK), redirects[1]))
    facts = dict(found.facts)
    assert facts.pop("link")[:2] == ("Robert Stevenson", "Lamp")
    assert facts == {
        "url": ("https://en.wikipedia.org/wiki/Bell_Rock",),
        "page": ("en:Bell Rock",),
        "language": ("en",),
        "date": ("2024-01-01T00:00:00Z",),
        "redirect": ("Inchcape", "Old"),
        "alias": ("Inchcape", "Old"),
        "category": ("Towers", "Sea"),
        "language_link": ("de:Bell-Rock-Leuchtturm",),
        "reference": ("Ross (1990)", "On Bell. S. Ross"),
        "infobox:name": ("Bell Rock",),
        "infobox:built": ("1810-2-1",),
        "infobox:height": ("35 m",),
        "infobox:designer": ("R. Stevenson",),
    }


def test_what_is_no_article_is_left_out_and_counted() -> None:
    found = readings(
        export(
            Entry("Talk:A", "said", namespace=1),
            Entry("Template:B", "{{c}}", namespace=10),
            Entry("Style.css", "a {}", model="css"),
            Entry("Only templates", "{{Infobox x}}{{y}}\n== Empty ==\n"),
            Entry("Moved", redirect="A"),
            Entry("A", "The text."),
        )
    )
    assert [each.title for each in found] == ["A"]
    assert found[0].notes == ("Left out are 3 pages that are not articles (1 Talk, 1 Template, 1 not text).",)


def test_of_several_revisions_the_latest_is_read() -> None:
    text = page(Entry("A", "old words", time="2020-01-01T00:00:00Z"))
    newer = text.replace("old words", "new words").replace("2020", "2021")
    inner = newer[newer.index("<revision>") : newer.index("</page>")]
    (found,) = readings(
        HEAD.format(language="en") + text.replace("<revision>", inner + "<revision>", 1) + "</mediawiki>"
    )
    assert "new words" in found.text and "old words" not in found.text


@pytest.mark.parametrize("title", ["NULL", 'The "Bell" / Rock', "O'Neill & Sons", "AC/DC", "منارة", "<b>", "100%"])
def test_any_title_is_a_part_of_its_own(title: str) -> None:
    (found,) = readings(export(Entry(title, "نص الصفحة with &lt;entities&gt; &amp;c.", redirect="")))
    assert found.part == found.title == title
    assert "نص الصفحة with <entities> &c." in found.text


def test_what_came_before_malformed_markup_stays() -> None:
    text = export(Entry("A", "One."), Entry("B", "Two."), Entry("C", "Three."))
    found = readings(text.replace('<text xml:space="preserve">Three', "<text <oops>Three"))
    assert [each.title for each in found] == ["A", "B"]
    assert found[0].notes[0].startswith("The export breaks off (the XML is malformed at line ")
    assert found[1].notes == ()


def test_a_packed_export_is_read_and_a_cut_one_as_far_as_it_goes() -> None:
    text = export(*(Entry(f"Page {n}", f"Text {n}. " * 300) for n in range(400)))
    packed = bz2.compress(text.encode(), 1)
    assert len(registry.read(Path("a.xml.bz2"), packed)) == 400
    found = registry.read(Path("a.xml.bz2"), packed[: len(packed) * 3 // 4])
    assert 50 < len(found) < 400
    assert "the archive is damaged or cut short" in found[0].notes[0]


def test_an_export_that_breaks_at_once_is_one_sentence() -> None:
    with pytest.raises(ReadError, match="is not an export that can be read: the XML is malformed at line 1"):
        registry.read(Path("a.xml"), b"<mediawiki <page>")
    with pytest.raises(SkipFile, match="holds no article"):
        registry.read(Path("a.xml"), export(Entry("Talk:A", "x", namespace=1)).encode())


def test_other_xml_is_not_taken_for_an_export() -> None:
    (found,) = registry.read(Path("a.xml"), b"<?xml version='1.0'?><feed><title>mediawiki</title></feed>")
    assert found.kind == "code"


def test_entities_of_a_file_are_not_unfolded() -> None:
    bomb = '<!DOCTYPE m [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;">]>' + export(Entry("A", "text PLACE end."))
    try:
        (found,) = reader.read(Path("a.xml"), bomb.replace("PLACE", "&b;").encode())
    except (ReadError, SkipFile):
        return
    assert "xxxx" not in found.text


def test_pages_come_one_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(export(*(Entry(f"Page {n}", "Text.") for n in range(50))), "utf-8")
    pages = reader.stream(path)
    assert [next(pages).title, next(pages).title] == ["Page 0", "Page 1"]


PARTS = [
    "[[a]]",
    "[[b|c]]",
    "{{t|x}}",
    "'''",
    "''",
    "\n",
    "\n\n",
    "* ",
    "# ",
    ": ",
    "== h ==\n",
    "{|\n",
    "|-\n",
    "| x\n",
]
MORE = [
    "|}\n",
    "<ref>r</ref>",
    "<b>",
    "</b>",
    "[http://e.example f]",
    "w",
    "[[",
    "]]",
    "{{",
    "}}",
    "<nowiki>",
    "<!--",
    "|",
]


@given(st.lists(st.sampled_from([*PARTS, *MORE])).map("".join))
def test_any_wikitext_gives_a_sound_reading(text: str) -> None:
    (found,) = readings(export(Entry("A", "Words first.\n\n" + text)))
    assert found.text.startswith("A\n\nWords first.")
