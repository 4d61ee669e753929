"""What is asked, and what becomes of an answer."""

from __future__ import annotations

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = (
    Action(
        "retry",
        "Answer again",
        "Another answer to the last question, beside the first; by another model, if one is named.",
        ("ctrl+r",),
        slash="again",
        arguments="[MODEL]",
        complete="model",
    ),
    Action(
        "why", "Why this answer", "Query, ranks and scores, what was chosen and what was cut.", ("f5",), slash="why"
    ),
    Action(
        "trace",
        "Replay a trace",
        "Shows the steps of the selected answer once more, or writes them to a file.",
        slash="trace",
        arguments="[json|mermaid|dot] [FILE]",
        complete="graph",
    ),
    Action(
        "rounds",
        "What the rounds changed",
        "Holds the rounds of the selected answer side by side: passages, sentences, support, and why it halted.",
        slash="rounds",
    ),
    Action(
        "good",
        "This answer is good",
        "Calls the selected answer good, to learn from; again: taken back.",
        slash="good",
        arguments="[REASON]",
    ),
    Action(
        "bad",
        "This answer is bad",
        "Calls the selected answer bad, to learn from; again: taken back.",
        slash="bad",
        arguments="[REASON]",
    ),
    Action(
        "lens",
        "Lens",
        "Thinks answers through with further questions: what is claimed, on what ground, what for. Alone: the list.",
        slash="lens",
        arguments="[NAME|none]",
        complete="lens",
    ),
    Action(
        "mode",
        "Mode of working",
        "Who works on an answer: one specialist, several in a row, or side by side. Alone: the list.",
        slash="mode",
        arguments="[route|pipeline|panel|pool]",
        complete="way",
    ),
    Action(
        "specialist",
        "Who answers",
        "Names who answers, whatever the router says: research, code, texts, plans. Alone: the list.",
        slash="specialist",
        arguments="[NAME|none]",
        complete="specialist",
    ),
    Action(
        "scope",
        "Ask only some documents",
        "Narrows all questions to a collection, folder, tag or pattern, until none is named. Alone: the list.",
        slash="in",
        arguments="[GLOB|COLLECTION|TAG|none]",
        complete="scope",
    ),
    Action(
        "tool",
        "Use a tool",
        "Sums, dates, lists, counts and exports, without a model: /tool how many notes mention Ada",
        slash="tool",
        arguments="REQUEST",
    ),
)
