"""Where things lie and how the engine behaves: defaults, then `settings.toml`, then the environment.

Each field says what it does; a value of the wrong type or an unknown name is a `UsageError`
that names the file and key.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from engine.errors import UsageError

MIB = 1024 * 1024


def cache_dir() -> Path:
    """The folder for what can be fetched or computed again: models. `NACRE_CACHE` overrides."""
    return Path(os.environ.get("NACRE_CACHE") or platformdirs.user_cache_dir("nacre", appauthor=False))


def config_dir() -> Path:
    """The folder for settings and the user's own themes. `NACRE_CONFIG` overrides."""
    return Path(os.environ.get("NACRE_CONFIG") or platformdirs.user_config_dir("nacre", appauthor=False))


def log_dir() -> Path:
    """The folder for the log file, which has the tracebacks that users never see."""
    return Path(platformdirs.user_log_dir("nacre", appauthor=False))


def default_library() -> Path:
    """The user's library unless `--library` or `NACRE_LIBRARY` says otherwise."""
    return Path(
        os.environ.get("NACRE_LIBRARY") or Path(platformdirs.user_data_dir("nacre", appauthor=False)) / "library"
    )


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """How documents are taken in."""

    max_file_bytes: int = 100 * MIB
    """Larger files are skipped and listed. A log of 200 MB is seldom a document."""

    max_text_bytes: int = 20 * MIB
    """The same for plain text and CSV, where size means noise more often than content."""

    writer_wait_s: float = 5.0
    """How long an ingest waits for another one to let go of the library before it says so."""


@dataclass(frozen=True, slots=True)
class EmbedderSettings:
    """How text is turned into vectors."""

    threads: int = 0
    """Texts that are embedded at once, each on a thread of its own; 0 means physical cores, at most 4."""


@dataclass(frozen=True, slots=True)
class AskSettings:
    """How questions are answered without a language model."""

    passages: int = 5
    """Passages that the answer may draw on."""

    max_question_characters: int = 4_000
    """A longer question is refused with one sentence; a document belongs into the library."""


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """How vectors are kept and searched; engine/memory/hypervectors.py explains the measures of hypervectors."""

    scan_threads: int = 1
    """Threads of one search; 0 means physical cores. One searches a million passages in about 2 ms."""

    cache_nodes: int = 256
    """Engrams kept in memory: 20 MB at 10,240 components."""

    dimension: int = 10_240
    """Components of a hypervector, a multiple of 64. Another number makes all engrams again, as the next three do."""

    chunk_nonzeros: int = 512
    """Components of a passage's hypervector that are not 0."""

    item_nonzeros: int = 16
    """Components of a name's hypervector that are not 0."""

    stored_from: int = 64
    """Passages of the smallest engram that is stored; smaller ones are made when they are asked for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each section is a table of `settings.toml`."""

    ingest: IngestSettings = field(default_factory=IngestSettings)
    embedder: EmbedderSettings = field(default_factory=EmbedderSettings)
    ask: AskSettings = field(default_factory=AskSettings)
    memory: MemorySettings = field(default_factory=MemorySettings)
    theme: str = "nacre"
    """The name of the theme that the app starts with."""


Section = TypeVar("Section", IngestSettings, EmbedderSettings, AskSettings, MemorySettings)


def load(path: Path | None = None) -> Settings:
    """Settings from `path` (default: `settings.toml` in the config folder); a missing file means defaults.

    Raises:
        UsageError: the file can't be read, is not TOML, or names something that does not exist or has another type.
    """
    path = path or config_dir() / "settings.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}", "correct or remove it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}", "correct or remove it") from error
    known = {"ingest", "embedder", "ask", "memory", "theme"}
    for name in data:
        if name not in known:
            raise UsageError(f"{path} has an unknown setting '{name}'", f"known are {', '.join(sorted(known))}")
    theme = data.get("theme", Settings().theme)
    if not isinstance(theme, str):
        raise UsageError(f"{path}: theme must be text", 'write theme = "nacre"')
    return Settings(
        ingest=_section(path, "ingest", IngestSettings(), data),
        embedder=_section(path, "embedder", EmbedderSettings(), data),
        ask=_section(path, "ask", AskSettings(), data),
        memory=_memory(path, data),
        theme=theme,
    )


def _memory(path: Path, data: dict[str, Any]) -> MemorySettings:
    """The table `memory`, whose measures depend on each other."""
    memory = _section(path, "memory", MemorySettings(), data)
    if memory.dimension % 64 or not 64 <= memory.dimension <= 65_536:
        raise UsageError(f"{path}: memory.dimension must be a multiple of 64 from 64 to 65536", "the default is 10240")
    for name in ("chunk_nonzeros", "item_nonzeros"):
        if not 1 <= getattr(memory, name) <= memory.dimension:
            raise UsageError(f"{path}: memory.{name} must be from 1 to memory.dimension", "remove it for the default")
    if memory.stored_from < 1:
        raise UsageError(f"{path}: memory.stored_from must be at least 1", "the default is 64")
    return memory


def _section(path: Path, name: str, defaults: Section, data: dict[str, Any]) -> Section:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise UsageError(f"{path}: {name} must be a table", f"write [{name}]")
    values: dict[str, Any] = {}
    known = {entry.name: type(getattr(defaults, entry.name)) for entry in fields(defaults)}
    for key, value in table.items():
        if key not in known:
            raise UsageError(f"{path} has an unknown setting '{name}.{key}'", f"known are {', '.join(sorted(known))}")
        accepted = (int, float) if known[key] is float else (known[key],)
        if isinstance(value, bool) or not isinstance(value, accepted) or value < 0:
            raise UsageError(
                f"{path}: {name}.{key} must be a number of at least 0", f"the default is {getattr(defaults, key)}"
            )
        values[key] = known[key](value)
    return type(defaults)(**values)
