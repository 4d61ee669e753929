"""What a sentence of a draft does: state something, say the question again, or say that the sources are silent."""

from __future__ import annotations

import re

from engine.reasoning.features import NUMBER, Idf, stems

SHORTEST = 3
"""Words of a statement at least."""

AGAIN = 0.9
"""Share of a sentence's telling words, by rarity, that the question has too, from which it only says it again."""

LONGEST_SILENCE = 40
"""Words of a sentence that only says what the sources lack; a longer one says something besides."""

LONGEST_CHARACTERS = 400
"""The same in characters: what goes on without spaces is no sentence."""

_SOURCES = (
    r"(?:passages?|sources?|documents?|excerpts?|texts?|notes?|context|material|information|library"
    r"|quellen?|passagen?|texte?n?|dokumente?n?|auszüge?n?|textstellen?|unterlagen|bibliothek"
    r"|extraits?|textes?|documents?|fuentes?|pasajes?|fragmentos?|documentos?|textos?)"
)
_DENIES = (
    r"(?:not|n['’]t|cannot|no|none|neither|nothing|nowhere|silent|insufficient|without"
    r"|nicht|nichts|kein|keine|keinen|keinerlei|ne|n['’]\w+|aucune?|rien|ni|ning[uú]n[ao]?|nada)"
)
_SAYS = (
    r"(?:sa(?:y|ys|id)|mention\w*|stat(?:e|es|ed|ing)|specif\w+|contain\w*|provid\w+|giv(?:e|es|en)|answer\w*|tell"
    r"|tells|describ\w+|discuss\w*|indicat\w+|includ\w+|explain\w*|address\w*|enough|found|find|known|determin\w+"
    r"|silent|ste(?:ht|hen)|nennen|nennt|genannt|erwähn\w+|sag(?:t|en)|enth[aä]lt\w*|beantwort\w+|angegeben|hervor|finde\w*"
    r"|mentionn\w+|indiqu\w+|précis\w+|dit|disent|répond\w*|contien\w+|trouv\w+"
    r"|mencion\w+|indica\w*|dice\w*|contiene\w*|respond\w+|especific\w+)"
)
SILENCE = (
    re.compile(rf"\b{_SOURCES}\b.*?(?:\b|(?<=\w)){_DENIES}\b.*?\b{_SAYS}\b", re.IGNORECASE),
    re.compile(rf"\b{_SOURCES}\b.*?\b{_SAYS}\b.*?\b{_DENIES}\b", re.IGNORECASE),
    re.compile(rf"\b{_DENIES}\b.*?\b{_SAYS}\b.*?\b{_SOURCES}\b", re.IGNORECASE),
    re.compile(rf"\b(?:no|kein\w*|aucune?|ning[uú]n[ao]?)\b[^.]{{0,40}}\b{_SOURCES}\b", re.IGNORECASE),
    re.compile(r"\bI\s+(?:can\s?not|can['’]t|could\s+not|couldn['’]t|do\s+not|don['’]t)\s+\w+", re.IGNORECASE),
)


def states(sentence: str, question: str, idf: Idf) -> bool:
    """Whether a sentence says something that needs a source.

    It does not where it asks, announces, says the question again, or says that the sources do not answer it.

    Args:
        sentence: without marks.
        question: what was asked.
        idf: how telling a stem is.
    """
    bare = sentence.strip().rstrip("*_`\"'”’) ")
    if len(bare.split()) < SHORTEST or bare.endswith((":", "：", "?", "？")):
        return False
    said = frozenset(stems(bare))
    return bool(said) and not _again(said, frozenset(stems(question)), idf) and not is_silence(bare)


def is_silence(sentence: str) -> bool:
    """Whether a sentence says that the sources do not say something; in English, German, French or Spanish."""
    if len(sentence.split()) > LONGEST_SILENCE or len(sentence) > LONGEST_CHARACTERS or NUMBER.search(sentence):
        return False
    return any(pattern.search(sentence) for pattern in SILENCE)


def _again(said: frozenset[str], asked: frozenset[str], idf: Idf) -> bool:
    weights = {each: max(0.02, idf(each)) for each in said}
    return sum(weights[each] for each in said & asked) >= AGAIN * sum(weights.values())
