"""A conversation as Markdown, its citations written out below each answer."""

from __future__ import annotations

from engine.library.exported import Exported, Said, where


def written(exported: Exported) -> str:
    """The whole text; it ends with a newline."""
    lines = [f"# {exported.title}", "", exported.dates(), ""]
    for said in exported.turns:
        lines += _turn(said)
    return "\n".join(lines).rstrip() + "\n"


def _turn(said: Said) -> list[str]:
    marks = f" ({', '.join(said.marks())})" if said.marks() else ""
    lines = [f"## {said.who} · {said.turn.time}{marks}", "", said.turn.text, ""]
    for line in (said.verdict(), f"*{said.how()}*" if said.how() else ""):
        lines += [line, ""] if line else []
    for citation in said.citations:
        lines += [f"[{citation['n']}] {where(citation['place'])}", ""]
        lines += [f"> {line}" for line in citation["quote"].splitlines()] + [""]
    return lines
