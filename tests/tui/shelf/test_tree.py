"""Documents as a tree, its rows, and what a filter leaves of it."""

from __future__ import annotations

from tests.tui.shelf.documents import info, many
from tui.shelf.rows import matching, place_of, rows, unfolded_at_first
from tui.shelf.tree import Node, every, grow


def lines(nodes: list[Node]) -> list[str]:
    return ["  " * node.depth + node.name for node in nodes]


def test_folders_come_before_documents_and_count_what_is_below() -> None:
    documents = (
        info(1, "/home/notes/zoo.md", title="Zoo"),
        info(2, "/home/notes/sea/bell.pdf", kind="pdf", title="The bell", embedded=1),
        info(3, "/home/notes/sea/fog.md", title="Fog"),
        info(4, "/srv/logs/log.txt", kind="text", collection="logs"),
    )
    roots = grow(documents)
    assert lines(list(every(roots))) == ["logs", "  log.txt", "notes", "  sea", "    Fog", "    The bell", "  Zoo"]
    notes = roots[1]
    assert (notes.documents, notes.chunks, notes.embedded) == (3, 12, 9)
    assert notes.kinds == {"markdown": 2, "pdf": 1}
    assert notes.scope == "notes" and notes.below[0].scope == "/home/notes/sea"


def test_folders_in_a_row_are_one_and_files_of_several_documents_unfold() -> None:
    documents = (
        info(1, "/a/b/c/talks.json", part="x", title="First"),
        info(2, "/a/b/c/talks.json", part="y", title="Second"),
        info(3, "/a/top.md", title="Top"),
    )
    (root,) = grow(documents)
    assert lines(list(every([root]))) == ["notes", "  b/c", "    talks.json", "      First", "      Second", "  Top"]
    assert [node.scope for node in every([root])] == [
        "notes", "/a/b/c", "/a/b/c/talks.json", "/a/b/c/talks.json#x", "/a/b/c/talks.json#y", "/a/top.md",
    ]  # fmt: skip


def test_rows_are_what_is_unfolded() -> None:
    roots = grow(many(100))
    assert unfolded_at_first(roots) == {"collection notes"}
    assert len(rows(roots, ())) == 1
    assert len(rows(roots, {"collection notes"})) == 51


def test_a_filter_leaves_matches_with_what_they_stand_in() -> None:
    found = matching(grow(many(100)), "document 000042")
    assert lines(found.rows) == ["notes", "  42", "    0", "      Document 000042"]
    assert found.documents == 1
    assert matching(grow(many(10)), "nowhere").rows == []


def test_the_cursor_stays_on_its_node_or_near_it() -> None:
    nodes = list(every(grow(many(20))))
    assert place_of(nodes[5].key, 1, nodes) == 5
    assert place_of("gone", 7, nodes) == 7
    assert place_of("gone", 700, nodes) == len(nodes) - 1
    assert place_of("gone", 3, []) == 0


def test_a_library_of_nothing_has_no_roots() -> None:
    assert grow(()) == []
