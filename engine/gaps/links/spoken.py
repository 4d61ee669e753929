"""Where texts name other pages without linking to them, and which words of titles they hold: one pass over them all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

import numpy as np

from engine.gaps.finder import Looking
from engine.gaps.links.network import Sparse
from engine.gaps.links.pages import Page, is_telling, words_of
from engine.graph.common_words import PLAIN
from engine.graph.keys import singular
from engine.library.store import Library
from engine.retrieval.query import STOP_WORDS, WORD
from engine.retrieval.stems import stem
from engine.sources.reading import Block, BlockKind, Link

SILENT = re.compile(
    r"\w+://\S+|www\.\S+|\]\([^)\s]*\)|\S+@\S+\.\w+|<[^<>\n]{1,200}>|`[^`\n]+`|(?<![\w\s])\S*/\S*|[#@]\w+"
)
"""Addresses, paths, tags and code inside a line: a name in them names nothing."""

UNSAID = frozenset({BlockKind.CODE, BlockKind.META})
SENTENCE_ENDS = '.!?:;\n>*-|"“(['

SENTENCE = 40
"""Characters of a line that is likely to say something."""

JOINS = (" ", "-", "’s ", "'s ")
"""What may stand between the words of one proper name."""

MOST_NAMED = 60
"""Pages that one page names, the longest names first."""

AMBIGUOUS = -1


@dataclass(frozen=True, slots=True)
class Named:
    """One page named in another one's text, outside links."""

    count: int
    exact: int  # how many of them in the name's own letter case
    start: int  # of the plainest of them in the canonical text
    end: int
    words: int  # of the name
    is_said: bool  # whether it stands in a sentence there, not in a heading or a table


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """What the texts of n pages say of each other."""

    named: dict[tuple[int, int], Named]  # by the page that names and the page that is named
    title_words: Sparse  # csr (n, w): 1 where a page's text has a word
    titles: Sparse  # csr (n, w): 1 where a page's title has it


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    page: int  # or AMBIGUOUS
    capitals: tuple[bool, ...]
    only: str  # a name of one word as it is written, in small letters


def listen_to(library: Library, pages: Sequence[Page], looking: Looking) -> Spoken:
    """Read all texts once.

    Args:
        pages: n of them.
        looking: told how far it is.
    """
    from scipy.sparse import csr_array

    names = _index(pages)
    column: dict[str, int] = {}
    titles = [sorted({column.setdefault(word, len(column)) for word in _title_stems(page)}) for page in pages]
    held: list[list[int]] = []
    named: dict[tuple[int, int], Named] = {}
    for at, page in enumerate(pages):
        looking.go_on(at, len(pages))
        text = library.text(page.version)
        links = library.links(page.version)
        plain = _blanked(text, library.blocks(page.version), links)
        inside = " ".join(text[link.start : link.end] for link in links)
        stems = {stem(word) for word in {*WORD.findall(plain.lower()), *WORD.findall(inside.lower())}}
        held.append(sorted(column[each] for each in stems if each in column))
        found = _find(plain, at, names)
        for target in nlargest(MOST_NAMED, found, key=lambda each: (found[each].words, found[each].exact)):
            named[at, target] = found[target]
    shape = (len(pages), max(1, len(column)))
    tables = [
        csr_array((np.ones(sum(map(len, rows)), np.float32), _columns(rows), _ends(rows)), shape=shape)
        for rows in (held, titles)
    ]
    return Spoken(named, *tables)


def _index(pages: Sequence[Page]) -> dict[tuple[str, ...], list[_Name]]:
    """Names by their first two words, or their only one, the longest first. A title of several pages names none."""
    found: dict[tuple[str, ...], _Name] = {}
    for rank in range(max((len(page.names) for page in pages), default=0)):
        before = set(found)
        for at, page in enumerate(pages):
            if rank >= len(page.names) or not is_telling(name := page.names[rank]):
                continue
            words = words_of(name)
            known = found.get(words)
            if known is None:
                found[words] = _Name(words, at, _capitals(WORD.findall(name)), WORD.findall(name)[0].lower())
            elif known.page != at and words not in before:
                found[words] = replace(known, page=AMBIGUOUS)
    names: dict[tuple[str, ...], list[_Name]] = {}
    for each in sorted(found.values(), key=lambda each: -len(each.words)):
        names.setdefault(each.words[:2], []).append(each)
    return names


def _title_stems(page: Page) -> Iterable[str]:
    return (stem(word) for name in page.names[:3] for word in WORD.findall(name.lower()) if word not in STOP_WORDS)


