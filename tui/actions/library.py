"""Taking in, finding and opening what is in the library."""

from __future__ import annotations

from tui.actions.action import Action

ACTIONS: tuple[Action, ...] = (
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
        "List of documents",
        "Lists every document, to open one.",
        ("f4",),
        slash="sources",
        arguments="[WORDS]",
        complete="title",
    ),
    Action(
        "open",
        "Open a source",
        "Opens a document, or source n of the last answer.",
        slash="open",
        arguments="n or DOCUMENT",
        complete="document",
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
        "map",
        "What the library is about",
        "The graph of its concepts, or of those around one.",
        slash="map",
        arguments="[CONCEPT]",
    ),
    Action(
        "concept",
        "What a concept is",
        "What the library says of it, what it is tied to, and where it stands.",
        slash="concept",
        arguments="NAME",
    ),
    Action(
        "path",
        "How two concepts hang together",
        "Step by step, each with the sentence that carries it.",
        slash="path",
        arguments="A B",
    ),
    Action(
        "summarise",
        "Summarise",
        "The central sentences of a document or folder, cited.",
        slash="summarise",
        arguments="DOCUMENT or FOLDER",
        complete="target",
    ),
    Action(
        "compare",
        "Compare two sources",
        "Puts one question to two documents or folders.",
        slash="compare",
        arguments='"QUESTION" A B',
        complete="comparison",
    ),
    Action(
        "threads",
        "Threads of conversations",
        "Topics across conversations: what was decided, left to do, and asked without an answer.",
        slash="threads",
        arguments="[WORDS]",
    ),
    Action(
        "timeline",
        "Timeline of conversations",
        "When what was talked about, decided and asked.",
        slash="timeline",
        arguments="[day|week|month]",
    ),
    Action("status", "What is in the library", "Documents, passages, encoder, and what is under way.", slash="status"),
    Action("reopen", "Open the library again", "Tries again where the library could not be opened.", slash="reopen"),
)
