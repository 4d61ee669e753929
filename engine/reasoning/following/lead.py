"""What only leads into a follow-up, and the whole forms that ask for more, in four languages."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"[\s¿¡]*(?:(?:and|but|so|ok(?:ay)?|well|also|then|hm+|ah|oh|und|aber|also|et|mais|alors|y|pero|entonces)\b"
    r"(?!\?)[\s,.…]*){1,3}(?=[\w¿¡])",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"[\s¿¡]*(?:(?:and|but|or|so|und|et|y|e)[\s,]+)?(?:(?:what|how) about|was ist mit|wie (?:ist|steht|sieht) es "
    r"(?:mit|um|bei)|wie sieht es aus (?:mit|bei)|qu['’]en est-il (?:de la|de l['’]|du|des|de|pour)|"
    r"qué (?:hay|tal|pasa)(?: (?:con|de))?)\s+",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[\s¿¡]*(?:and|or|und|oder|et|ou|y(?! a\b)|e|o)\s+", re.IGNORECASE)
_MORE = re.compile(
    r"\W*(?:please |bitte )?(?:(?:can|could|would) you )?(?:please )?(?:(?:tell|give|show) me |say |explain )?"
    r"(?:a (?:bit|little) |some |even |any )?"
    r"(?:more(?: (?:details?|information|info|context|on this|about (?:it|this|that|them|him|her)))?|"
    r"in more detail|further details?|go on|elaborate|expand on (?:it|this|that)|what else|anything else|"
    r"what more|explain further|"
    r"(?:erzähl|sag|schreib)e? (?:mir )?(?:noch )?mehr(?: davon| darüber| dazu)?|"
    r"(?:noch )?mehr(?: dazu| darüber| davon)?|"
    r"weiter|was noch|(?:mehr|weitere) (?:details|einzelheiten)|"
    r"dis(?:-m['’]en| m['’]en| moi)? plus|(?:en savoir|encore) plus|plus de détails|quoi d['’]autre|"
    r"(?:cuéntame|dime)(?: algo)? más|más(?: detalles)?|qué más)"
    r"(?: please| bitte| s'il (?:te|vous) plaît| por favor)?\W*",
    re.IGNORECASE,
)


_EXAMPLE = re.compile(
    r"\W*(?:and |so )?(?:please )?(?:(?:can|could) you )?(?:(?:give|show) (?:me |us )?)?(?:(?:for|an|another|"
    r"any|some|more) "
    r"(?:more )?(?:concrete |other )?examples?|such as|like what|zum beispiel|hast du ein beispiel|par exemple|"
    r"por ejemplo)"
    r"(?: please| bitte)?\W*",
    re.IGNORECASE,
)


def without_lead(question: str) -> str:
    """The question without 'and', 'but', 'ok' at its beginning."""
    found = _LEAD.match(question)
    return question[found.end() :] if found else question


def fragment(question: str) -> tuple[str, bool] | None:
    """What stands after 'what about' or 'and', and whether it was 'what about'; None where there is neither."""
    if found := _ABOUT.match(question):
        return question[found.end() :].strip(" \t\n?!.…"), True
    if found := _JOINED.match(question):
        return question[found.end() :].strip(" \t\n?!.…"), False
    return None


def asks_example(question: str) -> bool:
    """Whether nothing is asked for but an example."""
    return len(question) <= 80 and bool(_EXAMPLE.fullmatch(question))


def asks_more(question: str) -> bool:
    """Whether nothing is asked but to hear more."""
    return len(question) <= 80 and bool(_MORE.fullmatch(question))
