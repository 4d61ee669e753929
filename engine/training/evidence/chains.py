"""Two-hop questions whose two documents are known: made of Re-DocRED's facts, worded by `wording`.

A chain goes from what the question names (in the first document) over a bridge that it does not name to what it asks
for (in the second document). It is kept only where the two documents are the only ones that hold its two facts, as far
as the labels say: every value of the first step is followed, and every name of the bridge is looked up everywhere.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from engine.evaluation.collection import Collection, Item, Question
from engine.training.evidence.facts import VALUES, Article, Entity, Fact, read
from engine.training.evidence.phrasing import Phrasing
from engine.training.evidence.split import reported
from engine.training.evidence.wording import goes_on, one_way

MAX_BRIDGE_ARTICLES = 30  # beyond that, words and vectors can't tell which article the bridge leads to
MAX_START_ARTICLES = 6
VAGUE = ("P131", "P150")
MAX_FIRST_VALUES = 4  # 'the place in X' with twenty of them leads nowhere
MAX_ANSWERS = 6
SEED = 11

Named = tuple[Article, Fact]


@dataclass(frozen=True, slots=True)
class Chain:
    """One question with the two articles that answer it together."""

    question: str
    first: int  # number of the article that names what the question names
    second: int
    bridge: str
    answer: tuple[str, ...]  # each is one; the first is the one it was made for
    properties: tuple[str, str]  # ways, see `wording`
    evidence: tuple[tuple[str, ...], tuple[str, ...]]  # sentences of the first article and of the second


@dataclass(frozen=True, slots=True)
class Caps:
    """How many questions may share something, so that they are varied."""

    pair: int  # both articles
    bridge: int
    ask: int  # what is asked for in the second article, from different starts


COMMON = frozenset(
    {
        *("army", "association", "bundesliga", "commonwealth", "congress", "government", "national assembly", "navy"),
        *(
            "democrat",
            "democratic",
            "labor",
            "labour",
            "labour party",
            "liberal",
            "liberal party",
            "republican",
            "union",
        ),
        *("parliament", "police", "senate", "supreme court"),
        *("america", "american", "united states", "us", "u.s.", "usa"),
    }
)
"""Names that many bodies bear, so that two articles that share one need not mean the same; and the one everywhere."""

REPORTED = Caps(pair=6, bridge=60, ask=25)
TRAINED = Caps(pair=12, bridge=120, ask=60)  # less varied, but more of them


class Index:
    """Who is named where, and which articles say what of whom."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = articles
        self.named: dict[str, set[int]] = defaultdict(set)
        self.facts: dict[str, list[Named]] = defaultdict(list)
        self._said: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._linked: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._aliases: dict[str, set[str]] = defaultdict(set)
        for article in articles:
            for entity in article.entities:
                for key in entity.keys:
                    self.named[key].add(article.number)
                    self._aliases[key] |= entity.keys
            for fact in article.facts:
                about, value = article.entities[fact.subject], article.entities[fact.object]
                for key in about.keys:
                    self.facts[key].append((article, fact))
                    self._said[key, one_way(fact.way)].add(article.number)
                    for other in value.keys:
                        self._linked[key, other].add(article.number)

    def naming(self, keys: Iterable[str]) -> set[int]:
        """Articles that name an entity."""
        return set().union(*(self.named[key] for key in keys))

    def saying(self, keys: Iterable[str], way: str) -> set[int]:
        """Articles that say something of an entity, under a name that it has anywhere."""
        aliases = set().union(*(self._aliases[key] for key in keys))
        return set().union(*(self._said.get((key, way), set()) for key in aliases))

    def linking(self, keys: Iterable[str], others: frozenset[str]) -> set[int]:
        """Articles in which two entities have any relation."""
        return set().union(*(self._linked.get((key, other), set()) for key in keys for other in others))


