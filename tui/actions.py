"""The one registry of what a person can do. Slash commands, palette, key bindings and help are made from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding

PANES = ("", "composer", "transcript", "sources", "trace", "viewer", "models", "list")
"""Where an action applies: '' is everywhere, 'list' are the lists that open over the conversation."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `id` never changes; it is the name that a keymap would use."""

    id: str
    title: str
    help: str
    keys: tuple[str, ...] = ()
    pane: str = ""
    slash: str = ""  # without the '/'
    arguments: str = ""  # a hint: 'PATH', '[markdown|json] [FILE]'
    complete: str = ""  # what its arguments are: 'path', 'document', 'role', 'theme', 'form', 'graph', 'model', ...
    command: str = ""  # the Textual action, where it is not `act('<id>')`; `{key}` becomes the key

    @property
    def everywhere(self) -> bool:
        """Whether it can be called from the palette and by a slash command."""
        return self.pane == ""


ACTIONS: tuple[Action, ...] = (
    # --- commands ---
    Action(
        "ingest",
        "Take in files or a folder",
        "Adds documents to the library; asking goes on meanwhile.",
        slash="ingest",
        arguments="PATH",
        complete="path",
    ),
    Action(
        "documents",
        "Documents in the library",
        "Lists every document; Enter opens one.",
        ("f4",),
        slash="sources",
        arguments="[WORDS]",
    ),
    Action(
        "open",
        "Open a source",
        "Opens a document, or source n of the last answer.",
        slash="open",
        arguments="n or DOCUMENT",
        complete="document",
    ),
    Action(
        "why", "Why this answer", "Query, ranks and scores, what was chosen and what was cut.", ("f5",), slash="why"
    ),
    Action("search", "Search for passages", "The best passages, without an answer.", slash="search", arguments="WORDS"),
    Action(
        "similar",
        "What is like this",
        "Documents and passages like a document or source n, and what to read next.",
        slash="similar",
        arguments="[DOCUMENT or n]",
        complete="document",
    ),
    Action(
        "recall",
        "Recall by what is known",
        "Documents by their facts; ROLE=? asks what fills a role. Without a pair: the roles.",
        slash="recall",
        arguments="[ROLE=FILLER ...]",
        complete="role",
    ),
    Action(
        "summarise",
        "Summarise",
        "The central sentences of a document or folder, cited.",
        slash="summarise",
        arguments="DOCUMENT or FOLDER",
        complete="document",
    ),
    Action(
        "compare",
        "Compare two sources",
        "Puts one question to two documents or folders.",
        slash="compare",
        arguments='"QUESTION" A B',
    ),
    Action(
        "sessions",
        "Conversations",
        "Lists earlier conversations; Enter opens one.",
        ("f6", "ctrl+o"),
        slash="sessions",
        arguments="[WORDS]",
    ),
    Action("new", "New conversation", "Starts afresh; the old one stays in the list.", ("ctrl+n",), slash="new"),
    Action(
        "retry",
        "Ask again",
        "Asks the last question once more; another model, if one is named.",
        ("ctrl+r",),
        slash="again",
        arguments="[MODEL]",
        complete="model",
    ),
    Action(
        "export",
        "Export this conversation",
        "Writes it to a file, with its citations.",
        slash="export",
        arguments="[markdown|html|json] [FILE]",
        complete="form",
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
        "models",
        "Models",
        "Chat models: use, fetch, test or remove one.",
        ("f7",),
        slash="models",
        arguments="[use|pull|add|test|remove NAME]",
        complete="models",
    ),
    Action(
        "pace",
        "Pace",
        "How much of the machine a chat model may take.",
        slash="pace",
        arguments="[auto|burst|quiet]",
        complete="pace",
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
        "tool",
        "Use a tool",
        "Sums, dates, lists, counts and exports, without a model: /tool how many notes mention Ada",
        slash="tool",
        arguments="REQUEST",
    ),
    Action(
        "theme",
        "Theme",
        "Changes the colours; without a name it lets you look first.",
        slash="theme",
        arguments="[NAME]",
        complete="theme",
    ),
    Action("status", "What is in the library", "Documents, passages, encoder, and what is under way.", slash="status"),
    Action("help", "Help", "Every key and command.", ("f1",), slash="help"),
    Action("palette", "All actions", "Find anything by its name.", ("ctrl+p",)),
    Action("quit", "Quit", "The conversation and the draft stay.", ("ctrl+q",), slash="quit"),
    # --- everywhere ---
    Action("show-sources", "Go to the sources", "Again: back to the conversation.", ("f2", "ctrl+s")),
    Action("show-trace", "Go to the trace", "Again: back to the conversation.", ("f3", "ctrl+t")),
    Action("interrupt", "Cancel; twice: quit", "Cancels the work under way; quits where there is none.", ("ctrl+c",)),
    Action("back", "Back", "Closes what is open, then returns to the question. Never clears it.", ("escape",)),
    # --- in a pane ---
    Action("send", "Send", "", ("enter",), "composer", command="send"),
    Action("complete", "Complete, or on to the next pane", "", ("tab",), "composer", command="complete"),
    Action("newline", "New line", "", ("shift+enter", "ctrl+j"), "composer", command="newline"),
    Action("older", "Earlier question", "At the first line.", ("up",), "composer", command="older"),
    Action("newer", "Later question", "At the last line.", ("down",), "composer", command="newer"),
    Action(
        "pick",
        "Select source n",
        "",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "transcript",
        command="pick({key})",
    ),
    Action(
        "next-mark",
        "Next [n]",
        "Past the last one: on to the next pane.",
        ("tab", "right"),
        "transcript",
        command="mark(1, '{key}')",
    ),
    Action("previous-mark", "Previous [n]", "", ("shift+tab", "left"), "transcript", command="mark(-1, '{key}')"),
    Action("previous-message", "Previous message", "", ("k", "shift+up"), "transcript", command="message(-1)"),
    Action("next-message", "Next message", "", ("j", "shift+down"), "transcript", command="message(1)"),
    Action("open-mark", "Open the selected source", "", ("enter",), "transcript", command="open_mark"),
    Action("copy-message", "Copy the message", "", ("y",), "transcript", command="copy"),
    Action("next-source", "Next source", "", ("down", "j"), "sources", command="step(1)"),
    Action("previous-source", "Previous source", "", ("up", "k"), "sources", command="step(-1)"),
    Action(
        "pick-source",
        "Select source n",
        "",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "sources",
        command="pick({key})",
    ),
    Action("open-source", "Open at the quoted place", "", ("enter",), "sources", command="open"),
    Action("copy-source", "Copy the quote with its reference", "", ("y",), "sources", command="copy"),
    Action("next-trace", "Next question, round, step or prompt", "", ("down", "j"), "trace", command="step(1)"),
    Action("previous-trace", "Previous one", "", ("up", "k"), "trace", command="step(-1)"),
    Action("fold", "Fold or unfold; open a prompt", "", ("enter", "space"), "trace", command="fold"),
    Action("next-place", "Next citation, or find result", "", ("n",), "viewer", command="place(1)"),
    Action("previous-place", "Previous citation, or find result", "", ("N",), "viewer", command="place(-1)"),
    Action("find", "Find in the text", "", ("slash", "ctrl+f"), "viewer", command="find"),
    Action("copy-passage", "Copy the lit passage", "", ("y",), "viewer", command="copy"),
    Action("leave", "Back", "", ("escape", "q"), "viewer", command="leave"),
    Action("next-model", "Next model", "", ("down", "j"), "models", command="step(1)"),
    Action("previous-model", "Previous model", "", ("up", "k"), "models", command="step(-1)"),
    Action("use-model", "Use it, or fetch it", "", ("enter",), "models", command="choose('use')"),
    Action("test-model", "Test it: load it and let it write", "", ("t",), "models", command="choose('test')"),
    Action("remove-model", "Remove it", "", ("d",), "models", command="choose('remove')"),
    Action("no-model", "No model: extracts only", "", ("n",), "models", command="none"),
)

