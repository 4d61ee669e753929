"""Words that tell what a sentence says of what, and what in it is no name."""

from __future__ import annotations

from engine.gaps.disagreeing.axes import root
from engine.reasoning.claims.direction import DENIES, UNDOES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _roots(text: str) -> frozenset[str]:
    return frozenset(map(root, text.split()))


GENERIC = _roots(
    "captain dr doctor professor prof mr mrs ms miss sir lady lord king queen prince princess duke count saint st"
    " general colonel major president minister judge bishop father sister lake river mount mountain mountains hills"
    " fort port cape bay island islands valley prize award medal cup university college school institute academy"
    " street road avenue lane square bridge church abbey castle hotel museum society company bank county city town"
    " house hall park club party tower station family theatre gallery press vice admiral commander sergeant bishop earl"
    " baron empress emperor pope brother"
)
"""Words that many names have: 'Captain', 'Lake', 'Prize'."""

NO_NAMES = _words(
    "Since However Although Though While When Because Instead Today Also Thus Hence Unlike Like Despite Many Most Some"
    " Several Each Every Both First Second Third Finally Meanwhile One Two Three Among Within According"
    " Whoever Anyone Anybody Someone Somebody Everyone Everybody Nobody Whatever Whenever Wherever Visitors Members"
    " Guests People Until Till Before Since Only Not"
)
"""Words that open sentences and are no names."""

DOES = _words("will is was has had can could would should must may does did said says and who")
"""Words that stand behind a name which opens a sentence."""

ROLES = _words("in at by from to via for with after of near on is was are were called named as into through")
"""Small words before a name that tell its part in the sentence."""

PLACES = _words("in at from to near into through outside")
"""Those of them that stand before a place."""

GERMAN = _words("der die das und ist im den dem ein eine mit von zu auf wird wurde des bei")
"""Small words by which German is known."""

NEGATES = (DENIES | _words("nicht kein keine keinen keiner keinem nie niemals weder ohne")) - _words(
    "hardly barely scarcely"
)
"""Words that deny and mean nothing else."""

STOPS = UNDOES | _words(
    "stopped stops ceased ceases lack lacks lacked lacking avoid avoids avoided without unaware prevents"
)
"""Words that deny what follows and mean something themselves."""

JOINS = _words("but and because while whereas although aber und sondern weil")
"""Words behind which what was denied before is denied no more."""

IDIOMS = _words("wait help doubt mistake")
"""Words right behind a denial that don't turn the rest: "can't wait to see", "couldn't help laughing"."""

DISABLED = _roots(
    "disagree disallow disappear disapprove disarm disbelieve disconnect discontinue disengage dishonest dishonour"
    " dislike disloyal disobey disorderly disown disprove disqualify disregard disrespect dissatisfied distrust"
)
"""Words that 'dis' makes the opposite of what is behind it; it does so too seldom to be a rule."""
