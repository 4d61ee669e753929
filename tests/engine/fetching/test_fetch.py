"""Fetching pages: only those that are not here, politely, and on from where it stopped."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import pytest

from engine.config import FetchSettings
from engine.events import Event, SetupProgress, ignore
from engine.fetching.fetch import FetchReport, fetch, to_fetch
from engine.fetching.shelf import Shelf, file_name
from engine.fetching.wikipedia import TRIES
from engine.sources import registry
from engine.sources.wiki.titles import PageName
from tests.engine.fetching.server import Site, serve

LIGHT = PageName("en", "Lighthouse")
NAMES = (LIGHT, PageName("en", "Lamp"), PageName("de", "Turm"))


@pytest.fixture
def site() -> Site:
    text = '<p>A tower with a <a href="/wiki/Lamp" title="Lamp">lamp</a>.</p>'
    return Site({"en/Lighthouse": text, "en/Lamp": "<p>It shines.</p>", "de/Turm": "<p>Hoch.</p>"})


@pytest.fixture
def address(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serve(site) as address:
        yield address


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "wikipedia")


def run(shelf: Shelf, address: str, *names: PageName, limit: int = 0) -> FetchReport:
    return fetch(shelf, names, FetchSettings("me@example.org", 0.0, address), limit, ignore, Flag())


def test_pages_are_fetched_once_and_read_as_articles(shelf: Shelf, address: str, site: Site) -> None:
    report = run(shelf, address, *NAMES)
    assert (report.fetched, report.here, report.missing, report.left, report.stopped) == (NAMES, 0, (), 0, "")
    (reading,) = registry.read(Path("a.html"), (shelf.pages / "en" / "Lighthouse.html").read_bytes())
    assert reading.text == "Lighthouse\n\nA tower with a lamp."
    assert [(link.target, reading.text[link.start : link.end]) for link in reading.links] == [("Lamp", "lamp")]
    assert reading.facts == {
        "url": ("https://en.wikipedia.org/wiki/Lighthouse",),
        "page": ("en:Lighthouse",),
        "subject": ("Q39715",),
        "language": ("en",),
        "language_link": ("de:Leuchtturm",),
        "category": ("Towers by sea",),
        "link": ("Lamp",),
    }
    assert (run(shelf, address, *NAMES).here, len(site.asked)) == (3, 3)
    assert "me@example.org" in site.agents[0] and site.agents[0].startswith("nacre/")


def test_a_redirect_gives_the_page_it_leads_to_and_is_remembered(shelf: Shelf, address: str, site: Site) -> None:
    site.redirects["Pharos"] = "Lighthouse"
    pharos = PageName("en", "Pharos")
    assert run(shelf, address, pharos).fetched == (LIGHT,)
    assert to_fetch(shelf, (pharos, LIGHT)) == ()
    (reading,) = registry.read(Path("a.html"), (shelf.pages / "en" / "Lighthouse.html").read_bytes())
    assert reading.facts["redirect"] == reading.facts["alias"] == ("Pharos",)


def test_missing_pages_are_named_and_not_asked_for_again(shelf: Shelf, address: str, site: Site) -> None:
    missing = PageName("en", "No such page")
    for _ in range(2):
        report = run(shelf, address, missing, LIGHT)
        assert report.missing == (missing,)
    assert site.asked == ["No such page", "Lighthouse"]


def test_a_limit_leaves_the_rest_for_the_next_run(shelf: Shelf, address: str, site: Site) -> None:
    assert run(shelf, address, *NAMES, limit=2).left == 1
    assert run(shelf, address, *NAMES, limit=2).fetched == NAMES[2:]
    assert site.asked == ["Lighthouse", "Lamp", "Turm"]


def test_it_waits_where_the_site_is_busy(
    shelf: Shelf, address: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []

    class Patient(Flag):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0.0)
            return False

    lagging = '{"error": {"code": "maxlag", "info": "Waiting for a database"}}'
    site.answers = [(429, {"Retry-After": "7"}, ""), (503, {}, "busy"), (200, {"Retry-After": "5"}, lagging)]
    settings = FetchSettings("", 60.0, address)
    report = fetch(shelf, NAMES[:2], settings, 0, ignore, Patient())
    assert report.fetched == NAMES[:2]
    assert [wait for wait in waits if wait < 10] == [7.0, 4.0, 5.0]
    assert [50 < wait <= 60 for wait in waits if wait >= 10] == [True] * 4  # between any two requests


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([(503, {"Retry-After": "0"}, "")] * TRIES, "is too busy. Run it again later; it goes on where it stopped."),
        ([(403, {}, "no")], "answers with status 403. Check fetch.contact"),
        ([(302, {"Location": "http://elsewhere.example/"}, "")], "answers with status 302. Run it again later."),
        ([(200, {}, "<html>log in</html>")], "does not answer as Wikipedia does. Check the network"),
        ([(200, {}, '{"error": {"code": "blocked", "info": "Your address is blocked."}}')], "refuses: Your address is"),
        ([(200, {"Content-Encoding": "gzip"}, "no gzip")], "the connection to 127.0.0.1"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_costs_nothing(
    shelf: Shelf,
    address: str,
    site: Site,
    answers: list[tuple[int, dict[str, str], str]],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.fetching.wikipedia.LONGEST_WAIT_S", 0.0)
    run(shelf, address, LIGHT)
    site.answers = answers
    report = run(shelf, address, *NAMES)
    assert sentence in report.stopped and "\n" not in report.stopped
    assert (report.here, report.left) == (1, 2)
    assert run(shelf, address, *NAMES).fetched == NAMES[1:]


def test_no_server_and_no_certificate_are_said(shelf: Shelf, address: str) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/{{language}}"
        assert "can't be reached. Check the network" in run(shelf, nobody, LIGHT).stopped
    assert "can't be trusted" in run(shelf, address.replace("http:", "https:"), LIGHT).stopped


def test_it_stops_when_told_to(shelf: Shelf, address: str, site: Site) -> None:
    cancel = Flag()

    def listen(event: Event) -> None:
        if isinstance(event, SetupProgress) and event.done == 1:
            cancel.set()

    report = fetch(shelf, NAMES, FetchSettings("", 0.0, address), 0, listen, cancel)
    assert (report.fetched, report.left) == (NAMES[:1], 2)
    assert "stopped" in report.stopped


def test_every_title_has_a_file_of_its_own() -> None:
    titles = ["NULL", "A/B", "A%2FB", "..", ".x", 'a "b"', "منارة", "x" * 255, "x" * 254, "ä" * 127, "a:b", "a\\b"]
    names = [file_name(title) for title in titles]
    assert len(set(names)) == len(titles)
    assert all(len(name.encode()) < 210 and not set(name) & set('/\\:*?"<>|') and name[0] != "." for name in names)
