"""Names in prose: runs of capitalised words inside sentences.

A capital at the beginning of a sentence says nothing by itself; neither does one in a language that capitalises its
nouns, which the share of capitalised words inside sentences tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.graph.common_words import CALENDAR, FUNCTION, OPENERS, words
from engine.graph.keys import key_of
from engine.graph.prose import Sentence, Token, joined

CAPITALISED_NOUNS = 0.24
"""Share of capitalised among the longer words inside sentences: English prose has .05 to .18, German .3 and more."""

ENGLISH = 0.12
"""Share of its commonest words from which on a text is English, however many names it has: .2 and more, others .05."""

ENOUGH_WORDS = 40  # to tell a language by
LONGEST = 6  # words of a name
_INNER = words("of de la le du del della di da van von der den ten zu zur bin ibn al y")
_ENGLISH = words("the of and to a is was for by that with as")
_TITLES = words("mr mrs ms dr prof sir lord lady saint st president king queen")


@dataclass(frozen=True, slots=True)
class Name:
    """An occurrence of a name: the words `first` up to but without `after` of a sentence."""

    sentence: int  # index
    first: int
    after: int
    start: int
    end: int


def capitalises_nouns(all_sentences: Sequence[Sentence]) -> bool:
    """Whether a capital marks a noun rather than a name here."""
    seen = capital = tokens = english = 0
    for each in all_sentences:
        tokens += len(each.tokens)
        english += sum(token.word in _ENGLISH for token in each.tokens)
        for token in each.tokens[1:]:
            if len(token.word) >= 4 and token.word.isalpha():
                seen += 1
                capital += token.word[0].isupper()
        if seen > 20_000:
            break
    return seen >= ENOUGH_WORDS and capital > CAPITALISED_NOUNS * seen and english < ENGLISH * tokens


def names(blank: str, all_sentences: Sequence[Sentence], known: frozenset[str] = frozenset()) -> list[Name]:
    """Every occurrence of a name, in order.

    Args:
        known: keys of names that the document's structure gives: these are names at the beginning of a sentence, too.
    """
    nouns = capitalises_nouns(all_sentences)
    lower = Counter(
        token.word for each in all_sentences for token in each.tokens if token.word.islower() and len(token.word) > 1
    )
    inside = frozenset(_inside(blank, all_sentences))
    found: list[Name] = []
    unsure: list[Name] = []  # single words at the beginning of a sentence
    sure: Counter[str] = Counter()
    for at, each in enumerate(all_sentences):
        if _shouts(each):
            continue
        for first, after in _runs(blank, each.tokens):
            if first or blank[each.tokens[0].start : each.tokens[after - 1].end] not in inside:
                first = _without_opener(each.tokens, first, after, lower)
            if after - first < 1 or after - first > LONGEST:
                continue
            name = Name(at, first, after, each.tokens[first].start, each.tokens[after - 1].end)
            word = each.tokens[first].word
            if after - first == 1 and not _is_name(word, lower, nouns=nouns):
                continue
            if after - first == 1 and first == 0 and not _is_mixed(word):
                unsure.append(name)
                continue
            sure[blank[name.start : name.end]] += 1
            found.append(name)
    for name in unsure:
        surface = blank[name.start : name.end]
        if sure[surface] or key_of(surface) in known:
            found.append(name)
    return sorted(found, key=lambda name: name.start)


def _inside(blank: str, all_sentences: Sequence[Sentence]) -> Iterator[str]:
    """Names of several words that stand inside a sentence: their first word is part of them where they open one."""
    for each in all_sentences:
        if not _shouts(each):
            for first, after in _runs(blank, each.tokens):
                if first and after - first > 1 and each.tokens[first].word.lower() not in OPENERS:
                    yield blank[each.tokens[first].start : each.tokens[after - 1].end]


def _runs(blank: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Runs of capitalised words as (first, after); small words may stand inside, and a number at the end."""
    runs = []
    at = 0
    while at < len(tokens):
        if not _is_capital(tokens[at].word):
            at += 1
            continue
        first, last = at, at
        at += 1
        while at < len(tokens) and _goes_on(blank, tokens, at):
            if _is_capital(tokens[at].word) or (tokens[at].word.isdigit() and len(tokens[at].word) <= 4):
                last = at
            at += 1
        runs.append((first, last + 1))
        at = last + 1
    return runs


def _goes_on(blank: str, tokens: Sequence[Token], at: int) -> bool:
    before, here = tokens[at - 1], tokens[at]
    if not joined(blank, before, here) and not (len(before.word) == 1 and blank[before.end : here.start] == ". "):
        return False
    if _is_capital(here.word):
        return here.word.lower() not in OPENERS
    if here.word.isdigit():
        return len(here.word) <= 2
    small = here.word in _INNER or (here.word == "the" and before.word == "of")
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return small and following is not None and joined(blank, here, following) and (
        _is_capital(following.word) or (here.word in _INNER and following.word in ("the", "la", "der", "los"))
    )  # fmt: skip


def _is_capital(word: str) -> bool:
    return word[0].isupper() and word not in ("I",) and not (word.endswith(("'s", "’s")) and len(word) <= 3)


def _without_opener(tokens: Sequence[Token], first: int, after: int, lower: Counter[str]) -> int:
    """Where a run begins in truth: without the word that is capitalised only because it opens the sentence."""
    while first < after:
        word = tokens[first].word
        is_opener = word.lower() in OPENERS or word.lower() in FUNCTION
        is_known = first == 0 and after > 1 and lower[word.lower()] > 0 and not _is_mixed(word)
        if is_known or (is_opener and not (word.isupper() and len(word) > 1)):
            first += 1
        else:
            break
    return first


def _is_name(word: str, lower: Counter[str], *, nouns: bool) -> bool:
    """Whether one capitalised word is a name."""
    low = word.lower()
    if len(word) < 2 or low in CALENDAR or low in _TITLES or low in FUNCTION:
        return False
    if _is_mixed(word):
        return True
    return not nouns and not lower[low] and not lower[low + "s"] and not lower[low.removesuffix("s")]


def _is_mixed(word: str) -> bool:
    """Whether capitals or digits stand inside: 'NASA', 'OpenWebUI', 'B2'."""
    return any(char.isupper() or char.isdigit() for char in word[1:])


def _shouts(each: Sentence) -> bool:
    """Whether the sentence is in capitals, so that they say nothing; a heading in title case, too."""
    long = [token.word for token in each.tokens if len(token.word) >= 4 and token.word.isalpha()]
    if len(long) < 4:
        return False
    return sum(word[0].isupper() for word in long) > 0.85 * len(long) and sum(map(str.isupper, long)) > 2
