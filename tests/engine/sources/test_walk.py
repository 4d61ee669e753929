from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.config import IngestSettings
from engine.sources.walk import Found, LeftOut, find


def tree(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"text of {path}\n", "utf-8")


def ignore(folder: Path, *patterns: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("\n".join(patterns), "utf-8")


def walk(*paths: Path, root: Path, settings: IngestSettings | None = None) -> tuple[list[str], dict[str, str]]:
    """Found paths, and reasons by path, relative to `root`; entries for `.gitignore` itself are dropped."""
    found: list[str] = []
    reasons: dict[str, str] = {}
    for entry in find(paths, settings or IngestSettings()):
        name = entry.path.relative_to(root).as_posix()
        if isinstance(entry, Found):
            found.append(name)
        elif not name.endswith(".gitignore"):
            reasons[name] = entry.reason
    return found, reasons


def test_files_come_sorted_with_size_and_time(tmp_path: Path) -> None:
    tree(tmp_path, "b.md", "a/z.md", "a/b.md")
    entries = list(find([tmp_path], IngestSettings()))
    assert [entry.path.relative_to(tmp_path).as_posix() for entry in entries] == ["a/b.md", "a/z.md", "b.md"]
    first = entries[0]
    assert isinstance(first, Found)
    assert first.root == tmp_path
    assert (first.size, first.mtime_ns) == (first.path.stat().st_size, first.path.stat().st_mtime_ns)


def test_gitignore_counts_at_every_level_with_negation(tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "a.log", "keep.log", "build/x.md", "sub/a.tmp", "sub/b.md", "sub/keep.tmp", "sub/deep/c.md")
    ignore(tmp_path, "*.log", "!keep.log", "build/", "*.tmp", "!")
    ignore(tmp_path / "sub", "!keep.tmp", "/b.md")
    found, reasons = walk(tmp_path, root=tmp_path)
    assert found == ["a.md", "keep.log", "sub/deep/c.md", "sub/keep.tmp"]
    assert set(reasons) == {"a.log", "build", "sub/a.tmp", "sub/b.md"}
    assert set(reasons.values()) == {"ignored by .gitignore"}


def test_rules_of_the_repository_above_count_but_not_against_what_is_named(tmp_path: Path) -> None:
    tree(tmp_path, "docs/a.md", "docs/a.log", "build/b.md", ".git/config")
    ignore(tmp_path, "*.log", "build/")
    assert walk(tmp_path / "docs", root=tmp_path)[0] == ["docs/a.md"]
    assert walk(tmp_path / "build", root=tmp_path)[0] == ["build/b.md"]
    assert walk(tmp_path / "docs/a.log", root=tmp_path)[0] == ["docs/a.log"]


def test_hidden_entries_and_installed_packages_stay_out_unless_named(tmp_path: Path) -> None:
    tree(
        tmp_path, "a.md", ".secret.md", ".git/HEAD", "node_modules/x/r.md", "env/pyvenv.cfg", "env/r.md", ".notes/n.md"
    )
    found, reasons = walk(tmp_path, root=tmp_path)
    assert found == ["a.md"]
    assert set(reasons) == {".secret.md", ".git", "node_modules", "env", ".notes"}
    assert walk(tmp_path / ".notes", root=tmp_path)[0] == [".notes/n.md"]
    assert walk(tmp_path / ".secret.md", root=tmp_path)[0] == [".secret.md"]


def test_each_file_that_is_left_out_has_one_clear_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.md").touch()
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "old.doc").write_text("text", "utf-8")
    (tmp_path / "long.txt").write_text("x" * 2_000, "utf-8")
    (tmp_path / "long.md").write_text("x" * 2_000, "utf-8")
    (tmp_path / "huge.md").write_text("x" * 4_000, "utf-8")
    os.mkfifo(tmp_path / "pipe")
    settings = IngestSettings(max_file_bytes=3_000, max_text_bytes=1_000)
    found, reasons = walk(tmp_path, root=tmp_path, settings=settings)
    assert found == ["long.md"]
    assert reasons["empty.md"] == "empty"
    assert reasons["image.png"] == "binary data, not text"
    assert reasons["old.doc"] == "no reader for this kind of file"
    assert reasons["long.txt"].endswith("the limit for text")
    assert reasons["huge.md"].startswith("larger than")
    assert reasons["pipe"] == "a device, pipe or socket"


def test_the_files_of_a_library_are_passed_over_and_what_lies_beside_them_is_found(tmp_path: Path) -> None:
    tree(tmp_path, "mine/library.db", "mine/library.db-wal", "mine/segments/1.segment", "mine/writer.lock", "mine/a.md")
    tree(tmp_path, "other/library.db")
    found, reasons = walk(tmp_path, root=tmp_path)
    assert (found, reasons) == (["mine/a.md", "other/library.db"], {})


def test_links_are_followed_once_and_never_in_circles(tmp_path: Path) -> None:
    tree(tmp_path, "real/a.md", "other/b.md")
    (tmp_path / "real/loop").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "real")
    (tmp_path / "a-link.md").symlink_to(tmp_path / "real/a.md")
    (tmp_path / "broken.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    found, reasons = walk(tmp_path, root=tmp_path)
    assert found == ["other/b.md", "real/a.md"]
    assert reasons == {
        "again": "a link to a folder that is already included",
        "real/loop": "a link to a folder that is already included",
        "a-link.md": "a link to a file that is already included",
        "broken.md": "a link to nothing",
        "self": "a link that leads in circles",
    }


def test_a_link_to_the_outside_is_followed_under_its_own_name(tmp_path: Path) -> None:
    tree(tmp_path, "outside/a.md", "inside/b.md")
    (tmp_path / "inside/more").symlink_to(tmp_path / "outside")
    assert walk(tmp_path / "inside", root=tmp_path)[0] == ["inside/b.md", "inside/more/a.md"]


def test_what_is_named_twice_is_found_once(tmp_path: Path) -> None:
    tree(tmp_path, "a/b.md")
    assert walk(tmp_path, tmp_path / "a", tmp_path / "a/b.md", root=tmp_path) == (["a/b.md"], {})


def test_a_missing_path_is_a_failure_that_names_it(tmp_path: Path) -> None:
    assert list(find([tmp_path / "no.md"], IngestSettings())) == [LeftOut(tmp_path / "no.md", "does not exist", True)]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anything")
def test_an_unreadable_file_is_a_failure_and_the_rest_goes_on(tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "b.md")
    (tmp_path / "a.md").chmod(0)
    entries = list(find([tmp_path], IngestSettings()))
    assert entries[0] == LeftOut(tmp_path / "a.md", "can't be read: permission denied", True)
    assert isinstance(entries[1], Found)


def test_a_very_deep_tree_is_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep /= "d"
        deep.mkdir()
    (deep / "a.md").write_text("text", "utf-8")
    assert len(walk(tmp_path, root=tmp_path)[0]) == 1


def test_a_link_to_a_folder_above_is_listed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "private.txt").write_text("not asked for")
    root = tmp_path / "notes"
    root.mkdir()
    (root / "a.txt").write_text("asked for")
    (root / "up").symlink_to(tmp_path)
    found = list(find([root], IngestSettings()))
    assert [each.path for each in found if isinstance(each, Found)] == [root / "a.txt"]
    assert [(each.path, each.reason) for each in found if isinstance(each, LeftOut)] == [
        (root / "up", "a link to a folder above the one named")
    ]
