"""Pronouns that point outside their question, in German, French and Spanish: the plain cases only."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.reasoning.following.mentions import DATE, PLACE, PLURAL, THING, Mention

ANY = "any"
"""German and French pronouns agree with the noun, person or thing."""

_I = re.IGNORECASE

_GERMAN = (
    (re.compile(r"\b(?:er|ihn|ihm)\b"), ANY, "m"),
    (re.compile(r"(?<!\A)(?<!ob )\bsie\b"), ANY, "f"),
    (
        re.compile(r"(?<=\w )es\b(?! (?:sich|um|an)\b)"),
        THING,
        "n",
    ),
    (re.compile(r"\b(?:dort|dorthin|da)(?=\W*$|\s+[a-zäöü])"), PLACE, ""),
    (re.compile(r"\b(?:damals|zu dieser zeit|zu der zeit|in diesem jahr|danach)\b", _I), DATE, ""),
    (
        re.compile(r"(?<=[a-zß] )das(?=\W*$|\s+(?:gebaut|erfunden|gemacht|entdeckt|geschrieben|genutzt|passiert)\b)"),
        THING,
        "",
    ),
)
_GERMAN_OWN = re.compile(r"\b(?:sein|ihr|dessen|deren)(?:e|en|er|em|es)?(?= [A-ZÄÖÜ])")
_GERMAN_EMPTY = re.compile(
    r"\b(?:gibt|gab|geht|regnet|schneit|dauert|handelt|stimmt|heißt|lohnt|spät|warm|kalt) es\b|"
    r"\bes (?:gibt|gab|ist|war|dauert|geht)\b|"
    r"\bes\b.*\b(?:zu|dass|wenn|ob)\b|\bob es\b",
    _I,
)
_GERMAN_ABOUT = re.compile(r"\bda(r?)(über|von|für|gegen|ran|rin|raus)\b(?!,)", _I)

_FRENCH = (
    (re.compile(r"(?<=-)(?:il|elle)\b|(?<=\bqu['’])(?:il|elle)\b|(?<=\w )(?:il|elle)(?= \w)", _I), ANY, ""),
    (re.compile(r"(?<=-)(?:ils|elles)\b|(?<=\bqu['’])(?:ils|elles)\b|(?<=\w )(?:ils|elles)(?= \w)", _I), PLURAL, ""),
    (re.compile(r"\b(?:là-bas|là)(?=\W*$)", _I), PLACE, ""),
    (re.compile(r"(?<=\w )(?:cela|ça)(?=\W*$)", _I), THING, ""),
    (re.compile(r"\b(?:à cette époque|à ce moment-là|cette année-là)\b", _I), DATE, ""),
)
_FRENCH_OWN = re.compile(r"\b(son|sa|ses) ([^\W\d_]+)", _I)
_FRENCH_EMPTY = re.compile(
    r"\b(?:heure est-il|il y a|y a-t-il|il faut|faut-il|est-il (?:vrai|possible|interdit|nécessaire|permis)|"
    r"il (?:pleut|neige)|s['’]il|il est (?:vrai|possible)|s['’]agit-il|existe-t-il)\b",
    _I,
)

_SPANISH = (
    (re.compile(r"\b(?:él|ella)\b", _I), ANY, ""),
    (re.compile(r"\b(?:ellos|ellas)\b", _I), PLURAL, ""),
    (re.compile(r"\b(?:allí|ahí|allá)\b", _I), PLACE, ""),
    (re.compile(r"\b(?:eso|aquello)(?=\W*$)", _I), THING, ""),
    (re.compile(r"\b(?:entonces|en aquella época|en ese año)(?=\W*$)", _I), DATE, ""),
)
_SPANISH_OWN = re.compile(r"\b(su|sus) ([^\W\d_]+)", _I)

_FORMS: Mapping[str, tuple[tuple[re.Pattern[str], str, str], ...]] = {"de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
_PLACE_WORDS = {"de": "in ", "fr": "à ", "es": "en "}
_DATE_WORDS = {"de": "", "fr": "en ", "es": "en "}


def abroad(text: str, language: str) -> list[Mention]:
    """The pronouns of a question in order; each kind once.

    Args:
        text: the question.
        language: 'de', 'fr' or 'es'.
    """
    found: list[Mention] = []
    empty = {"de": _GERMAN_EMPTY, "fr": _FRENCH_EMPTY}.get(language)
    impersonal = bool(empty and empty.search(text))
    for pattern, kind, gender in _FORMS[language]:
        match = pattern.search(text)
        if not match or (impersonal and (kind == ANY or gender == "n")):
            continue
        if any(each.start <= match.start() < each.end for each in found):
            continue
        before = _PLACE_WORDS[language] if kind == PLACE else _DATE_WORDS[language] if kind == DATE else ""
        if match[0].lower() == "danach":
            before = "nach "
        found.append(Mention(match.start(), match.end(), kind, gender, before=before))
    found += _owners(text, language)
    return sorted(found, key=lambda each: each.start)


def _owners(text: str, language: str) -> list[Mention]:
    if language == "de":
        own = _GERMAN_OWN.search(text)
        found = [Mention(own.start(), own.end(), ANY, "", possessive=True)] if own else []
        if about := _GERMAN_ABOUT.search(text):
            word = (
                about[2].lower().removeprefix("r") if about[2].lower() in ("ran", "rin", "raus") else about[2].lower()
            )
            found.append(Mention(about.start(), about.end(), THING, before=f"{word} "))
        return found
    own = (_FRENCH_OWN if language == "fr" else _SPANISH_OWN).search(text)
    if not own:
        return []
    noun = own[2]
    if language == "fr":
        article = {"son": "le", "sa": "la", "ses": "les"}[own[1].lower()]
        if article != "les" and noun[0].lower() in "aeiouéèêh":
            article = "l'"
        return [
            Mention(
                own.start(), own.end(), ANY, "", before=f"{article}{'' if article.endswith(chr(39)) else ' '}{noun} de "
            )
        ]
    feminine = noun.lower().endswith(("a", "ción", "dad", "as", "dades"))
    article = ("las" if feminine else "los") if own[1].lower() == "sus" else ("la" if feminine else "el")
    return [Mention(own.start(), own.end(), ANY, "", before=f"{article} {noun} de ")]
