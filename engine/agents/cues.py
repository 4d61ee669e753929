"""Groups of words that hint at a role, found in a text even where they are misspelt.

The groups lie in `cues.toml`. A word of six letters or more also counts with one letter missing, added, changed or
swapped: both spellings share what is left when a letter is taken out (the idea of SymSpell, Garbe 2012). A shorter one
counts with two letters swapped.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeVar

from engine.agents.reading import words

Key = TypeVar("Key")

FILE = "cues.toml"
SHORTEST_MISSPELT = 6  # letters: among shorter words, a neighbour is too often another word
SHORTEST_SWAPPED = 4  # letters
COMMON = frozenset(("from", "form", "united", "trial", "angle", "angel", "quite", "quiet"))  # swapped, yet words
LONGEST_PHRASE = 4  # words
LONGEST_WORD = 24  # letters; what is longer is no misspelt cue


@dataclass(frozen=True, slots=True)
class Cues:
    """The groups, ready to be found."""

    groups: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]  # places in `groups`
    phrases: dict[tuple[str, ...], tuple[int, ...]]  # words of a phrase: the groups it is in
    stems: dict[str, tuple[int, ...]]  # beginnings of words
    nearly: dict[str, tuple[int, ...]]  # a long word less one letter, a short one with two letters swapped

    def find(self, text: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(place of the group, place of the word where it was found), for every hit."""
        for at, word in enumerate(text):
            hit = False
            for length in range(1, min(LONGEST_PHRASE, len(text) - at) + 1):
                for group in self.phrases.get(tuple(text[at : at + length]), ()):
                    hit = True
                    yield group, at
            if hit or len(word) > LONGEST_WORD:
                continue
            for end in range(4, len(word) + 1):
                for group in self.stems.get(word[:end], ()):
                    hit = True
                    yield group, at
            if not hit:
                spellings = _less_one(word) if len(word) >= SHORTEST_MISSPELT else {word}
                for group in {group for spelling in spellings for group in self.nearly.get(spelling, ())}:
                    yield group, at


@cache
def load() -> Cues:
    """The groups of `cues.toml`."""
    data = tomllib.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    groups = tuple(data["groups"])
    phrases: dict[tuple[str, ...], set[int]] = {}
    stems: dict[str, set[int]] = {}
    nearly: dict[str, set[int]] = {}
    for place, listed in enumerate(data["groups"].values()):
        for entry in listed.split():
            parts = words(entry.rstrip("*").replace("_", " "))
            if entry.endswith("*"):
                stems.setdefault(parts[0], set()).add(place)
                continue
            phrases.setdefault(parts, set()).add(place)
            for spelling in _misspelt(parts[0]) if len(parts) == 1 else ():
                nearly.setdefault(spelling, set()).add(place)
    pairs = tuple((groups.index(one), groups.index(other)) for one, other in data["pairs"].values())
    return Cues(groups, pairs, _frozen(phrases), _frozen(stems), _frozen(nearly))


def _misspelt(word: str) -> set[str]:
    if len(word) >= SHORTEST_MISSPELT:
        return _less_one(word)
    swaps = range(1, len(word) - 1) if len(word) >= SHORTEST_SWAPPED else ()
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in swaps} - {word, *COMMON}


def _less_one(word: str) -> set[str]:
    """The word itself, and with each letter but the first taken out."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(1, len(word)))}


def _frozen(groups: dict[Key, set[int]]) -> dict[Key, tuple[int, ...]]:
    return {key: tuple(sorted(found)) for key, found in groups.items()}
