"""Bookmarks of browsers: a list of titles, addresses, folders and dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import SkipFile
from engine.sources import registry
from engine.sources.bookmarks import Bookmark, bookmarks
from engine.sources.reading import Reading
from tests.engine.sources.checks import assert_sound, pieces

FIREFOX = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<!-- This is an automatically generated file. -->
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks Menu</H1>
<DL><p>
    <DT><A HREF="https://a.example/?x=1&amp;y=2#part" ADD_DATE="1700000000" TAGS="sea,light" ICON="data:x">A &amp; B</A>
    <DT><H3 ADD_DATE="1700000000">Lights</H3>
    <DL><p>
        <DT><A HREF="https://en.wikipedia.org/wiki/Lighthouse" ADD_DATE="1700000000000000">Lighthouse - Wikipedia</A>
        <DD>A note.
        <DT><H3>Deep</H3>
        <DL><p>
            <DT><A HREF="https://de.m.wikipedia.org/wiki/Leuchtturm#Bau">Leuchtturm</A>
        </DL><p>
        <DT><A HREF="https://en.wikipedia.org/wiki/File:X.jpg"></A>
    </DL><p>
    <DT><A HREF="javascript:alert(1)">no</A> <DT><A HREF="place:sort=8">no</A>
    <DT><A HREF="https://ar.wikipedia.org/wiki/%D9%85%D9%86%D8%A7%D8%B1%D8%A9">منارة</A>
</DL>
"""


def reading(text: str) -> Reading:
    (found,) = registry.read(Path("bookmarks.html"), text.encode())
    assert_sound(found)
    return found


def test_bookmarks_are_listed_below_their_folders() -> None:
    found = reading(FIREFOX)
    assert (found.kind, found.reader, found.title) == ("bookmarks", "bookmarks/1", "bookmarks")
    assert pieces(found) == [
        ("heading", "Bookmarks"),
        ("list", "- A & B <https://a.example/?x=1&y=2#part>, 2023-11-14"),
        ("heading", "Lights"),
        ("list", "- Lighthouse - Wikipedia <https://en.wikipedia.org/wiki/Lighthouse>, 2023-11-14"),
        ("heading", "Deep"),
        ("list", "- Leuchtturm <https://de.m.wikipedia.org/wiki/Leuchtturm#Bau>"),
        ("heading", "Lights"),
        ("list", "- https://en.wikipedia.org/wiki/File:X.jpg <https://en.wikipedia.org/wiki/File:X.jpg>"),
        ("list", "- منارة <https://ar.wikipedia.org/wiki/%D9%85%D9%86%D8%A7%D8%B1%D8%A9>"),
    ]
    assert [block.level for block in found.blocks if block.level] == [1, 2, 3, 2]


def test_links_and_tags_are_kept_and_wikipedia_is_counted() -> None:
    found = reading(FIREFOX)
    stated = [(found.text[link.start : link.end], link.target, link.heading) for link in found.links]
    assert stated[0] == ("A & B", "https://a.example/?x=1&y=2", "part")
    assert stated[2] == ("Leuchtturm", "https://de.m.wikipedia.org/wiki/Leuchtturm", "Bau")
    assert found.facts["tag"] == ("sea", "light")
    assert len(found.facts["link"]) == 5
    assert found.notes == (
        "3 bookmarks lead to Wikipedia; nacre fetch wikipedia --from bookmarks.html fetches the pages.",
    )


def test_an_entry_knows_its_folders_and_its_time() -> None:
    assert bookmarks(FIREFOX.encode())[2] == Bookmark(
        "Leuchtturm", "https://de.m.wikipedia.org/wiki/Leuchtturm#Bau", ("Lights", "Deep"), ""
    )
    assert bookmarks(FIREFOX.encode())[1].added == "2023-11-14T22:13:20+00:00"


def test_ten_thousand_bookmarks_are_read() -> None:
    lines = "".join(f'<DT><A HREF="https://x.example/{n}" ADD_DATE="{n}">Title {n}</A>\n' for n in range(10_000))
    found = reading(f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<H1>B</H1><DL><p>{lines}</DL>")
    assert len(found.links) == len(found.facts["link"]) == 10_000
    assert found.notes == ()


@pytest.mark.parametrize(
    "text", ["", "<DL><p></DL>", "<DL><DT><H3>Empty</H3><DL></DL></DL>", "<A HREF='about:x'>a</A>"]
)
def test_a_file_without_bookmarks_is_skipped(text: str) -> None:
    with pytest.raises(SkipFile, match="there is no bookmark in it"):
        reading("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>B</TITLE>" + text)


def test_a_list_that_is_cut_off_keeps_what_is_there() -> None:
    assert len(reading(FIREFOX[: FIREFOX.index("Deep")]).links) == 2
