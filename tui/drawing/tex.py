"""A TeX formula as text that can be read: letters, scripts and signs of Unicode, fractions on a line, matrices as rows.

pylatexenc parses it and knows the signs. What it would write for fractions and scripts loses brackets (`a+b/c`), so
these are put together here; what is not known raises, and the formula is shown as it was written: a wrong formula is
worse than an unreadable one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tui.drawing.texgrid import Grid, beside, grid
from tui.drawing.texparts import product, script, single, tidy

if TYPE_CHECKING:  # 40 ms that only formulas need
    from pylatexenc.latex2text import LatexNodes2Text

LONGEST = 4_000  # code points of a formula that is read
TIGHT = "∑∏∐∫∬∭∮∂∇√∞∀∃∄¬∆"  # mathematical signs that stand close to what follows
SIZES = "left right middle big Big bigg Bigg bigl bigr Bigl Bigr"
NOTHING = frozenset(f"{SIZES} limits nolimits displaystyle textstyle nonumber notag hline !".split())
WORDS = frozenset(
    ["text", "textrm", "textbf", "textit", "mathrm", "mathit", "mathsf", "mathtt", "operatorname", "mbox"]
)
ALPHABETS = frozenset(["mathbb", "mathcal", "mathbf", "mathfrak", "mathscr", "boldsymbol", "bm"])
OVER = {"hat": "\u0302", "bar": "\u0304", "vec": "\u20d7", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308"}
OVER |= {"widehat": "\u0302", "widetilde": "\u0303", "overline": "\u0305", "underline": "\u0332"}
PLAIN = {"|": "‖", "bmod": " mod ", "lim": "lim", "colon": ": ", "dotsc": "…", "dotsb": "…", "lVert": "‖", "rVert": "‖"}
PLAIN |= {"lvert": "|", "rvert": "|", "implies": " ⟹ ", "iff": " ⟺ ", "coloneqq": " ≔ ", "argmin": "argmin"}
PLAIN |= {each: each for each in ("det", "gcd", "deg", "dim", "ker", "Pr", "inf", "sup", "max", "min", "hom", "arg")}
PLAIN |= {"cdot": " · ", "argmax": "argmax", "prime": "′", " ": " ", "quad": "  ", "qquad": "    "}
ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}
GRIDS = {"matrix": "", "pmatrix": "()", "bmatrix": "[]", "Bmatrix": "{}", "vmatrix": "||", "Vmatrix": "‖‖"}
GRIDS |= {"smallmatrix": "", "array": "", "cases": "{", "aligned": "=", "align": "=", "align*": "=", "split": "="}
GRIDS |= {"gather": "", "gather*": "", "gathered": "", "equation": "", "equation*": "", "multline": "", "multline*": ""}
"""How the rows of an environment are held: by brackets, or '=' where columns meet at their signs."""


class Unreadable(ValueError):
    """This formula is not understood; it is to be shown as it was written."""


@lru_cache(512)
def inline(source: str) -> str:
    """A formula on one line.

    Raises:
        Unreadable: it is broken, or holds what is not known.
    """
    return tidy(_run(_items(_parse(source)))).strip() or _nothing()


@lru_cache(128)
def display(source: str) -> tuple[str, ...]:
    """A formula in lines; matrices and systems of equations stand row by row.

    Raises:
        Unreadable: as `inline`.
    """
    lines: Grid = [""]
    run: list[Any] = []
    for item in _items(_parse(source)):
        name = getattr(item, "environmentname", "")
        if name in GRIDS:
            lines = beside(lines, beside([tidy(_run(run))], grid(_cells(item), GRIDS[name])))
            run = []
        else:
            run.append(item)
    return tuple(line.rstrip() for line in beside(lines, [tidy(_run(run)).rstrip()]))


# --- parsing ------------------------------------------------------------------------------------------------------


def _parse(source: str) -> list[Any]:
    from pylatexenc.latexwalker import LatexWalker, LatexWalkerError

    if len(source) > LONGEST or not source.strip():
        raise Unreadable("nothing, or too much")
    try:
        nodes, _, _ = LatexWalker(source, tolerant_parsing=False).get_latex_nodes()
    except (LatexWalkerError, RecursionError, IndexError) as error:
        raise Unreadable(str(error)) from error
    return list(nodes)


@lru_cache(1)
def _letters() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text

    return LatexNodes2Text()


@lru_cache(1024)
def _sign(name: str) -> str:
    from pylatexenc.latex2text import get_default_latex_context_db

    global _SIGNS
    if _SIGNS is None:
        _SIGNS = get_default_latex_context_db()
    known = _SIGNS.get_macro_spec(name)
    sign = known.simplify_repl if known is not None else None
    if not isinstance(sign, str) or not sign or "%" in sign:
        raise Unreadable(f"\\{name}")
    return sign


_SIGNS: Any = None


def _items(nodes: Iterable[Any]) -> Iterator[Any]:
    """Single letters and whole nodes, in order."""
    for node in nodes:
        if node is None:
            continue
        kind = type(node).__name__
        if kind == "LatexCharsNode":
            yield from node.chars
        elif kind == "LatexSpecialsNode":
            yield from node.specials_chars
        elif kind != "LatexCommentNode":
            yield node


def _is(item: Any, letters: str) -> bool:
    """Whether an item is one of these letters; nodes can't be compared with text."""
    return isinstance(item, str) and item in letters


