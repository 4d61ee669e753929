"""Technical terms: phrases of content words that recur, and words with digits, hyphens or capitals inside.

Phrases are weighed as C-value weighs them (Frantzi, Ananiadou & Mima 2000, section 2.3): frequency less the mean
frequency of the longer phrases around, times the logarithm of the length. There is no tagger: a phrase has to end with
a word that shows itself to be a noun, by its ending or by the article before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

from engine.graph.common_words import FUNCTION, LEADING, NOT_NOUN_ENDINGS, NOUN_ENDINGS, PLAIN, words
from engine.graph.keys import key_of, singular
from engine.graph.prose import Sentence, Token, joined

LONGEST = 4  # words
MOST = 80  # terms of one text
_DETERMINERS = words("a an the this that these those each every its their his her our your my any some no of")
_CODED = re.compile(r"(?=\w*[a-z])(?:[A-Za-z]+\d[\w.+-]*|\w*[a-z]\w*[A-Z]\w*|[A-Za-z]+_\w+|[A-Z]\w*[+#]{1,2})")


@dataclass(frozen=True, slots=True)
class Term:
    """An occurrence of a phrase."""

    phrase: str  # lower case, the last word singular
    start: int
    end: int


def terms(blank: str, all_sentences: Sequence[Sentence], known: frozenset[str]) -> list[Term]:
    """Every occurrence of a technical term, in order.

    Args:
        known: keys that are concepts already; their occurrences count as well.
    """
    counts: Counter[str] = Counter()
    nouns: Counter[str] = Counter()  # last words behind an article
    size = 0
    for each in all_sentences:
        size += len(each.tokens)
        for run in _runs(blank, each.tokens):
            for first, after in _spans(run):
                counts[_phrase(run[first:after])] += 1
        for word in _behind_articles(each.tokens):
            nouns[word] += 1
    chosen = _chosen(counts, nouns, size)
    found = []
    for each in all_sentences:
        for token in each.tokens:
            if _CODED.fullmatch(token.word) and len(token.word) > 2:
                found.append(Term(token.word.lower(), token.start, token.end))
        for run in _runs(blank, each.tokens):
            end = 0
            for first, after in sorted(_spans(run), key=lambda span: (span[0], -span[1])):
                phrase = _phrase(run[first:after])
                if first >= end and (phrase in chosen or key_of(phrase) in known):
                    found.append(Term(phrase, run[first].start, run[after - 1].end))
                    end = after
    return sorted(set(found), key=lambda term: (term.start, term.end))


def _runs(blank: str, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Content words that stand side by side."""
    run: list[Token] = []
    for token in tokens:
        low = token.word.lower()
        if low in FUNCTION or not token.word[0].isalpha() or len(low) < 2:
            if run:
                yield run
            run = []
            continue
        if run and not joined(blank, run[-1], token):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _behind_articles(tokens: Sequence[Token]) -> Iterator[str]:
    """Words that an article makes nouns: the last of those that it opens."""
    opened = -1  # words since the article
    for token, behind in zip(tokens, (*tokens[1:], None), strict=False):
        low = token.word.lower()
        if low in FUNCTION:
            opened = 0 if low in _DETERMINERS else -1
        elif opened >= 0:
            opened += 1
            is_verb = opened > 1 and low.endswith("s")  # 'the pattern emerges', now and then 'the float gauges'
            if (behind is None or behind.word.lower() in FUNCTION) and not is_verb:
                yield singular(low)


def _spans(run: Sequence[Token]) -> Iterator[tuple[int, int]]:
    for first in range(len(run)):
        for after in range(first + 1, min(first + LONGEST, len(run)) + 1):
            yield first, after


def _phrase(tokens: Sequence[Token]) -> str:
    *head, last = (token.word.lower() for token in tokens)
    return " ".join((*head, singular(last)))


def _chosen(counts: Counter[str], nouns: Counter[str], size: int) -> frozenset[str]:
    least = 2 if size < 4_000 else 3
    candidates = {
        phrase: count for phrase, count in counts.items() if count >= least and _may_be(phrase, count, nouns, size)
    }
    longer: dict[str, list[int]] = {}
    for phrase, count in candidates.items():
        parts = phrase.split()
        for first in range(len(parts)):
            for after in range(first + 1, len(parts) + 1):
                if after - first < len(parts):
                    longer.setdefault(" ".join(parts[first:after]), []).append(count)
    weight = {}
    for phrase, count in candidates.items():
        around = longer.get(phrase, [])
        own = count - (sum(around) / len(around) if around else 0.0)
        if own >= 1:
            weight[phrase] = own * log2(2 + phrase.count(" "))
    most = min(MOST, 6 + size // 60)
    return frozenset(sorted(weight, key=lambda phrase: (-weight[phrase], phrase))[:most])


def _may_be(phrase: str, count: int, nouns: Counter[str], size: int) -> bool:
    parts = phrase.split()
    last = parts[-1]
    if len(last) < 3 or last.endswith(NOT_NOUN_ENDINGS):
        return False
    if len(parts) == 1:
        if last in PLAIN or count < max(3, min(12, size // 500)) or len(last) < 4:
            return False
        return nouns[last] * 5 >= count if not last.endswith(NOUN_ENDINGS) else nouns[last] * 12 >= count
    first = parts[0]
    if (first in PLAIN and first not in LEADING) or first.endswith("ly") or all(part in PLAIN for part in parts[:-1]):
        return False
    if last in PLAIN and (count < 3 or last not in LEADING):
        return False
    return bool(last.endswith(NOUN_ENDINGS) or nouns[last] or nouns[first] or "-" in phrase)
