"""Routing, the evidence loop, lenses, claims and specialists, an event in a line or more of words."""

from __future__ import annotations

from engine.agents.route import FALLBACK
from engine.events import (
    ClaimsChecked,
    Delegated,
    Disagreed,
    Event,
    EvidenceChosen,
    EvidenceWeighed,
    FollowedUp,
    LensApplied,
    LoopWeighed,
    PartBegun,
    QuestionResolved,
    Refined,
    Routed,
    StepDone,
    ToolUsed,
)
from tui.cli.figures import counted
from tui.cli.harmless import one_line
from tui.cli.layout import clip
from tui.drawing import weighing
from tui.drawing.answered import role_name
from tui.drawing.places import led_by
from tui.talk import course

LONGEST = 160  # cells of a text that somebody has written, in a line about it
LONGEST_PLACE = 72  # cells of a place, in a line about two


def reasoning_words(event: Event) -> str:
    """One event in words, what belongs to it on lines of its own behind '- '; empty for other events."""
    match event:
        case QuestionResolved(question=question, added=added):
            return f"read as “{one_line(question)}”" + (f", with {_named(added)} from earlier" if added else "")
        case Routed(roles=roles, role=role, mode=mode, confidence=confidence, by=by, sub_questions=parts):
            if by == "user":
                return f"{one_line(role)}, as named"
            who = ", then ".join(one_line(role_name(each)) for each in roles) or one_line(role_name(role))
            several = f", {len(parts)} questions" if parts else ""
            sure = f"only {confidence:.0%} sure" if by == FALLBACK else f"{confidence:.0%} sure, by {one_line(by)}"
            return f"{who} (mode {one_line(mode)}){several}, {sure}"
        case PartBegun(part=part, parts=parts, question=question):
            return f"part {part} of {parts}: {one_line(question)}"
        case ToolUsed(tool=tool, text=text, failed=failed, elapsed_ms=ms):
            return f"tool {one_line(tool)}{' failed' if failed else ''}: {_short(text.replace('**', ''))} ({ms:.1f} ms)"
        case LensApplied(lens=lens, facets=facets, elapsed_ms=ms):
            found = ", ".join(f"{one_line(title)} {pieces}" for title, pieces in facets)
            return f"lens {one_line(lens)}: {found or 'nothing found'} ({ms:.1f} ms)"
        case Disagreed(first=first, second=second, why=why):
            return f"“{_place(first)}” and “{_place(second)}” differ: {one_line(why)}"
        case Delegated(step=step, agent=agent, task=task, context=context):
            given = f", given what {_named(context)} wrote" if context else ""
            return f"step {step}, {one_line(agent)}: {_short(task)}{given}"
        case StepDone(step=step, agent=agent, text=text, sentences=sentences, supported=supported, elapsed_ms=ms):
            held = f"{supported} of {counted(sentences, 'sentence')} held by a quote"
            return f"step {step}, {one_line(agent)}, done: {held}: {_short(text)} ({ms:.1f} ms)"
    return _round_words(event)


def _round_words(event: Event) -> str:
    match event:
        case LoopWeighed(needed=needed, chance=chance, uncovered=uncovered, elapsed_ms=ms):
            said = "looks further" if needed else "the first search is enough"
            lacks = f", the best passage lacks {_named(uncovered)}" if uncovered else ""
            return f"{said}: a chance of {chance:.0%} that more is needed{lacks} ({ms:.1f} ms)"
        case FollowedUp():
            return _followed(event)
        case EvidenceWeighed():
            return _weighed(event)
        case EvidenceChosen(passages=passages, rounds=rounds, halt=halt, elapsed_ms=ms):
            head = f"evidence after {counted(rounds, 'round')}, {one_line(halt)} ({ms:.1f} ms)"
            return _with(head, [f"{number}. {one_line(where)}" for number, where in enumerate(passages, 1)])
        case ClaimsChecked(claims=claims, support=support, elapsed_ms=ms):
            held = sum(holds for _, _, holds in claims)
            head = f"{held} of {counted(len(claims), 'claim')} held by a quote, support {support:.2f} ({ms:.1f} ms)"
            return _with(
                head, [f"{'holds' if holds else 'fails'} {value:.2f} {_short(text)}" for text, value, holds in claims]
            )
        case Refined():
            return _refined(event)
    return ""


def _followed(event: FollowedUp) -> str:
    name = led_by(event)
    leader = name if name != event.led_by else f"“{one_line(name)}”"
    led = f"{leader} led from {_place(event.source)} to {_place(event.found)}"
    asked = f", searched as “{_short(event.follow_up)}”"
    searches = counted(event.searches, "search", "searches")
    return _with(
        f"round {event.round}, {searches}: {_outcome(event)} ({event.elapsed_ms:.1f} ms)",
        [led + asked] if event.led_by else [],
    )


def _weighed(event: EvidenceWeighed) -> str:
    head = ", ".join((weighing.weighed(event), *weighing.verdicts(event)))
    below = [f"{row.name} {_place(row.where)}: {course(row.figures)}" for row in weighing.passage_rows(event)]
    verdict = ", ".join(f"{row.name} {course(row.figures)}" for row in weighing.verdict_rows(event))
    return _with(f"{head} ({event.elapsed_ms:.1f} ms)", [*below, *([verdict] if verdict else [])])


def _refined(event: Refined) -> str:
    changed = f"{event.fixed} fixed, {event.broken} broken, {event.unchanged} unchanged"
    below = [f"looked for {'; '.join(map(_short, event.searched))}"] if event.searched else []
    below += [f"brought {one_line(where)}" for where in event.brought]
    return _with(f"draft {event.round}: {_outcome(event)}; {changed} ({event.elapsed_ms:.1f} ms)", below)


def _outcome(event: FollowedUp | Refined) -> str:
    verdict = "accepted" if event.accepted else "not accepted"
    return f"support {event.support_before:.2f} → {event.support_after:.2f}, {verdict}, for {one_line(event.why)}"


def _with(head: str, below: list[str]) -> str:
    return "\n".join([head, *(f"- {line}" for line in below)])


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(map(one_line, names))


def _place(where: str) -> str:
    return clip(one_line(where), LONGEST_PLACE)


def _short(text: str) -> str:
    return clip(one_line(text), LONGEST)
