"""Wiki pages in the shapes that browsers save: two desktop skins, mobile, and Parsoid's, with any content."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from random import Random
from urllib.parse import quote

SHAPES = ("desktop", "vector", "mobile", "parsoid")
TITLES = (
    *(
        "Lighthouse",
        "Fresnel lens",
        "AC/DC",
        "C++",
        'The "Bell" Rock',
        "Null",
        "Ångström",
        "Côte d'Ivoire",
        "東京",
        "ميناء",
    ),
    *(
        "Half-Life 2: Episode One",
        "100%",
        "What?",
        "Pharos (tower)",
        "R&D",
        "iPhone",
        "A_b c",
        "x < y",
        "Дом",
        "AT&T Inc.",
    ),
)


@dataclass(frozen=True)
class Page:
    title: str
    body: str  # the article's HTML, with internal links by `internal`
    language: str = "en"
    subject: str = "Q42"
    redirected_from: str = ""
    languages: tuple[tuple[str, str], ...] = (("de", "Leuchtturm"), ("ar", "منارة"))
    categories: tuple[str, ...] = ("Towers", "Light & sea")

    @property
    def url(self) -> str:
        return f"https://{self.language}.wikipedia.org/wiki/{path(self.title)}"


def path(title: str) -> str:
    return quote(title.replace(" ", "_"), safe="/:()!*,;@'")


def internal(shape: str, title: str, words: str, fragment: str = "") -> str:
    """A link to another page of the wiki."""
    before = "./" if shape == "parsoid" else "/wiki/"
    place = path(title) + (f"#{quote(fragment.replace(' ', '_'))}" if fragment else "")
    kind = ' rel="mw:WikiLink"' if shape == "parsoid" else ""
    return f'<a{kind} href="{escape(before + place)}" title="{escape(title)}">{words}</a>'


def saved(shape: str, page: Page) -> str:
    """The page as this skin shows it."""
    return {"desktop": _desktop, "vector": _vector, "mobile": _mobile, "parsoid": _parsoid}[shape](page)


def _head(page: Page, mobile: bool = False) -> str:
    config = (
        f'<script>RLCONF={{"wgPageName":"{page.title.replace(" ", "_").replace(chr(34), chr(92) + chr(34))}",'
        f'"wgArticlePath":"/wiki/$1","wgPageContentLanguage":"{page.language}","wgCategories":["Towers","Hidden"],'
        f'"wgWikibaseItemId":"{page.subject}"}};</script>'
    )
    return (
        f'<meta charset="UTF-8"><title>{escape(page.title)} - Wikipedia</title>{config}'
        f'<meta name="generator" content="MediaWiki 1.43.0"><link rel="canonical" href="{escape(page.url)}">'
    )


def _around(page: Page) -> str:
    languages = "".join(
        f'<li class="interlanguage-link"><a class="interlanguage-link-target" lang="{code}" hreflang="{code}" '
        f'href="https://{code}.wikipedia.org/wiki/{path(title)}">{code}</a></li>'
        for code, title in page.languages
    )
    named = "".join(f'<li><a href="/wiki/Category:{path(c)}">{escape(c)}</a></li>' for c in page.categories)
    return (
        f'<div id="catlinks" class="catlinks"><div id="mw-normal-catlinks"><a href="/wiki/Help:Category">Categories</a>'
        f'<ul>{named}</ul></div><div id="mw-hidden-catlinks"><ul><li><a href="/wiki/Category:H">H</a></li></ul></div>'
        f'</div><div id="p-lang"><ul>{languages}</ul></div><div id="p-tb"><li id="t-wikibase">'
        f'<a href="https://www.wikidata.org/wiki/Special:EntityPage/{page.subject}">item</a></li></div>'
        '<div id="mw-navigation"><a href="/wiki/Main_Page">Main page</a></div>'
    )


def _redirect(page: Page) -> str:
    if not page.redirected_from:
        return ""
    place = f"/w/index.php?title={path(page.redirected_from)}&amp;redirect=no"
    return (
        f'<div id="contentSub"><span class="mw-redirectedfrom">(Redirected from <a href="{place}" class="mw-redirect">'
        f"{escape(page.redirected_from)}</a>)</span></div>"
    )


def _desktop(page: Page) -> str:
    return (
        f'<!DOCTYPE html><html class="client-nojs" lang="{page.language}"><head>{_head(page)}</head>'
        f'<body class="mediawiki ltr ns-0"><div id="content" class="mw-body" role="main">'
        f'<h1 id="firstHeading" class="firstHeading">{escape(page.title)}</h1><div id="bodyContent">'
        f'<div id="siteSub">From Wikipedia</div>{_redirect(page)}<a class="mw-jump-link" href="#p-search">Jump</a>'
        f'<div id="mw-content-text" lang="{page.language}" class="mw-content-ltr"><div class="mw-parser-output">'
        f"{page.body}</div></div></div></div>{_around(page)}</body></html>"
    )


def _vector(page: Page) -> str:
    body = page.body.replace("<h2>", '<div class="mw-heading mw-heading2"><h2>').replace("</h2>", "</h2></div>")
    return (
        f'<!DOCTYPE html><html class="vector-feature" lang="{page.language}"><head>{_head(page)}</head>'
        '<body class="skin-vector-2022 mediawiki ns-0"><nav id="vector-toc" class="vector-toc"><a href="#H">H</a></nav>'
        f'<main id="content" class="mw-body"><header><h1 id="firstHeading"><span class="mw-page-title-main">'
        f'{escape(page.title)}</span></h1></header><div id="bodyContent">{_redirect(page)}'
        f'<div id="mw-content-text" class="mw-body-content"><div class="mw-content-ltr mw-parser-output" '
        f'lang="{page.language}">{body}</div></div></div></main>{_around(page)}</body></html>'
    )


def _mobile(page: Page) -> str:
    body = page.body.replace(
        "<h2>", '</section><div class="mw-heading mw-heading2 section-heading"><span class="x"></span><h2>'
    )
    body = body.replace("</h2>", '</h2></div><section class="mf-section-1 collapsible-block" style="display:none">')
    head = _head(page).replace('","wgWikibaseItemId', '","x')
    return (
        f'<!DOCTYPE html><html lang="{page.language}"><head>{head}</head><body class="mediawiki skin-minerva">'
        f'<main id="content"><h1 id="firstHeading">{escape(page.title)}</h1>{_redirect(page)}<div id="bodyContent">'
        f'<div id="mw-content-text"><div class="mw-parser-output"><section class="mf-section-0">{body}</section></div>'
        f"</div></div></main>{_around(page)}</body></html>"
    )


def _parsoid(page: Page) -> str:
    links = "".join(
        f'<link rel="mw:PageProp/Language" href="https://{code}.wikipedia.org/wiki/{path(title)}">'
        for code, title in page.languages
    )
    links += "".join(
        f'<link rel="mw:PageProp/Category" href="./Category:{path(category)}#Key">' for category in page.categories
    )
    return (
        '<!DOCTYPE html><html prefix="dc: http://purl.org/dc/terms/ mw: http://mediawiki.org/rdf/"><head>'
        '<meta charset="utf-8"><meta property="mw:pageId" content="7"><meta property="dc:modified" '
        f'content="2024-05-06T07:08:09.000Z"><link rel="dc:isVersionOf" href="//{escape(page.url[8:])}">'
        f"<title>{escape(page.title)}</title><base href='//{page.language}.wikipedia.org/wiki/'></head>"
        f'<body lang="{page.language}" class="mw-content-ltr mw-body-content parsoid-body mediawiki mw-parser-output">'
        f'<section data-mw-section-id="0">{page.body}</section>{links}</body></html>'
    )


def random_page(shape: str, random: Random) -> Page:
    """A page with everything that stands in and around articles, in any order."""
    title = random.choice(TITLES)
    pieces = [_lead(shape, random)]
    for number in range(random.randint(2, 6)):
        edit = '<span class="mw-editsection">[<a href="/w/index.php?title=X&amp;action=edit">edit</a>]</span>'
        pieces.append(f"<h2>Section {number} {_link(shape, random) if random.random() < 0.2 else ''}{edit}</h2>")
        makers = (_paragraph, _list, _table, _hatnote, _navbox, _picture, _quote)
        pieces += [random.choice(makers)(shape, random) for _ in range(random.randint(1, 4))]
    pieces.append(_references(shape, random))
    return Page(title, "\n".join(pieces), language=random.choice(("en", "de", "ar")))


def _link(shape: str, random: Random) -> str:
    title = random.choice(TITLES)
    words = escape(random.choice((title, title.lower(), "the place", "two  words", "a|b", " spaced ")))
    if random.random() < 0.2:
        words = f"<i>{words}</i> <b>bold</b>"
    made = random.random()
    if made < 0.08:
        red = f"/w/index.php?title={path(title)}&amp;action=edit&amp;redlink=1"
        return f'<a href="{red}" class="new" title="{escape(title)} (page does not exist)">{words}</a>'
    if made < 0.14:
        return f'<a rel="nofollow" class="external text" href="https://x.example/{random.randint(0, 99)}">{words}</a>'
    if made < 0.18:
        return '<a href="#Section_1">above</a>'
    if made < 0.22:
        return f'<a class="mw-selflink selflink">{words}</a>'
    return internal(shape, title, words, "Some part" if random.random() < 0.1 else "")


def _words(shape: str, random: Random) -> str:
    mark = '<sup id="cite_ref-1" class="mw-ref reference"><a href="#cite_note-1">[1]</a></sup>'
    kinds = ("It stands on a rock", "&amp; shines", "since&nbsp;1898", "for ships", mark, "<br>", "<!-- c -->")
    return " ".join(_link(shape, random) if random.random() < 0.4 else random.choice(kinds) for _ in range(12))


def _lead(shape: str, random: Random) -> str:
    return (
        '<table class="infobox vcard"><tbody><tr><th colspan="2">Name</th></tr>'
        f'<tr><th scope="row">Built</th><td>1898 {_link(shape, random)}</td></tr>'
        f'<tr><th scope="row">Range</th><td><ul><li>18 km</li><li>{_link(shape, random)}</li></ul></td></tr>'
        f"</tbody></table><p><b>It</b> {_words(shape, random)}</p>"
    )


def _paragraph(shape: str, random: Random) -> str:
    return f"<p>{_words(shape, random)}</p>"


def _list(shape: str, random: Random) -> str:
    tag = random.choice(("ul", "ol"))
    inner = f"<ul><li>{_words(shape, random)}</li></ul>"
    items = "".join(f"<li>{_words(shape, random)}{inner if random.random() < 0.3 else ''}</li>" for _ in range(6))
    return f"<{tag}>{items}</{tag}>"


def _table(shape: str, random: Random) -> str:
    rows = "".join(
        f"<tr><td>{number}</td><td>{_words(shape, random)}</td><td></td></tr>" for number in range(random.randint(1, 4))
    )
    caption = f"<caption>{_words(shape, random)}</caption>" if random.random() < 0.5 else ""
    return f'<table class="wikitable">{caption}<tr><th>N</th><th>What</th><th>Empty</th></tr>{rows}</table>'


def _hatnote(shape: str, random: Random) -> str:
    return f'<div role="note" class="hatnote navigation-not-searchable">Main article: {_link(shape, random)}</div>'


def _navbox(shape: str, random: Random) -> str:
    inner = f"<table><tr><th>{_link(shape, random)}</th><td>{_words(shape, random)}</td></tr></table>"
    return f'<div role="navigation" class="navbox">{inner}</div>'


def _picture(shape: str, random: Random) -> str:
    return (
        '<figure typeof="mw:File/Thumb"><a href="/wiki/File:X.jpg" class="mw-file-description"><img src="x.jpg"></a>'
        f"<figcaption>{_words(shape, random)}</figcaption></figure>"
    )


def _quote(shape: str, random: Random) -> str:
    return f"<blockquote class='templatequote'><p>{_words(shape, random)}</p></blockquote>"


def _references(shape: str, random: Random) -> str:
    back = '<span class="mw-cite-backlink"><b><a href="#cite_ref-1">^</a></b></span>'
    notes = "".join(
        f'<li id="cite_note-{number}">{back} <span class="reference-text">Note {number} on '
        f"{_link(shape, random)}.</span></li>"
        for number in range(3)
    )
    return f'<h2>References</h2><div class="reflist"><ol class="references">{notes}</ol></div>'
