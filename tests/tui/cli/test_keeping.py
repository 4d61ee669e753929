"""`conversations rename`, `pin`, `archive`, `delete`, `branches`, `choose` and what undoes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.library.store import Library
from tests.tui.cli.conftest import Nacre, Result
from tests.tui.cli.fakes import HOSTILE

FIRST, SECOND = "When is high water?", "Who rang the bell?"


class Talks:
    """`nacre conversations` in a library with conversation 1 (two answers, the second one shown) and 2."""

    def __init__(self, nacre: Nacre, folder: Path) -> None:
        self.nacre, self.folder = nacre, folder
        with Library.open(folder) as library:
            first = library.conversations.new()
            question = library.conversations.add_turn(first, "user", FIRST)
            library.conversations.add_turn(first, "nacre", "At noon.")
            library.conversations.add_turn(first, "nacre", "At one.", parent=question.turn_id)
            library.conversations.add_turn(library.conversations.new(), "user", SECOND)

    def __call__(self, *arguments: str) -> Result:
        return self.nacre("conversations", *arguments, "--library", str(self.folder))

    def listed(self, *options: str) -> list[int]:
        return [one["conversation_id"] for one in self("list", *options, "--json").json["conversations"]]


@pytest.fixture
def talks(nacre: Nacre, tmp_path: Path) -> Talks:
    return Talks(nacre, tmp_path / "library")


def test_a_title_is_given_found_and_shown_on_one_line(talks: Talks) -> None:
    assert talks("rename", "1", f"Tides\n{HOSTILE}").status == 0
    assert talks("rename", "1", "Tide tables").out == "1  Tide tables: renamed.\n"
    assert talks("rename", "2", "Bells", "--json").json["conversation"]["title"] == "Bells"
    assert talks.listed("--titled", "tid tab") == [1]
    assert talks.listed("--titled", "bell") == [2]
    assert talks("search", "tables").out.startswith("1  Tide tables\n")
    assert talks("list", "--titled", "walrus").out == "No such conversations.\n"


def test_the_pinned_come_first_until_they_are_unpinned(talks: Talks) -> None:
    assert talks.listed() == [2, 1]
    assert talks("pin", "1").out == f"1  {FIRST}: pinned.\n"
    assert talks.listed() == [1, 2]
    assert "pinned, 2 branches" in talks("list").out
    assert talks("unpin", "1", "--json").json["conversation"]["pinned"] is False
    assert talks.listed() == [2, 1]


def test_the_archived_are_listed_where_they_are_asked_for(talks: Talks) -> None:
    assert talks("archive", "2").status == 0
    assert (talks.listed(), talks.listed("--archived")) == ([1], [2])
    assert talks("search", "bell", "--json").json["messages"][0]["conversation_id"] == 2
    assert talks("unarchive", "2").out == f"2  {SECOND}: back in the list.\n"
    assert (talks.listed(), talks.listed("--archived")) == ([2, 1], [])


def test_the_deleted_come_back_until_they_are_purged(talks: Talks) -> None:
    assert "nacre conversations undelete 1 brings it back for 30 days" in talks("delete", "1").out
    assert (talks.listed(), talks.listed("--deleted")) == ([2], [1])
    assert talks("search", "noon").out == "Nothing found.\n"
    for gone in (("show", "1"), ("pin", "1"), ("delete", "1"), ("export", "1")):
        result = talks(*gone)
        assert result.status == 2
        assert result.err == "nacre: conversation 1 is deleted. nacre conversations undelete 1 brings it back.\n"
    assert talks("undelete", "1").status == 0
    assert "At one." in talks("show", "1").out
    talks("delete", "1")
    assert talks("purge").status == 2, "without a terminal it wants --yes"
    assert talks("purge", "2", "--yes").status == 2, "only what is deleted can be purged"
    assert talks("purge", "--yes").out == "1 conversation gone for good.\n"
    assert talks("undelete", "1").err == "nacre: there is no conversation 1. See nacre conversations list.\n"
    assert talks("purge", "--yes", "--json").json == {"purged": 0}


def test_branches_are_shown_and_chosen(talks: Talks) -> None:
    lines = talks("branches", "1").out.splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["*", "1", "user", "When", "is", "high", "water?"],
        ["2", "1", "1", "of", "2", "nacre", "At", "noon."],
        ["*", "3", "1", "2", "of", "2", "nacre", "At", "one."],
    ]
    assert "At noon." in talks("choose", "1", "2").out
    assert "· answer 2 · 1 of 2\n\nAt noon." in talks("show", "1").out.replace("\n", "\n\n")
    turns = talks("branches", "1", "--json").json["turns"]
    assert [(turn["turn_id"], turn["branch"], turn["branches"], turn["active"]) for turn in turns] == [
        (1, 1, 1, True), (2, 1, 2, True), (3, 2, 2, False),
    ]  # fmt: skip
    chosen = talks("choose", "1", "3", "--json").json
    assert [turn["text"] for turn in chosen["turns"]] == [FIRST, "At one."]
    elsewhere = talks("choose", "2", "3")
    assert (elsewhere.status, elsewhere.err) == (
        2, "nacre: conversation 2 has no message 3. See nacre conversations branches 2.\n",
    )  # fmt: skip


def test_html_is_written_with_or_without_all_branches(talks: Talks, tmp_path: Path) -> None:
    assert talks("export", "1", "--form", "html", "-o", str(tmp_path / "talk.html")).status == 0
    page = (tmp_path / "talk.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and "At one." in page and "At noon." not in page
    assert "At noon." in talks("export", "1", "--format", "html", "--all").out
    assert len(talks("export", "1", "--all", "--json").json["turns"]) == 3


@pytest.mark.parametrize(
    "arguments", [("pin", "9"), ("choose", "1", "9"), ("branches", "9"), ("rename", "1", " "), ("archive", "0")]
)
def test_what_is_not_there_is_wrong_usage_in_a_sentence(talks: Talks, arguments: tuple[str, ...]) -> None:
    result = talks(*arguments)
    assert result.status == 2 and "Traceback" not in result.err
    assert result.err.startswith("nacre: ") or "Usage:" in result.err
