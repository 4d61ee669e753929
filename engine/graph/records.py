"""What the rooms around the graph say to each other: what one text gives, and what all texts together make of it.

All spans are half-open ranges of code points in a version's canonical text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from engine.records import Place
from engine.sources.reading import Block, Link, Mark


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader made of a document, as far as the graph looks at it: the fields are those of `Reading`."""

    title: str
    text: str
    blocks: Sequence[Block]
    marks: Sequence[Mark] = ()
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    links: Sequence[Link] = ()


class MentionKind(StrEnum):
    """How a concept stands in a text; the first ones say most about it."""

    TITLE = "title"  # of the document, or an alias that it names
    HEADING = "heading"
    LINK = "link"  # the words of a link, or the page it leads to
    DEFINED = "defined"  # the subject of a definition
    ACRONYM = "acronym"  # 'VSA' behind or before its long form
    NAME = "name"  # a capitalised phrase inside a sentence
    TERM = "term"  # a technical phrase: recurring, or with digits, hyphens or capitals inside
    TAG = "tag"
    CODE = "code"  # the qualified name of something declared in a source file


class Relation(StrEnum):
    """Types of edges. All but `SAME_AS`, `RELATED` and `CONTRADICTS` are directed."""

    PART_OF = "part_of"
    LINKS_TO = "links_to"
    IS_A = "is_a"
    DEFINED_AS = "defined_as"  # the object is the words of the definition
    SAME_AS = "same_as"  # a sentence says so: spelling, acronym, another language
    ALSO_CALLED = "also_called"  # a page's own other name: joins names, and is no statement about two things
    AUTHORED_BY = "authored_by"
    DATED = "dated"
    LOCATED_IN = "located_in"
    MENTIONS = "mentions"  # a document (its title's concept) mentions a concept
    RELATED = "related"  # they stand together more often than chance would have it
    CONTRADICTS = "contradicts"  # a candidate: their sentences differ in a number, date, name or denial


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a concept in a text."""

    key: str  # the normal form that occurrences are joined by
    surface: str  # == text[start:end], or the fact it was taken from where start == end
    start: int
    end: int
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Triple:
    """What a stretch of a text says of two concepts."""

    subject: str  # key
    relation: Relation
    object: str  # key; of `DEFINED_AS` and `DATED` the words themselves
    start: int  # of the sentence, heading or link that carries it
    end: int
    method: str  # which rule found it: 'heading', 'link', 'pattern:is_a', ...
    confidence: float  # 0..1, calibrated: of triples with .8 about four in five are right


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one version's text gives to the graph. A pure function of the version."""

    mentions: tuple[Mention, ...]  # in order
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A span that carries a concept or an edge."""

    version: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Concept:
    """A node: all occurrences that mean the same."""

    concept_id: int
    name: str  # the most frequent surface, as a person would write it
    aliases: tuple[str, ...]  # other surfaces, most frequent first
    kind: MentionKind  # the best that it was seen as
    documents: int
    mentions: int
    score: float  # 0..1: how much it stands for what the library is about


@dataclass(frozen=True, slots=True)
class Edge:
    """An accepted relation between two concepts, or between a concept and words."""

    source: int  # concept_id
    relation: Relation
    target: int  # concept_id; 0 where the target is words
    words: str  # the target of `DEFINED_AS` and `DATED`, else ''
    confidence: float  # of the best carrier, raised by independent ones
    carriers: tuple[Carrier, ...]  # best first, at most a few


@dataclass(frozen=True, slots=True)
class Cited:
    """A stretch of a text that carries something."""

    place: Place
    quote: str  # == canonical[place.char_start:place.char_end]


@dataclass(frozen=True, slots=True)
class NamedEdge:
    """An edge with the names of its ends and the sentences that carry it."""

    edge: Edge
    source: str
    target: str  # the concept's name, or the words
    cited: tuple[Cited, ...]  # best first


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """Everything that the library says of one concept."""

    concept: Concept
    definitions: tuple[NamedEdge, ...]  # 'defined_as' and 'is_a' of this concept, best first
    edges: tuple[NamedEdge, ...]  # the others, both ways, best first
    mentions: tuple[Cited, ...]  # sentences of the documents that say most of it
    in_documents: int


@dataclass(frozen=True, slots=True)
class GraphPath:
    """How two concepts hang together; no steps where they do not."""

    concepts: tuple[Concept, ...]  # from the one to the other
    steps: tuple[NamedEdge, ...]  # one less; each joins two neighbours, in either direction


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Some concepts and the edges between them."""

    concepts: tuple[Concept, ...]  # best first
    edges: tuple[Edge, ...]
    left_out: int  # concepts for which there was no room


@dataclass(frozen=True, slots=True)
class GraphStats:
    """What the graph holds."""

    documents: int
    concepts: int
    names: int
    mentions: int
    statements: int  # triples, accepted or not
    by_relation: Mapping[str, int]
    waiting: int  # documents that the graph does not know of yet