# --- what is inside a line ----------------------------------------------------------------------------------------


def _run(items: Iterable[Any]) -> str:
    """Items side by side, with their scripts."""
    queue = list(items)
    queue.reverse()
    out = ""
    while queue:
        item = queue.pop()
        if _is(item, "^_"):
            added = script(_argument(queue), raised=_is(item, "^"))
            out = out.rstrip() + added
            if added[0] in "^_" and queue and not _is(queue[-1], "^_)]}.,;:'"):
                out += " "
        elif isinstance(item, str):
            out += {"'": "′", "~": " ", "&": " ", "\n": " "}.get(item, item)
        elif type(item).__name__ == "LatexMacroNode" and item.macroname in ("frac", "dfrac", "tfrac", "cfrac"):
            out += _fraction(item, queue, out)
        else:
            out += _node(item, queue)
    return out


def _argument(queue: list[Any]) -> str:
    """The next item, braces taken off."""
    while queue and _is(queue[-1], " \n"):
        queue.pop()
    if not queue or _is(queue[-1], "^_&"):
        raise Unreadable("an argument is missing")
    item = queue.pop()
    return tidy(item if isinstance(item, str) else _node(item, queue)).strip()


def _node(node: Any, queue: list[Any]) -> str:
    match type(node).__name__:
        case "LatexGroupNode":
            if node.delimiters != ("{", "}"):
                return str(node.delimiters[0]) + _run(_items(node.nodelist)) + str(node.delimiters[1])
            return _run(_items(node.nodelist))
        case "LatexMacroNode":
            return _macro(node, queue)
        case "LatexEnvironmentNode" if node.environmentname in GRIDS:
            rows = "; ".join(" ".join(cell for cell in row if cell) for row in _cells(node))
            around = GRIDS[node.environmentname]
            return f"{around[0]}{rows}{around[1:] or '}'}" if around not in ("", "=") else rows
    raise Unreadable(type(node).__name__)


def _arguments(node: Any, queue: list[Any], count: int) -> list[str]:
    """What a macro is applied to, by its own node or from what follows it."""
    given = [each for each in (node.nodeargd.argnlist if node.nodeargd else ()) if each is not None]
    if given:
        found = [tidy(_run(_items([each]))).strip() for each in given]
        return found[-count:] if len(found) >= count else _missing()
    return [_argument(queue) for _ in range(count)]


def _missing() -> list[str]:
    raise Unreadable("an argument is missing")


def _nothing() -> str:
    raise Unreadable("nothing is left of it")


