"""What is said of threads, on the screen and on the command line: words for finds, spans of time, what comes first."""

from __future__ import annotations

from collections.abc import Sequence

from engine.threads.records import Chain, Find, FindKind, Period, Step, Thread

ORDER = (FindKind.QUESTION, FindKind.DECISION, FindKind.TODO, FindKind.CLAIM, FindKind.DEFINITION, FindKind.CODE)
NAMES = {
    FindKind.DECISION: "decided",
    FindKind.CLAIM: "stated",
    FindKind.DEFINITION: "defined",
    FindKind.CODE: "code",
    FindKind.TODO: "to do",
    FindKind.QUESTION: "asked",
}
PLURALS = {
    FindKind.DECISION: ("decision", "decisions"),
    FindKind.CLAIM: ("claim", "claims"),
    FindKind.DEFINITION: ("definition", "definitions"),
    FindKind.CODE: ("block of code", "blocks of code"),
    FindKind.TODO: ("to-do", "to-dos"),
    FindKind.QUESTION: ("question", "questions"),
}


def is_open(find: Find) -> bool:
    """Whether it is a person's question that nobody has answered."""
    return find.kind is FindKind.QUESTION and find.by_person and not find.answered


def label(find: Find) -> str:
    """'asked, not answered', 'decided', 'code python'."""
    if find.kind is FindKind.QUESTION:
        return "asked, answered" if find.answered else "asked, not answered"
    if find.kind is FindKind.CODE:
        return f"code {language(find)}".rstrip()
    return NAMES[find.kind]


def language(find: Find) -> str:
    """What a fence says that its code is; '' for none."""
    first = find.text.lstrip().split("\n", 1)[0].lstrip("`~ ")
    return first.split()[0][:20] if first.split() else ""


def first_line(find: Find) -> str:
    """The words of a find; of code its first line."""
    if find.kind is not FindKind.CODE:
        return find.text
    lines = [
        line for line in find.text.split("\n")[1:] if line.strip() and not line.lstrip().startswith(("```", "~~~"))
    ]
    return lines[0].strip() if lines else ""


def foremost(finds: Sequence[Find], most: int) -> list[Find]:
    """What to show first: open questions, decisions, what is left to do, then the rest; people's before assistants'."""

    def rank(find: Find) -> tuple[bool, bool, bool, int, float]:
        return not is_open(find), bool(find.answered), not find.by_person, ORDER.index(find.kind), -find.confidence

    return sorted(finds, key=rank)[:most]


def source(find: Find) -> str:
    """'Local setup · User, 2025-07-28 11:32'."""
    time = (find.place.time or "")[:16].replace("T", " ")
    return " · ".join(
        part
        for part in (find.place.title, ", ".join(each for each in (find.place.speaker or "", time) if each))
        if part
    )


def counts(thread: Thread) -> str:
    """'3 questions (1 open), 2 decisions', '' for none."""
    said = []
    for kind in ORDER:
        n = thread.counts.get(kind, 0)
        if n:
            open_ones = thread.unanswered if kind is FindKind.QUESTION else 0
            said.append(f"{n:,} {PLURALS[kind][n != 1]}" + (f" ({open_ones} open)" if open_ones else ""))
    return ", ".join(said)


def when(begin: str, end: str) -> str:
    """'2025-07-28', '2025-07-28 to 2025-10-24', '' where no time is known."""
    first, last = begin[:10], end[:10]
    return first if first == last or not last else f"{first} to {last}"


def extent(thread: Thread) -> str:
    """'2025-07-28 · 2 conversations · 30 messages · claude'."""
    talks, messages = thread.conversations, thread.messages
    parts = (
        when(thread.begin, thread.end),
        f"{talks} conversation{'s' * (talks != 1)}",
        f"{messages} message{'s' * (messages != 1)}",
        ", ".join(thread.providers),
    )
    return " · ".join(part for part in parts if part)


def chain_words(chain: Chain) -> str:
    """What the last correction of a chain changes, or how often it is said."""
    changes = [link.change for link in chain.links if link.step is Step.CORRECTS]
    return changes[-1] if changes else f"said {len(chain.links)} times"


def period_words(period: Period) -> str:
    """'2 conversations · 30 messages · 10 questions, 2 not answered · 1 decision'."""
    parts = [
        f"{period.conversations} conversation{'s' * (period.conversations != 1)}",
        f"{period.messages} message{'s' * (period.messages != 1)}",
    ]
    for kind in (FindKind.QUESTION, FindKind.DECISION, FindKind.TODO):
        n = period.counts.get(kind, 0)
        if n:
            unanswered = (
                f", {period.unanswered} not answered" if kind is FindKind.QUESTION and period.unanswered else ""
            )
            parts.append(f"{n} {PLURALS[kind][n != 1]}{unanswered}")
    return " · ".join(parts)