def halves(folder: Path, seed: int = SEED) -> tuple[list[Chain], list[Chain]]:
    """Chains to train on and chains to report on; no article is in both, see `split`.

    Args:
        folder: that holds Re-DocRED.
        seed: of the order and the wording; which article is in which half does not depend on it.

    Raises:
        UsageError: see `facts.read`.
    """
    found = _sorted(folder)
    held = reported([(each.article.number, each.target.number) for each in _chosen(found, SEED, REPORTED)])
    ours = [each for each in found if not held & {each.article.number, each.target.number}]
    theirs = [each for each in found if held >= {each.article.number, each.target.number}]
    return (
        [each.chain(text) for each, text in _worded(ours, seed, TRAINED)],
        [each.chain(text) for each, text in _worded(theirs, seed, REPORTED)],
    )


def asked(folder: Path, chains: Sequence[Chain], name: str = "chains") -> Collection:
    """The chains as a collection that a bed takes in: all articles of Re-DocRED, and a question for each chain.

    The documents' ids are the articles' numbers; a question's article is its bridge, so that a draw is even over them.
    """
    items = tuple(Item(str(article.number), article.title, article.text) for article in read(folder))
    questions = tuple(
        Question(
            id=f"chain-{number}",
            text=chain.question,
            relevant={str(chain.first): 1.0, str(chain.second): 1.0},
            answers=chain.answer,
            article=chain.bridge,
        )
        for number, chain in enumerate(chains)
    )
    return Collection(name, items, questions)


@dataclass(frozen=True, slots=True)
class _Found:
    """A chain without its words."""

    article: Article
    first: Fact
    target: Article
    second: Fact
    answers: tuple[str, ...]

    @property
    def middle(self) -> Entity:
        return self.article.entities[self.first.object]

    @property
    def hidden(self) -> frozenset[str]:
        """Names that the question must not have: the bridge's and the answer's."""
        bridge, answer = self.target.entities[self.second.subject], self.target.entities[self.second.object]
        return self.middle.keys | bridge.keys | answer.keys

    @property
    def key(self) -> tuple[int, int, int, str, str]:
        """What tells two questions apart."""
        return (
            self.article.number,
            self.target.number,
            self.first.subject,
            one_way(self.first.way),
            one_way(self.second.way),
        )

    def chain(self, question: str) -> Chain:
        return Chain(
            question=question,
            first=self.article.number,
            second=self.target.number,
            bridge=self.middle.name,
            answer=self.answers,
            properties=(self.first.way, self.second.way),
            evidence=(
                tuple(self.article.sentences[each] for each in self.first.evidence),
                tuple(self.target.sentences[each] for each in self.second.evidence),
            ),
        )


def _sorted(folder: Path) -> list[_Found]:
    return sorted(_raw(Index(read(folder))), key=lambda found: found.key)


def _chosen(found: Sequence[_Found], seed: int, caps: Caps) -> list[_Found]:
    return [each for each, _ in _worded(found, seed, caps)]


def _worded(found: Sequence[_Found], seed: int, caps: Caps) -> Iterator[tuple[_Found, str]]:
    """Chains with their questions, within the caps, in an order that depends on the seed only."""
    mixed = random.Random(seed).sample(found, len(found))
    phrasing = Phrasing(seed)
    used: Counter[tuple[object, ...]] = Counter()
    for each in _evenly(mixed):
        shared = (
            (("pair", each.article.number, each.target.number), caps.pair),
            (("bridge", each.middle.name), caps.bridge),
            (("ask", each.target.number, each.answers[0]), caps.ask),
        )
        if any(used[what] >= most for what, most in shared):
            continue
        question = phrasing.question(each.article, each.first, each.target, each.second, hidden=each.hidden)
        if question is not None:
            used.update(what for what, _ in shared)
            yield each, question


def _raw(index: Index) -> Iterator[_Found]:
    """Every chain whose documents are the only ones, one for each question."""
    seen = set()
    for article in index.articles:
        for first in article.facts:
            if not _starts(index, article, first):
                continue
            for target, second in _onward(index, article.entities[first.object]):
                found = _answered(index, article, first, target, second)
                if found is not None and found.key not in seen:
                    seen.add(found.key)
                    yield found


