"""What the library has lists of: documents and their folders, conversations, roles, sources of the last answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from engine.records import RoleInfo
from tui.completing.candidates import Candidate, Candidates, Choice
from tui.completing.completer import Completer, Typed
from tui.completing.here import Here
from tui.drawing.clean import one_line
from tui.names import NONE
from tui.shelf.scopes import scopes
from tui.talk import short_time, where

if TYPE_CHECKING:
    from engine.engine import Engine

CONVERSATIONS = 10_000
PATH = 1_000  # characters


def documents(engine: Engine) -> Iterator[Candidate]:
    """Each document by its title; its path stands in the line."""
    for each in engine.library.documents():
        title = one_line(each.title) or PurePath(each.path).name
        yield Candidate(each.path, title, one_line(each.path, PATH), hint_counts=True)


def titles(engine: Engine) -> Iterator[Candidate]:
    """Each document by its title, which stands in the line."""
    for each in engine.library.documents():
        if title := one_line(each.title):
            yield Candidate(title, title, one_line(each.path, PATH))


def folders(engine: Engine) -> Iterator[Candidate]:
    """The folders that have several documents, each with how many lie in it or below."""
    below: Counter[str] = Counter()
    for each in engine.library.documents():
        below.update(str(folder) for folder in PurePath(each.path).parents if folder.name)
    for path, count in sorted(below.items()):
        if count > 1:
            yield Candidate(path, one_line(path, PATH), f"folder · {count:,} documents")


def sides(engine: Engine) -> Iterator[Candidate]:
    """What can be compared: documents, conversations one by one, collections, tags and folders."""
    found = engine.library.documents()
    for each in found:
        title = one_line(each.title) or PurePath(each.path).name
        value = f"{each.path}#{each.part}" if each.part else each.path
        hint = "conversation" if each.kind == "conversation" else one_line(each.path, PATH)
        yield Candidate(value, title, hint, hint_counts=True)
    for word, hint in scopes(found):
        if word != NONE:
            yield Candidate(word, one_line(word, PATH), hint)


def scope_words(engine: Engine) -> Iterator[Candidate]:
    """What questions can be narrowed to."""
    for word, hint in scopes(engine.library.documents()):
        yield Candidate(word, one_line(word, PATH), hint)


def conversations(engine: Engine) -> Iterator[Candidate]:
    """Each conversation by its title."""
    for each in engine.conversations.list(CONVERSATIONS):
        if title := one_line(each.title):
            yield Candidate(title, title, f"{short_time(each.updated)} · {each.turns} messages")


def sources(here: Here) -> Candidates:
    """The numbered sources of the answer that the user looks at."""
    return Candidates(
        Candidate(str(each.n), f"{each.n}  {one_line(each.place.title)}", one_line(where(each.place)))
        for each in here.sources
    )


def asked(here: Here) -> Candidates:
    """Questions that were asked before, newest first."""
    return Candidates(Candidate(each, one_line(each), hint_counts=False) for each in here.asked if "\n" not in each)


@dataclass(frozen=True, slots=True)
class _Role(Candidate):
    """A role knows what fills it."""

    fillers: tuple[str, ...] = ()


class Roles:
    """Roles of a recall; behind a role's '=', what most often fills it, and '?' for whatever does."""

    KIND = "roles"

    def at_hand(self, typed: Typed, here: Here) -> Choice | None:
        known = here.known.has(self.KIND)
        return None if known is None else self._choice(known, typed)

    def read(self, typed: Typed, here: Here) -> Choice:
        return self._choice(here.read(self.KIND, lambda engine: map(_role, engine.memory.roles())), typed)

    @staticmethod
    def _choice(known: Candidates, typed: Typed) -> Choice:
        before, space, word = typed.text.rpartition(" ")
        lead = typed.lead + before + space
        name, mark, filler = word.partition("=")
        if not mark:
            return Choice(known, lead, word)
        role = next((each for each in known.items if each.value == f"{name.lower()}="), None)
        examples = role.fillers if isinstance(role, _Role) else ()
        fillers = [Candidate(each, one_line(each), ends=False) for each in examples]
        ask = [Candidate("?", "?", "what fills it", ends=False)] if role is not None else []
        return Choice(Candidates([*ask, *fillers]), lead, filler, stem=f"{name}=")


def _role(info: RoleInfo) -> Candidate:
    hint = f"{info.fillers:,} in {info.documents:,} documents, such as {one_line(info.examples[0])}"
    return _Role(f"{info.role}=", f"{info.role}=", hint, ends=False, fillers=info.examples)


class DocumentOrSource:
    """A document, or the number of a source."""

    def __init__(self, documents: Completer) -> None:
        self._documents = documents

    def at_hand(self, typed: Typed, here: Here) -> Choice | None:
        return self._numbers(typed, here) or self._both(typed, here, self._documents.at_hand(typed, here))

    def read(self, typed: Typed, here: Here) -> Choice:
        choice = self._documents.read(typed, here)
        return self._numbers(typed, here) or self._both(typed, here, choice) or choice

    @staticmethod
    def _numbers(typed: Typed, here: Here) -> Choice | None:
        return typed.choice(sources(here)) if typed.text.strip().isdigit() else None

    @staticmethod
    def _both(typed: Typed, here: Here, choice: Choice | None) -> Choice | None:
        if choice is None or typed.text.strip():  # words mean documents
            return choice
        return replace(choice, candidates=sources(here) + choice.candidates)
