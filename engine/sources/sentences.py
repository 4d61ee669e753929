"""Where the sentences of a text begin and end, as exact spans.

Our own rules and not a library: a citation needs spans of the untouched text, which these rules state by construction,
while the best-known splitter (pysbd) rewrites the text as it works and looks its sentences up again afterwards. It
reads 0.1 MB/s where one regular expression for candidates and a few tables of abbreviations read over 10, and every
chunk and every answer passes through here.

A sentence ends at a stop that is followed by white space, unless the stop belongs to an abbreviation, an initial or a
list number. It also ends at a blank line, a hard line break, and before a list item, a heading, a table row, a quoted
line, or a line that opens with a speaker or a time. A plain newline is white space: wrapped paragraphs stay whole.
"""

from __future__ import annotations

import re

# The first character class lets the engine skip quickly; what follows is decided by the character it found. The
# possessive runs and the look-behind keep a million dots linear.
_CANDIDATE = re.compile(
    r"""
    [.!?…؟۔।。！？｡\n\f\u2029]
    (?:
      (?<=[.!?…؟۔।]) (?<![.!?…؟۔।]{2})
      (?P<more> [.!?…؟۔।]*+ )
      (?P<closers> (?: ["'”’»›)\]}*_`] | \[ \^? [\w,\ –-]{1,12} \] )*+ )
      (?: (?=\s) | \Z )
    | (?<=[。！？｡]) (?P<cjk> [。！？｡…]*+ [」』”’）】》"')]*+ ) (?! と | って )
    | (?<=\n) (?P<heading> [\ \t]*+ \#{1,6} [\ \t] [^\n]*+ )
    | (?<=\n)
      (?P<line>
        (?= [\ \t\r]* \n                                     # a blank line
          | [\ \t]* (?: [-*+•‣◦▪●] | \d{1,3} [.)] ) [\ \t]      # a list item
          | [\ \t]* (?: > | \| | ``` | ~~~ )                     # a quote, a table row, a fence
          | \[? \d{4}-\d\d-\d\d [T,\ ]{1,2} \d\d:                # a line of a log
          | [A-Z][\w'’.-]{0,30} (?:\ [\w'’.-]{1,30}){0,2}: [\ ]   # a speaker or a label
        )
      | (?<=[\ ]{2}\n) | (?<=\\\n) | (?<=[\ ]{2}\r\n)            # Markdown's hard line breaks
      )
    | (?<=[\f\u2029]) (?P<page> )
    )
    """,
    re.VERBOSE,
)
_FIRST_HEADING = re.compile(r"[ \t]*#{1,6}[ \t][^\n]*")
_NEXT = re.compile(r"""\s*["'“‘«‹(\[{*_`„¿¡]*(\w*)(\W?)""")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")  # U.S, p.m, Ph.D
_LABEL = re.compile(r"\d|[IVXLC]{2,}\b|(?![AI]\b)[A-Z]\d*\b")  # what follows 'Fig.': 3, IV, B2
_BRACKET_ITEM = re.compile(r"[ \t]*\d{1,3}\)")
_ROMAN = re.compile(r"[ivxIVX]{1,4}")
_OPENING = "([{\"'“‘«‹*_`„¿¡"
_LONGEST_ABBREVIATION = 24  # characters looked back at
_LONGEST_BRACKET = 300  # the same


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER = _words(
    "e.g i.e eg ie cf vs v viz lit mr mrs ms mx dr prof rev hon gen col capt cpt lt sgt maj cmdr adm sen rep gov pres"
    " supt messrs mme mlle hr fr dipl ing z.b d.h u.a i.d.r bzw vgl sog"
)
_BEFORE_NUMBER = _words(
    "no nos fig figs eq eqs eqn sec secs sect ch chap vol vols p pp art tab ref refs nr ver app pt par para ex bd abs"
    " kap abb s ss def thm prop lem cor"
)
_USUALLY_INSIDE = _words(
    "inc ltd co corp llc plc jr sr bros approx est dept univ assn al ca st mt ft ave blvd rd sq gmbh"
    " incl excl resp max min avg misc orig ed eds trans repr rpt suppl tel ext alt temp hrs mins wk yr yrs"
    " lat long lbs oz cal calif mass penn wash conn ariz colo tenn"
)
_CAPITALISED_INSIDE = _words(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun"
    " Natl Acad Sci Biol Proc Br Med Mol Chem Phys Eng Lett Bull Int Conf Symp Pharm Ann Res Assoc"  # journals
)
_DATES_OF_LIVES = _words("b c d r fl")  # born, circa, died, reigned, flourished
_LOWER_ENDS = _words("etc usw")
# Words that open a sentence far more often than they continue a name.
_OPENERS = _words(
    "The This That These Those It Its He She They We I You His Her Their Our My Your There Here In On At By For From"
    " With As If When While After Before During Since Although Though However But And Or So Thus Hence Then Also What"
    " Who Why How Where Which Is Are Was Were Do Does Did Can Could Would Should A An Some Many Most Such Both All Not"
    " To Of Once Until Because Despite Unlike Moreover Furthermore Therefore Meanwhile Instead Finally First Today"
    " Several Each Every Another Other Later Now Under Over Between Through Within Without According"
    " Der Das Die Ein Eine Es Er Sie Wir Ich Im Am Auf Bei Mit Nach Und Aber Il Elle Les"
)
_LABELLED = _words(
    "vitamin plan hepatitis type group class grade section appendix figure table option part phase point step team case"
    " model exhibit schedule category variant version drive influenza hypothesis layer player site zone"
)
_GERMAN_MONTHS = _words(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember Jahrhundert"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans `(start, end)` of the sentences of `text[start:end]`, in code points of `text`.

    The spans are in order, do not overlap, begin and end with characters that are not white space, and together hold
    every character that is not white space.
    """
    end = len(text) if end is None else min(end, len(text))
    spans: list[tuple[int, int]] = []
    here = start
    first = _FIRST_HEADING.match(text, start, end)
    if first:
        here = _close(text, here, first.end(), spans)
    for match in _CANDIDATE.finditer(text, here, end):
        group = match.lastgroup
        at = match.start()
        if group == "closers":
            if _is_end(text, here, match, end):
                here = _close(text, here, match.end(), spans)
        elif group == "line" and _closes_bracket(text, here, at):
            continue
        elif group == "heading":
            here = _close(text, here, at, spans)
            here = _close(text, here, match.end(), spans)
        else:
            here = _close(text, here, match.end(), spans)
    _close(text, here, end, spans)
    return spans


def _close(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> int:
    """Add `text[start:end]` without the white space around it, if anything is left; where the next sentence starts."""
    piece = text[start:end]
    bare = piece.lstrip()
    if bare:
        begin = end - len(bare)
        spans.append((begin, begin + len(bare.rstrip())))
    return end


def _closes_bracket(text: str, here: int, newline: int) -> bool:
    """Whether what looks like the list item `2)` after `newline` ends a bracket that the sentence opened."""
    if not _BRACKET_ITEM.match(text, newline + 1):
        return False
    since = max(here, newline - _LONGEST_BRACKET)
    return text.count("(", since, newline) > text.count(")", since, newline)


def _is_end(text: str, here: int, match: re.Match[str], end: int) -> bool:
    """Whether the stop that `match` found ends the sentence that starts at `here`."""
    after = _NEXT.match(text, match.end(), end)
    if after is None or after.end() == match.end():
        return True
    following = after[1]
    if not following and after[2] in ".?!":  # an ellipsis with spaces: . . .
        return False
    lower = following[:1].islower()
    mark = match[0][0]
    if match["more"] or mark != ".":
        if mark in ".…":  # an ellipsis
            return not lower
        return not (lower and (match["closers"] or mark == "!"))  # “Why?” she asked; Yahoo! is a company
    at = match.start()
    words = text[max(here, at - _LONGEST_ABBREVIATION) : at].split()
    if not words or text[at - 1].isspace():
        return not lower
    word = words[-1].lstrip(_OPENING)
    if "-" in word:
        word = word.rsplit("-", 1)[1]
    first = not text[here : at - len(words[-1])].strip() if at - here <= _LONGEST_ABBREVIATION else False
    opens = following in _OPENERS and after[2] != "."  # 'J. A. Smith': this A is an initial
    return _period_ends(word, words[-2] if len(words) > 1 else "", following, first=first, opens=opens) and not (
        lower and match["closers"]
    )


def _period_ends(word: str, before: str, following: str, *, first: bool, opens: bool) -> bool:
    """Whether the full stop after `word` ends a sentence.

    `first`: the word is all there is of the sentence so far. `opens`: the `following` word usually opens a sentence.
    """
    key = word.lower()
    lower = following[:1].islower()
    if key in _NEVER:
        return False
    if (len(word) == 1 and word.isalpha() and key not in _BEFORE_NUMBER) or word in ("S", "P", "V"):
        return _initial_ends(word, before, following, first=first, opens=opens)
    if key in _BEFORE_NUMBER:
        return not (_LABEL.match(following) or lower)
    if key in _LOWER_ENDS:
        return not lower
    if key in _USUALLY_INSIDE or word in _CAPITALISED_INSIDE or _DOTTED.fullmatch(word):
        return opens or not following
    if first and ((word.isdigit() and len(word) <= 3) or _ROMAN.fullmatch(word)):
        return False
    if word.isdigit():
        return not (lower or (len(word) <= 2 and following in _GERMAN_MONTHS))
    return not lower or (len(word) >= 4 and word.isalpha() and word.islower())


def _initial_ends(word: str, before: str, following: str, *, first: bool, opens: bool) -> bool:
    """The same for a single letter: an initial, a list letter, or the name of a thing (plan B)."""
    if first:
        return False
    if word == "I" and not before.endswith("."):
        return not following[:1].islower()
    if word in _DATES_OF_LIVES:
        return opens
    if before.lower() in _LABELLED or not following or not word.isupper():
        return not following[:1].islower()
    return opens
