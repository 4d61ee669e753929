"""What goes in and out of the library besides the records of `engine.records`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.records import FileOutcome
from engine.sources.chunker import Chunk
from engine.sources.reading import Reading

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class FileState:
    """What the library knows of a file that it took in."""

    path: str
    root: str
    collection: str
    size: int
    mtime_ns: int  # 0: not to be trusted, compare the content
    sha256: bytes
    made_by: str
    named: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file with everything that was read from it, ready to be stored in one transaction."""

    path: str  # absolute
    root: str  # the folder it was found under
    collection: str
    size: int
    mtime_ns: int
    made_by: str  # reader and chunker, e.g. 'markdown/1 chunker/1'
    named: bool  # given by name rather than found in a folder
    original: bytes
    parts: Sequence[tuple[Reading, Sequence[Chunk]]]


@dataclass(frozen=True, slots=True)
class StoredPart:
    """What became of one document of a file."""

    document_id: int
    version: int
    chunks: int  # written now; 0 where nothing changed
    outcome: str  # 'added', 'changed', 'unchanged'


@dataclass(frozen=True, slots=True)
class PutResult:
    """What became of a file."""

    outcome: str  # 'added', 'changed', 'unchanged'; '' where every part is a duplicate
    parts: tuple[StoredPart, ...]
    duplicates: tuple[FileOutcome, ...]  # conversations left out, here or in other files, each with the reason

    @property
    def chunks(self) -> int:
        return sum(part.chunks for part in self.parts)


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """A chunk with its document, as retrieval needs it."""

    chunk_id: int
    document_id: int
    version: int
    path: str
    part: str
    title: str
    kind: str
    headings: tuple[str, ...]
    start: int
    end: int
    line_start: int
    line_end: int


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of background work."""

    job_id: int
    kind: str
    version: int | None  # None: the whole library
    state: str  # 'waiting', 'running', 'failed'
    attempts: int
    error: str
    path: str  # of the document, '' for the whole library


@dataclass(frozen=True, slots=True)
class PendingText:
    """A text that has no embedding of some encoder yet."""

    text_key: bytes
    chunk_id: int  # the first chunk that has this text
    text: str  # what is to be embedded


@dataclass(frozen=True, slots=True)
class EmbeddingRow:
    """One text's embedding as it is stored."""

    text_key: bytes
    vector: bytes  # int8, one byte a dimension
    scale: float  # vector * scale approximates the embedding


@dataclass(frozen=True, slots=True, eq=False)
class LoadedEmbeddings:
    """Embeddings by chunk, ordered by chunk id. n rows, d dimensions."""

    generation: int  # ask for what came after this next time
    chunk_ids: npt.NDArray[np.int64]  # (n,)
    vectors: npt.NDArray[np.int8]  # (n, d); vectors * scales[:, None] are the embeddings, nearly
    scales: npt.NDArray[np.float32]  # (n,)
    is_whole: bool = True  # False: a limit cut it short
