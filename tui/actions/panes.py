"""What the keys do while a pane has the focus."""

from __future__ import annotations

from tui.actions.action import Action

COMPOSER: tuple[Action, ...] = (
    Action("send", "Send", "", ("enter",), "composer", command="send"),
    Action("complete", "Complete, or on to the next pane", "", ("tab",), "composer", command="complete"),
    Action(
        "take-back",
        "Take back",
        "With nothing written: the last change to a conversation.",
        ("ctrl+z",),
        "composer",
        command="take_back",
    ),
    Action("newline", "New line", "", ("shift+enter", "ctrl+j"), "composer", command="newline"),
    Action("older", "Earlier question", "At the first line.", ("up",), "composer", command="older"),
    Action("newer", "Later question", "At the last line.", ("down",), "composer", command="newer"),
)

TRANSCRIPT: tuple[Action, ...] = (
    Action(
        "pick",
        "Select source n",
        "",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "transcript",
        command="pick({n})",
    ),
    Action("next-mark", "Next [n]", "", ("right",), "transcript", command="mark(1)"),
    Action("previous-mark", "Previous [n]", "", ("left",), "transcript", command="mark(-1)"),
    Action(
        "onwards", "Next [n]", "Past the last one: on to the next pane.", ("tab",), "transcript", command="onwards(1)"
    ),
    Action("backwards", "Previous [n]", "Likewise.", ("shift+tab",), "transcript", command="onwards(-1)"),
    Action("previous-message", "Previous message", "", ("k", "shift+up"), "transcript", command="message(-1)"),
    Action("next-message", "Next message", "", ("j", "shift+down"), "transcript", command="message(1)"),
    Action("open-mark", "Open the source", "", ("enter",), "transcript", command="open_mark"),
    Action("copy-message", "Copy the message", "With its references.", ("y",), "transcript", command="copy"),
    Action("copy-code", "Copy a block of code", "", ("c",), "transcript", command="take('code')"),
    Action("copy-conversation", "Copy the conversation", "", ("Y",), "transcript", command="take('conversation')"),
    Action("write-message", "Write it to a file", "", ("w",), "transcript", command="take('file')"),
    Action("answer-again", "Answer it again", "", ("r",), "transcript", command="branch('answer')"),
    Action("edit-question", "Edit and ask instead", "", ("e",), "transcript", command="branch('edit')"),
    Action("previous-branch", "Previous of several", "", ("comma",), "transcript", command="branch('previous')"),
    Action("next-branch", "Next of several", "", ("full_stop",), "transcript", command="branch('next')"),
    Action("show-branches", "All branches", "", ("b",), "transcript", command="branch('all')"),
)

SOURCES: tuple[Action, ...] = (
    Action("next-source", "Next source", "", ("down", "j"), "sources", command="step(1)"),
    Action("previous-source", "Previous source", "", ("up", "k"), "sources", command="step(-1)"),
    Action(
        "pick-source",
        "Select source n",
        "",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "sources",
        command="pick({n})",
    ),
    Action("open-source", "Open at the quoted place", "", ("enter",), "sources", command="open"),
    Action("copy-source", "Copy the quote with its reference", "", ("y",), "sources", command="copy"),
    Action("write-source", "Write it to a file", "", ("w",), "sources", command="take('file')"),
    Action("source-outside", "Open in the system's program", "", ("o",), "sources", command="take('outside')"),
)

TRACE: tuple[Action, ...] = (
    Action("next-trace", "Next question, round, step or prompt", "", ("down", "j"), "trace", command="step(1)"),
    Action("previous-trace", "Previous one", "", ("up", "k"), "trace", command="step(-1)"),
    Action("fold", "Fold or unfold; open a prompt", "", ("enter",), "trace", command="fold"),
    Action("pause-replay", "Pause a replay or go on; else fold", "", ("space",), "trace", command="pause"),
    Action("replay-back", "One step back", "", ("left",), "trace", command="beat(-1)"),
    Action("replay-on", "One step on", "", ("right",), "trace", command="beat(1)"),
    Action("trace-rounds", "What the rounds changed", "", ("d",), "trace", command="rounds"),
)

LIBRARY: tuple[Action, ...] = (
    Action("next-node", "Next row", "", ("down", "j"), "library", command="step(1)"),
    Action("previous-node", "Previous row", "", ("up", "k"), "library", command="step(-1)"),
    Action("unfold-node", "Unfold, or go in", "", ("right", "l"), "library", command="unfold"),
    Action("fold-node", "Fold, or go up", "", ("left", "h"), "library", command="fold"),
    Action("open-node", "Open the document; fold or unfold", "", ("enter",), "library", command="open"),
    Action(
        "filter-nodes", "Filter by typing", "Leaving that shows all again.", ("slash",), "library", command="filter"
    ),
    Action("ask-node", "Ask only this", "Until /in none.", ("a",), "library", command="choose('ask')"),
    Action("similar-node", "What is like this", "", ("s",), "library", command="choose('similar')"),
    Action("forget-node", "Forget it", "Asks first.", ("d",), "library", command="choose('forget')"),
)

