"""Following folders: nothing that changes is missed, and a library that is taken is waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event as Flag

import pytest

from engine import watching
from engine.config import Settings
from engine.engine import Engine
from engine.errors import Cancelled, LibraryLocked, NacreError, UsageError
from engine.events import Event, Notice
from engine.watching import follow

PATIENCE_S = 15.0


class Follower:
    """`follow` in a thread of its own, and what it was asked to take in."""

    def __init__(self, paths: Sequence[Path], take_in: Callable[[Sequence[Path]], object] | None = None) -> None:
        self.taken: list[list[Path]] = []
        self.heard: list[Event] = []
        self.cancel = Flag()
        self._also = take_in
        self._thread = threading.Thread(target=follow, args=(paths, self._take_in, self.heard.append, self.cancel))

    def _take_in(self, paths: Sequence[Path]) -> None:
        self.taken.append(list(paths))
        if self._also is not None:
            self._also(paths)

    def __enter__(self) -> Follower:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.cancel.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, self.taken
            time.sleep(0.01)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "DEBOUNCE_MS", 60)
    monkeypatch.setattr(watching, "AGAIN_S", 0.05)
    monkeypatch.setattr(watching, "LOOK_MS", 100)


def test_the_roots_are_taken_in_at_the_start_and_the_one_that_changed_again(tmp_path: Path) -> None:
    coast, hills = tmp_path / "coast", tmp_path / "hills"
    (coast / "deep").mkdir(parents=True)
    hills.mkdir()
    with Follower([coast, hills]) as follower:
        follower.wait_for(lambda: bool(follower.taken))
        assert follower.taken == [[coast, hills]]
        (coast / "deep" / "a.md").write_text("# A\n")
        follower.wait_for(lambda: len(follower.taken) > 1)
        assert follower.taken[1] == [coast]


def test_what_changes_while_the_first_ingest_runs_is_taken_in_after_it(tmp_path: Path) -> None:
    folder = tmp_path / "coast"
    folder.mkdir()

    def write_meanwhile(paths: Sequence[Path]) -> None:
        if not (folder / "a.md").exists():
            (folder / "a.md").write_text("# Written after its folder was read\n")

    with Follower([folder], write_meanwhile) as follower:
        follower.wait_for(lambda: follower.taken == [[folder], [folder]])


def test_a_file_that_its_editor_replaces_is_followed_every_time(tmp_path: Path) -> None:
    file = tmp_path / "coast" / "a.md"
    file.parent.mkdir()
    file.write_text("# Nought\n")
    with Follower([file]) as follower:
        follower.wait_for(lambda: bool(follower.taken))
        for count in (2, 3):
            other = file.with_name(".a.md.new")
            other.write_text(f"# {count}\n")
            other.replace(file)
            follower.wait_for(lambda expected=count: len(follower.taken) >= expected)  # type: ignore[misc]
            time.sleep(0.2)  # whatever else comes of this write belongs to it
            del follower.taken[count:]
        assert all(taken == [file] for taken in follower.taken)


def test_a_locked_library_is_tried_again_and_nothing_is_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "coast"
    folder.mkdir()
    attempts: list[list[Path]] = []

    def locked_twice(paths: Sequence[Path]) -> None:
        attempts.append(list(paths))
        if len(attempts) <= 2:
            raise LibraryLocked("another Nacre process is taking documents in", "wait for it")

    with Follower([folder], locked_twice) as follower:
        follower.wait_for(lambda: len(attempts) >= 3)
        time.sleep(0.3)
    assert attempts == [[folder]] * 3
    assert [type(event) for event in follower.heard] == [Notice, Notice]
    notice = follower.heard[0]
    assert isinstance(notice, Notice) and notice.level == "warning"
    assert notice.text.startswith("another Nacre process is taking documents in. Wait for it. Trying again in")


def test_a_path_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere does not exist"):
        follow([tmp_path, tmp_path / "nowhere"], lambda paths: None)


def test_a_system_that_watches_no_more_folders_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*paths: Path, **options: object) -> Iterator[set[tuple[int, str]]]:
        yield set()
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", full)
    taken: list[Sequence[Path]] = []
    with pytest.raises(NacreError, match=r"^the folders can't be followed any longer: .*limit reached\. Name smaller"):
        follow([tmp_path], taken.append)
    assert taken == [[tmp_path]]


def test_a_changed_file_is_searchable_a_moment_later(tmp_path: Path, tier_0: None) -> None:
    folder = tmp_path / "coast"
    folder.mkdir()
    (folder / "a.md").write_text("# Light\n\nThe lamp burned paraffin.\n")
    cancel = Flag()
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:

        def found(words: str) -> bool:
            return any(words in passage.text for passage in engine.search.search(words))

        def watch() -> None:
            with suppress(Cancelled):
                engine.ingest.watch([folder], cancel=cancel)

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            end = time.monotonic() + PATIENCE_S
            while not found("paraffin") and time.monotonic() < end:
                time.sleep(0.02)
            (folder / "a.md").write_text("# Light\n\nThe lamp is electric now.\n")
            while not found("electric") and time.monotonic() < end:
                time.sleep(0.02)
            assert found("electric") and not found("paraffin")
        finally:
            cancel.set()
            thread.join(PATIENCE_S)
        assert not thread.is_alive()
