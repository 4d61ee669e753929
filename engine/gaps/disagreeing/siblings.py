"""Words of one kind, of which a thing is only one: what is said of adults is not said of children."""

from __future__ import annotations

from engine.gaps.disagreeing.axes import poles, root

_KINDS = """
first second third fourth fifth last next final initial
adult child kid baby senior teenager
male female man woman boy girl
north south east west northern southern eastern western central
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday weekend weekday
spring summer autumn winter fall
morning noon afternoon evening night midnight
red blue green yellow black white brown orange purple grey gray pink
length width height depth breadth thickness diameter circumference area volume weight long wide high deep tall broad
father mother brother sister son daughter uncle aunt husband wife grandfather grandmother cousin
upper lower middle top bottom
left right centre
old new former current today
minimum maximum mean average median
import export
begin end open finish complete close
win lose
buy sell
write perform publish print record premiere translate
gold silver bronze copper iron steel
bus train tram ferry plane car bicycle
breakfast lunch dinner supper
import buy sell rent
year month week day
plan expect estimate actual
metal wood stone brick concrete glass
erst zweit dritt letzt
first second third fourth fifth sixth last next final initial original revised return second-hand successor predecessor
  new present
newborn baby infant toddler child kid children teenager adolescent adult grown-up pensioner elderly
dog cat horse cow sheep pig goat hen duck goose wolf fox bear deer rabbit hare mouse rat bat owl eagle hawk swallow
  stork swan heron trout salmon pike carp bee wasp ant
oak beech pine fir birch ash elm willow apple pear plum cherry
door window roof wall floor ceiling cellar attic kitchen bathroom corridor bedroom stairs hall porch garage
ground basement upstairs downstairs
paperback hardback hardcover audiobook ebook e-book film play translation
coffee tea beer wine milk water juice
lorry truck car van motorcycle bicycle bus tram train ferry plane helicopter
motorway city town countryside village suburb
restaurant terrace garden beach museum theatre cinema library pool
pupil student teacher staff member visitor guest resident tourist
singer violinist cellist pianist drummer conductor
president vice-president treasurer secretary chairman mayor deputy governor
knee hip shoulder elbow ankle wrist hand foot arm leg heart lung liver kidney
exam essay lecture seminar course
bedroom office workshop
wheat barley rye oats maize rice potato
shirt trousers jacket coat shoe hat glove
printer scanner keyboard screen mouse envelope
upstream downstream
britain american german french italian spanish
daughter son brother sister wife husband father mother niece nephew cousin grandmother grandfather
thick long deep high wide
"""


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for at, line in enumerate(_KINDS.replace("\n  ", " ").strip().splitlines()):
        for word in line.split():
            found.setdefault(root(word), set()).add(at)
    return {key: frozenset(each) for key, each in found.items()}


_GROUP = _groups()
_NONE: frozenset[int] = frozenset()


TIMES = frozenset(
    root(word)
    for line in _KINDS.splitlines()
    if line.startswith(("january", "monday", "spring", "morning"))
    for word in line.split()
)
"""Parts of dates and times of day."""


def siblings(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether a word of the one and a word of the other are of one kind, or opposites.

    Args:
        mine: keys of words that only one sentence has.
        theirs: those of the other.
    """
    kinds = frozenset().union(*(_GROUP.get(key, _NONE) for key in mine))
    if any(_GROUP.get(key, _NONE) & kinds for key in theirs):
        return True
    places = {place for key in mine for place in poles().get(key, ())}
    return any((axis, -sign) in places for key in theirs for axis, sign in poles().get(key, ()))
