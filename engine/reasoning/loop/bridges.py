"""Names that lead from one passage to the next: its title, and what it writes with capitals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.reasoning.loop.lexical import tokenise
from engine.retrieval.query import STOP_WORDS, WORD
from engine.sources.sentences import sentences

CAPITALISED = r"(?<!\w)(?:(?:[^\W\d_a-zß-öø-ÿ]\.)+(?!\w)|[^\W\d_a-zß-öø-ÿ][\w’'-]*)"
PHRASE = re.compile(rf"{CAPITALISED}(?:[ \t]+(?:(?:of|and|in|the|de|la|von|van|for)[ \t]+){{0,2}}{CAPITALISED})*")
JOINTS = (re.compile(r"\s+(?:and|in|for)\s+"), re.compile(r"\s+(?:of|and|in|for|the)\s+"))
IN_BRACKETS = re.compile(r"\s*\([^()]*\)")

LONGEST = 8
"""Words of a name at most; longer runs of capitals are headlines."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """A name in a passage that the question lacks."""

    name: str  # as written
    tokens: tuple[str, ...]  # of the full-text index, in order
    telling: float  # how much of the question stands in its sentence


def names(text: str) -> list[str]:
    """The names in a text, longer ones before their parts, each once."""
    found: dict[str, None] = {}
    for match in PHRASE.finditer(text):
        phrase = match.group().strip(" .'’-")
        for part in dict.fromkeys([phrase, *(part for joint in JOINTS for part in joint.split(phrase))]):
            name = _without_opening(part)
            words = WORD.findall(name)
            if len(name) > 1 and len(words) <= LONGEST and any(word.lower() not in STOP_WORDS for word in words):
                found[name] = None
    return list(found)


def _without_opening(name: str) -> str:
    """Without the stop words at its beginning, which a sentence may have written with a capital."""
    while (match := WORD.search(name)) and match.group().lower() in STOP_WORDS:
        name = name[match.end() :].strip()
    return name


def bridges(title: str, text: str, asked: Mapping[str, float]) -> list[Bridge]:
    """The names of a passage that a question lacks, those beside most of its words first.

    Args:
        title: of the passage's document.
        text: of the passage.
        asked: the question's tokens with their weights.
    """
    found: dict[tuple[str, ...], Bridge] = {}
    heading = IN_BRACKETS.sub("", title).strip()
    spans = [text[start:end] for start, end in sentences(text)]
    for listed, around in [([heading], title), *((names(sentence), sentence) for sentence in spans)]:
        if not listed:
            continue
        has = set(flat(words_of(around)))
        telling = sum(weight for token, weight in asked.items() if token in has)
        for name in listed:
            tokens = flat(words_of(name))
            if tokens and not asked.keys() >= set(tokens) and (tokens not in found or found[tokens].telling < telling):
                found[tokens] = Bridge(name, tokens, telling)
    return sorted(found.values(), key=lambda each: -each.telling)


@lru_cache(maxsize=16_384)
def title_tokens(title: str) -> tuple[str, ...]:
    """The tokens of a title without what it has in brackets."""
    return flat(words_of(IN_BRACKETS.sub("", title)))


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return WORD.findall(text.lower())


def flat(words: Sequence[str]) -> tuple[str, ...]:
    """The tokens of words, in order."""
    return tuple(token for tokens in tokenise(words) for token in tokens)
