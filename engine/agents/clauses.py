"""Where a clause that asks for something begins: with a question word, an inverted verb, or an imperative.

English in full, German, Spanish and French as far as a few words go.
"""

from __future__ import annotations

import re

from engine.agents.reading import listed

QUESTION_WORDS = listed(
    "who whom whose what which when where why how wer wen wem wessen was wann wo warum wieso weshalb wie welche "
    "welcher welches welchen wohin woher quién quien quiénes qué cuándo cuándo dónde cómo cuál cuáles cuánto "
    "cuánta cuántos cuántas qui quand où pourquoi comment combien quel quelle quels quelles qu'est-ce"
)
AUXILIARIES = listed(
    "is are was were do does did has have had can could will would should shall may might must am isn't aren't "
    "wasn't doesn't didn't don't can't couldn't won't wouldn't shouldn't"
)
# Verbs that ask for something wherever they stand first.
IMPERATIVES = listed(
    "explain describe summarise summarize define outline analyse analyze discuss evaluate tell give write rewrite "
    "rephrase reword compose invent suggest propose recommend create generate make calculate compute convert find "
    "search show fetch retrieve delete erase remove send add implement refactor debug fix translate count export "
    "save turn switch help advise brainstorm shorten continue say put compare contrast list open sort review "
    "paraphrase erkläre beschreibe nenne schreibe schreib zeige zeig finde suche öffne liste zähle exportiere "
    "berechne vergleiche fasse übersetze explica describe resume escribe busca abre cuenta exporta calcula "
    "compara traduce explique décris résume écris cherche trouve ouvre compte exporte calcule traduis"
)
# The same, but nouns too: only before a word that begins its object.
NOUNS_TOO = listed(
    "plan play book order name test check draft note study call text mail email print design prepare state quote "
    "label answer cut pick set start stop read run cook pay build use split move keep clean copy rank rate trace "
    "use take lower lock buy wipe order draw remind post polish change merge group tag file rename comment "
    "document comments"
)
_OBJECTS = listed(
    "a an the my your our his her its their it them him this that these those all every each some any me us one "
    "two three what which who how why when where both more another"
)
_LEADING = listed(
    "please and then also now so ok okay but kindly first next finally afterwards or bitte dann auch y luego "
    "también et puis ensuite aussi well hi hello hey maybe just additionally second secondly third und oder"
)
_WISHES = re.compile(
    r"(?:i (?:would |do )?(?:want|need|like|love)|i'd (?:like|love)|we need|let's|i'm looking for|i am looking for) "
    r"|(?:can|could|would|will) (?:you|we) "
)
_SOFT_WISH = re.compile(r"(?:i (?:would |do )?(?:want|need|like|love)|i'd (?:like|love)|we need) to (\w+) ")
_WISHED_FOR = IMPERATIVES | {"know", "see", "understand", "have", "get", "hear"}
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def bare_words(text: str, most: int = 6) -> list[str]:
    """The first words in lower case, without what only leads in (please, and, then)."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0].lower().replace("’", "'")
        if found or word not in _LEADING:
            found.append(word)
        if len(found) == most:
            break
    return found


def asks_question(text: str) -> bool:
    """Whether it begins like a question: with a question word, or a verb before its subject."""
    found = bare_words(text, 3)
    if not found:
        return False
    head = found[0].split("'")[0]
    if head in QUESTION_WORDS or found[0] in QUESTION_WORDS:
        return True
    return found[0] in AUXILIARIES and len(found) > 1


def commands(text: str) -> bool:
    """Whether it begins with a verb that asks for something."""
    found = bare_words(text, 2)
    if not found:
        return False
    if found[0] in IMPERATIVES:
        return True
    return found[0] in NOUNS_TOO and len(found) > 1 and (found[1] in _OBJECTS or found[1].isdigit())


def wishes(text: str) -> bool:
    """Whether it asks by a wish: I need a poem, could you. 'I want to start running' only says why one asks."""
    found = " ".join(bare_words(text, 8)) + " "
    soft = _SOFT_WISH.match(found)
    return bool(_WISHES.match(found)) and (soft is None or soft[1] in _WISHED_FOR)


def asks(text: str) -> bool:
    """Whether it asks for something in any of these ways."""
    return asks_question(text) or commands(text) or wishes(text)
