"""One entry of a conversation as strips: questions, answers, lists of passages, notes."""

from __future__ import annotations

from rich.text import Text
from textual.strip import Strip

from tui.drawing.answered import has_tier, is_missing, manner, unsourced
from tui.drawing.bounded import bounded, left_out
from tui.drawing.clean import clean, one_line
from tui.drawing.durations import duration
from tui.drawing.growing import Growing
from tui.drawing.paint import blank, cut, strip, wrap
from tui.drawing.quotes import plain
from tui.keymap.keymap import Keymap
from tui.talk import Entry, Source, counted, where
from tui.themes import Palette

READING_WIDTH = 96  # longer lines are hard to read, however wide the terminal
BADGES = {"near-duplicate": "warning", "read next": "success"}
USUAL_KEYS = Keymap()
SIGNS = {"info": "·", "warning": "!", "error": "✗"}


def draw(
    entry: Entry,
    width: int,
    palette: Palette,
    *,
    active: int = 0,
    current: bool = False,
    growing: Growing | None = None,
    keymap: Keymap = USUAL_KEYS,
) -> list[Strip]:
    """The lines of one entry, with the empty line below it.

    `active` is the selected mark, `current` lights the bar, `growing` has what was drawn of this answer before,
    `keymap` the keys that are named.
    """
    width = min(width, READING_WIDTH)
    bar = Text("┃ " if current else "  ", palette.style("accent", bold=True))
    match entry.kind:
        case "question":
            lines = _question(entry, width, palette, current, keymap)
        case "note":
            lines = _note(entry, width, palette, bar)
        case "passages":
            lines = _heading(entry, width, palette, bar) + _passages(entry, width, palette, bar, active, keymap)
        case _:
            lines = _heading(entry, width, palette, bar) + _answer(entry, width, palette, bar, active, growing, keymap)
    return [*lines, blank()]


