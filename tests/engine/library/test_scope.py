"""What --in means."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.library.store import Library

from .builders import arrival, conversation, reading


@pytest.fixture
def shelf(library: Library, tmp_path: Path) -> dict[int, str]:
    """Names by document id."""
    names = {}
    for name, tags in (("coast/a.md", ("Sea",)), ("coast/b.txt", ()), ("hills/notes/c.md", ("land",))):
        path = tmp_path / name
        result = library.documents.put(arrival(path, reading(f"About {name}.", f"Title {name}", facts={"tag": tags})))
        names[result.parts[0].document_id] = name
    talks = [conversation(uid, [("User", "", f"About {uid}.")], uid) for uid in ("u1", "u2")]
    for part in library.documents.put(arrival(tmp_path / "chats" / "conversations.json", *talks)).parts:
        names[part.document_id] = f"talk {part.document_id}"
    return names


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ("coast", {"coast/a.md", "coast/b.txt"}),  # a collection
        ("#sea", {"coast/a.md"}),
        ("land", {"hills/notes/c.md"}),
        ("a.md", {"coast/a.md"}),  # relative to its root
        ("coast/a.md", {"coast/a.md"}),
        ("*.md", {"coast/a.md", "hills/notes/c.md"}),
        ("[ab].*", {"coast/a.md", "coast/b.txt"}),
        ("title COAST/B.txt", {"coast/b.txt"}),
        ("C.md", {"hills/notes/c.md"}),  # a bare name, wherever it lies
    ],
)
def test_each_form_of_a_scope(library: Library, shelf: dict[int, str], scope: str, expected: set[str]) -> None:
    assert {shelf[each] for each in library.scope(scope) or ()} == expected


def test_paths_absolute_and_relative_to_here(
    library: Library, shelf: dict[int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / ".")
    for scope in (str(tmp_path / "hills"), "hills/", "./hills", "hills/notes/c.md", f"{tmp_path}/hills/**"):
        assert [shelf[each] for each in library.scope(scope) or ()] == ["hills/notes/c.md"], scope


def test_one_part_of_an_export(library: Library, shelf: dict[int, str], tmp_path: Path) -> None:
    path = tmp_path / "chats" / "conversations.json"
    assert len(library.scope(str(path)) or ()) == 2
    assert len(library.scope(f"{path}#u2") or ()) == 1
    assert len(library.scope("Talk u1") or ()) == 1


def test_an_empty_scope_is_the_whole_library(library: Library, shelf: dict[int, str]) -> None:
    assert library.scope("  ") is None


def test_a_scope_that_matches_nothing_names_what_there_is(library: Library, shelf: dict[int, str]) -> None:
    with pytest.raises(UsageError, match=r"nothing .* matches 'moon'.*coast, notes.*#Sea, #land"):
        library.scope("moon")
    with pytest.raises(UsageError):
        library.scope("!*.md")


def test_in_an_empty_library_the_error_says_so(library: Library) -> None:
    with pytest.raises(UsageError, match="The library is empty"):
        library.scope("anything")
