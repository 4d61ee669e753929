"""`gaps`: on a real library without an embedder, from the command line to the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import Nacre

A = """The lamp in the tower burns paraffin oil. The keeper trims the wick of the lamp each evening at dusk.

In thick fog the bell on the gallery is struck twice a minute. The bell rope is greased with tallow.

Two goats graze behind the wall and give milk. Their cheese ripens below the stairs for a month.

The supply boat comes on Mondays with coal and flour. In storms the boat waits in the bay for days.
"""
B = """On Mondays flour and coal come by supply boat. It waits for days in the bay when there are storms.

When fog is thick one strikes the gallery bell, twice every minute. The rope of the bell has tallow grease.

At dusk the wick must be trimmed by the keeper. The tower lamp burns oil, namely paraffin.
"""


@pytest.fixture
def two(nacre: Nacre, tmp_path: Path) -> None:
    for name, text in (("a.md", A), ("b.md", B)):
        (tmp_path / name).write_text(text)
    assert nacre("ingest", str(tmp_path / "a.md"), str(tmp_path / "b.md")).status == 0


def test_a_gap_is_found_reported_dropped_and_left_out(nacre: Nacre, two: None, tmp_path: Path) -> None:
    page = tmp_path / "gaps.html"
    found = nacre("gaps", "a.md", "b.md", "--kind", "coverage", "--json", "--report", str(page)).json
    assert [gap["title"] for gap in found["gaps"]] == ["Two goats graze behind the wall and give milk"]
    assert any("words alone" in note for note in found["notes"])
    assert "Their cheese ripens" in page.read_text()
    text = nacre("gaps", "a.md", "b.md", "--kind", "coverage").out
    assert text.startswith("In a.md and not in b.md\n1 gap: 1 treated on one side only.")
    number = found["gaps"][0]["id"]
    assert nacre("gaps", "drop", number[:6]).out == f"{number} is dropped.\n"
    again = nacre("gaps", "a.md", "b.md", "--kind", "coverage", "--json").json
    assert not again["gaps"] and again["dropped"] == 1
    assert nacre("gaps", "undecide", number, "--json").json == {"gap": number, "decision": "undecided"}
    assert len(nacre("gaps", "a.md", "b.md", "--kind", "coverage", "--json").json["gaps"]) == 1


def test_one_side_alone_is_a_wrong_use(nacre: Nacre, two: None) -> None:
    result = nacre("gaps", "a.md")
    assert result.status == 2 and "two sides" in result.err


def test_a_side_that_is_not_there_is_named(nacre: Nacre, two: None) -> None:
    result = nacre("gaps", "a.md", "c.md")
    assert result.status == 2 and "c.md" in result.err


def test_a_number_that_no_gap_has_is_refused(nacre: Nacre, two: None) -> None:
    assert nacre("gaps", "keep", "ffff").status == 2
