"""Texts that need no classifier: each rule is right in at least 98 of 100 cases, or it goes.

`tests/engine/agents/test_rules.py` measures that on the prompts the classifier is fitted on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.agents import cues
from engine.agents.reading import Reading, listed
from engine.agents.route import CODE, CREATIVE, OUT_OF_SCOPE, SMALLTALK, TOOL

_ASKED = (
    r"(?:(?:please |pls |can you |could you |tell me |and |then )*"
    r"(?:what is|what's|whats|how much is|how much are|calculate|compute|work out|was ist|wie viel ist|wieviel ist|"
    r"cuanto es|cuanto son|combien font|combien fait|convert|please convert)? ?)"
)
_NUMBER = r"(?>0x[0-9a-f]{1,16}|0b[01]{1,32}|\d[\d.,' ]{0,20})"  # atomic: 0x0x0 has one reading, not two for each x
_UNIT = (
    r"(?:km|kilomet(?:re|er)s?|miles?|met(?:re|er)s?|m|feet|foot|ft|inch(?:es)?|in|cm|centimet(?:re|er)s?|mm|kg|kilos?|"
    r"kilograms?|grams?|g|pounds?|lbs?|ounces?|oz|stones?|lit(?:re|er)s?|l|ml|cups?|tablespoons?|teaspoons?|gallons?|"
    r"pints?|(?:degrees? )?(?:celsius|fahrenheit|kelvin)|°?[cfk]|[kmgt]i?b|bytes?|bits?|hours?|minutes?|seconds?|min|"
    r"acres?|hectares?|square (?:met(?:re|er)s?|feet|miles?|km)|decimal|binary|hex(?:adecimal)?|octal|dec)"
)
_ALL_MINE = r"(?:(?:all|every|everything|each)\b.{0,24}|(?:of |my |the |this )+)"
_FORMS = (
    r"(?:poem|haiku|limerick|sonnet|ode|lullaby|ballad|fairy tale|bedtime story|short story|slogan|jingle|acrostic)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern for the whole of a text in lower case, and where such a text goes."""

    name: str
    role: str
    pattern: re.Pattern[str]


def _rule(name: str, role: str, pattern: str) -> Rule:
    return Rule(name, role, re.compile(pattern, re.DOTALL))


