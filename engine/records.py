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
class OriginalFile:
    """Where the bytes came from that a version was read from."""

    path: str  # absolute
    size: int  # in bytes, as the library keeps them
    unchanged: bool  # whether the file is still there with these very bytes


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page of a document as a picture."""

    png: bytes
    width_px: int
    height_px: int
    page: int  # 1-based
    pages: int  # of the whole document
    marked: bool  # whether the quote was found on it


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
    halt: str  # why it stopped: 'supported', 'weak support', 'no match', 'empty library', 'no words', 'cancelled', ...
    support: float  # 0..1, the score that the abstention threshold is applied to
    timings: Mapping[str, float]  # milliseconds by stage, and 'total'
    conversation_id: int | None = None
    turn_id: int | None = None
    model: str = ""  # the chat model that wrote it, '' for extracts
    role: str = "research"  # as the router names it
    specialist: str = ""  # who wrote it, '' without a model
    lens: str = ""
    way: str = "route"  # 'route', 'pipeline', 'panel' or 'pool'
    grounded: bool = True  # False: it does not speak for the library (small talk, a sum, free writing)
    unsupported: int = 0  # sentences that a model wrote and no source stands behind; 0 where it is not grounded


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
    parent_id: int = 0  # the turn that it follows; 0: it stands at the beginning of its conversation
    branch: int = 1  # which of those that stand in its place it is, 1-based, oldest first
    branches: int = 1  # how many stand there


@dataclass(frozen=True, slots=True)
class ConversationInfo:
    """One of the app's own conversations as lists show it."""

    conversation_id: int
    title: str
    created: str
    updated: str
    turns: int  # on its active path
    pinned: bool = False
    archived: bool = False
    deleted: str = ""  # when it was deleted; it can be brought back for 30 days
    leaves: int = 1  # ends of its branches: 1 where nothing was asked or answered again


@dataclass(frozen=True, slots=True)
class Found:
    """A message that words were found in."""

    conversation: ConversationInfo
    turn: Turn
    sentence: str  # of its text, the one that has most of the words
    lit: tuple[tuple[int, int], ...]  # spans of code points in the sentence: the words that matched


@dataclass(frozen=True, slots=True)
class LastSeen:
    """What a person looked at last; a number is 0 where there is none."""

    conversation_id: int = 0  # 0: a new one, of which nothing is stored
    first_id: int = 0  # the message at the upper edge; 0: the end of the conversation was in sight
    line: int = 0  # how many of its lines stood above the edge
    current_id: int = 0  # the message that was selected
    edited_id: int = 0  # the question that was being edited
    edit: str = ""  # what had been made of it


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
    index_bytes: int  # words, int8 vectors, segments and engrams
    database_bytes: int
    conversations: int
    pending: Mapping[str, int]  # jobs by kind, those of other processes too
    failed_jobs: int
    collections: Mapping[str, int]  # documents by collection
    kinds: Mapping[str, int]  # documents by reader
    encoder: str  # the active encoder's id
    tier: int
    segment_bytes: int = 0  # files below segments/, of all encoders
    engram_bytes: int = 0  # sums over documents and folders


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


@dataclass(frozen=True, slots=True)
class SimilarDocument:
    """A document that is like a target. `arms` has 'codes', 'words' and 'tree', each only where it has an opinion."""

    place: Place  # of its passage that is most like the target's
    kind: str
    score: float  # 0..1, the mean of the arms
    near_duplicate: bool  # the same text in another edition
    shared: float  # 0..1, wording in common; 0 where that was not looked at
    arms: Mapping[str, ArmScore]
    why: str  # one sentence: what links the two, or what it adds


@dataclass(frozen=True, slots=True)
class SimilarPassage:
    """A passage that is like a target's."""

    passage: Passage
    near_duplicate: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """What is like a document, a section or a text; each list best first."""

    target: str
    documents: tuple[SimilarDocument, ...]
    passages: tuple[SimilarPassage, ...]
    read_next: tuple[SimilarDocument, ...]  # alike, no near-duplicates, and each adds something; `why` says what
    words: tuple[str, ...]  # the target's telling words, which the words' arm looked for
    timings: Mapping[str, float]  # milliseconds by arm, and 'total'


