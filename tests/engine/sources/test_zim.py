"""ZIM archives: each page a document, redirects its names, links between pages by title, and damage in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.errors import ReadError, SkipFile
from engine.sources import registry
from engine.sources import zim as reader
from tests.engine.sources.checks import assert_sound

writer = pytest.importorskip("libzim.writer", reason="there is no libzim for this machine")

BELL_ROCK = """<html><head><title>Bell Rock</title></head>
<body class="mw-body mw-body-content mediawiki"><h1 id="openzim-page-title">Bell Rock</h1>
<div id="mw-content-text"><div class="mw-parser-output">
<p><b>Bell Rock</b> stands on the <a href="Inchcape">Inchcape</a> reef; <a href="./John_Smeaton#Early_life">Smeaton</a>
built an earlier one. <a href="https://example.org/x">Elsewhere</a>. <a href="Not_in_here">Lost</a></p>
<h2>History</h2><p>The light was lit in 1811 and has been seen since from 35 miles.</p>
</div></div></body></html>"""
SMEATON = """<html><body class="mw-body-content mediawiki"><div id="mw-content-text"><div class="mw-parser-output">
<p>John Smeaton was a civil engineer.</p><h2 id="Early_life">Early life</h2><p>Leeds.</p></div></div></body></html>"""
GUIDE = """<html><head><title>Guide</title></head><body><main><h1>A guide to knots</h1><p>{}</p>
<p>See <a href="../pages/bowline.html">the bowline</a>.</p></main></body></html>""".format("A knot holds. " * 30)


@dataclass
class Page:
    """An entry of an archive."""

    path: str
    title: str
    text: str
    mimetype: str = "text/html"


def archive(target: Path, pages: Sequence[Page], redirects: dict[str, str] | None = None, **metadata: str) -> Path:
    """Write an archive; `redirects` are titles by the path that they lead to."""

    class Entry(writer.Item):  # type: ignore[misc,name-defined]  # libzim ships no types for its modules
        def __init__(self, page: Page) -> None:
            super().__init__()
            self.page = page

        def get_path(self) -> str:
            return self.page.path

        def get_title(self) -> str:
            return self.page.title

        def get_mimetype(self) -> str:
            return self.page.mimetype

        def get_contentprovider(self) -> object:
            return writer.StringProvider(self.page.text)

        def get_hints(self) -> dict[object, int]:
            return {writer.Hint.FRONT_ARTICLE: self.page.mimetype == "text/html"}

    with writer.Creator(target) as creator:
        for page in pages:
            creator.add_item(Entry(page))
        for path, title in (redirects or {}).items():
            creator.add_redirection(title.replace(" ", "_"), title, path, {})
        for key, value in metadata.items():
            creator.add_metadata(key, value)
    return target


def wikipedia(target: Path) -> Path:
    pages = [
        Page("Bell_Rock", "Bell Rock", BELL_ROCK),
        Page("John_Smeaton", "John Smeaton", SMEATON),
        Page("style.css", "", "body {}", "text/css"),
        Page("I/rock.png", "", "\x89PNG", "image/png"),
    ]
    return archive(target, pages, {"Bell_Rock": "Inchcape"}, Name="wikipedia_en_lights_nopic", Language="eng")


def test_each_page_is_a_document_with_sections(tmp_path: Path) -> None:
    rock, smeaton = reader.stream(wikipedia(tmp_path / "lights.zim"))
    assert_sound(rock)
    assert_sound(smeaton)
    assert (rock.title, rock.part, rock.kind, rock.reader) == ("Bell Rock", "Bell_Rock", "zim", "zim/1")
    assert [block.name for block in rock.blocks if block.level] == ["Bell Rock", "History"]
    assert "The light was lit in 1811" in rock.text
    assert smeaton.title == "John Smeaton"


def test_what_is_no_text_is_counted_once(tmp_path: Path) -> None:
    rock, smeaton = reader.stream(wikipedia(tmp_path / "lights.zim"))
    assert rock.notes == ("Left out is what is not text: 1 picture, 1 style or script.",)
    assert smeaton.notes == ()


def test_links_name_the_page_that_they_lead_to_through_redirects(tmp_path: Path) -> None:
    rock, _ = reader.stream(wikipedia(tmp_path / "lights.zim"))
    found = {rock.text[link.start : link.end]: (link.target, link.heading) for link in rock.links}
    assert found["Smeaton"] == ("John Smeaton", "Early_life")
    assert found["Elsewhere"] == ("https://example.org/x", "")
    assert "Inchcape" not in found, "it leads to the page itself"


def test_redirects_are_names_of_their_page_and_the_wiki_is_known(tmp_path: Path) -> None:
    rock, smeaton = reader.stream(wikipedia(tmp_path / "lights.zim"))
    assert rock.facts["redirect"] == rock.facts["alias"] == ("Inchcape",)
    assert rock.facts["page"] == ("en:Bell Rock",)
    assert rock.facts["url"] == ("https://en.wikipedia.org/wiki/Bell_Rock",)
    assert smeaton.facts["page"] == ("en:John Smeaton",)


def test_pages_of_other_sites_are_read_as_pages(tmp_path: Path) -> None:
    pages = [Page("pages/index.html", "A guide to knots", GUIDE), Page("pages/bowline.html", "Bowline", GUIDE)]
    guide, _ = reader.stream(archive(tmp_path / "knots.zim", pages, Title="Knots"))
    assert_sound(guide)
    assert "page" not in guide.facts
    assert [(guide.text[link.start : link.end], link.target) for link in guide.links] == [("the bowline", "Bowline")]


def test_the_registry_knows_an_archive_by_its_first_bytes(tmp_path: Path) -> None:
    path = wikipedia(tmp_path / "lights.zim")
    found = registry.streamed(path)
    assert found is not None and found.kind == "zim"
    readings = registry.read(Path("renamed.bin"), path.read_bytes())
    assert [each.title for each in readings] == ["Bell Rock", "John Smeaton"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(lambda data: data[: len(data) // 2], "is no ZIM archive that can be read", id="cut short"),
        pytest.param(lambda data: data[:4] + bytes(40), "is no ZIM archive that can be read", id="only a head"),
        pytest.param(lambda data: data[:-16] + bytes(16), "its checksum differs", id="changed bytes"),
    ],
)
def test_a_damaged_archive_is_named_in_one_sentence(tmp_path: Path, spoil: object, says: str) -> None:
    path = wikipedia(tmp_path / "lights.zim")
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]  # one of the lambdas above
    with pytest.raises(ReadError, match=says):
        list(reader.stream(path))


def test_an_archive_without_a_page_says_what_is_in_it(tmp_path: Path) -> None:
    pages = [Page("talk.mp4", "A talk", "x", "video/mp4"), Page("b.png", "", "y", "image/png")]
    with pytest.raises(SkipFile, match="there is no page in this archive, only 1 picture, 1 video"):
        list(reader.stream(archive(tmp_path / "talks.zim", pages)))


def test_pages_that_only_forward_or_say_nothing_are_no_documents(tmp_path: Path) -> None:
    forward = '<html><head><meta http-equiv="refresh" content="0;url=Bell_Rock"></head><body>Go</body></html>'
    pages = [Page("Old", "Old", forward), Page("Empty", "Empty", "<html></html>"), Page("S", "Smeaton", SMEATON)]
    assert [each.title for each in reader.stream(archive(tmp_path / "x.zim", pages))] == ["Smeaton"]