def estimate(entry: Entry, width: int) -> int:
    """A guess at the height of an entry, from the length of its lines alone."""
    room = max(8, min(width, READING_WIDTH) - 2)
    text, _ = bounded(entry.text)
    lines = sum(1 + len(line) // room for line in text.split("\n"))
    if entry.kind == "passages":
        return lines + 1 + 3 * len(entry.sources)
    return lines + (1 + (entry.branches > 1) if entry.kind in ("question", "note") else 3)


def _question(entry: Entry, width: int, palette: Palette, current: bool, keymap: Keymap) -> list[Strip]:
    bar = Text("┃ " if current else "▌ ", palette.style("accent" if current else "primary", bold=current))
    text, more = bounded(entry.text)
    lines = wrap(Text(clean(text), palette.style("primary", bold=True)), width, bar)
    lines += _left_out(more, width, palette, Text("  "))
    if entry.state == "unanswered":
        again = keymap.label("retry")
        lines += wrap(Text(f"◌ not answered yet · {again} asks again", palette.style("warning")), width, Text("  "))
    if entry.branches > 1:
        lines += wrap(_which(entry, palette, keymap), width, Text("  "))
    return lines


def _which(entry: Entry, palette: Palette, keymap: Keymap) -> Text:
    """Which of several it is, and the keys that lead to the others."""
    lead = " ".join(keymap.label(action) for action in ("previous-branch", "next-branch"))
    others = f" · {lead} others" if lead else ""
    return Text(f"{entry.branch} of {entry.branches}{others}", palette.style("accent"))


def _heading(entry: Entry, width: int, palette: Palette, bar: Text) -> list[Strip]:
    if not entry.title:
        return []
    return wrap(Text(one_line(entry.title, 500), palette.style("primary", bold=True)), width, bar)


def _note(entry: Entry, width: int, palette: Palette, bar: Text) -> list[Strip]:
    colour = {"warning": "warning", "error": "error"}.get(entry.level, "muted")
    first = Text.assemble(bar, (SIGNS[entry.level] + " ", palette.style(colour, bold=True)))
    rest = Text.assemble(bar, "  ")
    lines: list[Strip] = []
    text, more = bounded(entry.text)
    for number, line in enumerate(clean(text).split("\n")):
        lines += wrap(Text(line, palette.style(colour)), width, rest if number else first, rest)
    return lines + _left_out(more, width, palette, rest)


def _left_out(characters: int, width: int, palette: Palette, lead: Text) -> list[Strip]:
    return wrap(Text(left_out(characters), palette.style("warning")), width, lead) if characters else []


def _answer(
    entry: Entry, width: int, palette: Palette, bar: Text, active: int, growing: Growing | None, keymap: Keymap
) -> list[Strip]:
    lines: list[Strip] = []
    answer = entry.answer
    label = "" if answer is None else "∅ not in the library" if is_missing(answer) else one_line(unsourced(answer), 80)
    if label:
        sign = "" if label.startswith("∅") else "◇ "
        lines += wrap(Text(f"{sign}{label}", palette.style("warning", bold=True)), width, bar)
    if entry.text:
        marks = frozenset() if answer is not None and answer.abstained else entry.marks
        text, more = bounded(entry.text)
        lines += (growing or Growing()).draw(text, width, palette, bar, marks, active)
        lines += _left_out(more, width, palette, bar)
    state = _state(entry, palette, keymap)
    if entry.verdict:
        state.append(f"{' · ' if state.plain else ''}{entry.verdict}", palette.style("muted"))
    if entry.branches > 1:
        state.append(" · " if state.plain else "", palette.style("muted"))
        state.append(_which(entry, palette, keymap))
    if state.plain:
        lines += wrap(state, width, bar)
    return lines


def _state(entry: Entry, palette: Palette, keymap: Keymap) -> Text:
    again = f"{keymap.label('retry')} asks again"
    match entry.state:
        case "working":
            return Text(
                f"… {one_line(entry.doing) or ('' if entry.text else 'looking')}".rstrip(), palette.style("muted")
            )
        case "cut":
            partial = " · partial answer" if entry.text else ""
            if entry.answer is not None and entry.sources:  # a later draft was stopped: the one before stands
                partial = f" · the draft before stands · {counted(len(entry.sources), 'source')}"
            return Text(f"◌ stopped{partial} · {again}", palette.style("warning"))
        case "failed":
            return Text(f"✗ not answered · {again}", palette.style("error"))
    if entry.kind == "tool":
        places = counted(len(entry.sources), "document") if entry.sources else ""
        return Text(" · ".join(filter(None, (places, "a tool, without a model"))), palette.style("muted"))
    answer = entry.answer
    if answer is None:
        return Text()
    words = [counted(len(entry.sources), "source") if entry.sources or answer.grounded else ""]
    if answer.abstained and entry.sources:
        words = [counted(len(entry.sources), "passage") + f" came near ({keymap.label('show-sources')})"]
    words += [one_line(word, 40) for word in manner(answer)]
    words.append(one_line(answer.halt))
    words += [f"tier {answer.tier}" if has_tier(answer) else "", one_line(answer.model, 40) if answer.grounded else ""]
    if "total" in answer.timings:
        words.append(duration(answer.timings["total"]))
    return Text(" · ".join(word for word in words if word), palette.style("muted"))


def _passages(entry: Entry, width: int, palette: Palette, bar: Text, active: int, keymap: Keymap) -> list[Strip]:
    said = clean(entry.text) + (f" · {keymap.label('why')} says why" if entry.result is not None else "")
    lines = wrap(Text(said, palette.style("muted")), width, bar)
    group = ""
    for source in entry.sources:
        if source.group != group:
            group = source.group
            lines += wrap(Text(group, palette.style("primary", bold=True)), width, bar)
        lines += _passage(source, width, palette, bar, active)
    return lines


def _passage(source: Source, width: int, palette: Palette, bar: Text, active: int) -> list[Strip]:
    look = palette.style("mark", bold=True, reverse=source.n == active)
    head = Text.assemble(
        bar, (f"[{source.n}]", look), " ", (one_line(source.place.title), palette.style("text", bold=True))
    )
    score = f" {source.score:.2f}" if source.why and source.score is not None else ""
    badge = f" {source.badge}" if source.badge else ""
    head.truncate(max(8, width - len(score) - len(badge)), overflow="ellipsis")
    head.append(score, palette.style("muted"))
    head.append(badge, palette.style(BADGES.get(source.badge, "muted"), bold=True))
    if source.text:
        head.append(f" · {where(source.place)}", palette.style("muted"))
    head.apply_meta({"mark": source.n})
    head.truncate(width, overflow="ellipsis")
    indent = Text.assemble(bar, "    ")
    if source.why:
        return [strip(head), *wrap(Text(one_line(source.why, 400), palette.style("muted")), width, indent)[:2]]
    text = cut(plain(source.text, source.place, 2 * width), max(8, 2 * (width - 7)))
    return [strip(head), *wrap(Text(text, palette.style("text")), width, indent)[:2]]
