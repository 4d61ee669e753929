"""The records that cross borders between rooms: plain, frozen, without behaviour beyond their own shape.

All spans are half-open ranges of code points in a version's canonical text: `canonical[char_start:char_end]`.
All times are ISO 8601 with an offset, or empty where the source gives none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span stands, in the words a reader would use."""

    document_id: int
    version: int  # the version's own id, unique in the library
    path: str  # absolute path of the file
    part: str  # "" for a plain file; a conversation's id where one file holds many
    title: str
    headings: tuple[str, ...]  # outermost first, without the title
    page: int | None  # 1-based, only for paged documents
    speaker: str | None  # only for conversations
    time: str | None
    line_start: int  # 1-based, in the canonical text
    line_end: int
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class ArmScore:
    """One retriever's opinion of a passage: 1-based rank among its candidates and its own score."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as retrieved. `arms` has 'words', 'codes' and 'fused', each only where that arm saw the passage."""

    chunk_id: int
    place: Place
    text: str  # == canonical[place.char_start:place.char_end]
    arms: Mapping[str, ArmScore]
    score: float  # the fused score, higher is better


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that stands in the source, letter for letter."""

    n: int  # the [n] in the answer, 1-based
    place: Place
    quote: str  # == canonical[place.char_start:place.char_end]
    chunk_id: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What `ask` gives back. `text` carries `[n]` marks; each has a citation and each citation a mark."""

    question: str
    text: str
    abstained: bool
    tier: int  # 0 words and hashed codes, 1 MiniLM, 2 a chat model
    citations: tuple[Citation, ...]
    nearest: tuple[Passage, ...]  # the passages that came closest; always filled, shown when abstaining
    rounds: int
    halt: str  # why it stopped: 'supported', 'weak support', 'no match', 'empty library', 'no words', 'cancelled'
    support: float  # 0..1, the score that the abstention threshold is applied to
    timings: Mapping[str, float]  # milliseconds by stage, and 'total'
    conversation_id: int | None = None
    turn_id: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """One document of the library as lists show it."""

    document_id: int
    version: int
    path: str
    part: str
    title: str
    kind: str  # the reader's short name: 'markdown', 'pdf', 'conversation', ...
    collection: str
    tags: tuple[str, ...]
    bytes: int  # size of the original file
    characters: int
    chunks: int
    embedded: int  # chunks that have an embedding of the active encoder
    added: str
    notes: tuple[str, ...]  # what the reader had to say, e.g. 'pages 3 and 7 hold no text (scanned)'


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the app's own conversations."""

    turn_id: int
    role: str  # 'user' or 'nacre'
    text: str
    time: str
    answer_json: str  # the whole answer as JSON for 'nacre' turns, '' otherwise
    partial: bool  # an answer that was cut off by a cancel or a kill


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """One of the app's own conversations as lists show it."""

    conversation_id: int
    title: str
    created: str
    updated: str
    turns: int


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The result of one ingest; the keys of `nacre ingest --json`."""

    added: int
    changed: int
    unchanged: int
    removed: int
    skipped: tuple[FileOutcome, ...]
    failed: tuple[FileOutcome, ...]
    chunks: int  # chunks written by this run
    embedded: int  # embeddings computed by this run
    seconds: float
    notes: tuple[FileOutcome, ...] = field(default=())  # taken in, with a remark: scanned pages, repaired encodings


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same question put to two sources."""

    question: str
    left_name: str
    left: Answer
    right_name: str
    right: Answer


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What is in the library and what runs; the keys of `nacre status --json`."""

    library: str  # absolute path of its folder
    documents: int
    versions: int
    chunks: int
    embedded: int  # chunks with an embedding of the active encoder
    characters: int  # of the current canonical texts
    original_bytes: int
    stored_bytes: int  # what the originals take, compressed
    index_bytes: int  # words, codes and int8 vectors
    database_bytes: int
    conversations: int
    pending: Mapping[str, int]  # jobs by kind, those of other processes too
    failed_jobs: int
    collections: Mapping[str, int]  # documents by collection
    kinds: Mapping[str, int]  # documents by reader
    encoder: str  # the active encoder's id
    tier: int


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """Integrity of every stored byte."""

    originals: int
    versions: int
    chunks: int
    embeddings: int
    conversations: int
    problems: tuple[str, ...]  # one sentence each, naming file and place
    seconds: float


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """Originals that came back out."""

    written: tuple[str, ...]
    failed: tuple[FileOutcome, ...]
    bytes: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `nacre doctor`."""

    what: str
    state: str  # 'ok', 'missing', 'warning' or 'broken'
    detail: str
    remedy: str = ""
