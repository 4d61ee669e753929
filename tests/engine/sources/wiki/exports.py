"""Exports of a wiki as XML."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True)
class Entry:
    title: str
    text: str = ""
    namespace: int = 0
    redirect: str = ""
    time: str = "2024-01-01T00:00:00Z"
    model: str = "wikitext"


def export(*entries: Entry, language: str = "en") -> str:
    return HEAD.format(language=language) + "".join(map(page, entries)) + "</mediawiki>\n"


def page(entry: Entry) -> str:
    redirect = f"<redirect title={quoteattr(entry.redirect)} />" if entry.redirect else ""
    return (
        f"<page><title>{escape(entry.title)}</title><ns>{entry.namespace}</ns><id>1</id>{redirect}<revision><id>2</id>"
        f"<timestamp>{entry.time}</timestamp><model>{entry.model}</model>"
        f'<text xml:space="preserve">{escape(entry.text)}</text></revision></page>\n'
    )


HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="{language}">
<siteinfo><sitename>Wikipedia</sitename><base>https://{language}.wikipedia.org/wiki/Main_Page</base><namespaces>
<namespace key="0" /><namespace key="1">Talk</namespace><namespace key="6">Datei</namespace>
<namespace key="10">Template</namespace><namespace key="14">Kategorie</namespace></namespaces></siteinfo>
"""
