"""Commands with several arguments: which one is being typed, and who completes it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import NamedTuple

from tui.completing.candidates import NOTHING, Candidate, Candidates, Choice
from tui.completing.completer import Completer, Typed
from tui.completing.here import Here


class Split(NamedTuple):
    """The words that are finished, and the one that is being typed."""

    before: tuple[str, ...]
    start: int  # where the word begins that is being typed
    word: str  # without its quotes


def split(text: str) -> Split:
    """Words as a shell splits them; the last one need not have its closing quote."""
    stream = StringIO(text)
    lexer = shlex.shlex(stream, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters = True, ""
    before: list[str] = []
    while True:
        start = stream.tell()
        try:
            word = lexer.get_token()
        except ValueError:  # an unfinished quote: what is behind it is being typed
            return Split(tuple(before), _begin(text, start), lexer.token)
        if word is None:
            return Split(tuple(before), len(text), "")
        if stream.tell() >= len(text) and not text[-1].isspace():
            return Split(tuple(before), _begin(text, start), word)
        before.append(word)


def _begin(text: str, start: int) -> int:
    return len(text) - len(text[start:].lstrip())


@dataclass(frozen=True, slots=True)
class Places:
    """One completer for each argument in its turn. The first `needed` of them can't be left out."""

    completers: tuple[Completer, ...]
    needed: int = 0

    def at_hand(self, typed: Typed, here: Here) -> Choice | None:
        completer, inner, place = self._at(typed)
        if completer is None:
            return typed.choice(NOTHING)
        choice = completer.at_hand(inner, here)
        return None if choice is None else self._going_on(choice, place)

    def read(self, typed: Typed, here: Here) -> Choice:
        completer, inner, place = self._at(typed)
        return typed.choice(NOTHING) if completer is None else self._going_on(completer.read(inner, here), place)

    def _at(self, typed: Typed) -> tuple[Completer | None, Typed, int]:
        found = split(typed.text)
        place = len(found.before)
        completer = self.completers[place] if place < len(self.completers) else None
        return completer, Typed(typed.lead + typed.text[: found.start], found.word, True), place

    def _going_on(self, choice: Choice, place: int) -> Choice:
        """Where another argument must follow, a value does not end the line."""
        return choice if place + 1 >= self.needed else replace(choice, goes_on=True)


@dataclass(frozen=True, slots=True)
class Verbs:
    """A word that says what to do, and behind it what that word is about, to the end of the line."""

    about: tuple[tuple[str, str], ...]  # each verb with what it does
    completers: Mapping[str, Completer]

    def at_hand(self, typed: Typed, here: Here) -> Choice | None:
        completer, inner = self._behind(typed)
        if completer is not None:
            return completer.at_hand(inner, here)
        if " " in typed.text:
            return typed.choice(NOTHING)
        return typed.choice(Candidates(Candidate(verb, verb, what, ends=False, tail=" ") for verb, what in self.about))

    def read(self, typed: Typed, here: Here) -> Choice:
        completer, inner = self._behind(typed)
        return typed.choice(NOTHING) if completer is None else completer.read(inner, here)

    def _behind(self, typed: Typed) -> tuple[Completer | None, Typed]:
        verb, space, rest = typed.text.partition(" ")
        return self.completers.get(verb) if space else None, Typed(f"{typed.lead}{verb} ", rest)


@dataclass(frozen=True, slots=True)
class Repeated:
    """Any number of words of one kind, of which there are few."""

    completer: Completer

    def at_hand(self, typed: Typed, here: Here) -> Choice | None:
        before, last = self._last(typed)
        choice = self.completer.at_hand(last, here)
        return None if choice is None else _without(choice, before)

    def read(self, typed: Typed, here: Here) -> Choice:
        before, last = self._last(typed)
        return _without(self.completer.read(last, here), before)

    @staticmethod
    def _last(typed: Typed) -> tuple[list[str], Typed]:
        before, space, word = typed.text.rpartition(" ")
        return before.split(), Typed(typed.lead + before + space, word)


def _without(choice: Choice, words: Sequence[str]) -> Choice:
    """Only what is not there yet."""
    left = Candidates(each for each in choice.candidates.items if each.value not in words)
    return replace(choice, candidates=left)


@dataclass(frozen=True, slots=True)
class OrPath:
    """A word that can be left out before a path: what looks like a path is completed as one."""

    word: Completer
    path: Completer

    def at_hand(self, typed: Typed, here: Here) -> Choice | None:
        return self._for(typed).at_hand(typed, here)

    def read(self, typed: Typed, here: Here) -> Choice:
        return self._for(typed).read(typed, here)

    def _for(self, typed: Typed) -> Completer:
        return self.path if typed.text.startswith(("~", ".", "/")) or "/" in typed.text else self.word
