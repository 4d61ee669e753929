"""Words that tell whether another name, date or direction in a sentence is a contradiction, or only another case."""

from __future__ import annotations

from engine.reasoning.claims.verbs import PRESENT
from engine.retrieval.stems import stem


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(PRESENT.get(word, word)) or word for word in words.split())


ONCE = _stems(
    "born birth die death founded establish build construct erect complete begin start commence end expire finish open"
    " close sign ratify abolish dissolve publish release premiere invent discover patent introduce adopt approve enact"
    " create form incorporate launch independence sink destroy demolish marry divorce graduate retire coronation crown"
    " birthday deadline due print compose design write author capital locate headquarter headquartered name situate"
    " automate electrify inaugurate consecrate dedicate enter arrive depart leave land"
)
"""Stems of what happens to a thing once, so that two dates of it can't both be right."""

ONE_NAME = _stems(
    "born birth die founded establish design invent discover compose author capital head director president founder"
    " inventor architect designer chairman ceo headquarter headquartered premiere print sink name sign direct paint"
    " write buried build locate situate place"
)
"""Stems of what has one name to it: a birthplace, a founder, a capital."""

RESTRICTS = _words(
    "originally initially formerly former once previously now currently today yesterday tomorrow later earlier then"
    " until till since before after during plan plans planned expect expected expects estimate estimated estimates"
    " propose proposed proposes aim aims target forecast forecasts predict predicted predicts project projected"
    " another other others additional further each every per some most many several half only except if unless when"
    " whether may might could would should alone average mean median total maximum minimum max min nearly almost next"
    " last previous new old original claim claims claimed reported reportedly allegedly perhaps probably possibly"
    " first second third early late mid least about more less remaining rest both either combined together under over"
    " all not non any no such similar like than respectively include includes including"
)
"""Words which, in one of two sentences only, make another case of it."""

DENYING = _words("not no non any never")
"""Those of them that a denial consists of."""

POSSIBLY = _words("if unless may might can could would until only when whether sometimes often usually")
"""Words by which a sentence and its denial can both be true."""

SPEAKERS = _words("i me my mine we us our you your let's i'm this that these next coming here today")
"""Words that mean another thing in every mouth and on every day; with them a day or an hour is no contradiction."""

PRONOUNS = _words("it its he his him she her they their them this these that those")
"""Words for what another sentence names."""

SUBJECTS = _words("it he she they")
"""Those of them that a sentence is about, though others may stand before them."""

REFERENCES = _words(
    "p pp page pages vol volume no nr issue chapter section fig figure table isbn doi edition seite band"
)
"""Words before a number that tells where something stands."""

EDITIONS = _stems(
    "note notes report version draft final copy edition old new chapter page part minutes meeting handbook manual guide"
    " document file readme untitled update revised rev list plan info information overview faq"
)
"""Stems of titles that tell what kind of text it is, not what it is about."""

TURNS = _stems(
    "increase decrease reduce rise fall decline grow shrink gain lose win accept reject refuse allow forbid prohibit"
    " permit include exclude support oppose approve legal illegal possible impossible true false always never open"
    " closed close succeed fail better worse"
)
"""Stems that turn a sentence into its opposite wherever they stand in it; others only where no noun follows them."""
