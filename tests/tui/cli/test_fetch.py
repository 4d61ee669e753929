"""`nacre fetch wikipedia`, whole, against a server on this machine; and that nothing else opens a connection."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.fetching.server import Site, serve
from tests.tui.cli.conftest import Nacre

BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<DL><p><DT><A HREF="https://en.wikipedia.org/wiki/Lighthouse">Lighthouse</A>
<DT><A HREF="https://en.wikipedia.org/wiki/No_page">None</A>
<DT><A HREF="https://de.wikipedia.org/wiki/Turm">Turm</A></DL>
"""


@pytest.fixture
def bookmarks(tmp_path: Path) -> Path:
    path = tmp_path / "bookmarks.html"
    path.write_text(BOOKMARKS, "utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path) -> str:
    return str(tmp_path / "library")


def configured(monkeypatch: pytest.MonkeyPatch, folder: Path, address: str) -> None:
    folder.mkdir()
    (folder / "settings.toml").write_text(f'[fetch]\ninterval_s = 0\nwikipedia = "{address}"\n', "utf-8")
    monkeypatch.setenv("NACRE_CONFIG", str(folder))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_pages_of_bookmarks_are_fetched_and_can_be_asked(
    nacre: Nacre, bookmarks: Path, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site({"en/Lighthouse": "<p>A lighthouse warns ships of rocks.</p>", "de/Turm": "<p>Ein hoher Turm.</p>"})
    with serve(site) as address:
        configured(monkeypatch, tmp_path / "config", address)
        plan = nacre("--library", library, "fetch", "wikipedia", "--from", str(bookmarks), "--dry-run")
        assert plan.out.splitlines() == [
            "3 pages named, 3 to be fetched:",
            "  en:Lighthouse",
            "  en:No page",
            "  de:Turm",
        ]
        assert site.asked == []
        first = nacre("--library", library, "fetch", "wikipedia", "--from", str(bookmarks))
        assert first.status == 0
        assert first.out.splitlines() == [
            "2 pages fetched, 2 taken in",
            "There is no page called:",
            "  en:No page",
        ]
        again = nacre("--library", library, "fetch", "wikipedia", "--from", str(bookmarks), "--json")
        assert (again.json["fetched"], again.json["here"], again.json["taken_in"]) == ([], 2, 0)
    found = nacre("--library", library, "search", "rocks", "--in", "Wikipedia", "--json").json
    assert "warns ships of rocks" in str(found)


def test_a_site_that_can_not_be_reached_is_one_sentence(
    nacre: Nacre, bookmarks: Path, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(monkeypatch, tmp_path / "config", "http://127.0.0.1:9/{language}")
    result = nacre("--library", library, "fetch", "wikipedia", "--from", str(bookmarks))
    assert result.status == 1
    assert result.err.splitlines()[-1].startswith("nacre: 127.0.0.1:9/en can't be reached.")


def test_a_file_that_names_no_page_is_wrong_usage(nacre: Nacre, library: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("[x]\n", "utf-8")
    result = nacre("--library", library, "fetch", "wikipedia", "--from", str(tmp_path / "a.txt"))
    assert (result.status, result.out) == (2, "")
    assert "names no page of Wikipedia" in result.err


GUARD = """
import sys
def guard(event, arguments):
    # Sockets within this machine's own loops (socketpair) are none to the outside: no name is looked up for them.
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        print("OPENED", event, arguments, file=sys.stderr, flush=True)
        raise OSError(event)
sys.addaudithook(guard)
from tui.cli.main import run
for line in sys.stdin.read().splitlines():
    status = run(line.split("\\t"))
    print("STATUS", status, line, file=sys.stderr, flush=True)
"""

PAGE = """<html><head><meta name="generator" content="MediaWiki 1.4"><link rel="stylesheet" href="https://x.example/a.css">
<script src="https://x.example/a.js"></script></head><body class="mediawiki"><div id="mw-content-text">
<p>A <a href="https://x.example/">link</a> <img src="https://x.example/p.png"> of the lamp.</p></div></body></html>"""
EXPORT = """<!DOCTYPE mediawiki SYSTEM "https://x.example/export.dtd"><mediawiki><page><title>A</title><ns>0</ns>
<revision><text>Words of [https://x.example lamp].</text></revision></page></mediawiki>"""


def test_no_other_command_opens_a_connection(bookmarks: Path, library: str, tmp_path: Path, own_folders: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "export.xml").write_text(EXPORT, "utf-8")
    (tmp_path / "export2.xml").write_text(EXPORT.partition(">")[2], "utf-8")
    (tmp_path / "note.md").write_text(
        "![x](https://x.example/i.png) <https://en.wikipedia.org/wiki/Lamp> lamp", "utf-8"
    )
    commands = [
        ["ingest", str(tmp_path)],
        ["ask", "What is the lamp?"],
        ["search", "lamp"],
        ["similar", "note.md"],
        ["recall", "link=lamp"],
        ["summarise", "note.md"],
        ["route", "What is the lamp?"],
        ["tool", "15% of 80"],
        ["status"],
        ["verify"],
        ["extract", "-o", str(tmp_path / "out")],
        ["conversations", "list"],
        ["models", "list"],
        ["fetch", "wikipedia", "--from", str(bookmarks), "--dry-run"],
    ]
    lines = "\n".join("\t".join(["--library", library, *command]) for command in commands)
    done = subprocess.run(
        [sys.executable, "-c", GUARD],
        input=lines,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=os.environ | {"NACRE_LIBRARY": library},
    )
    assert "OPENED" not in done.stderr, done.stderr
    assert done.stderr.count("STATUS 0") == len(commands), done.stderr
