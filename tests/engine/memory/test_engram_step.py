"""Engrams keep in step with the library: exactly, whatever happened in whatever order."""

from __future__ import annotations

import threading
from pathlib import Path
from threading import Event as Flag

import numpy as np
import pytest

import native
from engine.errors import Cancelled, NacreError
from engine.events import Event, JobProgress, Notice
from engine.library.store import Library
from engine.memory import engram_step
from engine.memory.engram_stale import engrams_pending
from engine.memory.engram_step import settle
from engine.memory.projection import Projection
from engine.memory.tree import Engrams
from tests.engine import shelf

from .world import DIM, ENCODER, SMALL, RandomLife, World, contents, vector


def step(library: Library, encoder: str = ENCODER, **more: object) -> int:
    return settle(library, encoder, DIM, form=SMALL, **more)  # type: ignore[arg-type]


def tree(library: Library, encoder: str = ENCODER) -> Engrams:
    return Engrams(library, encoder, DIM, form=SMALL)


def summed(*texts: str, encoder: str = ENCODER) -> np.ndarray:
    rows = np.stack([np.frombuffer(vector(text, encoder), np.int8) for text in texts])
    counters = np.zeros(SMALL.d, np.int32)
    native.bundle(counters, Projection(encoder, DIM, SMALL.d, SMALL.chunk_nnz).codes(rows))
    return counters


def test_ten_thousand_random_steps_leave_what_a_rebuild_makes(library: Library) -> None:
    life = RandomLife(World(library), seed=1)
    for burst in range(125):
        with library.write():  # one transaction for all of them: what is tested is the counting
            for _ in range(80):
                life.step()
        step(library)
        if burst % 25 == 24:
            kept = contents(library)
            tree(library).rebuild()
            assert contents(library) == kept
    assert kept[2], "no document was large enough to be stored"
    assert any(row[4] for row in kept[0]) and any(row[4] is None for row in kept[0])
    assert list(tree(library).problems()) == []


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_two_histories_of_the_same_library_give_the_same_bits(tmp_path: Path, seed: int) -> None:
    with shelf.new(tmp_path / "often") as often, shelf.new(tmp_path / "once") as once:
        for library, chance in ((often, 0.5), (once, 0.0)):
            life = RandomLife(World(library), seed)
            settling = RandomLife(World(library), seed + 100).draw
            for _ in range(200):
                life.step()
                if settling.random() < chance:
                    step(library)
            step(library)
        assert [rows for at, rows in enumerate(contents(often)) if at != 1] == [
            rows for at, rows in enumerate(contents(once)) if at != 1
        ]  # references name rows, and rows are numbered as they come


def test_a_step_with_nothing_new_looks_at_nothing(library: Library) -> None:
    World(library).put("/a/x.md", [("one", ())])
    assert engrams_pending(library, ENCODER, SMALL)
    assert step(library) == 1
    assert not engrams_pending(library, ENCODER, SMALL)
    assert engrams_pending(library, ENCODER)  # of other measures
    assert step(library) == 0


def test_a_document_that_keeps_a_text_while_another_changes(library: Library) -> None:
    world = World(library)
    world.put("/a/x.md", [("one", ()), ("two", ())])
    step(library)
    world.put("/a/x.md", [("one", ()), ("three", ())])
    step(library)
    node = tree(library).node("/a")
    assert node is not None and np.array_equal(node.content, summed("one", "three"))


def test_another_collection_changes_the_record_and_no_content(library: Library) -> None:
    world = World(library)
    document = world.put("/a/x.md", [("one", ())])
    step(library)
    before = tree(library).node("/a")
    with library.write() as connection:
        connection.execute("UPDATE documents SET collection = 'other'")
    assert engrams_pending(library, ENCODER, SMALL)
    step(library)
    after = tree(library).node("/a")
    assert before is not None and after is not None
    assert np.array_equal(before.content, after.content)
    assert not np.array_equal(before.facts, after.facts)
    assert tree(library).facts(document)["collection"] == ("other",)


