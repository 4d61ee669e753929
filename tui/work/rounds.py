"""The rounds of one answer beside each other: what each looked for, what it had, and what it changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from engine import events

NEW, DROPPED, KEPT, CHANGED = "+", "−", "=", "~"
"""What became of a passage or a sentence from one round to the next."""

ALIKE = 0.5
"""Share of words in common from which two sentences are one that was changed."""

COMPARED = 60
"""Sentences of a draft that are held against each other word by word; of more, only equal ones are paired."""

LONGEST = 200
"""Words of a sentence that are compared; a text without an end must not take minutes."""

OF_ROUNDS = (
    events.QueryRead,
    events.Fused,
    events.FollowedUp,
    events.EvidenceChosen,
    events.ClaimsChecked,
    events.Refined,
    events.PartBegun,
    events.Delegated,
    events.StepDone,
    events.Halted,
)
"""What rounds are made of."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage in a round."""

    sign: str
    where: str
    rank: int  # counted from 1; of a dropped one, the rank that it had
    moved: int = 0  # ranks upwards since the round before


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a draft with its verdict."""

    sign: str
    text: str
    support: float  # 0..1
    holds: bool
    words: tuple[tuple[str, str], ...] = ()  # of a changed one: sign and words, in reading order


@dataclass(slots=True)
class Round:
    """One column."""

    title: str  # 'round 2', 'draft 1'
    of: str = ""  # the part or the step that it belongs to
    query: str = ""  # what was looked for
    led_by: str = ""
    passages: tuple[Place, ...] = ()
    claims: tuple[Said, ...] = ()
    support: tuple[float, float] | None = None  # before and after; equal for a first draft
    accepted: bool | None = None  # None where nothing was there before it
    why: str = ""
    halt: str = ""  # of the last one of its kind
    elapsed_ms: float | None = None


@dataclass(slots=True)
class _Group:
    """Rounds of one question, part or step, as they come."""

    of: str = ""
    query: str = ""
    found: tuple[str, ...] = ()  # places of the first search
    places: tuple[str, ...] = ()  # of the evidence that stands
    claims: tuple[tuple[str, float, bool], ...] = ()  # of the draft that stands
    draft: Round | None = None  # that is checked, and whose outcome is not known yet
    checked: tuple[tuple[str, float, bool], ...] = ()  # its claims
    rounds: list[Round] = field(default_factory=list)


def rounds(told: Iterable[events.Event]) -> list[Round]:
    """The rounds that the events of an answer tell of, in the order in which they began."""
    groups = [_Group()]
    here = groups[0]
    steps: dict[int, _Group] = {}
    for event in told:
        match event:
            case events.PartBegun(part=part, question=question):
                here = _Group(f"part {part}", question)
                groups.append(here)
            case events.Delegated(step=step, agent=agent):
                here = steps[step] = _Group(f"step {step} · {agent}", places=here.places, found=here.found)
                groups.append(here)
            case events.StepDone(step=step):
                here = steps.get(step, here)
            case events.Halted(reason=reason):
                last = next((group.rounds[-1] for group in reversed(groups) if group.rounds), None)
                if last is not None:
                    last.halt = reason
            case _:
                _hear(here, event)
    return [each for group in groups for each in group.rounds]


def _hear(group: _Group, event: events.Event) -> None:
    match event:
        case events.QueryRead(question=question, terms=terms):
            group.query = question or " · ".join(terms)
        case events.Fused(passages=passages):
            group.found = tuple(where for where, _ in passages)
        case events.FollowedUp():
            _followed(group, event)
        case events.EvidenceChosen(passages=passages, halt=halt):
            group.places = passages
            if group.rounds:
                group.rounds[-1].halt = halt
        case events.ClaimsChecked():
            _checked(group, event)
        case events.Refined():
            _refined(group, event)


def _followed(group: _Group, event: events.FollowedUp) -> None:
    if not group.rounds:
        first = event.before or group.found
        group.rounds.append(Round("round 1", group.of, group.query, passages=_compared((), first, first=True)))
    group.rounds.append(
        Round(
            f"round {event.round}",
            group.of,
            event.follow_up,
            event.led_by,
            _compared(event.before, event.passages),
            support=(event.support_before, event.support_after),
            accepted=event.accepted,
            why=event.why,
            elapsed_ms=event.elapsed_ms,
        )
    )


def _checked(group: _Group, event: events.ClaimsChecked) -> None:
    group.checked = event.claims
    title = f"draft {event.round}"
    if event.round == 1:
        group.claims = event.claims
        first = _compared((), group.places or group.found, first=True)
        said = tuple(Said(KEPT, text, support, holds) for text, support, holds in event.claims)
        rises = (event.support, event.support)
        group.rounds.append(Round(title, group.of, group.query, "", first, said, rises, elapsed_ms=event.elapsed_ms))
    else:
        group.draft = Round(title, group.of, claims=compared_claims(group.claims, event.claims))
        group.rounds.append(group.draft)


def _refined(group: _Group, event: events.Refined) -> None:
    draft = group.draft
    if draft is None:  # it was not written: nothing new was found, or it was stopped
        draft = Round(f"draft {event.round}", group.of)
        group.rounds.append(draft)
    elif event.accepted:
        group.claims = group.checked
    draft.query = "; ".join(event.searched)
    if event.passages:
        draft.passages = _compared(event.before, event.passages)
    else:  # of an earlier version
        draft.passages = tuple(Place(NEW, where, rank) for rank, where in enumerate(event.brought, 1))
    draft.support = (event.support_before, event.support_after)
    draft.accepted, draft.why, draft.elapsed_ms = event.accepted, event.why, event.elapsed_ms
    group.draft = None


def _numbered(places: Sequence[str]) -> list[tuple[str, int]]:
    """Each place with how many times it stood before: two passages may stand below one heading."""
    seen: Counter[str] = Counter()
    found = []
    for where in places:
        found.append((where, seen[where]))
        seen[where] += 1
    return found


def _compared(before: Sequence[str], after: Sequence[str], *, first: bool = False) -> tuple[Place, ...]:
    """The passages after a round, and behind them those that it dropped."""
    old = {key: rank for rank, key in enumerate(_numbered(before), 1)}
    new = _numbered(after)
    found = []
    for rank, key in enumerate(new, 1):
        known = old.get(key)
        sign = KEPT if first or known is not None else NEW
        found.append(Place(sign, key[0], rank, 0 if known is None else known - rank))
    gone = set(old) - set(new)
    return (*found, *(Place(DROPPED, key[0], rank) for key, rank in old.items() if key in gone))


def change_of(before: Sequence[str], after: Sequence[str]) -> str:
    """'+2 passages, −1'; 'the same passages'; '' where nothing is known of them."""
    if not after:
        return ""
    signs = Counter(each.sign for each in _compared(before, after))
    if not signs[NEW] and not signs[DROPPED]:
        return "the same passages"
    said = [f"+{signs[NEW]}"] if signs[NEW] else []
    said += [f"−{signs[DROPPED]}"] if signs[DROPPED] else []
    said[0] += " passage" if said[0][1:] == "1" else " passages"
    return ", ".join(said)


def compared_claims(
    before: Sequence[tuple[str, float, bool]], after: Sequence[tuple[str, float, bool]]
) -> tuple[Said, ...]:
    """The sentences of a draft beside those of the one before; behind them those that are gone."""
    left = {at: text for at, (text, _, _) in enumerate(before)}
    partners: dict[int, int] = {}
    for at, (text, _, _) in enumerate(after):  # equal ones first, so that none of them is taken for another's
        same = next((old for old, known in left.items() if known == text), None)
        if same is not None:
            partners[at] = same
            del left[same]
    if max(len(before), len(after)) <= COMPARED:
        _pair_alike(partners, left, after)
    found = []
    for at, (text, support, holds) in enumerate(after):
        old = partners.get(at)
        if old is None:
            found.append(Said(NEW, text, support, holds))
        elif before[old][0] == text:
            found.append(Said(KEPT, text, support, holds))
        else:
            found.append(Said(CHANGED, text, support, holds, word_changes(before[old][0], text)))
    return (*found, *(Said(DROPPED, *before[old]) for old in left))


def _pair_alike(partners: dict[int, int], left: dict[int, str], after: Sequence[tuple[str, float, bool]]) -> None:
    for at, (text, _, _) in enumerate(after):
        if at in partners or not left:
            continue
        alike = {old: _likeness(known, text) for old, known in left.items()}
        best = max(alike, key=lambda old: alike[old])
        if alike[best] >= ALIKE:
            partners[at] = best
            del left[best]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def word_changes(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The words of two sentences, each with its sign: kept, dropped, new."""
    old, new = _words(before), _words(after)
    found: list[tuple[str, str]] = []
    for what, left, right, top, bottom in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append((KEPT, " ".join(new[top:bottom])))
            continue
        found += [(DROPPED, " ".join(old[left:right]))] if right > left else []
        found += [(NEW, " ".join(new[top:bottom]))] if bottom > top else []
    return tuple(found)


def _words(text: str) -> list[str]:
    return text.split(None, LONGEST)[:LONGEST]


def follows(told: Sequence[Round]) -> bool:
    """Whether there is anything to hold side by side."""
    return any(earlier.of == later.of for earlier, later in pairwise(told))