def _find(plain: str, source: int, names: dict[tuple[str, ...], list[_Name]]) -> dict[int, Named]:
    words = [singular(word) for word in WORD.findall(plain.lower())]
    begun = _begun(words, names)
    if not begun:
        return {}
    places = [match.span() for match in WORD.finditer(plain)]
    if len(places) != len(words):  # a letter whose small form is two
        words = [singular(plain[start:end].lower()) for start, end in places]
        begun = _begun(words, names)
    found: dict[int, Named] = {}
    free = 0  # the first word that belongs to no name yet
    for at in begun:
        if at < free:
            continue
        listed = (*names.get((words[at], *words[at + 1 : at + 2]), ()), *names.get((words[at],), ()))
        name = next((each for each in listed if _stands(each, words, places, plain, at)), None)
        if name is None:
            continue
        free = at + len(name.words)
        if name.page not in (source, AMBIGUOUS):
            here = _occurrence(plain, places[at][0], places[free - 1][1], name)
            found[name.page] = _more(found[name.page], here) if name.page in found else here
    return found


def _begun(words: Sequence[str], names: dict[tuple[str, ...], list[_Name]]) -> list[int]:
    """The words with which a name may begin."""
    pairs = zip(words, (*words[1:], ""), strict=True)
    return [at for at, pair in enumerate(pairs) if pair in names or pair[:1] in names]


def _occurrence(plain: str, start: int, end: int, name: _Name) -> Named:
    """A name where it stands; a bracket that belongs to it is closed."""
    surface = plain[start:end]
    words = WORD.findall(surface)
    exact = _capitals(words) == name.capitals and (len(words) > 1 or words[0].lower() == name.only)
    if surface.count("(") > surface.count(")") and plain[end : end + 1] == ")":
        end += 1
    line = plain[plain.rfind("\n", 0, start) + 1 : _line_end(plain, end)].strip()
    return Named(1, int(exact), start, end, len(words), len(line) >= SENTENCE and line[0] not in "#|")


def _more(known: Named, here: Named) -> Named:
    """Counted together, shown where it is plainest."""
    worth = [(each.exact > 0 or each.words > 1, each.is_said, each.exact > 0, each.words) for each in (known, here)]
    return replace(here if worth[1] > worth[0] else known, count=known.count + 1, exact=known.exact + here.exact)


def _line_end(plain: str, at: int) -> int:
    found = plain.find("\n", at)
    return found if found >= 0 else len(plain)


def _stands(name: _Name, words: Sequence[str], places: Sequence[tuple[int, int]], plain: str, at: int) -> bool:
    """Whether a name stands at a word: its words with little between them, and no part of a longer name."""
    end = at + len(name.words)
    if tuple(words[at:end]) != name.words:
        return False
    for left, right in zip(range(at, end - 1), range(at + 1, end), strict=True):
        between = plain[places[left][1] : places[right][0]]
        if len(between) > 3 or "\n" in between.strip(" \n") or any(each in ".!?;|" for each in between):
            return False
    if len(name.words) > 1 or not plain[places[at][0]].isupper():
        return True
    return not (_continues(plain, places, at, at + 1) or _is_preceded(plain, words, places, at))


def _continues(plain: str, places: Sequence[tuple[int, int]], left: int, right: int) -> bool:
    """Whether two words are neighbours and both have a capital: 'Apple Pie' is no apple."""
    if left < 0 or right >= len(places):
        return False
    between = plain[places[left][1] : places[right][0]]
    return (
        between in (" ", "-", "’s ", "'s ") and plain[places[left][0]].isupper() and plain[places[right][0]].isupper()
    )


def _is_preceded(plain: str, words: Sequence[str], places: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a proper name begins before a word: 'Google Analytics', but not 'Open Analytics' at a beginning."""
    if not _continues(plain, places, at - 1, at):
        return False
    before = plain[: places[at - 1][0]].rstrip(" ")[-1:]
    begins = not before or before in SENTENCE_ENDS
    return not (begins and words[at - 1] in PLAIN | STOP_WORDS)


def _capitals(words: Sequence[str]) -> tuple[bool, ...]:
    return tuple(word[:1].isupper() for word in words)


def _blanked(text: str, blocks: Sequence[Block], links: Sequence[Link]) -> str:
    """The text with blanks where nothing is said, so that everything else stands where it stood."""
    silent = [(block.start, block.end) for block in blocks if block.kind in UNSAID]
    spans = sorted([*silent, *((link.start, link.end) for link in links)])
    pieces: list[str] = []
    here = 0
    for start, end in spans:
        if end > here:
            start = max(start, here)
            pieces += (text[here:start], " " * (end - start - 1), "\n"[: end - start])
            here = end
    pieces.append(text[here:])
    return SILENT.sub(lambda match: " " * len(match[0]), "".join(pieces))


def _columns(rows: Sequence[Sequence[int]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.fromiter(_flat(rows), np.int64)


def _flat(rows: Sequence[Sequence[int]]) -> Iterator[int]:
    for row in rows:
        yield from row


def _ends(rows: Sequence[Sequence[int]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.cumsum([0, *map(len, rows)], dtype=np.int64)
