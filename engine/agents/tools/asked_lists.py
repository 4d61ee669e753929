"""Whether a request is for a list or a count of what the library holds, and of what.

The whole request has to be understood: a kind of document at its head, and behind it nothing but filters. 'How many
moons mention Ada' and 'list the causes of the war' are none of this tool's business.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine.agents.tools.call import Call
from engine.agents.tools.day_names import MONTHS
from engine.agents.tools.days import Lean, read_day
from engine.agents.tools.tool import ToolError

MOST_WORDS = 6
_ORDER = ("newest_first", "limit")  # no part of a count

_SHARED = ("book", "page", "table")
"""Forms that others have too: 'which books mention Atlantis' may ask about the world."""

_NOUNS = {
    r"(?:documents?|docs?|files?|items?|dokumente?|dateien|fichiers?|documentos?|archivos?)": ("documents", ""),
    r"(?:notes?|notizen|notiz|notas?)": ("documents", "note"),
    r"(?:markdown|\.?md) (?:files?|documents?|notes?)": ("documents", "markdown"),
    r"(?:text|\.?txt) (?:files?|documents?)": ("documents", "text"),
    r"(?:pdfs?|pdf (?:files?|documents?))": ("documents", "pdf"),
    r"(?:word|\.?docx?) (?:files?|documents?)": ("documents", "word"),
    r"(?:e-?books?|epubs?|epub (?:files?|books?)|files? of type epub)": ("documents", "book"),
    r"(?:web ?pages?|html (?:files?|pages?|documents?))": ("documents", "page"),
    r"(?:notebooks?|jupyter notebooks?)": ("documents", "notebook"),
    r"(?:source|code) files?": ("documents", "code"),
    r"(?:spreadsheets?|csvs?|csv files?)": ("documents", "table"),
    r"(?:conversations?|chats?|unterhaltungen|gespräche|conversaciones)": ("conversations", ""),
    r"passages?": ("passages", ""),
    r"messages?": ("messages", ""),
}
_NOUN = "|".join(f"(?P<n{at}>{pattern})" for at, pattern in enumerate(_NOUNS))
_MY = r"(?:(?:all|any|every|each)(?: of)? )?(?:the |my |our |these |meine |mes |mis |alle )?(?:saved |own |existing )?"
_NEWEST = "(?P<newest>newest |latest |most recent |last )?"
_LEADS = {
    "count": r"how many(?: of)?|count|(?:what is )?the number of|number of|wie viele|combien de|cuánt[oa]s",
    "list": r"list|show|show me|give me(?: a)? list of|give list of|display|liste|zeige(?: mir)?|lista|muestra|"
    r"which(?: of)?|welche|quels|quelles|give me|tell me|find|find me|find all|get|get me",
}
_HEADS = tuple(
    (tool, re.compile(rf"(?:{lead}) {_MY}{_NEWEST}(?:{_NOUN})(?= |$)", re.IGNORECASE)) for tool, lead in _LEADS.items()
)
_BARE = re.compile(rf"{_MY}{_NEWEST}(?:{_NOUN})(?= |$)", re.IGNORECASE)
_LAST_ADDED = re.compile(
    rf"(?:which|what) (?:{_NOUN}) (?:did i|have i) (?P<way>add|added|save|saved)(?:ed)? last", re.IGNORECASE
)
_HERE = (
    r"(?:of mine|do i (?:have|own)|have i|i have|i've got|are there|there are|are|lie|exist|in total|altogether|here|"
    r"in here|in it|in (?:my |the |this )?library|in all|habe ich|gibt es|ai-je|tengo|hay|i saved|i have saved)"
)
_OWN = re.compile(rf"^(?: {_HERE})+(?= |$)", re.IGNORECASE)
_OWN_LAST = re.compile(rf" {_HERE}$", re.IGNORECASE)
_SURE_LEAD = re.compile(
    r"(?:list|count|show|number|the number|how many|zeige|liste|lista|wie viele|combien|cuánt)", re.IGNORECASE
)
_MINE = re.compile(r"\b(?:my|mine|i|our|library|here|meine|ich|mes|mis|tengo|ai-je)\b", re.IGNORECASE)

_VERB = (
    r"(?:(?:that |which |who )?(?:mention(?:s|ing|ed)?|metion|contain(?:s|ing)?|includ(?:es?|ed|ing)|cit(?:es?|ing))|"
    r"erwähnen|enthalten|mentionnent|contiennent|mencionan|contienen)"
)
_WITH = r"(?:(?:that |which )?(?:with|have|has|having|use|uses|using|say|says)|mit|avec|con)"
_WORD = r"(?:(?:the|das|le|la|el) )?(?:words?|terms?|names?|phrases?|wort|mot|palabra)"
_QUOTED = r"['\"‘“][^'\"‘’“”]+['\"’”]"
_WORDS = re.compile(rf" (?:{_VERB}(?: {_WORD})?|{_WITH} {_WORD}|{_WITH}(?= {_QUOTED}$)) (?P<words>.+)", re.IGNORECASE)
_TAGGED = re.compile(
    r" (?:(?:that are |which are )?tagged(?: (?:with|as))?|(?:with|having|under) (?:the )?tags?|with tag) "
    r"(?P<tag>['\"‘“]?#?[\w/-]+['\"’”]?)$| (?P<hash>#[\w/-]+)$",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r" (?:in|from|under|of) (?:the |my )?(?:(?:folder|collection|directory) (?P<after>['\"‘“]?[\w ./~#-]+?['\"’”]?)|"
    r"(?P<before>['\"‘“]?[\w./~-]+['\"’”]?) (?:folder|collection|directory))$",
    re.IGNORECASE,
)
_NAME = r"[A-ZÄÖÜ][\w.'-]*"
_SPEAKER = re.compile(rf" (?:from|by|of|said by|sent by|written by|where) (?P<who>{_NAME}(?: {_NAME})?|me)(?: says?)?$")
_ADDED = (
    r"(?: (?:that )?(?:were |are |is |was |have |has )?(?:added|changed|modified|saved|written|created|dated|ingested|"
    r"from|frm|of|in|during|made|taken in|i (?:added|saved|wrote)|vom|von|de))*"
)
_MONTH = rf"(?P<month>{'|'.join(sorted(map(re.escape, MONTHS), key=len, reverse=True))})"
_THIS = "(?P<which>this|last|the last|the past|letzten?|diesen?) (?P<unit>week|month|year|woche|monats?|jahr(?:es)?)"
_SPANS = tuple(
    re.compile(f"{_ADDED} {pattern}$", re.IGNORECASE)
    for pattern in (
        r"(?P<year>(?:19|20)\d\d)",
        rf"{_MONTH}\.?,? (?P<year>(?:19|20)\d\d)",
        rf"(?:from|in|of|frm) {_MONTH}",
        _THIS,
        r"(?:in |within )?(?:the )?(?:last|past) (?P<count>\d{1,4}) (?P<unit>days?|weeks?|months?|years?)",
        r"between (?P<from>[^,]+?) and (?P<to>[^,]+)",
        r"(?P<way>since|after|before|until|from|on) (?P<day>(?:the )?[^,]+)",
        r"(?P<day>today|yesterday)(?P<way>)",
    )
)


@dataclass(slots=True)
class _Asked:
    """A request on its way: what is left of it, and what was understood."""

    rest: str
    arguments: dict[str, Any]


def lists_and_counts(text: str, today: date) -> Call | None:
    """The call that a request for a list or a count is; None where it is not surely one."""
    last = _LAST_ADDED.fullmatch(text)
    if last:
        return Call("list", {**_what(last), "dated": "added", "newest_first": True, "limit": 1})
    for tool, head in (*_HEADS, ("list", _BARE)):
        match = head.match(text)
        if match is None:
            continue
        asked = _Asked(text[match.end() :], _what(match))
        filters = _take_filters(asked, today)
        asked.rest = _OWN.sub("", asked.rest)
        if asked.rest:
            if not _take_words(asked):
                return None
            filters += 1
        if match["newest"]:
            asked.arguments |= {"newest_first": True, "limit": 1 if not match[0].lower().endswith("s") else 20}
        if not filters and head is _BARE and not match["newest"]:
            return None  # 'notes'
        if not filters and not _is_sure(text, asked.arguments):
            return None
        if asked.arguments.get("form") in _SHARED and not _MINE.search(text):
            return None
        if tool == "count":
            asked.arguments = {name: asked.arguments[name] for name in asked.arguments if name not in _ORDER}
        return Call(tool, asked.arguments)
    return None


def _what(match: re.Match[str]) -> dict[str, Any]:
    """The kind of thing that a head names."""
    noun = next(at for at in range(len(_NOUNS)) if match[f"n{at}"])
    what, form = list(_NOUNS.values())[noun]
    return {"what": what, **({"form": form} if form else {})}


def _is_sure(text: str, arguments: dict[str, Any]) -> bool:
    """Whether the library is meant where nothing narrows it: by 'my' or 'in the library', or by a plain order."""
    is_order = arguments["what"] in ("documents", "conversations") and bool(_SURE_LEAD.match(text))
    return is_order or bool(_MINE.search(text)) or "newest_first" in arguments


def _take_filters(asked: _Asked, today: date) -> int:
    """Take dates, tags, folders and speakers off the end; how many there were."""
    count = 0
    while count < 5:
        taken = _take_date(asked, today) or _take_tag(asked) or _take_place(asked) or _take_speaker(asked)
        if not taken:
            trimmed = re.sub(
                r"(?: (?:do i have|are there|i have|in (?:my|the|this) library|habe ich|tengo))$", "", asked.rest
            )
            if trimmed == asked.rest:
                break
            asked.rest = trimmed
            continue
        count += 1
    return count


def _take_tag(asked: _Asked) -> bool:
    match = _TAGGED.search(asked.rest)
    if match is None:
        return False
    name = (match["tag"] or match["hash"]).strip("'\"‘’“”")
    asked.arguments.setdefault("in", []).append(f"#{name.removeprefix('#')}")
    asked.rest = asked.rest[: match.start()]
    return True


def _take_place(asked: _Asked) -> bool:
    match = _PLACE.search(asked.rest)
    if match is None:
        return False
    name = (match["after"] or match["before"]).strip("'\"‘’“” ")
    if not name or name.lower() in ("the", "my", "this", "that", "which", "what"):
        return False
    asked.arguments.setdefault("in", []).append(name)
    asked.rest = asked.rest[: match.start()]
    return True


def _take_speaker(asked: _Asked) -> bool:
    if asked.arguments["what"] not in ("messages", "conversations") or "speaker" in asked.arguments:
        return False
    match = _SPEAKER.search(asked.rest)
    if match is None:
        return False
    asked.arguments["speaker"] = match["who"]
    asked.rest = asked.rest[: match.start()]
    return True


def _take_date(asked: _Asked, today: date) -> bool:
    if "since" in asked.arguments or "until" in asked.arguments:
        return False
    for pattern in _SPANS:
        match = pattern.search(asked.rest)
        days = _days(match.groupdict(), today) if match else None
        if match and days is not None:
            since, until = days
            asked.arguments |= {"since": since.isoformat()} if since else {}
            asked.arguments |= {"until": until.isoformat()} if until else {}
            if re.search(r"\b(?:added|ingested|taken in)\b", match[0], re.IGNORECASE):
                asked.arguments["dated"] = "added"
            asked.rest = asked.rest[: match.start()]
            return True
    return False


def _days(parts: dict[str, str | None], today: date) -> tuple[date | None, date | None] | None:
    """First and last day of a span; None where it names none."""
    if parts.get("month"):
        month = MONTHS[(parts["month"] or "").lower()]
        year = int(parts.get("year") or (today.year if month <= today.month else today.year - 1))
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if parts.get("year"):
        return date(int(parts["year"] or 0), 1, 1), date(int(parts["year"] or 0), 12, 31)
    if parts.get("which"):
        return _period((parts["which"] or "").lower(), (parts["unit"] or "").lower(), today)
    if parts.get("count"):
        days = {"d": 1, "w": 7, "m": 30, "y": 365}[(parts["unit"] or "")[0].lower()] * int(parts["count"] or 0)
        return (today - timedelta(days=days), today) if days < 700_000 else None
    if parts.get("from"):
        first, last = _day(parts["from"], today), _day(parts["to"], today)
        return (first[0], last[1]) if first and last else None
    day = _day(parts.get("day"), today)
    if day is None:
        return None
    way = (parts.get("way") or "").lower()
    one = timedelta(days=1)
    spans: dict[str, tuple[date | None, date | None]] = {
        "since": (day[0], None),
        "after": (day[1] + one, None),
        "before": (None, day[0] - one),
        "until": (None, day[1]),
    }
    return spans.get(way, day)


def _day(text: str | None, today: date) -> tuple[date, date] | None:
    """First and last day of a day, a month or a year."""
    text = (text or "").strip().removeprefix("the ")
    if re.fullmatch(r"(?:19|20)\d\d", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    month = re.fullmatch(rf"{_MONTH}\.?(?:,? (?P<year>(?:19|20)\d\d))?", text, re.IGNORECASE)
    if month:
        return _month(MONTHS[month["month"].lower()], month["year"], today)
    try:
        day = read_day(text, today, Lean.LAST)
    except ToolError:
        return None
    return (day, day) if day else None


def _month(month: int, year: str | None, today: date) -> tuple[date, date]:
    number = int(year) if year else today.year if month <= today.month else today.year - 1
    return date(number, month, 1), date(number, month, monthrange(number, month)[1])


def _period(which: str, unit: str, today: date) -> tuple[date, date]:
    """This or last week, month or year of the calendar; 'the last' and 'the past' end today."""
    is_this = which in ("this", "diese", "diesen")
    if unit[0] == "w":
        monday = today - timedelta(days=today.weekday())
        spans = (monday, today) if is_this else (monday - timedelta(days=7), monday - timedelta(days=1))
    elif unit[0] == "m":
        first = today.replace(day=1)
        before = first - timedelta(days=1)
        spans = (first, today) if is_this else (before.replace(day=1), before)
    else:
        spans = (
            (date(today.year, 1, 1), today) if is_this else (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
        )
    if which in ("the last", "the past"):
        days = {"w": 7, "m": 30}.get(unit[0], 365)
        return today - timedelta(days=days), today
    return spans


_NOT_WORDS = re.compile(
    r"\b(?:that|which|who|whom|whose|when|where|because|why|how|if|is|are|was|were|been|being|do|does|did|has|had|not|but|"
    r"or|than|then|it|they|them|this|these|those|more|less|most|least|only|also|same|both|the|a|an|any|some|in|on|at|about)\b",
    re.IGNORECASE,
)


def _take_words(asked: _Asked) -> bool:
    """Take 'that mention X' as the words to look for; False where what is left is anything else."""
    match = _WORDS.fullmatch(asked.rest)
    if match is None:
        return False
    said = match["words"].strip(" ,")
    quoted = re.fullmatch(r"['\"‘“](?P<inside>[^'\"‘’“”]+)['\"’”]", said)
    if quoted:
        asked.arguments["words"] = f'"{quoted["inside"]}"' if " " in quoted["inside"] else quoted["inside"]
        return True
    words = said.split()
    if not words or len(words) > MOST_WORDS or _NOT_WORDS.search(said) or not re.fullmatch(r"[\w .'&+#-]+", said):
        return False
    asked.arguments["words"] = " ".join(word for word in words if word.lower() not in ("and", "und", "et", "y", "&"))
    return True
