"""How a reply begins: with a yes, with a no, or with not knowing."""

from __future__ import annotations

import re

_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|sure|ok|okay|alright|agreed|perfect|great|sounds (?:good|great|like a plan|perfect)"
    r"|good idea|do it"
    r"|go ahead|go for it|deal|works for me|that works|absolutely|definitely|of course|exactly|right|fine|done|cool"
    r"|love it"
    r"|let's do (?:it|that)|i'm in|count me in|\w+ (?:works|sounds perfect|is perfect)|awesome)\b"
)
_NO = re.compile(r"^(?:no|nope|nah|not really|i'd rather not|actually no)\b")
_IGNORANT = re.compile(
    r"\b(?:i|we) (?:(?:really|honestly|still|just) )?(?:don't|do not|didn't|can't|cannot|couldn't|am not|'m not|wasn't)"
    r"(?: \w+)? (?:know|sure|say|tell|recall|remember|have (?:access|that|any|enough|the)|find|seen|certain)\b"
    r"|\bi'm (?:not sure|afraid i)|\bno idea\b|\bnot sure\b|\bnever (?:heard|tried|used)\b|\bi (?:have"
    r"|had) no (?:idea|clue)"
    r"|\bunable to (?:find|say|access|determine)\b|\b(?:does|do)(?:n't| not) (?:say|mention|specify|state|contain)\b"
    r"|\bi'll (?:have to )?(?:check|look|ask|find out|get back)\b|\blet me (?:check|get back|find out|look into)\b"
    r"|\bnot (?:provided|specified|stated|mentioned|available|included|known)\b|\bhard to say\b|\bidk\b|\bdunno\b"
)


def agrees(low: str) -> bool:
    """Whether a text, in small letters, begins as one that says yes."""
    return bool(_YES.match(low.lstrip("*_# ")))


def refuses(low: str) -> bool:
    """Whether it begins as one that says no."""
    return bool(_NO.match(low.lstrip("*_# ")))


def does_not_know(low: str) -> bool:
    """Whether it says that the speaker can't tell."""
    return bool(_IGNORANT.search(low))