RULES: tuple[Rule, ...] = (
    _rule(
        "sum",
        TOOL,
        rf"{_ASKED}[(\-]*(?:sqrt ?\(? ?)?{_NUMBER}%?(?: ?\)* ?(?:\*\*|[-+*/×÷^x%]|plus|minus|times) ?[(\-]*"
        rf"{_NUMBER}%?\)*)++ ?=? ?[?.]?",
    ),
    _rule("percentage", TOOL, rf"{_ASKED}{_NUMBER} ?(?:%|percent|per cent) (?:of|off|von|de) [€$£]?{_NUMBER}[?.]?"),
    _rule("conversion", TOOL, rf"{_ASKED}{_NUMBER} ?{_UNIT} (?:in|to|into|as) {_UNIT}(?: please| pls)?[?.]?"),
    _rule(
        "counted notes",
        TOOL,
        r"how many (?:of my )?(?:notes|documents|docs|pdfs|files)\b(?! (?:are there in|does|can|has) an? ).{0,120}",
    ),
    _rule(
        "poem",
        CREATIVE,
        rf"(?:please )?(?:write|compose)(?: me)? (?:an? )?(?:\w+ )?{_FORMS}\b(?! \w+(?:er|or)\b)"
        r"(?!.*\b(?:code|script|program)\b).{0,400}",
    ),
    _rule(
        "weather",
        OUT_OF_SCOPE,
        r"(?:what is|what's|whats|how is|how's) the weather(?: like)?"
        r"(?: now| right now| today| tomorrow| outside| in [\w ]{1,40})*\??",
    ),
    _rule(
        "switch",
        OUT_OF_SCOPE,
        r"(?:please |can you |could you )*(?:turn|switch) (?:on|off) the \w+(?: in .{1,40}| please)?"
        r"[.!?]?|(?:please )?(?:turn|switch) the \w+ (?:on|off)[.!?]?",
    ),
    _rule(
        "alarm",
        OUT_OF_SCOPE,
        r"(?:please |can you |could you )*set (?:an? |the )?(?:alarm|timer|reminder)\b(?!.*\b(?:in|with|using) "
        r"(?:python|javascript|java|bash|cron|c|rust|go)\b).{0,60}",
    ),
    _rule(
        "destroy",
        OUT_OF_SCOPE,
        rf"(?:please |can you |could you |just )*(?:delete|erase|wipe|remove|destroy) {_ALL_MINE}"
        r"(?:files|photos|pictures|documents|notes|disk|drive|computer|laptop|library|home directory|hard drive)"
        r"(?: please| now)?[.!]?",
    ),
    _rule("fence", CODE, r".*```.*"),
    _rule("traceback", CODE, r".*\btraceback \(most recent call last\).*"),
    _rule(
        "definition",
        CODE,
        r"(?:.*\n)?[ \t]*(?:def \w+\(.*\).*:|#include <|public static void |fn \w+\(.*\).*\{|import \w+ as \w+\n).*",
    ),
    _rule("query", CODE, r"(?:.*\n)?[ \t]*select\b.{1,200}\bfrom \w+.*;.*"),
    _rule(
        "who are you",
        SMALLTALK,
        r"(?:(?:hi|hello|hey|so|and)\W+)*(?:who|what) are you(?: exactly)?\W*"
        r"|what(?:'s| is) your name(?: please)?\W*|wer bist du\W*|qui es[- ]tu\W*|quien eres\W*|¿?quien eres\W*",
    ),
    _rule(
        "what can you do",
        SMALLTALK,
        r"(?:(?:hi|hello|hey|so|and|help)\W+)*what (?:can you do|can u do|you can do)(?: for me)?\W*"
        r"|was kannst du(?: alles)?\W*|¿?que puedes hacer\W*|que peux[- ]tu faire\W*",
    ),
)

_COURTESY = ("greeting", "farewell", "thanks", "chatter")
_FILLERS = listed(
    "my friend there everyone all you very much so a an the it that was is for your help to today again really "
    "mate sir dear i am ok this and by tomorrow have nice day evening night job work answer un tu te vielen bis "
    "mucho por beaucoup et pour je vous"
)
_MOST_COURTEOUS_WORDS = 7


def matching(reading: Reading) -> tuple[str, str] | None:
    """(name of the rule, role) of the first rule that fits, if one does."""
    plain = " ".join(reading.text.lower().split(" ")).strip()
    if not plain:
        return None
    for rule in RULES:
        if rule.pattern.fullmatch(plain):
            return rule.name, rule.role
    return ("courtesy", SMALLTALK) if _is_courtesy(reading) else None


def _is_courtesy(reading: Reading) -> bool:
    """Whether a short text is greetings, thanks and the like, and nothing else."""
    found = reading.words
    if not 1 <= len(found) <= _MOST_COURTEOUS_WORDS:
        return False
    known = cues.load()
    courteous = {known.groups.index(group) for group in _COURTESY}
    covered: set[int] = set()
    for at in range(len(found)):
        for length in range(1, min(cues.LONGEST_PHRASE, len(found) - at) + 1):
            groups = known.phrases.get(found[at : at + length], ())
            if courteous.intersection(groups):
                covered.update(range(at, at + length))
    return bool(covered) and all(at in covered or word in _FILLERS for at, word in enumerate(found))


def measured(prompts: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """(right, matched) by name of the rule, for prompts with their roles."""
    from engine.agents.reading import read

    counts: dict[str, tuple[int, int]] = {}
    for text, role in prompts.items():
        found = matching(read(text))
        if found is not None:
            right, matched = counts.get(found[0], (0, 0))
            counts[found[0]] = (right + (found[1] == role), matched + 1)
    return counts
