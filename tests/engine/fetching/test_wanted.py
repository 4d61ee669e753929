"""Which pages a file asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.fetching.wanted import wanted
from engine.sources.wiki.titles import PageName, wikipedia_page
from tests.engine.sources.test_bookmarks import FIREFOX


def names(tmp_path: Path, name: str, text: str, language: str = "") -> list[str]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return [str(page) for page in wanted(path, language)]


def test_bookmarks_name_pages_of_several_languages(tmp_path: Path) -> None:
    assert names(tmp_path, "b.html", FIREFOX) == ["en:Lighthouse", "de:Leuchtturm", "ar:منارة"]
    assert names(tmp_path, "b.html", FIREFOX, "de") == ["de:Leuchtturm"]


def test_addresses_in_any_text_are_found_each_once(tmp_path: Path) -> None:
    text = "See (https://en.wikipedia.org/wiki/Pharos_(tower)), https://en.m.wikipedia.org/wiki/Pharos_(tower)#X.\n"
    assert names(tmp_path, "notes.md", text) == ["en:Pharos (tower)"]


def test_lines_without_addresses_are_titles(tmp_path: Path) -> None:
    assert names(tmp_path, "l.txt", "lighthouse\n\nNULL\n# no\n") == ["en:Lighthouse", "en:NULL"]
    assert names(tmp_path, "l.txt", "Leuchtturm\n", "de") == ["de:Leuchtturm"]


@pytest.mark.parametrize("text", ["", "https://example.org/", "<h1>No bookmark</h1>"])
def test_a_file_that_names_none_is_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="names no page of Wikipedia"):
        names(tmp_path, "a.html", text)
    with pytest.raises(UsageError, match="can't be read"):
        wanted(tmp_path / "missing.html")


@pytest.mark.parametrize("language", ["../x", "en.evil.example/", "e n", "-"])
def test_a_language_is_a_word_of_an_address(tmp_path: Path, language: str) -> None:
    with pytest.raises(UsageError, match="is no language of Wikipedia"):
        names(tmp_path, "l.txt", "Lighthouse\n", language)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://en.wikipedia.org/wiki/AC/DC", "en:AC/DC"),
        ("http://de.m.wikipedia.org/wiki/%C3%84rzte#Leben", "de:Ärzte"),
        ("https://en.wikipedia.org/w/index.php?title=lighthouse&oldid=5", "en:Lighthouse"),
        ("https://zh.wikipedia.org/zh-tw/%E7%87%88%E5%A1%94", "zh:燈塔"),
        ("https://en.wikipedia.org/wiki/The_%22Bell%22", 'en:The "Bell"'),
        ("https://en.wikipedia.org/wiki/Half-Life_2:_Episode_One", "en:Half-Life 2: Episode One"),
        ("https://en.wikipedia.org/wiki/Talk:Lighthouse", ""),
        ("https://en.wikipedia.org/wiki/Special:Search?search=x", ""),
        ("https://en.wikipedia.org/w/index.php?title=A&action=edit", ""),
        ("https://www.wikipedia.org/", ""),
        ("https://en.wikipedia.org/wiki/", ""),
        ("https://en.wikipedia.org.example.com/wiki/A", ""),
        ("javascript:https://en.wikipedia.org/wiki/A", ""),
        ("http://[half/wiki/A", ""),
    ],
)
def test_addresses_of_articles_are_told_from_others(address: str, page: str) -> None:
    assert str(wikipedia_page(address) or "") == page


def test_a_page_knows_its_address() -> None:
    for title in ("AC/DC", 'The "Bell" Rock\'s?', "100%", "منارة", "NULL"):
        assert wikipedia_page(PageName("en", title).address) == PageName("en", title)