GRAPH: tuple[Action, ...] = (
    Action("graph-left", "To the left", "", ("left", "h"), "graph", command="move(-1, 0)"),
    Action("graph-right", "To the right", "", ("right", "l"), "graph", command="move(1, 0)"),
    Action("graph-up", "Up", "", ("up", "k"), "graph", command="move(0, -1)"),
    Action("graph-down", "Down", "", ("down", "j"), "graph", command="move(0, 1)"),
    Action("next-in-graph", "Next by weight", "", ("n",), "graph", command="step(1)"),
    Action("previous-in-graph", "Previous by weight", "", ("N",), "graph", command="step(-1)"),
    Action("open-in-graph", "Open the document", "", ("enter",), "graph", command="open"),
    Action("centre", "What is near this one", "", ("space",), "graph", command="centre"),
    Action("graph-before", "The graph before", "", ("backspace",), "graph", command="before"),
    Action("keys-of-graph", "The keys of this pane", "", ("question_mark",), "graph", command="app.keys_here"),
)

FILTER: tuple[Action, ...] = (
    Action("to-rows", "To the rows that are left", "", ("enter", "down", "up"), "filter", command="leave(True)"),
    Action("all-rows", "All rows again", "", ("escape",), "filter", command="leave(False)"),
)

VIEWER: tuple[Action, ...] = (
    Action("next-place", "Next citation, or find result", "", ("n",), "viewer", command="place(1)"),
    Action("previous-place", "Previous citation, or find result", "", ("N",), "viewer", command="place(-1)"),
    Action("find", "Find in the text", "", ("slash", "ctrl+f"), "viewer", command="find"),
    Action("outline", "Outline: headings, or pages", "", ("t",), "viewer", command="outline"),
    Action("go-to", "Go to a line, a page (p3) or 50%", "", ("colon",), "viewer", command="goto"),
    Action("rendered", "Markdown as it is meant to look", "And back.", ("m",), "viewer", command="rendered"),
    Action("picture", "The page as a picture", "Of a PDF.", ("p",), "viewer", command="picture"),
    Action("copy-passage", "Copy the lit passage", "", ("y",), "viewer", command="copy"),
    Action("write-passage", "Write the lit passage, or all, to a file", "", ("w",), "viewer", command="write"),
    Action("viewer-outside", "Open in the system's program", "", ("o",), "viewer", command="outside"),
    Action("leave", "Back", "", ("escape", "q"), "viewer", command="leave"),
)

REPORT: tuple[Action, ...] = (Action("leave-report", "Back", "", ("escape", "q"), "report", command="leave"),)

ROUNDS: tuple[Action, ...] = (
    Action("rounds-back", "Earlier rounds", "", ("left", "h"), "rounds", command="turn(-1)"),
    Action("rounds-on", "Later rounds", "", ("right", "l"), "rounds", command="turn(1)"),
    Action("leave-rounds", "Back", "", ("escape", "q", "d"), "rounds", command="screen.leave"),
)

FINDINGS: tuple[Action, ...] = (
    Action("next-finding", "Next row", "", ("down", "j"), "findings", command="step(1)"),
    Action("previous-finding", "Previous row", "", ("up", "k"), "findings", command="step(-1)"),
    Action("open-finding", "Open its passage, or fold its kind", "", ("enter",), "findings", command="choose('open')"),
    Action(
        "open-nth",
        "Open passage 1 to 9",
        "",
        tuple("123456789"),
        "findings",
        command="choose('open', {n})",
    ),
    Action("ask-finding", "Ask its question in the conversation", "", ("a",), "findings", command="choose('ask')"),
    Action("keep-finding", "Keep it, or no longer", "", ("y",), "findings", command="choose('keep')"),
    Action("drop-finding", "Drop it, or take that back", "", ("d",), "findings", command="choose('drop')"),
    Action("fold-finding", "Fold its kind, or open it", "", ("space", "left", "right"), "findings", command="fold"),
    Action("next-kind", "Only the next kind, then all", "", ("f",), "findings", command="kind(1)"),
    Action("previous-kind", "Only the kind before", "", ("F",), "findings", command="kind(-1)"),
    Action("write-findings", "Write all to a file", "", ("w",), "findings", command="choose('write')"),
    Action("leave-findings", "Back; stops looking", "", ("escape", "q"), "findings", command="screen.leave"),
)

