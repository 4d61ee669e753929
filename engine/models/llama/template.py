"""How a model wants a conversation laid out: its own chat template, or ChatML where that can't be used.

Contents become tokens of plain text: a document that spells `<|im_end|>` has spelt it, and has ended nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.models.chat import Message
from engine.models.llama.layout import (
    CHATML,
    FAILURES,
    Layout,
    Part,
    alternating,
    each_alone,
    layout,
    render,
    without_system,
)
from engine.models.thinking import PAIRS

if TYPE_CHECKING:
    from engine.models.llama.vocabulary import Vocabulary

log = logging.getLogger(__name__)

CHATML_STOPS = ("<|im_end|>", "<|im_start|>")
PROBES = (
    (Message("user", "a"),),
    (Message("user", "a"), Message("assistant", "b"), Message("user", "c")),
)
"""What a template must be able to lay out."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A conversation as tokens."""

    tokens: tuple[int, ...]
    head: int
    """So many of the first tokens come from the system's message and the template alone."""
    in_thought: bool = False
    """Whether the answer begins in the midst of a thought."""


class Template:
    """Lays out prompts for one model.

    Args:
        source: the template in Jinja's language, '' where the file has none.
        vocabulary: of the model.
    """

    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.note = ""
        """One sentence where the model's own template isn't used, else ''."""
        self.stops: tuple[str, ...] = ()
        """Texts that end an answer, beside the tokens that do."""
        try:
            self._layout = self._own(source)
        except FAILURES as error:
            self._layout = self._chatml(str(error))
        self._takes_system = self._works((Message("system", "a"), Message("user", "b")))

    def lay_out(self, messages: Sequence[Message]) -> Prompt:
        """The tokens of a prompt; at least one.

        Raises:
            ModelFailed: a message is too long to be cut into tokens.
        """
        tokens: list[int] = []
        head: int | None = None
        words: set[int] = set()  # of the template's own, which the vocabulary counts as plain text
        if self._vocabulary.begins_prompts():
            tokens.append(self._vocabulary.begin)
        parts = self._parts(messages)
        for part in parts:
            goes_on = bool(tokens) and not self._vocabulary.is_mark(tokens[-1])
            if part.role:
                if head is None and part.role != "system":
                    head = len(tokens)
                tokens += self._content(part.text, words, goes_on=goes_on)
                continue
            own = self._vocabulary.tokenise(part.text, marks=True, goes_on=goes_on)
            words.update(filter(self._vocabulary.is_added, own))
            tokens += own[1:] if own[:1] == tokens == [self._vocabulary.begin] else own  # it begins but once
        if not tokens:
            tokens.append(max(0, self._vocabulary.begin, self._vocabulary.end))
        in_thought = bool(parts) and not parts[-1].role and parts[-1].text.rstrip().endswith(PAIRS[0][0])
        return Prompt(tuple(tokens), head or 0, in_thought)

    def _content(self, text: str, words: set[int], *, goes_on: bool) -> list[int]:
        """Tokens of what a message says: none of them is one that the template is made of."""
        tokens: list[int] = []
        left = [text]  # the next piece last
        while left:
            piece = left.pop()
            read = self._vocabulary.tokenise(piece, marks=False, goes_on=goes_on)
            if mark := self._forged(piece, read, words):
                # Some files count their marks as words of plain text; cut in two, such a word is read letter by letter.
                cuts = [0, *(found.start() + 1 for found in re.finditer(re.escape(mark), piece)), len(piece)]
                left += [piece[start:end] for start, end in reversed(list(pairwise(cuts)))]
            else:
                tokens += read
                goes_on = True
        return tokens

    def _forged(self, text: str, tokens: Sequence[int], words: set[int]) -> str:
        """The spelling of a token that only templates are made of and that a text was read as; '' for none."""
        for token in set(tokens):
            if token in words or self._vocabulary.is_mark(token):
                spelling = self._vocabulary.spelling(token)
                if len(spelling.strip()) > 1 and spelling in text:
                    return spelling
        return ""

    def _parts(self, messages: Sequence[Message]) -> list[Part]:
        """The prompt in pieces: as it is, else with neighbours of one role made one, else as ChatML."""
        turns = each_alone(messages) if self._takes_system else without_system(messages)
        try:
            return render(self._layout, turns)
        except FAILURES as error:
            log.debug("the chat template refuses these messages (%s)", error)
        try:
            return render(self._layout, alternating(turns))
        except FAILURES as error:
            self._layout, self._takes_system = self._chatml(str(error)), True
        return render(self._layout, each_alone(messages))

    def _works(self, messages: Sequence[Message]) -> bool:
        try:
            render(self._layout, each_alone(messages))
        except FAILURES:
            return False
        return True

    def _own(self, source: str) -> Layout:
        """The model's own template.

        Raises:
            One of FAILURES: there is none, or it can't be used.
        """
        if not source.strip():
            raise ValueError("there is none in the file")
        begin, end = (self._vocabulary.spelling(token) for token in (self._vocabulary.begin, self._vocabulary.end))
        own = layout(source, begin, end)
        for probe in PROBES:
            render(own, each_alone(probe))
        return own

    def _chatml(self, why: str) -> Layout:
        reason = why.strip().splitlines()[0] if why.strip() else "it gives no reason"
        self.note = f"The model's own chat template can't be used ({reason}); ChatML takes its place"
        self.note += ", so answers may be worse than the model could give."
        log.info("%s", self.note)
        self.stops = CHATML_STOPS
        return layout(CHATML, "", "")