BY_ID = {action.id: action for action in ACTIONS}
BY_SLASH = {action.slash: action for action in ACTIONS if action.slash}

_KEY_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "slash": "/",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "ctrl": "Ctrl",
    "shift": "Shift",
}


def bindings(pane: str, *, priority: bool = False) -> list[Binding]:
    """Textual's bindings for the actions of one pane ('' for those that apply everywhere)."""
    made = []
    for action in ACTIONS:
        if action.pane != pane:
            continue
        for key in action.keys:
            command = action.command.replace("{key}", key) if action.command else f"app.act('{action.id}')"
            made.append(Binding(key, command, action.title, show=False, priority=priority and key != "escape"))
    return made


def key_label(key: str) -> str:
    """A key as a person reads it: 'ctrl+p' becomes 'Ctrl+P'."""
    parts = [_KEY_NAMES.get(part, part.upper() if len(part) <= 2 and len(key) > 1 else part) for part in key.split("+")]
    return "+".join(parts)


def keys_label(action: Action) -> str:
    """All keys of an action, digits drawn together."""
    keys = list(action.keys)
    if keys[:1] == ["1"] and keys[-1:] == ["9"]:
        return "1 … 9"
    return ", ".join(key_label(key) for key in keys)


def slash_commands() -> Iterable[Action]:
    """The actions that have a slash command, in the order of the registry."""
    return (action for action in ACTIONS if action.slash)
