"""Damage to stored engrams is named, and repaired from the library."""

from __future__ import annotations

import pytest

from engine.library.store import Library
from engine.memory.engram_packing import pack_counters, unpack_counters
from engine.memory.engram_step import settle
from engine.memory.engram_verify import problems
from engine.memory.tree import Engrams

from .world import DIM, ENCODER, SMALL, World, contents


@pytest.fixture
def engrams(library: Library) -> Engrams:
    world = World(library)
    for number in range(12):
        world.put(f"/a/{number % 2}/{number}.md", [(f"note {number} {at}", ()) for at in range(2)], tags=("red",))
    world.put("/a/long.md", [(f"many {at}", ("Part",)) for at in range(9)])
    settle(library, ENCODER, DIM, form=SMALL)
    return Engrams(library, ENCODER, DIM, form=SMALL)


def wrong(data: bytes) -> bytes:
    """Other counters, with a right checksum."""
    counters = unpack_counters(data, SMALL.d, "")
    counters[3] += 1
    return pack_counters(counters)


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("damage", [wrong, flipped])
@pytest.mark.parametrize(
    ("table", "column", "where", "named"),
    [
        ("engram_folders", "content", "path = '/a'", "/a"),
        ("engram_folders", "facts", "path = '/a/1'", "/a/1"),
        ("engram_nodes", "content", "key = '#13'", "/a/long.md"),
        ("engram_nodes", "content", "key = '#13/Part'", "/a/long.md"),
    ],
)
def test_a_damaged_node_is_named_and_rebuilt(
    engrams: Engrams, library: Library, damage: object, table: str, column: str, where: str, named: str
) -> None:
    assert list(problems(library, SMALL)) == []
    kept = contents(library)
    (data,) = library.read().execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone()
    with library.write() as connection:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (damage(data),))  # type: ignore[operator]
    (problem,) = problems(library, SMALL)
    assert named in problem or "#13" in problem
    assert problem.endswith(".")
    assert engrams.node("/a") is not None
    engrams.rebuild()
    assert contents(library) == kept
    assert list(engrams.problems()) == []


@pytest.mark.parametrize("column", ["members", "record"])
def test_what_was_counted_is_checked_too(engrams: Engrams, library: Library, column: str) -> None:
    with library.write() as connection:
        connection.execute(f"UPDATE engram_documents SET {column} = x'0011223344' WHERE document_id = 5")
    found = list(problems(library, SMALL))
    assert any("document 5" in problem for problem in found)
    engrams.rebuild()
    assert list(problems(library, SMALL)) == []


def test_a_record_of_other_facts_is_named(engrams: Engrams, library: Library) -> None:
    with library.write() as connection:
        connection.execute("UPDATE facts SET filler = 'blue' WHERE version_id = 4")
    assert [("/a/1/3.md" in problem, "record" in problem) for problem in problems(library, SMALL)] == [(True, True)]


def test_a_folder_that_lacks_its_sums_is_named(engrams: Engrams, library: Library) -> None:
    with library.write() as connection:
        connection.execute("UPDATE engram_folders SET content = NULL WHERE path = '/a'")
    (problem,) = problems(library, SMALL)
    assert "/a lacks its content" in problem


def test_what_is_still_to_be_counted_is_no_problem(engrams: Engrams, library: Library) -> None:
    world = World(library)
    world.put("/a/0/new.md", [("new", ())])
    world.put("/a/0/2.md", [("changed", ())])
    world.forget("/a/0/4.md")
    assert list(problems(library, SMALL)) == []
