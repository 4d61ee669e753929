"""From a choice to the rows of the list: the best, with the letters that match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.completing.candidates import Candidates, Choice
from tui.finding.pattern import Pattern
from tui.finding.ranking import NEVER, Narrowed, find


@dataclass(frozen=True, slots=True)
class Offer:
    """One row: the whole line as it would stand, what the list shows, and what Enter does."""

    line: str
    label: str
    hint: str = ""
    ends: bool = True  # Enter does what the line says, and does not only take the word
    lit: tuple[int, ...] = ()  # characters of the label that match
    hint_lit: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """What the list shows for one text; `whole` where that text makes sense as it stands."""

    rows: tuple[Offer, ...]
    whole: bool
    candidates: Candidates
    narrowed: Narrowed


def offers(text: str, choice: Choice, before: Offers | None = None, obsolete: Callable[[], bool] = NEVER) -> Offers:
    """The best candidates of a choice for `text`, those that were left of the same ones `before` if that serves.

    Raises:
        Obsolete: they are not wanted any more.
    """
    pattern, candidates = Pattern(choice.word), choice.candidates
    among = before.narrowed if before is not None and before.candidates is candidates else None
    found = find(
        candidates.folded,
        pattern,
        recent=choice.ages.__getitem__ if choice.ages else None,
        names=candidates.names,
        among=among,
        obsolete=obsolete,
    )
    rows = []
    for index in found.best:
        candidate, line = candidates.items[index], choice.line(candidates.items[index])
        places, behind = pattern.places(candidates.folded[index], len(candidate.label)), len(candidate.label) + 1
        rows.append(
            Offer(
                line,
                candidate.label,
                candidate.hint,
                choice.ends(candidate) or line == text,
                tuple(place for place in places if place < behind - 1),
                tuple(place - behind for place in places if place >= behind),
            )
        )
    if len(rows) == 1 and rows[0].line.rstrip() == text.rstrip():
        rows = []  # it stands there already
    return Offers(tuple(rows), choice.whole, candidates, found.narrowed)