def _starts(index: Index, article: Article, fact: Fact) -> bool:
    """Whether a fact can be a first step: said once, of something with a name of its own, leading to something rare."""
    start, bridge = article.entities[fact.subject], article.entities[fact.object]
    return (
        bool(fact.evidence)
        and start.kind not in VALUES
        and bridge.kind not in VALUES
        and is_a_name(start, article.text)
        and bool(bridge.name)
        and not bridge.keys <= COMMON
        and not _vague(article, fact)
        and not start.keys & bridge.keys
        and len(index.naming(start.keys)) <= MAX_START_ARTICLES
        and len(index.naming(bridge.keys)) <= MAX_BRIDGE_ARTICLES
        and index.saying(start.keys, one_way(fact.way)) == {article.number}
        and index.linking(start.keys, bridge.keys) == {article.number}
        and len(_values(article, fact)) <= MAX_FIRST_VALUES
    )


def _onward(index: Index, bridge: Entity) -> Iterator[Named]:
    """Facts about the bridge in any article, each once."""
    found = {(each[0].number, each[1]): each for key in sorted(bridge.keys) for each in index.facts[key]}
    yield from found.values()


def _answered(index: Index, article: Article, first: Fact, target: Article, second: Fact) -> _Found | None:
    """The chain over two facts, None where it isn't one, or isn't the only one."""
    start, bridge = article.entities[first.subject], article.entities[first.object]
    about, answer = target.entities[second.subject], target.entities[second.object]
    if not second.evidence or not answer.name or about.kind in VALUES or target.number in index.naming(start.keys):
        return None
    if answer.keys & (start.keys | bridge.keys | about.keys) or not _alike(bridge, about) or _vague(target, second):
        return None
    way = one_way(second.way)
    if not goes_on(one_way(first.way), way):
        return None
    holders = set().union(*(index.saying(value.keys | about.keys, way) for value in _values(article, first)))
    if holders != {target.number} or index.linking(bridge.keys | about.keys, answer.keys) != {target.number}:
        return None
    answers = dict.fromkeys([answer.name, *(value.name for value in _values(target, second) if value.name)])
    return _Found(article, first, target, second, tuple(answers)) if len(answers) <= MAX_ANSWERS else None


def _alike(one: Entity, other: Entity) -> bool:
    """Whether two articles mean the same by a name that they share; 'Mary' is many, 'Mary of Teck' is one."""
    shared = one.keys & other.keys
    return one.kind == other.kind and bool(shared - COMMON) and (one.kind != "PER" or any(" " in key for key in shared))


def _vague(article: Article, fact: Fact) -> bool:
    """Whether a fact says only that something lies in a place, where the article says more of the two."""
    return fact.way.strip("<>") in VAGUE and any(
        each.subject == fact.subject and each.object == fact.object and each.way.strip("<>") not in VAGUE
        for each in article.facts
    )


def _values(article: Article, fact: Fact) -> list[Entity]:
    """All that an article says the same of the same subject."""
    way = one_way(fact.way)
    return [
        article.entities[each.object]
        for each in article.facts
        if each.subject == fact.subject and one_way(each.way) == way
    ]


def is_a_name(entity: Entity, text: str) -> bool:
    """Whether the name can stand in a question: no adjective such as 'Danish', no pronoun, no stray sign."""
    name = entity.name
    if len(name) < 3 or not (name[0].isupper() or name[0].isdigit()) or re.search(r"[\n\"“”()\[\]]| [-–]", name):
        return False
    adjectives = re.findall(rf"\b{re.escape(name)} (?=[a-z])(?!(?:{PLAIN_WORDS})\b)", text)
    return entity.kind != "LOC" or len(adjectives) < text.count(name)


PLAIN_WORDS = (
    "is|was|were|are|and|or|in|of|on|at|by|to|for|from|as|with|has|had|have|which|who|that|where|when|while|but|lies|the|a"
    "|became|after|before|during|under|between|through|into|until|since|also|can|will|would|may|did|does|it|he|she|its"
)


def _evenly(found: Iterable[_Found]) -> Iterator[_Found]:
    """One of each bridge and pair of documents in turn, so that the caps cut what there is most of."""
    piles: dict[tuple[int, int, str], list[_Found]] = defaultdict(list)
    for each in found:
        piles[each.article.number, each.target.number, each.middle.name].append(each)
    for layer in zip_longest(*piles.values()):
        yield from (each for each in layer if each is not None)
