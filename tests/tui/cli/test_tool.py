"""`nacre tool`: what it prints, what it asks, and how it says no."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.cli.conftest import Nacre

NOTE = "# Moss\n\nAda saw *moss* | on the wall.\x1b[2J\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"


@pytest.fixture
def library(nacre: Nacre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for exports; the library holds one note."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "moss.md").write_text(NOTE, "utf-8")
    monkeypatch.setenv("NACRE_EXPORTS", str(tmp_path / "exports"))
    assert nacre("ingest", str(tmp_path / "docs")).status == 0
    return tmp_path / "exports"


@pytest.mark.parametrize(
    ("request_text", "out"),
    [
        ("15% of 80", "15% of 80 = 12\n"),
        ("12 * (3 + 4)", "12 * (3 + 4) = 84\n"),
        ("5 miles in km", "5 mi = 8.04672 km\n"),
        ("is 1900 a leap year?", "1900 is not a leap year: it has 365 days.\n"),
    ],
)
def test_sums_and_the_like_need_no_documents(nacre: Nacre, request_text: str, out: str) -> None:
    result = nacre("tool", request_text)
    assert (result.status, result.out, result.err) == (0, out, "")


def test_library_is_counted_listed_and_read_without_marks(nacre: Nacre, library: Path) -> None:
    assert nacre("tool", "how many notes mention Ada").out.startswith("1 note with ‘Ada’ (")
    assert "\n1. Moss · markdown · " in nacre("tool", "list my notes").out
    read = nacre("tool", "read moss.md").out
    assert "Ada saw *moss* | on the wall." in read and "\x1b" not in read and "```" not in read
    assert nacre("tool", "table 1 of moss.md").out.endswith("\n\na,b\n1,2\n")


def test_json_has_everything(nacre: Nacre, library: Path) -> None:
    data = nacre("tool", "how many notes mention Ada", "--json").json
    assert data.keys() == {"tool", "text", "columns", "rows", "places", "files"}
    assert data["tool"] == "count" and data["rows"] == [["documents", "1"]]
    assert data["places"][0]["document"].endswith("moss.md")


@pytest.mark.parametrize(
    ("request_text", "said"),
    [
        ("", "no tool fits"),
        ("why does moss grow on the north wall?", "no tool fits"),
        ("x" * 100_000, "no tool fits"),
        ("calculate 1/0", "a division by zero"),
        ("9**9**9", "too large"),
        ("open mos.md", "near are moss.md"),
        ("days between 30 Feb 2021 and today", "there is no day 30 Feb 2021"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(nacre: Nacre, library: Path, request_text: str, said: str) -> None:
    result = nacre("tool", request_text)
    assert result.status == 1 and result.out == ""
    assert result.err.startswith("nacre: ") and result.err.count("\n") == 1 and said in result.err.lower() + result.err
    assert nacre("tool", request_text, "--json").json.keys() == {"error"}


def test_export_without_a_terminal_needs_yes(nacre: Nacre, library: Path) -> None:
    refused = nacre("tool", "export moss.md")
    assert refused.status == 1 and "not confirmed" in refused.err and not library.exists()
    done = nacre("tool", "--yes", "export moss.md", "--json").json
    assert done["files"] == [str(library / "moss.md")]
    assert (library / "moss.md").read_text("utf-8") == NOTE
