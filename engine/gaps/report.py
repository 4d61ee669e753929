"""What was found, as Markdown or as one page of HTML that needs nothing else."""

from __future__ import annotations

import html
import unicodedata

from engine.errors import UsageError
from engine.gaps.records import Evidence, Gap, GapKind, GapReport
from engine.records import Place

FORMS = ("markdown", "html")

KINDS = {
    "coverage": "Treated on one side only",
    "link": "Links that are missing",
    "hole": "Bridges that are missing",
    "question": "Questions without an answer",
    "emphasis": "Weighed differently",
    "disagreement": "Contradictions",
    "stance": "Valued differently",
}

STYLE = """body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
article { border-top: 1px solid #8888; padding: .5rem 0 1rem; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem; }
blockquote { margin: .3rem 0; padding-left: .8rem; border-left: 3px solid #888a; white-space: pre-wrap; }
small, .why { opacity: .75; } :root { color-scheme: light dark; }"""


def write(found: GapReport, form: str) -> str:
    """What was found, to be read elsewhere.

    Raises:
        UsageError: `form` is none of `FORMS`.
    """
    if form not in FORMS:
        raise UsageError(f"there is no report in the form '{form}'", f"there are {' and '.join(FORMS)}")
    return _markdown(found) if form == "markdown" else _html(found)


def heading(found: GapReport) -> str:
    """What the report is of."""
    return f"In {found.a} and not in {found.b}" if found.b else "What the library leaves out"


_COUNTED = {
    "coverage": ("treated on one side only", "treated on one side only"),
    "link": ("missing link", "missing links"),
    "hole": ("missing bridge", "missing bridges"),
    "question": ("question without an answer", "questions without an answer"),
    "emphasis": ("weighed differently", "weighed differently"),
    "disagreement": ("contradiction", "contradictions"),
    "stance": ("valued differently", "valued differently"),
}


def summary(found: GapReport) -> str:
    """'5 gaps: 4 treated on one side only, 1 weighed differently; 2 dropped'."""
    kinds: dict[str, int] = {}
    for gap in found.gaps:
        kinds[gap.kind.value] = kinds.get(gap.kind.value, 0) + 1
    counts = ", ".join(f"{count} {_COUNTED[kind][count != 1]}" for kind, count in kinds.items())
    total = f"{len(found.gaps)} gap{'' if len(found.gaps) == 1 else 's'}" if found.gaps else "No gap was found"
    return f"{total}{f': {counts}' if counts else ''}{f'; {found.dropped} dropped' if found.dropped else ''}."


def where(place: Place) -> str:
    """Title, and page, speaker or line."""
    at = f"page {place.page}" if place.page else place.speaker or f"line {place.line_start}"
    return f"{place.title or place.path}, {at}"


def _markdown(found: GapReport) -> str:
    lines = [f"# {_literal(_harmless(heading(found)))}", "", _literal(summary(found)), ""]
    lines += [line for note in found.notes for line in (f"*{_literal(_harmless(note))}*", "")]
    for n, gap in enumerate(found.gaps, 1):
        mark = " (kept)" if gap.decision == "kept" else ""
        lines += [f"## {n}. {_literal(_harmless(gap.title))}{mark}", ""]
        lines += [f"{_literal(_harmless(gap.why))} {_kind(gap)}, {gap.confidence:.0%}, `{gap.gap_id}`", ""]
        for name, side in _sides(found, gap):
            lines += [f"{name}:", ""]
            for each in side:
                lines += [*(f"> {_literal(line)}" for line in _harmless(each.quote).splitlines()), ">"]
                lines += [f"> — {_literal(_harmless(where(each.place)))}", ""]
        if _asks(gap):
            lines += [f"To ask: {_literal(_harmless(gap.question))}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _html(found: GapReport) -> str:
    title = _escaped(heading(found))
    parts = [
        "<!doctype html>",
        '<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{STYLE}</style>",
        f"<h1>{title}</h1><p>{_escaped(summary(found))}</p>",
        *(f"<p><em>{_escaped(note)}</em></p>" for note in found.notes),
    ]
    for n, gap in enumerate(found.gaps, 1):
        mark = " (kept)" if gap.decision == "kept" else ""
        parts += [
            f'<article id="{gap.gap_id}"><h2>{n}. {_escaped(gap.title)}{mark}</h2>',
            f'<p class="why">{_escaped(gap.why)} {_kind(gap)}, {gap.confidence:.0%}, <code>{gap.gap_id}</code></p>',
            '<div class="sides">',
        ]
        for name, side in _sides(found, gap):
            quotes = "".join(
                f"<blockquote>{_escaped(each.quote)}<br><small>{_escaped(where(each.place))}</small></blockquote>"
                for each in side
            )
            parts.append(f"<section><strong>{_escaped(name)}</strong>{quotes}</section>")
        parts.append(f"</div>{f'<p>To ask: {_escaped(gap.question)}</p>' if _asks(gap) else ''}</article>")
    return "\n".join([*parts, "</html>"]) + "\n"


def _sides(found: GapReport, gap: Gap) -> list[tuple[str, tuple[Evidence, ...]]]:
    """What stands on each side under its name; sides without evidence are left out."""
    names = (found.a, f"Nearest in {found.b}") if found.b else ("There is", "Beside it")
    return [(_harmless(name), each) for name, each in zip(names, (gap.a, gap.b), strict=True) if each]


def _asks(gap: Gap) -> bool:
    """Whether there is a question to close it, besides its title."""
    return bool(gap.question) and gap.kind is not GapKind.QUESTION


def _kind(gap: Gap) -> str:
    return KINDS[gap.kind.value]


def _escaped(text: str) -> str:
    return html.escape(_harmless(text))


def _harmless(text: str) -> str:
    """Without control characters and marks that turn the direction of writing."""
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) not in ("Cc", "Cf", "Cs"))


def _literal(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{each}" if each in r"\`*_{}[]<>#|!~" else each for each in text)