def _macro(node: Any, queue: list[Any]) -> str:
    name, after = node.macroname, " " if node.macro_post_space else ""
    if name in NOTHING:
        if name in ("left", "right") and queue and _is(queue[-1], "."):
            queue.pop()
        return ""
    if name in WORDS:
        return _word(node, queue)
    if name in ALPHABETS:
        alphabet = "mathbf" if name in ("bm", "boldsymbol") else name
        return str(_letters().latex_to_text(f"\\{alphabet}{{{_arguments(node, queue, 1)[0]}}}"))
    if name in OVER:
        return _over(_arguments(node, queue, 1)[0], OVER[name])
    if name == "sqrt":
        return _root(node, queue)
    if name in ("binom", "dbinom", "tbinom"):
        upper, lower = _arguments(node, queue, 2)
        return f"C({upper}, {lower})"
    if name == "pmod":
        return f" (mod {_arguments(node, queue, 1)[0]})"
    if name == "tag":
        return f"  ({_arguments(node, queue, 1)[0]})"
    if name == "label":
        _arguments(node, queue, 1)
        return ""
    if name == "\\":
        return "; "
    sign = PLAIN.get(name) or _sign(name)
    if name.isalpha() and len(sign) == 1 and sign not in TIGHT and unicodedata.category(sign) == "Sm":
        return f" {sign} "
    if sign.isalpha() and len(sign) > 1:  # 'sin' and the like
        return f" {sign}{after or ' '}" if not queue or not _is(queue[-1], "^_(") else f" {sign}"
    return sign + after


def _word(node: Any, queue: list[Any]) -> str:
    """Words among the signs, as they are."""
    found = _arguments(node, queue, 1)[0]
    given = node.nodeargd.argnlist if node.nodeargd else ()
    source = "".join(each.chars for g in given if g is not None for each in getattr(g, "nodelist", ())
                     if type(each).__name__ == "LatexCharsNode")  # fmt: skip
    return source if source.strip() == found else found


def _over(text: str, sign: str) -> str:
    if len(text) > 3 or not text:
        raise Unreadable("a long bar")
    return unicodedata.normalize("NFC", "".join(letter + sign for letter in text))


def _root(node: Any, queue: list[Any]) -> str:
    given = node.nodeargd.argnlist if node.nodeargd else (None, None)
    degree = _run(_items(given[0].nodelist)).strip() if given[0] is not None else ""
    body = _run(_items([given[1]])).strip() if given[1] is not None else _argument(queue)
    sign = ROOTS.get(degree) or script(degree, raised=True) + "√"
    return sign + (body if single(body) else f"({body})")


def _fraction(node: Any, queue: list[Any], before: str) -> str:
    upper, lower = _arguments(node, queue, 2)
    small = unicodedata.lookup  # halves and quarters have signs of their own
    names = {("1", "2"): "ONE HALF", ("1", "4"): "ONE QUARTER", ("3", "4"): "THREE QUARTERS", ("1", "3"): "ONE THIRD",
             ("2", "3"): "TWO THIRDS"}  # fmt: skip
    if (upper, lower) in names:
        return small(f"VULGAR FRACTION {names[upper, lower]}")
    upper = upper if product(upper) else f"({upper})"
    lower = lower if single(lower) else f"({lower})"
    whole = f"{upper}/{lower}"
    follows = queue[-1] if queue else " "
    if isinstance(follows, str):
        close = follows.isalnum() or follows in "([^_/"
    else:
        close = getattr(follows, "macroname", "") not in ("right", "\\", "quad", ",")
    return f"({whole})" if close or before.rstrip().endswith("/") else whole


def _cells(node: Any) -> list[list[str]]:
    """The cells of an environment, row by row."""
    rows: list[list[list[Any]]] = [[[]]]
    for item in _items(node.nodelist):
        if _is(item, "&"):
            rows[-1].append([])
        elif getattr(item, "macroname", "") == "\\":
            rows.append([[]])
        else:
            rows[-1][-1].append(item)
    cells = [[tidy(_run(cell)).strip() for cell in row] for row in rows]
    return [row for row in cells if any(row)]
