"""How far the evidence loop goes, and how it weighs what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Budget:
    """When the loop stops by itself."""

    rounds: int = 3
    """Rounds at most, the first search included: 2 follow one name, 3 follow a second one from there."""

    seconds: float = 2.0
    """Time for all rounds after the first; the round under way is dropped when it is over."""


@dataclass(frozen=True, slots=True)
class Breadth:
    """How many of each thing are looked at; time grows with the product of the first two."""

    sources: int = 10
    """Passages whose names are followed in round 2."""

    anchors: int = 3
    """Of these, passages that have a telling word of the question which the better ones lack."""

    names: int = 8
    """Names of the best of them; each later one has one fewer."""

    least_names: int = 3
    """Names of each passage all the same."""

    chains: int = 3
    """Chains that are made longer in round 3."""

    chain_names: int = 3
    """Names of each."""

    whole: int = 4
    """Follow-ups of a round that are looked for by both their texts; the others by the short one alone."""

    candidates: int = 100
    """Chunks of each arm that the first search offers."""

    nearest: int = 20
    """Chunks that each follow-up brings by likeness."""

    having: int = 300
    """A name that more chunks have than this brings none by itself: it would flood the candidates."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a passage and a chain are worth; chosen on the even-numbered questions of two multi-hop collections."""

    words: float = 0.3  # of BM25, stretched to 0..1
    codes: float = 0.7  # of the cosine, stretched
    share: float = 0.5  # of the question's words, by rarity, that a passage has
    title: float = 0.15  # of the rarity of a title that the question names
    follow_words: float = 0.5  # of a follow-up's BM25 as a share of 1.5 times what its words could reach
    has_name: float = 0.3  # of the name itself standing in the next passage, times its rarity
    later: float = 0.2  # of a later passage's own worth; a first one's counts whole
    coverage: float = 0.3  # of the question's words that the set has
    kin: float = 0.05  # off for each passage of the same title that the set has already
    chain: float = 0.7  # of the mean link of a chain of three; a pair's link counts whole


@dataclass(frozen=True, slots=True)
class Parts:
    """What of the loop is used; measurements leave out one at a time."""

    gate: bool = True
    """The first search is looked at before anything else is looked for; without, every question is followed up."""

    bridging: bool = True
    """Follow-ups carry a name found in a passage; without, its sentence that has most of the question."""

    acceptance: bool = True
    """What a round brings has to earn the place of what it displaces; without, every round counts."""


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """All settings of the evidence loop."""

    passages: int = 5
    """Passages that the evidence consists of."""

    budget: Budget = field(default_factory=Budget)
    breadth: Breadth = field(default_factory=Breadth)
    weights: Weights = field(default_factory=Weights)
    parts: Parts = field(default_factory=Parts)

    selector: str = "auto"
    """What puts passages in order: 'network', the trained selector; 'linear', only the linear scores that it starts
    from; 'auto', what of both its file says; 'off', nothing."""
