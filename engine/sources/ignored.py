"""What `.gitignore` files leave out, at every level, as git reads them: the innermost that speaks decides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Rules:
    """The `.gitignore` of one folder; its patterns count from there."""

    folder: Path
    spec: GitIgnoreSpec


def read_rules(folder: Path) -> Rules:
    """The rules of a folder that has a `.gitignore`. A line that is no pattern counts for nothing, as in git.

    Raises:
        OSError: the file can't be read.
    """
    lines = (folder / ".gitignore").read_text("utf-8", "replace").removeprefix("\ufeff").splitlines()
    return Rules(folder, GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line)))


def rules_above(path: Path) -> tuple[Rules, ...]:
    """The rules of the repository that `path` is in, outermost first; none if they would leave out `path` itself.

    Whoever names an ignored folder wants what is in it.
    """
    folders = []
    for folder in path.parents:
        folders.append(folder)
        if (folder / ".git").exists():
            break
    else:
        return ()
    rules = tuple(read_rules(folder) for folder in reversed(folders) if (folder / ".gitignore").is_file())
    return () if is_ignored(path, path.is_dir(), rules) else rules


def is_ignored(path: Path, is_folder: bool, rules: tuple[Rules, ...]) -> bool:
    """Whether the rules, outermost first, leave `path` out."""
    for rule in reversed(rules):
        verdict = rule.spec.check_file(path.relative_to(rule.folder).as_posix() + "/" * is_folder).include
        if verdict is not None:
            return verdict
    return False


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:  # such as a lone '!'
        return False
    return True
