"""What taking documents in says, with the background work and the setup."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events.base import Event
from engine.records import FileOutcome, IngestReport


@dataclass(frozen=True, slots=True)
class FilesFound(Event):
    """The tree has been walked."""

    files: int


@dataclass(frozen=True, slots=True)
class FileDone(Event):
    """One file is searchable by its words."""

    path: str
    outcome: str  # 'added', 'changed', 'unchanged', 'removed'
    done: int
    total: int
    passages: int = 0  # of this ingest, searchable by now


@dataclass(frozen=True, slots=True)
class FileSkipped(Event):
    """One file was left out on purpose."""

    file: FileOutcome
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class FileFailed(Event):
    """One file could not be taken in; the rest goes on."""

    file: FileOutcome
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class JobProgress(Event):
    """Background work of one kind: 'embed' counts chunks, 'layout' documents."""

    kind: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class IngestDone(Event):
    """The last event of an ingest."""

    report: IngestReport


@dataclass(frozen=True, slots=True)
class SetupProgress(Event):
    """Fetching and preparing a model; `total` is 0 where the size is not known."""

    what: str
    done: int
    total: int
    unit: str  # 'bytes' or 'steps'
