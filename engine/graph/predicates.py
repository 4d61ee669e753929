"""Which predicates say what something is, and which only praise it, place it in a story or speak of the speaker."""

from __future__ import annotations

import re

from engine.graph.common_words import FUNCTION, PLAIN, words
from engine.graph.keys import singular

_PRAISE = words(
    "must blast bonus treat win fan lot bit favourite favorite joy mess hit stunner gem way thing idea plus reason"
    " problem priority pleasure shame dream mistake success change best worst key answer point goal cornerstone"
    " hallmark mainstay choice pick option start step game-changer delight masterpiece classic challenge outcome result"
    " consequence effect example exception rule trick secret difference question matter sign proof start end beginning"
    " surprise rarity favourites favorites changer wonder necessity concern nightmare breeze bargain disappointment"
    " belief drag relief luxury treasure staple companion addition lifesaver lifesavers match reminder part while few"
    " couple number majority rest most core builder improvement"
)
"""Heads that say how something is liked or what it does in the story, not what it is."""

_LIKED = words(
    "perfect great good excellent ideal awesome amazing wonderful fantastic nice lovely beautiful solid superb fun cool"
    " terrible bad horrible brilliant delightful gorgeous fabulous incredible favorite favourite predominant rights"
)
"""Words that make a phrase praise, whatever its head."""

_ELSEWHERE = re.compile(
    r"^the\s[\w-]+['’]s\s|\b(?:the\s(?:city|country|town|team|state|area|region|company|band|island|group|film|series"
    r"|university|school|club|village|album|latter|former)(?=[\s,.;]*$|[,.;])|(?:that|it|this|these|those|them|there|here)[\s.;]*$)"
)
_WEIGHED = re.compile(
    r"an?\s(?:\w+ly\s)?(?:important|key|essential|crucial|critical|significant|central|promising|valuable|vital|useful"
    r"|powerful)\s"
)
"""How much something matters is not what it is."""

_PASSES = re.compile(r",?\sand\s(?:is|was|are|were|has|had|have|fought|can|will|may|also)\b")
_OPENING = words(
    "overall however additionally initially currently originally historically today unlike together altogether though"
    " hence thus moreover furthermore nowadays meanwhile instead here there perhaps often sometimes since while"
)
_OF = words("type kind sort form variety class species piece genre breed subset")
"""Heads that pass on to what follows: 'a type of prepaid credit'."""

