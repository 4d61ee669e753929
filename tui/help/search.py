"""Finds the topics that a question is about: BM25 over titles, other people's words and texts, and the registry.

A word stands for its stem and for the first of its group of synonyms; a word that is in no topic stands for the one
that it is most like, so that a slip of a finger does no harm. There are a hundred entries: everything fits in memory.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, cast

from tui import actions
from tui.help.labels import PLACEHOLDER
from tui.help.topic import Topic, rooms


def _data() -> dict[str, Any]:
    return tomllib.loads((files("tui.help") / "synonyms.toml").read_text("utf-8"))


TITLE, WORDS, TEXT = 3.0, 2.0, 0.3  # what a word is worth where it stands
SATURATION, LENGTH = 1.2, 0.1  # BM25's k1 and b: a topic with many words for it is no worse
NAMED = 0.5  # more for an entry whose whole title was said
ALIKE = 0.8  # of two words that may be one with a slip in it
COVERED = 0.45  # of a question's weight that a topic must hold to be offered where nobody asked for help
ACTION = 0.7  # topics say more than a command's own line
_WORD = re.compile(r"\[\d\]|[a-z0-9]+(?:[.+][a-z0-9]+)*")


@cache
def _stop() -> frozenset[str]:
    """Words without weight."""
    return frozenset(_data()["without_weight"].split())


@cache
def _stemmer() -> Callable[[str], str]:
    import snowballstemmer  # 15 ms that the first frame does not need

    return cast(Callable[[str], str], snowballstemmer.stemmer("english").stemWord)


def _stem(word: str) -> str:
    return _stemmer()(word)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that answers: a topic, or an action of the registry by its id."""

    id: str
    score: float
    share: float  # of the question's weight that it holds, 0 to 1
    topic: Topic | None = None


class Finder:
    """Ranks topics and actions for a question in plain words."""

    def __init__(self) -> None:
        self._heads = _heads()
        self._spelt: dict[str, str] = {}  # every word of the entries, and what it stands for
        self._topics = {topic.id: topic for room in rooms() for topic in room.topics}
        self._titles = {id_: self._keys(topic.title) for id_, topic in self._topics.items()}
        self._entries: dict[str, dict[str, float]] = {id_: self._of_topic(topic) for id_, topic in self._topics.items()}
        for action in actions.ACTIONS:
            if action.everywhere:
                entry = self._entries[f"action:{action.id}"] = {}
                self._titles[f"action:{action.id}"] = self._keys(action.title)
                self._add(entry, f"{action.title} {action.slash}", TITLE * ACTION)
                self._add(entry, action.help, TEXT * ACTION)
        in_entries = Counter(word for entry in self._entries.values() for word in entry)
        number = len(self._entries)
        self._weight = {word: math.log(1 + (number - n + 0.5) / (n + 0.5)) for word, n in in_entries.items()}
        self._mean = sum(sum(entry.values()) for entry in self._entries.values()) / number

    def find(self, question: str, limit: int = 8) -> list[Hit]:
        """What answers, best first; nothing where no word of the question is known."""
        asked = set(self._words(question))
        total = sum(self._weight.get(word, self._rare) for word in asked)
        hits = []
        for id_, entry in self._entries.items():
            score = sum(self._worth(entry, word) for word in asked)
            if score:
                share = sum(self._weight[word] for word in asked if word in entry) / total
                score *= (0.4 + 0.6 * share) * (1 + NAMED * self._named(id_, asked))
                hits.append(Hit(id_.removeprefix("action:"), score, share, self._topics.get(id_)))
        hits.sort(key=lambda hit: -hit.score)
        return hits[:limit]

    def _named(self, id_: str, asked: Set[str]) -> float:
        title = self._titles[id_]
        whole = sum(self._weight[word] for word in title)
        return sum(self._weight[word] for word in title & asked) / whole if whole else 0.0

    @property
    def _rare(self) -> float:
        return max(self._weight.values())

    def _worth(self, entry: Mapping[str, float], word: str) -> float:
        if word not in entry:
            return 0.0
        count = entry[word]
        length = 1 - LENGTH + LENGTH * sum(entry.values()) / self._mean
        return self._weight[word] * count * (SATURATION + 1) / (count + SATURATION * length)

    def _of_topic(self, topic: Topic) -> dict[str, float]:
        entry: dict[str, float] = {}
        self._add(entry, topic.title, TITLE)
        self._add(entry, topic.words, WORDS)
        self._add(entry, PLACEHOLDER.sub(" ", topic.text), TEXT)
        return entry

    def _add(self, entry: dict[str, float], text: str, worth: float) -> None:
        for key in self._keys(text):
            entry[key] = max(entry.get(key, 0.0), worth)

    def _keys(self, text: str) -> set[str]:
        keys = {word: self._key(word) for word in set(_WORD.findall(text.lower())) - _stop()}
        self._spelt.update(keys)
        return set(keys.values())

    def _key(self, word: str) -> str:
        stem = _stem(word)
        return self._heads.get(word) or self._heads.get(stem) or stem

    def _words(self, question: str) -> list[str]:
        said = [word for word in _WORD.findall(question.lower().replace("'", "")) if word not in _stop()]
        return [self._known(word) for word in said]

    def _known(self, word: str) -> str:
        key = self._key(word)
        if key in self._weight or len(word) < 4:
            return key
        return next((self._spelt[near] for near in get_close_matches(word, self._spelt, 1, ALIKE)), key)


def _heads() -> dict[str, str]:
    """Words and their stems, with the stem of the first of their group."""
    data = _data()
    heads: dict[str, str] = {}
    for group in data["groups"]:
        first, *others = group.split()
        for word in (first, *others):
            heads.setdefault(word, _stem(first))
            heads.setdefault(_stem(word), _stem(first))
    return heads


@cache
def finder() -> Finder:
    """The one that everybody uses; made when it is first asked."""
    return Finder()