def test_what_was_forgotten_is_in_no_node(tmp_path: Path) -> None:
    texts = [(f"text {number}", ("One",)) for number in range(8)]
    with shelf.new(tmp_path / "had") as had, shelf.new(tmp_path / "never") as never:
        for library in (had, never):
            world = World(library)
            for number in range(12):
                world.put(f"/a/{number % 3}/{number}.md", [(f"note {number} {at}", ()) for at in range(4)])
        world = World(had)
        world.put("/a/1/secret.md", texts, tags=("secret",))
        step(had)
        held = had.read().execute("SELECT COUNT(*) FROM engram_nodes").fetchone()[0]
        world.forget("/a/1/secret.md")
        assert had.read().execute("SELECT COUNT(*) FROM engram_leaving").fetchone()[0] == len(texts)
        step(had)
        step(never)
        assert held == 2
        assert contents(had)[0] == contents(never)[0]
        assert contents(had)[2:] == contents(never)[2:]
        assert [row[6] for row in contents(had)[1]] == [row[6] for row in contents(never)[1]]


def test_what_the_library_forgets_is_in_no_node_and_not_in_the_file(tmp_path: Path) -> None:
    notes = {f"{number}.md": f"# Note {number}\n\nIt says {number * 7} things.\n" for number in range(6)}
    secret = "# Secret\n\n" + "\n\n".join(f"## Part {at}\n\n" + f"Hidden {at} words. " * 80 for at in range(70))
    with shelf.new(tmp_path / "had") as had, shelf.new(tmp_path / "never") as never:
        shelf.fill(had, tmp_path / "notes", notes)
        shelf.fill(never, tmp_path / "notes", notes)
        shelf.fill(had, tmp_path / "notes", {"secret.md": secret})
        held = contents(had)
        sums = [data for row in [*held[0], *held[2]] for data in row if isinstance(data, bytes) and len(data) > 500]
        assert sums
        had.forget(["secret.md"])
        assert engrams_pending(had, "hashed/1")
        shelf.embed(had)
        assert [row[1:] for row in contents(had)[0]] == [row[1:] for row in contents(never)[0]]
        assert [row[6] for row in contents(had)[1]] == [row[6] for row in contents(never)[1]]
        assert contents(had)[2:] == [[], []]
        stored = b"".join(each.read_bytes() for each in had.folder.glob("library.db*"))
        assert not any(data[200:260] in stored for data in sums)


def test_what_was_counted_without_embeddings_leaves_the_file_too(tmp_path: Path) -> None:
    with shelf.new(tmp_path / "library") as library:
        shelf.put(library, tmp_path / "notes" / "a.md", "# Note\n\nIt stays.\n")
        shelf.put(library, tmp_path / "hiddenfolder" / "b.md", "# Other\n\nIt goes.\n")
        step(library)
        library.forget(["b.md"])
        step(library)
        stored = b"".join(each.read_bytes() for each in library.folder.glob("library.db*"))
        assert b"hiddenfolder" not in stored


def test_a_process_that_finds_another_encoders_engrams_leaves_them_alone(library: Library) -> None:
    world = World(library)
    for number in range(3 * engram_step.BATCH_DOCUMENTS):
        world.put(f"/a/{number}.md", [(f"note {number}", ())])
    World(library, "better/1").embed()
    begun = []

    def begin_anew(event: Event) -> None:
        if isinstance(event, JobProgress) and not begun:
            begun.append(event)
            step(library, "better/1")

    step(library, listen=begin_anew)
    assert begun and not engrams_pending(library, "better/1", SMALL)
    kept = contents(library)
    tree(library, "better/1").rebuild()
    assert contents(library) == kept


def test_engrams_that_are_dropped_while_they_are_counted_are_counted_again(library: Library) -> None:
    world = World(library)
    for number in range(3 * engram_step.BATCH_DOCUMENTS):
        world.put(f"/a/{number}.md", [(f"note {number}", ())])
    dropped = []

    def drop(event: Event) -> None:
        if isinstance(event, JobProgress) and not dropped:
            dropped.append(event)
            engram_step.forget_all(library)

    step(library, listen=drop)
    assert dropped and not engrams_pending(library, ENCODER, SMALL)
    kept = contents(library)
    tree(library).rebuild()
    assert contents(library) == kept