@dataclass(frozen=True, slots=True)
class Lacking:
    """What A has and B lacks. A passage's arms are 'codes' (1 - cosine to the nearest of B) and 'tree' (its cosine to
    A's bundle less B's)."""

    target: str
    without: str
    passages: tuple[Passage, ...]  # most lacking first
    timings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class FactMatch:
    """One pair of a recall, held against the facts of a document."""

    role: str
    wanted: str
    found: str  # the filler that matches best, '' where none does


@dataclass(frozen=True, slots=True)
class RecalledDocument:
    """A document that matches a partial record, every pair verified against its facts."""

    document_id: int
    version: int
    path: str
    part: str
    title: str
    kind: str
    score: float  # share of the record that matches: an exact pair counts 1, one in part its share of words
    likeness: float  # cosine of the records, by which candidates were found
    matched: tuple[FactMatch, ...]  # the same filler, letter case and punctuation aside
    partial: tuple[FactMatch, ...]  # some of the words
    missing: tuple[FactMatch, ...]


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role, by unbinding and cleanup, verified against the facts."""

    filler: str
    score: float  # cosine of the unbound record to the filler's hypervector
    margin: float  # score less that of the next filler in the ranking
    documents: int  # that have it, counted in the facts


@dataclass(frozen=True, slots=True)
class Combination:
    """Fillers of several roles that occur together."""

    fillers: Mapping[str, str]
    documents: int  # counted in the facts
    iterations: int  # of the resonator until it settled


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """A role that documents have."""

    role: str
    fillers: int
    documents: int
    examples: tuple[str, ...]  # the most frequent


@dataclass(frozen=True, slots=True)
class Recalled:
    """What `recall` gives back."""

    query: tuple[tuple[str, str], ...]  # pairs of role and filler, '?' for an unknown one
    documents: tuple[RecalledDocument, ...]
    fillers: Mapping[str, tuple[Filler, ...]]  # by unknown role
    combinations: tuple[Combination, ...]  # of several unknown roles, most frequent first
    complete: bool  # whether the combinations account for every document looked at
    note: str  # one sentence where there is no single answer, '' otherwise
    timings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a trial in a process of its own has found out about a GGUF file."""

    architecture: str  # 'qwen2', 'llama', ...
    parameters: int
    file_bytes: int
    layers: int
    context_trained: int  # tokens
    kv_bytes_per_token: int  # at 16 bits
    quantisation: str  # as llama.cpp names it: 'Q4_K - Medium'
    has_template: bool
    writes: bool  # False for an embedding model, which can't chat


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """One model as lists show it: on the shelf, or a preset that can be fetched."""

    name: str
    kind: str  # 'embedder', 'local', 'remote' or 'preset'
    state: str  # 'in use', 'ready', 'untried', 'unfit', 'missing' (its file is gone), 'available' (can be fetched)
    path: str  # file of a local model, address of a remote one, repository of a preset
    bytes: int  # of the file; 0 for a remote one
    memory_bytes: int  # what it needs with its default context; 0 where that is not known
    context_tokens: int  # as trained; 0 where that is not known
    licence: str
    good_for: str  # a few words
    note: str = ""  # one sentence: why it is unfit, that it is recommended here


@dataclass(frozen=True, slots=True)
class MachineState:
    """What the governor sees and does."""

    mode: str  # 'burst', 'quiet' or 'normal', as it is now
    chosen: str  # as the settings or the user say: 'auto', 'burst' or 'quiet'
    threads: int  # that a model may take now
    cores: int  # physical
    available_bytes: int
    temperature_c: float | None  # of the processor; None where the system does not tell
    on_battery: bool | None
    slowed: str  # why less is taken than usual, '' otherwise


@dataclass(frozen=True, slots=True)
class ModelMetrics:
    """How one loaded model does."""

    model: str
    copies: int  # contexts that answer at once
    queue: int  # requests that wait
    busy: int  # requests under way
    answered: int
    failed: int
    tokens_per_s: float  # of the last answer, 0 before it
    first_token_ms: float  # the same
    memory_bytes: int  # weights and contexts


@dataclass(frozen=True, slots=True)
class ModelsStatus:
    """Chat models at work; part of `nacre status --json`."""

    active: str  # the model that answers, '' where extracts do
    remote: str  # the host that text goes to, '' where none does
    machine: MachineState
    models: tuple[ModelMetrics, ...]
