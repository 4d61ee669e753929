"""Sentences that settle something."""

from __future__ import annotations

import re

from engine.threads.finding.reading import Said

LEAST = 0.5

_SETTLED = re.compile(
    r"\b(?:i|we)(?:'ve| have)?(?: just| finally| now| already)? (?:decided|chose|chosen|settled on|picked"
    r"|opted (?:for|to)"
    r"|agreed (?:on|to|that)|ended up (?:choosing|picking|going))\b"
    r"|\b(?:final |my |our |the )decision(?: is|:| was)|^decision:|\bit(?:'s| is) (?:decided|settled)\b"
    r"|\bwe're settled on\b"
    r"|\b(?:i|we)(?:'ll| will| are going to|'re going to|'m going to| am going to|'m| are|'re)"
    r" (?:go|going|stick|sticking|stay|staying|settle|settling) (?:with|for|on)\b"
    r"|\blet's (?:just )?(?:go|stick|stay|settle) (?:with|for|on)\b|\bdecided (?:to|on|against|that)\b|\bfinal answer:"
)
_CHOICE = re.compile(
    r"\blet's (?:just |all |both |not |instead )?(?:use|drop|switch|skip|call it|meet|move|aim for|book|order|set"
    r"|postpone|cancel|schedule|name|store|write|ship|pick|choose|buy|run|limit|say (?:\d|noon|mon|tue|wed|thu|fri"
    r"|sat|sun))\b"
    r"|\b(?:i|we)(?:'ll| will) (?:use|drop|switch|skip|build on|book|pick|choose|buy|do it|do that|host|store|name"
    r"|call it"
    r"|meet|run it on|ship|cancel)\b"
    r"|\b(?:i|we)(?:'d| would) (?:rather|prefer)(?: to)? (?:go|use|take|keep|have|stay)\b|\bi(?:'m| am)? (?:choose"
    r"|choosing)\b"
    r"|\bi want to go with\b|\bgo(?:ing)? ahead with\b|\bgoing with\b|\bmy pick is\b|\bmy choice is\b|\bwe're using\b"
    r"|^(?:ok|okay|alright|yes|perfect|great|cool)?[, ]*(?:then )?(?:go with|use|make it|take) (?:the|option|it|that"
    r"|\w+) "
)
_LOOSE = re.compile(
    r"\b(?:let's (?:just |all |both |not |instead )?|(?:i|we)(?:'ll| will) )(?:do|make|keep|take|plan|leave|put)\b"
)
"""Said of moods as often as of things: 'let's keep it up'."""

_PARTICULAR = re.compile(
    r"\d|\b(?:instead|only|(?:mon|tues|wednes|thurs|fri|satur|sun)day|noon|rather than|as it is|separate|out of)\b"
)
_OPEN = re.compile(
    r"\b(?:if|whether|unless|haven't|have not|hasn't|not yet|can't|cannot|couldn't|didn't|before|until|might|maybe"
    r"|perhaps"
    r"|could|should|how|once) (?:\w+ ){0,3}(?:decide|decided|choose|chose|chosen|settle|settled|pick|picked|go with"
    r"|use|using)"
    r"|\bto decide\b|\bdecide (?:later|whether|between)\b|\bundecided\b|\blet's (?:see|say that|think|imagine|assume"
    r"|suppose)\b"
    r"|\bfor example\b|\bwe'll use (?:this|these|it) (?:later|below|to)\b"
)
_PAST_OF_OTHERS = re.compile(r"\b(?:they|he|she|it|who|the \w+) (?:had |have |has )?(?:decided|chose|settled)\b")


def decision(one: Said) -> float:
    """How surely a sentence settles something, 0..1."""
    low = one.low
    if low.endswith("?") or _OPEN.search(low) or len(low.split()) > 60:
        return 0.0
    settled = bool(_SETTLED.search(low)) and not _PAST_OF_OTHERS.search(low)
    chosen = _CHOICE.search(low) or (_LOOSE.search(low) and _PARTICULAR.search(low))
    chance = 0.92 if settled else 0.68 if chosen else 0.0
    if chance and low.endswith("!") and not settled:
        chance -= 0.1
    if chance and not one.by_person:
        chance *= 1.1 if one.agreed else 0.6  # an assistant proposes
    elif chance and one.agreed:
        chance += 0.1
    return min(0.98, chance)