def test_a_node_that_was_read_before_a_rebuild_is_read_again(library: Library) -> None:
    world = World(library)
    world.put("/a/x.md", [("one", ())])
    step(library)
    reader = tree(library)
    assert np.array_equal(reader.root().content, summed("one"))
    world.put("/a/y.md", [("two", ())])
    tree(library).rebuild()
    assert np.array_equal(reader.root().content, summed("one", "two"))


def test_records_are_read_whatever_encoder_the_engrams_are_of(library: Library) -> None:
    World(library).put("/a/x.md", [("one", ())])
    step(library)
    ids, codes = tree(library, "other/1").records()
    assert (ids.tolist(), codes.shape) == ([1], (1, SMALL.d // 4))
    with pytest.raises(NacreError, match="other measures"):
        Engrams(library, ENCODER, DIM).records()


def test_an_embedding_that_is_gone_without_a_trace_makes_the_sums_anew(library: Library) -> None:
    world = World(library)
    for number in range(6):
        world.put(f"/a/{number}.md", [(f"note {number} {at}", ()) for at in range(3)])
    step(library)
    world.forget("/a/2.md")
    with library.write() as connection:
        connection.execute("DELETE FROM engram_leaving")
    step(library)
    kept = contents(library)
    tree(library).rebuild()
    assert contents(library) == kept


def test_a_text_that_is_embedded_again_with_other_bits_is_counted_as_it_is_now(library: Library) -> None:
    world = World(library)
    world.put("/a/x.md", [("one", ()), ("two", ())])
    world.put("/a/y.md", [("one", ())])
    step(library)
    with library.write() as connection:
        connection.execute("UPDATE state SET value = value + 1 WHERE key = 'generation'")
        connection.execute("DELETE FROM embeddings WHERE id = 1")
        connection.execute(
            """INSERT INTO embeddings (id, text_key, encoder, vector, scale, generation)
            SELECT 1, text_key, ?, ?, 1.0, (SELECT value FROM state WHERE key = 'generation') FROM chunks
            WHERE ordinal = 0 LIMIT 1""",
            (ENCODER, vector("uno")),
        )
    step(library)
    node = tree(library).node("/a")
    assert node is not None and np.array_equal(node.content, summed("uno", "two", "uno"))
    assert list(tree(library).problems()) == []


def test_a_move_is_a_document_less_here_and_one_more_there(library: Library) -> None:
    world = World(library)
    for number in range(8):
        world.put(f"/a/old/{number}.md", [(f"note {number}", ())])
    step(library)
    world.remove("/a/old/3.md")
    world.put("/a/new/3.md", [("note 3", ())])
    step(library)
    there = tree(library).node("/a/new")
    assert there is not None and np.array_equal(there.content, summed("note 3"))
    world.remove("/a/new/3.md")
    step(library)
    assert tree(library).node("/a/new") is None


def test_a_new_encoder_replaces_the_content_and_keeps_the_records(library: Library) -> None:
    world = World(library)
    for number in range(8):
        world.put(f"/a/{number}.md", [(f"note {number}", ())], tags=("red",))
    step(library)
    records = [row[6] for row in contents(library)[1]]
    better = World(library, "better/1")
    better.embed()
    step(library, "better/1")
    assert [row[6] for row in contents(library)[1]] == records
    node = tree(library, "better/1").node("/a")
    assert node is not None
    assert np.array_equal(node.content, summed(*(f"note {number}" for number in range(8)), encoder="better/1"))
    with pytest.raises(NacreError, match="the encoder better/1, not of known/1"):
        tree(library).node("/a")


def test_an_encoder_that_stands_in_leaves_a_better_ones_engrams_alone(library: Library) -> None:
    world = World(library)
    world.put("/a/x.md", [("one", ())])
    step(library)
    kept = contents(library)
    World(library, "hashed/1").embed()
    assert step(library, "hashed/1", stands_in=True) == 0
    assert contents(library) == kept
    world.put("/a/y.md", [("two", ())])
    world.forget("/a/x.md")
    step(library, "hashed/1", stands_in=True)
    assert np.array_equal(tree(library).root().content, summed("two"))
    with library.write() as connection:
        connection.execute("DELETE FROM embeddings WHERE encoder = ?", (ENCODER,))
    step(library, "hashed/1", stands_in=True)
    with pytest.raises(NacreError, match="the encoder hashed/1"):
        tree(library).root()


def test_other_measures_make_all_of_it_again(library: Library) -> None:
    World(library).put("/a/x.md", [(f"note {number}", ()) for number in range(6)])
    step(library)
    settle(library, ENCODER, DIM)
    with pytest.raises(NacreError, match="other measures"):
        tree(library).root()
    assert Engrams(library, ENCODER, DIM).root().content.shape == (10_240,)


def test_a_cancel_keeps_the_batches_before_it(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engram_step, "BATCH_DOCUMENTS", 2)
    world = World(library)
    for number in range(7):
        world.put(f"/a/{number}.md", [(f"note {number}", ())])
    cancel = Flag()
    seen: list[Event] = []

    def stop(event: Event) -> None:
        seen.append(event)
        cancel.set()

    with pytest.raises(Cancelled):
        step(library, listen=stop, cancel=cancel)
    assert seen == [JobProgress("engram", 2, 7)]
    assert len(tree(library).documents()) == 2
    assert list(tree(library).problems()) == []
    assert step(library) == 5
    kept = contents(library)
    tree(library).rebuild()
    assert contents(library) == kept


def test_chunks_that_are_embedded_later_are_counted_later(library: Library) -> None:
    world = World(library)
    world.put("/a/x.md", [("one", ()), ("two", ())], embed=False)
    step(library)
    root = tree(library).root()
    assert (root.documents, root.chunks) == (1, 0)
    world.put("/a/y.md", [("three", ())])
    world.embed()
    step(library)
    assert np.array_equal(tree(library).root().content, summed("one", "two", "three"))


@pytest.mark.parametrize(
    ("column", "value"), [("scale", float("inf")), ("scale", -1.0), ("vector", b"\x01" * (DIM - 1))]
)
def test_a_bad_embedding_is_left_out_and_named(library: Library, column: str, value: object) -> None:
    world = World(library)
    world.put("/a/x.md", [("one", ()), ("two", ())])
    with library.write() as connection:
        connection.execute(f"UPDATE embeddings SET {column} = ? WHERE id = 1", (value,))
    seen: list[Event] = []
    step(library, listen=seen.append)
    assert isinstance(seen[0], Notice) and "/a/x.md" in seen[0].text
    assert np.array_equal(tree(library).root().content, summed("two"))
    assert ["/a/x.md" in problem and "can't be used" in problem for problem in tree(library).problems()] == [True]


def test_engrams_that_can_t_be_read_are_made_again(library: Library) -> None:
    world = World(library)
    for number in range(8):
        world.put(f"/a/{number}.md", [(f"note {number}", ())])
    step(library)
    kept = contents(library)
    with library.write() as connection:
        connection.execute("UPDATE engram_documents SET members = x'00' WHERE document_id = 3")
        connection.execute("UPDATE engram_folders SET content = x'0102030405' WHERE content IS NOT NULL")
    world.put("/a/3.md", [("note 3", ())])
    step(library)
    assert contents(library)[0] == kept[0]
    assert list(tree(library).problems()) == []


def test_two_threads_count_the_same_library_once(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engram_step, "BATCH_DOCUMENTS", 3)
    world = World(library)
    for number in range(40):
        world.put(f"/a/{number % 4}/{number}.md", [(f"note {number}", ())])
    threads = [threading.Thread(target=step, args=(library,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = contents(library)
    assert len(kept[1]) == 40
    tree(library).rebuild()
    assert contents(library) == kept