PAGE: tuple[Action, ...] = (
    Action("scroll-down", "Scroll down", "", ("down", "j"), "page", command="scroll_down"),
    Action("scroll-up", "Scroll up", "", ("up", "k"), "page", command="scroll_up"),
    Action("read-on", "On by a page", "", ("space",), "page", command="page_down"),
)

MODELS: tuple[Action, ...] = (
    Action("next-model", "Next model", "", ("down", "j"), "models", command="step(1)"),
    Action("previous-model", "Previous model", "", ("up", "k"), "models", command="step(-1)"),
    Action("use-model", "Use it, or fetch it", "", ("enter",), "models", command="choose('use')"),
    Action("test-model", "Test it: load it and let it write", "", ("t",), "models", command="choose('test')"),
    Action("remove-model", "Remove it", "", ("d",), "models", command="choose('remove')"),
    Action("no-model", "No model: extracts only", "", ("n",), "models", command="none"),
    Action("leave-models", "Back", "", ("escape", "q"), "models", command="screen.leave"),
)

LIST: tuple[Action, ...] = (
    Action("take", "Take it", "", ("enter",), "list", command="take"),
    Action("next-row", "Next row", "", ("down", "ctrl+j"), "list", command="step(1)"),
    Action("previous-row", "Previous row", "", ("up", "ctrl+k"), "list", command="step(-1)"),
    Action("next-rows", "Ten rows on", "", ("pagedown",), "list", command="step(10)"),
    Action("previous-rows", "Ten rows back", "", ("pageup",), "list", command="step(-10)"),
    Action("next-section", "Next section of the palette", "", ("tab",), "list", command="section(1)"),
    Action("previous-section", "Previous section", "", ("shift+tab",), "list", command="section(-1)"),
    Action("leave-list", "Leave it", "", ("escape",), "list", command="leave"),
)

LINES: tuple[Action, ...] = (
    Action("page-down", "On by a page", "", ("pagedown",), "lines", command="page_down"),
    Action("page-up", "Back by a page", "", ("pageup",), "lines", command="page_up"),
    Action("half-page-down", "On by half a page", "", (), "lines", command="half_page(1)"),
    Action("half-page-up", "Back by half a page", "", (), "lines", command="half_page(-1)"),
    Action("top", "To the first line", "", ("home",), "lines", command="top"),
    Action("bottom", "To the last line", "", ("end",), "lines", command="bottom"),
    Action("keys-here", "The keys of this pane", "", ("question_mark",), "lines", command="app.keys_here"),
)

CONVERSATIONS: tuple[Action, ...] = (
    Action("open-conversation", "Open it, at the message found", "", ("enter",), "conversations", command="open"),
    Action("next-view", "Archived, deleted, and back", "", ("tab",), "conversations", command="view(1)"),
    Action("previous-view", "The same backwards", "", ("shift+tab",), "conversations", command="view(-1)"),
    Action("rename-listed", "Rename", "", ("ctrl+e",), "conversations", command="rename"),
    Action("pin-listed", "Pin, or no longer", "", ("ctrl+f",), "conversations", command="pin"),
    Action(
        "archive-listed",
        "Archive, or take back into the list",
        "Among the deleted: removes all shown for good, after a question.",
        ("ctrl+x",),
        "conversations",
        command="put_away",
    ),
    Action("delete-listed", "Delete, or bring back", "", ("ctrl+d",), "conversations", command="delete"),
    Action("undo-listed", "Take back the last change", "", ("ctrl+z",), "conversations", command="undo"),
    Action("next-talk", "Next row", "", ("down",), "conversations", command="step(1)"),
    Action("previous-talk", "Previous row", "", ("up",), "conversations", command="step(-1)"),
    Action("next-talks", "Ten rows on", "", ("pagedown",), "conversations", command="step(10)"),
    Action("previous-talks", "Ten rows back", "", ("pageup",), "conversations", command="step(-10)"),
    Action("leave-conversations", "Back", "", ("escape",), "conversations", command="leave"),
)

BRANCHES: tuple[Action, ...] = (
    Action("next-twig", "Next question", "", ("down", "j"), "branches", command="step(1)"),
    Action("previous-twig", "Previous question", "", ("up", "k"), "branches", command="step(-1)"),
    Action("open-branch", "Go there", "", ("enter",), "branches", command="choose"),
    Action("leave-branches", "Back", "", ("escape", "q"), "branches", command="screen.leave"),
)

ACTIONS: tuple[Action, ...] = (
    *COMPOSER,
    *TRANSCRIPT,
    *SOURCES,
    *TRACE,
    *LIBRARY,
    *FILTER,
    *GRAPH,
    *VIEWER,
    *REPORT,
    *ROUNDS,
    *FINDINGS,
    *PAGE,
    *MODELS,
    *CONVERSATIONS,
    *BRANCHES,
    *LIST,
    *LINES,
)
