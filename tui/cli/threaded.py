"""Threads and the timeline, for a machine and for a person."""

from __future__ import annotations

from typing import Any

from engine.threads.records import Chain, Find, FindKind, Period, Thread, ThreadReport, Timeline
from tui.cli.answers import place_json, place_words
from tui.cli.figures import counted
from tui.cli.harmless import one_line
from tui.cli.layout import clip, wrap
from tui.cli.output import faint, prose_width, strong
from tui.drawing import quotes, threaded

INDENT = "   "
OF_THREAD, OF_ASKED = 3, 40  # finds that are shown of a thread: in the list of all, and where words ask for it
CHAINS = 8
QUOTE_CELLS = 200


# --- for a machine ----------------------------------------------------------------------------------------------------


def threads_json(found: ThreadReport) -> dict[str, Any]:
    """What `nacre threads --json` prints."""
    return {
        "words": found.words,
        "conversations": found.conversations,
        "total": found.total,
        "threads": [_thread_json(each) for each in found.threads],
        "chains": [_chain_json(each) for each in found.chains],
        "timings": dict(found.timings),
    }


def timeline_json(found: Timeline) -> dict[str, Any]:
    """What `nacre timeline --json` prints."""
    return {
        "by": found.grain,
        "periods": [
            {
                "period": each.name,
                "conversations": each.conversations,
                "messages": each.messages,
                "topics": [
                    {"thread_id": topic.thread_id, "title": topic.title, "messages": topic.messages,
                     **place_json(topic.place)}
                    for topic in each.topics
                ],
                "finds": [find_json(find) for find in each.finds],
                "counts": {kind.value: n for kind, n in each.counts.items()},
                "unanswered": each.unanswered,
            }
            for each in found.periods
        ],
        "timings": dict(found.timings),
    }  # fmt: skip


def find_json(find: Find) -> dict[str, Any]:
    """A find with its place; `quote` is the canonical text's `[char_start:char_end]`, letter for letter."""
    return {
        "kind": find.kind.value,
        **place_json(find.place),
        "quote": find.text,
        "confidence": find.confidence,
        "by_person": find.by_person,
        "answered": find.answered,
        "answer": place_json(find.answer) if find.answer is not None else None,
        "later": [place_json(each) for each in find.later],
    }


def _thread_json(each: Thread) -> dict[str, Any]:
    return {
        "thread_id": each.thread_id,
        "title": each.title,
        "keywords": list(each.keywords),
        "begin": each.begin,
        "end": each.end,
        "providers": list(each.providers),
        "conversations": each.conversations,
        "messages": each.messages,
        "counts": {kind.value: n for kind, n in each.counts.items()},
        "unanswered": each.unanswered,
        "segments": [
            {"segment_id": one.segment_id, "messages": one.messages, "keywords": list(one.keywords),
             **place_json(one.place)}
            for one in each.segments
        ],
        "finds": [find_json(find) for find in each.finds],
    }  # fmt: skip


def _chain_json(chain: Chain) -> dict[str, Any]:
    return {
        "corrected": chain.corrected,
        "links": [
            {"step": link.step.value, "change": link.change, **place_json(link.find.place), "quote": link.find.text}
            for link in chain.links
        ],
    }


# --- for a person -----------------------------------------------------------------------------------------------------


def threads_text(found: ThreadReport) -> list[str]:
    """Threads with what matters most in them; where words asked for them, with all segments and more of the finds."""
    if not found.conversations:
        return ["There is no conversation in the library; nacre ingest takes in exports of ChatGPT, Claude and Nexus."]
    if not found.threads:
        return [f"No thread is about {one_line(found.words)}."]
    lines: list[str] = []
    for n, thread in enumerate(found.threads, 1):
        lines += ["", *_thread(n, thread, whole=bool(found.words))]
    if found.chains:
        lines += ["", strong("Said again, or corrected later")]
        lines += [line for chain in found.chains[:CHAINS] for line in _chain(chain)]
    left = found.total - len(found.threads)
    said = f"{counted(found.conversations, 'conversation')}, {counted(found.total, 'thread')}"
    lines += ["", faint(said + (f", {left:,} not shown (-k shows more)" if left else ""))]
    return lines[1:]


def timeline_text(found: Timeline) -> list[str]:
    """Each period with its topics, and what was decided, left to do and asked in it."""
    if not found.periods:
        return ["There is no conversation in the library; nacre ingest takes in exports of ChatGPT, Claude and Nexus."]
    return [line for each in found.periods for line in ("", *_period(each))][1:]


def _thread(n: int, thread: Thread, *, whole: bool) -> list[str]:
    lines = [strong(line) for line in wrap(f"{n}. {one_line(thread.title)}", prose_width())]
    lines += [faint(line) for line in wrap(one_line(threaded.extent(thread)), prose_width(), INDENT)]
    said = threaded.counts(thread)
    lines += [faint(line) for line in wrap(said, prose_width(), INDENT)] if said else []
    if whole:
        lines += wrap("Keywords: " + one_line(", ".join(thread.keywords)), prose_width(), INDENT)
        for each in thread.segments:
            about = (
                f"{place_words(each.place)}: {counted(each.messages, 'message')}, {one_line(', '.join(each.keywords))}"
            )
            lines += wrap(f"· {about}", prose_width(), INDENT)
    finds = threaded.foremost(thread.finds, OF_ASKED if whole else OF_THREAD)
    if whole:
        finds.sort(key=lambda each: threaded.ORDER.index(each.kind))  # otherwise as they are
    return lines + [line for find in finds for line in _find(find)]


def _find(find: Find) -> list[str]:
    quote = _said(threaded.first_line(find), find)
    return [
        *wrap(f"{threaded.label(find)}: {quote}", prose_width(), INDENT),
        *(faint(line) for line in wrap(f"— {one_line(threaded.source(find))}", prose_width(), INDENT + "  ")),
    ]


def _said(text: str, find: Find) -> str:
    """Words of a find; code as it stands."""
    if find.kind is FindKind.CODE:
        return clip(one_line(text), QUOTE_CELLS)
    return quotes.plain(text, find.place, QUOTE_CELLS)


def _chain(chain: Chain) -> list[str]:
    lines = wrap(one_line(threaded.chain_words(chain)), prose_width(), INDENT)
    for link in chain.links:
        when = link.find.place.time or place_words(link.find.place)
        said = f"{when} {link.step.value}: {_said(link.find.text, link.find)}"
        lines += wrap(said, prose_width(), INDENT + "  ")
    return lines


def _period(period: Period) -> list[str]:
    lines = [strong(period.name or "Without a time") + "  " + faint(threaded.period_words(period))]
    for topic in period.topics:
        lines += wrap(f"· {one_line(topic.title)} ({counted(topic.messages, 'message')})", prose_width(), INDENT)
    shown = [each for each in period.finds if each.kind is not FindKind.QUESTION or threaded.is_open(each)]
    return lines + [line for find in shown for line in _find(find)]