_NEEDS_OF = words(
    "version adaptation son daughter brother sister cousin nephew uncle"
    " member body part result product component source cause site centre center seat home matter step proponent"
)
_SPEAKER = re.compile(r"\b(?:I|me|my|mine|we|us|our|ours|I'm|I’m|we're|we’re)\b")
_SUPERLATIVE = re.compile(
    r"(?:the|one\sof\sthe)\s(?:[\w-]+\s)?(?:best|worst|most|least|only|same|first|second|third|last|next|main|key|right"
    r"|perfect|one|answer|reason|problem|case|way|time|result|step|\w{3,}est)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"the\s(?:[\w-]+\s)?(?:predominant|dominant|main|current|former|largest|primary|principal|leading|major|nation|country"
    r"|person|man|woman|one|team|city|place|year|day)\s(?:[\w-]+\s){0,3}(?:in|on|at|for|that|who|which|to)\s"
)
_MORE = re.compile(r",\s(?!(?:which|who|that|where|when|and|or|but|with|in|on|of|used|an?|the)\b)[a-z-]+\s[a-z]")
_ADJECTIVES = ("ic", "al", "ous", "ive", "est", "ful", "less", "ary")
_NOUNS_ALL_THE_SAME = words(
    "music public topic critic logic metric fabric clinic republic classic mechanic plastic epic comic magic traffic"
    " animal hospital capital festival journal signal metal material manual proposal terminal crystal mineral vegetable"
    " criminal rival canal portal tutorial individual general trial cardinal archive drive detective native initiative"
    " alternative perspective forest test request guest harvest interest protest priest west east nest contest"
    " secretary library dictionary diary documentary anniversary summary boundary glossary dispensary sanctuary"
    " tributary missionary adversary commentary salary territory"
)
_ENGLISH_COUNTS = words("two three four five six seven eight nine ten many several various other another key main most")


def is_sound_subject(phrase: str, determiner: str, verb: str) -> bool:
    """Whether words can be what a sentence says something lasting of.

    Args:
        phrase: without its article.
        determiner: the article, in lower case; '' where there is none.
        verb: 'is', 'was', ...
    """
    parts = phrase.split()
    first, last = parts[0].lower(), parts[-1].lower()
    lower = phrase.islower()
    if first in _OPENING or (determiner in ("a", "an") and verb in ("was", "were")):
        return False
    if first in _ENGLISH_COUNTS or first.endswith(("ly", "est")) or first in ("to", "of", "in", "on", "for"):
        return False
    if any(part.lower().endswith(("'s", "’s")) for part in parts[:-1]) and parts[-1].islower():
        return False  # 'Jaime's journey'
    of = phrase.lower().split(" of ")[0].split()[-1]
    if " of " in phrase and of in PLAIN and phrase[0].islower():
        return False  # 'a controversial aspect of the plan'
    if first in PLAIN and len(parts) > 1 and parts[-1].islower():
        return False
    if " and " in f" {phrase} " and not phrase.istitle() and parts[0].islower():
        return False
    if lower and determiner in ("the", "this") and (len(parts) == 1 or verb in ("was", "were")):
        return False  # 'the city is', 'the dessert was': of one that was spoken of before
    return not (lower and verb in ("was", "were") and last in PLAIN)


def is_definition(said: str, sentence: str) -> bool:
    """Whether a predicate, with its article, can stand in a dictionary."""
    if _WEIGHED.match(said):
        return False
    is_open = _ELSEWHERE.search(said) is not None or _PASSES.search(said) is not None
    return not is_open and not says_of_itself(said, sentence) and _SUPERLATIVE.match(said) is None


def is_passing(determiner: str, verb: str, said: str) -> bool:
    """Whether a predicate tells what was so then or there, not what the subject is: 'the main religion in'."""
    if not said.startswith("the "):
        return False
    return (verb in ("was", "were") and (determiner != "" or verb == "were")) or _THEN.match(said) is not None


def is_circular(subject: str, said: str) -> bool:
    """Whether a definition opens with what it defines: 'the format string' of 'format'."""
    opening = [singular(word.lower()) for word in re.findall(r"[\w'’-]+", said)[1:4]]
    return " " not in subject and singular(subject.lower()) in opening


def says_of_itself(said: str, sentence: str) -> bool:
    """Whether a predicate, with its article, says how whoever speaks likes something, or asks."""
    if sentence.rstrip(" \"'”’)*_").endswith(("!", "?")) or _SPEAKER.search(said):
        return True
    return _is_praise(said.split(maxsplit=1)[-1])


def _is_praise(said: str) -> bool:
    """Whether the first noun phrase of a predicate ends with praise: 'a nice treat', not 'a core plugin'."""
    last = ""
    for found in re.finditer(r"[\w'’-]+(?P<stop>[.,;:!?)]?)", said):
        low = found[0].lower().rstrip(".,;:!?)")
        if low in FUNCTION or low == "that":
            break
        last = low
        if found["stop"]:
            break
    return last in _PRAISE


def passes_on(last: str, behind: str) -> bool:
    """Whether a head says nothing by itself, but what follows its 'of' does."""
    return last.lower() in _OF and behind.startswith(" of ")


def is_adjective(word: str) -> bool:
    """Whether a lower-case word is an adjective by its ending."""
    return word.endswith(_ADJECTIVES) and word not in _NOUNS_ALL_THE_SAME


def is_kind(phrase: str, behind: str) -> bool:
    """Whether a noun phrase names a kind of thing.

    Args:
        phrase: its words, without an article.
        behind: what stands behind it.
    """
    last = phrase.split()[-1].lower()
    if not {last, singular(last)}.isdisjoint(_PRAISE) or not _LIKED.isdisjoint(phrase.lower().split()):
        return False
    if last in _NEEDS_OF and behind.startswith((" of ", " in ")):
        return False
    if " " not in phrase and _MORE.match(behind):
        return False  # 'a secure, cross-browser website'
    if is_adjective(last) and (" " not in phrase or behind.startswith((",", " and ", " or ", " but "))):
        return False
    return not (last.endswith("est") and " " not in phrase and last not in _NOUNS_ALL_THE_SAME)
