"""A conversation as one page of HTML: no script, nothing from elsewhere, to be read, printed and kept.

Everything that was typed, written or quoted is escaped; a policy in the page forbids a browser to load anything.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape

from engine.library.exported import Exported, Said, where

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(.*?)(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"\[(\d{1,4})\]")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
TURNED_ROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that make a text read in another order than it has, which could make a quote look like a heading."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d1d1b; --faint: #5f5e5a; --line: #d8d6d0; --paper: #fdfcf9; --asked: #f1efe8;
  --accent: #0b5c6b; --warning: #8a4b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e5df; --faint: #a3a19a; --line: #3c3b38; --paper: #191917;
  --asked: #242421; --accent: #7cc7d4; --warning: #e8b36a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 44rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.6 Georgia, "Times New Roman", serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font: 600 .85rem/1.4 system-ui, sans-serif; color: var(--faint); margin: 0 0 .5rem; }
h2 b { color: var(--ink); }
.dates, .made, .verdict, .place { color: var(--faint); font: .85rem/1.4 system-ui, sans-serif; }
article { margin: 1.75rem 0; }
.asked { background: var(--asked); border-radius: .5rem; padding: .9rem 1.1rem; }
.other { border-left: .25rem solid var(--line); padding-left: 1rem; }
.words { white-space: pre-wrap; margin: 0 0 .75rem; }
pre { background: var(--asked); padding: .75rem 1rem; border-radius: .35rem; white-space: pre-wrap;
  font: .85rem/1.45 ui-monospace, Consolas, monospace; }
.elsewhere { color: var(--warning); font-weight: 600; }
sup a, .back a { color: var(--accent); text-decoration: none; }
ol { border-top: 1px solid var(--line); margin: 1rem 0 0; padding: .75rem 0 0; list-style: none; font-size: .92rem; }
li { margin: 0 0 .75rem; }
li:target, sup:target { background: var(--asked); }
blockquote { margin: .25rem 0; padding-left: .9rem; border-left: 2px solid var(--line); white-space: pre-wrap; }
@media print { :root { --ink: #000; --faint: #444; --paper: #fff; --asked: #fff; --line: #999; --accent: #000;
  --warning: #000; } body { max-width: none; padding: 0; font-size: 10.5pt; }
  .asked { border: 1px solid var(--line); } h2, li { break-inside: avoid; } h2 { break-after: avoid; } }
"""

HEAD = """<!DOCTYPE html>
<html lang="und">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><h1>{title}</h1>
<p class="dates">{dates}</p></header>
<main>
"""


def written(exported: Exported) -> str:
    """The whole page; it ends with a newline."""
    head = HEAD.format(title=_safe(exported.title), style=STYLE, dates=_safe(exported.dates()))
    return head + "\n".join(map(_turn, exported.turns)) + "\n</main>\n</body>\n</html>\n"


def _turn(said: Said) -> str:
    number = said.turn.turn_id
    classes = ("asked" if said.who == "You" else "said") + ("" if said.active else " other")
    marks = "".join(f" · {_safe(mark)}" for mark in said.marks())
    cited = Counter[int]()
    parts = [
        f'<article class="{classes}" id="turn-{number}">',
        f"<h2><b>{said.who}</b> · <time>{_safe(said.turn.time)}</time>{marks}</h2>",
        _body(said, cited),
    ]
    how = "made elsewhere" if said.elsewhere else "made"
    for name, line in (("verdict", said.verdict()), (how, said.how())):
        if line:
            parts.append(f'<p class="{name}">{_safe(line)}</p>')
    if said.citations:
        parts.append(_notes(said, cited))
    return "\n".join([*parts, "</article>"])


def _body(said: Said, cited: Counter[int]) -> str:
    """The text with code set apart; counts how often each citation is marked."""
    text, parts, at = said.turn.text, [], 0
    for fence in FENCE.finditer(text):
        parts += [_words(text[at : fence.start()], said, cited), f"<pre>{_safe(fence[2])}</pre>"]
        at = fence.end()
    return "\n".join(filter(None, [*parts, _words(text[at:], said, cited)]))


def _words(text: str, said: Said, cited: Counter[int]) -> str:
    """One paragraph for each run of lines, its marks linked to the notes below."""
    known = {citation["n"] for citation in said.citations}
    turn = said.turn.turn_id

    def linked(mark: re.Match[str]) -> str:
        n = int(mark[1])
        if n not in known:
            return mark[0]
        cited[n] += 1
        here, note = f"mark-{turn}-{n}-{cited[n]}", f"note-{turn}-{n}"
        return f'<sup id="{here}"><a href="#{note}">[{n}]</a></sup>'

    paragraphs = [each.strip("\n") for each in re.split(r"\n[ \t]*\n", text)]
    return "\n".join(f'<p class="words">{MARK.sub(linked, _safe(each))}</p>' for each in paragraphs if each.strip())


def _notes(said: Said, cited: Counter[int]) -> str:
    turn, items = said.turn.turn_id, []
    for citation in said.citations:
        n = citation["n"]
        backs = " ".join(
            f'<a href="#mark-{turn}-{n}-{k}" aria-label="back to the text">↩</a>' for k in range(1, cited[n] + 1)
        )
        items.append(
            f'<li id="note-{turn}-{n}"><span class="place">[{n}] {_safe(where(citation["place"]))}</span> '
            f'<span class="back">{backs}</span>\n<blockquote>{_safe(citation["quote"])}</blockquote></li>'
        )
    return "<ol>\n" + "\n".join(items) + "\n</ol>"


def _safe(text: str) -> str:
    return escape(TURNED_ROUND.sub("", UNPRINTABLE.sub("\ufffd", text)))
