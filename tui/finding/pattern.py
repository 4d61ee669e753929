"""How well a text fits what has been typed: by its words, or at least by its letters in their order.

Of ranks the smallest is the best. Words win over letters: a beginning, a beginning of a word, a part of one.
Where only the letters are there, those that follow each other and those that begin a word count most, as in the finders
of editors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.finding.folding import fold

BEGINS_WORD = 4  # what a letter is worth that begins a word
FOLLOWS = 5  # ... that stands right behind the one before it
FIRST = 2  # ... that begins the text, besides
LONGEST = 64  # letters that are aligned; what is typed longer is cut


BITS = 12  # of each part of a rank but the first
PART = (1 << BITS) - 1


def rank(tier: int, loss: int, start: int, length: int) -> int:
    """How well a text fits, the smaller the better: one number, for 100,000 of them are sorted between two keys.

    Args:
        tier: 0 the same, 1 begins so, 2 in one piece from a word's beginning, 3 words begin so, then those below.
        loss: words that stand in another order, or only inside of others; letters that are apart.
        start: characters before the first word.
        length: characters of the text.
    """
    return ((tier << BITS | min(loss, PART)) << BITS | min(start, PART)) << BITS | min(length, PART)


def tier_of(rank: int) -> int:
    """The tier of a rank."""
    return rank >> 3 * BITS


INITIALS, INSIDE, LETTERS = 4, 5, 6
"""The tiers of what has the letters as beginnings of words; the words, but not from a beginning; the letters alone."""


class Pattern:
    """What has been typed, ready to be held against many folded texts."""

    def __init__(self, typed: str) -> None:
        self.typed = " ".join(fold(typed).split())
        self.words = self.typed.split()
        self._letters = "".join(self.words)[:LONGEST]
        self._begins = [re.compile(rf"(?<![^\W_]){re.escape(word)}") for word in self.words]
        self._piece = re.compile(rf"(?<![^\W_]){re.escape(self.typed)}")
        # each class stops at the letter that comes next, and gives nothing back: linear, whatever the text
        self._ordered = re.compile("".join(rf"[^{re.escape(each)}]*+{re.escape(each)}" for each in self._letters), re.S)

    def __bool__(self) -> bool:
        return bool(self.words)

    def has_words(self, text: str) -> bool:
        """Whether every word stands in `text`, in any order."""
        return all(word in text for word in self.words)

    def has_letters(self, text: str) -> bool:
        """Whether the letters stand in `text` in their order, whatever is between them."""
        return self._ordered.match(text) is not None

    def by_words(self, text: str) -> int:
        """The rank of a text that has the words."""
        if text.startswith(self.typed):
            return rank(int(len(text) != len(self.typed)), 0, 0, len(text))
        if (found := self._piece.search(text)) is not None:
            return rank(2, 0, found.start(), len(text))
        begins = [each.search(text) for each in self._begins]
        starts = [each.start() for each in begins if each is not None]
        if len(starts) == len(begins):
            return rank(3, int(starts != sorted(starts)), min(starts, default=0), len(text))
        return rank(INSIDE, len(begins) - len(starts), min(map(text.find, self.words)), len(text))

    def roughly(self, text: str) -> int:
        """How far the letters reach, taken as they come; tells apart quickly what is worth to be aligned."""
        found = self._ordered.match(text)
        return found.end() if found is not None else len(text)

    def by_letters(self, text: str) -> int:
        """The rank of a text that has the letters."""
        worth, places = _align(self._letters, text)
        initials = all(_worth(text, place) for place in places)
        return rank(INITIALS if initials else LETTERS, PART - worth, places[0] if places else 0, len(text))

    def places(self, text: str, name: int | None = None) -> tuple[int, ...]:
        """Offsets of the characters of a folded text that match, ascending; () where it does not fit.

        Letters alone count in the first `name` characters only; None for all.
        """
        if self.has_words(text):
            lit: set[int] = set()
            whole = self._piece.search(text)
            if whole is not None:
                return tuple(range(*whole.span()))
            for word, begins in zip(self.words, self._begins, strict=True):
                found = begins.search(text)
                start = found.start() if found is not None else text.find(word)
                lit.update(range(start, start + len(word)))
            return tuple(sorted(lit))
        head = text[:name]
        return _align(self._letters, head)[1] if self.has_letters(head) else ()


def _align(letters: str, text: str) -> tuple[int, tuple[int, ...]]:
    """The worthiest places for `letters` in `text`, each behind the one before, and what they are worth.

    Only places where a letter stands are looked at: letters times their occurrences, not letters times characters.
    """
    rows: list[dict[int, tuple[int, int]]] = []  # by letter: place -> (worth up to here, place of the one before)
    before: dict[int, tuple[int, int]] = {}
    for number, letter in enumerate(letters):
        row: dict[int, tuple[int, int]] = {}
        farther, best = iter(before), (-1, -1)  # the worthiest of those that end ahead of this place
        due = next(farther, None)
        place = text.find(letter)
        while place >= 0:
            while due is not None and due < place - 1:
                best = max(best, (before[due][0], due))
                due = next(farther, None)
            own = _worth(text, place)
            near = before.get(place - 1)
            if number == 0:
                row[place] = own, -1
            elif near is not None and near[0] + FOLLOWS >= best[0]:
                row[place] = near[0] + FOLLOWS + own, place - 1
            elif best[1] >= 0:
                row[place] = best[0] + own, best[1]
            place = text.find(letter, place + 1)
        rows.append(row)
        before = row
    return _walk(rows)


def _worth(text: str, place: int) -> int:
    if place == 0:
        return BEGINS_WORD + FIRST
    return BEGINS_WORD if not text[place - 1].isalnum() and text[place].isalnum() else 0


def _walk(rows: Sequence[dict[int, tuple[int, int]]]) -> tuple[int, tuple[int, ...]]:
    if not rows or not rows[-1]:
        return 0, ()
    place = max(rows[-1], key=lambda each: (rows[-1][each][0], -each))
    worth, places = rows[-1][place][0], []
    for row in reversed(rows):
        places.append(place)
        place = row[place][1]
    return worth, tuple(reversed(places))
