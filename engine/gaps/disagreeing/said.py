"""A sentence as it is compared: its frame, the names in it, the way it points, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.gaps.disagreeing.polarity import Polarity, phrased
from engine.gaps.disagreeing.words import DOES, GERMAN
from engine.gaps.naming import plain
from engine.reasoning.claims.facts import Fact
from engine.reasoning.differing.frame import LONGEST, SILENT, Frame, Word, frame
from engine.reasoning.differing.values import Value
from engine.retrieval.query import WORD
from engine.sources.sentences import sentences

NEARBY = 2
"""Sentences to each side that belong to what is said around a sentence."""

SPEAKER = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,2}: ")
"""Who says it: no part of what is said."""

CONTRACTED = re.compile(r"(?i:you|we|they|i|he|she|it|that|there|what|who|let|here)['’]")
"""'You've': no name, though it has a capital."""

BEHIND = re.compile(r"['’]\w+ (?:the )?(?P<name>[^\W\d_].+)\Z")
"""What a name may be behind that."""

VERB = re.compile(r"[a-z]{2,}(?:ed|[^su]s)")
NO_NAME = ("s", "ing", "ed", "ly", "tion", "ment", "ness")
"""What stands behind a name that opens a sentence, and how words end that are none."""

GERMAN_SHARE = 0.15
"""Share of a text's words from which it counts as German, where nouns look like names."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence among its neighbours."""

    text: str  # == frame.text
    frame: Frame
    names: tuple[Fact, ...]  # those at its start included
    opening: bool  # whether the first of them is one word at the start of the sentence: perhaps no name
    way: Polarity
    around: tuple[Value, ...]  # the values of it and its neighbours
    around_keys: frozenset[str]  # their words, and those of their names
    around_names: tuple[Fact, ...]

    @property
    def keys(self) -> frozenset[str]:
        """What its telling words mean, of those that matter."""
        return self.frame.keys - SILENT


def say(text: str) -> list[Said]:
    """The sentences of a short passage."""
    return of_sentences([text[start:end] for start, end in sentences(text)])


def of_sentences(texts: Sequence[str]) -> list[Said]:
    """Sentences that follow each other in one text."""
    frames = [frame(SPEAKER.sub("", " ".join(plain(text[:LONGEST]).split()))) for text in texts]
    found: list[Said] = []
    for at, one in enumerate(frames):
        near = frames[max(0, at - NEARBY) : at + NEARBY + 1]
        first = _opening(one)
        german = is_german(one.text)
        known = (each for name in one.names for each in _bare(name))
        names = () if german else (*((first,) if first else ()), *known)
        found.append(
            Said(
                one.text,
                one,
                names,
                first is not None and not german,
                phrased(one.text),
                tuple(value for each in near for value in each.values),
                frozenset(key for each in near for key in each.keys),
                tuple(name for each in near for name in each.names),
            )
        )
    return found


def _bare(name: Fact) -> Iterator[Fact]:
    """The name without what is no part of it: the Kowalskis of 'It's the Kowalskis'."""
    if not CONTRACTED.match(name.text):
        yield name
        return
    behind = BEHIND.search(name.text)
    if behind is not None:
        start = name.start + behind.start("name")
        yield Fact("name", start, name.end, behind["name"])


def is_german(text: str) -> bool:
    """Whether a sentence is in German, as far as its small words tell it."""
    words = [word.lower() for word in WORD.findall(text)]
    return sum(word in GERMAN for word in words) > GERMAN_SHARE * max(1, len(words))


def words_in(one: Frame, start: int, end: int) -> list[Word]:
    """The telling words of a span."""
    return [word for word in one.words if start <= word.start < end]


def _opening(one: Frame) -> Fact | None:
    """The word with a capital that opens the sentence, where it may be a name: 'Johanna takes the minutes'."""
    if not one.words or one.words[0].start != 0 or not one.text[:1].isupper():
        return None
    first = one.words[0]
    end = len(first.text)
    after = WORD.match(one.text, end + 1)
    if after is None or not (after.group() in DOES or VERB.fullmatch(after.group())) or first.text.endswith(NO_NAME):
        return None
    if any(name.start < end for name in one.names) or any(value.start < end for value in one.values):
        return None
    return Fact("name", 0, end, one.text[:end])
