"""A chat model behind an OpenAI-compatible server: llama.cpp's, Ollama, vLLM, LM Studio, or a paid one."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from threading import Event as Flag
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from engine.config import ModelSettings
from engine.errors import ModelFailed
from engine.models.chat import Hear, Message, Reply, Sampling
from engine.models.remote.address import CHAT, parse
from engine.models.remote.estimate import estimate
from engine.models.remote.keys import Key, read_key
from engine.models.remote.refusals import PASSING, Asked, complaint, refusal
from engine.models.remote.request import encoded, fields, refused_field
from engine.models.remote.retry import Patience
from engine.models.remote.room import ask_room
from engine.models.remote.setbacks import Stopped
from engine.models.remote.stream import as_object
from engine.models.remote.writing import Writing
from engine.models.shelf.shelf import Entry

if TYPE_CHECKING:
    from engine.models.remote.line import Line, Response

CONTEXT_TOKENS = 8192
"""The room of a server that does not tell."""

ROOM_S = 3.0  # what all questions about the room may take together
ROOM_BYTES = 4 * 1024 * 1024  # a large service lists hundreds of models
COMPLAINT_BYTES = 64 * 1024
REDIRECTS = 3

log = logging.getLogger(__name__)


def open_server(entry: Entry, settings: ModelSettings) -> ServerModel:
    """A model of a server. Nothing is sent, and no key is read, before the first question.

    Raises:
        ModelFailed: the entry's address makes no sense.
    """
    return ServerModel(entry, settings, Patience())


class ServerModel:
    """A ChatModel. Its threads must not run an event loop of their own (see `Loop`)."""

    def __init__(self, entry: Entry, settings: ModelSettings, patience: Patience) -> None:
        self._entry = entry
        self._settings = settings
        self._patience = patience
        self._address = parse(entry.place)
        self._model = entry.model or entry.name
        self._refused: set[str] = set()  # parts of a request that this server does not take
        self._room = entry.context_tokens
        self._inquired = False  # whoever uses it says when to ask for the room
        self._key: Key | None = None
        self._line: Line | None = None
        self._closed = False
        self._busy = Lock()

    @property
    def name(self) -> str:
        return self._entry.name

    @property
    def host(self) -> str:
        """The machine that questions go to, with its port."""
        return self._address.host

    @property
    def context_tokens(self) -> int:
        """Room for prompt and answer together. The server is asked for it where the entry does not say, for at most
        `ROOM_S` seconds; while it can't be asked, a guess."""
        if not self._inquired:
            self._find_room(Flag())
        wanted = self._settings.context_tokens
        room = self._room or wanted or CONTEXT_TOKENS
        return min(room, wanted) if wanted else room

    def inquire(self, cancel: Flag) -> None:
        """Ask the server for its room, where that is not known; ends as soon as `cancel` is set. From then on
        `context_tokens` asks no more by itself."""
        self._inquired = True
        self._find_room(cancel)

    def count(self, messages: Sequence[Message]) -> int:
        """Tokens of a prompt: an estimate, rather too high."""
        return estimate(messages)

    def reply(self, messages: Sequence[Message], sampling: Sampling, hear: Hear, cancel: Flag) -> Reply:
        """Have an answer written; see `ChatModel`. What the model thinks aloud before it is left out.

        Raises:
            ModelFailed: no answer could be had. Passing, where the same call may succeed a moment later; nothing is
                tried again once a piece was heard.
        """
        with self._busy:
            writing = Writing(self.name, self.count(messages), sampling, hear)
            try:
                line = self._open_line()
                asked = Asked(self.host, self._model, self._open_key(line, cancel))
                attempt = partial(self._attempt, line, asked, messages, sampling, writing, cancel)
                self._patience.persist(attempt, cancel, lambda: writing.heard, line.silence_s)
            except Stopped:
                writing.finish = "cancelled"
            return writing.reply()

    def close(self) -> None:
        """Let go of connections and key; waits for an answer that is being written."""
        with self._busy:
            self._closed, self._key = True, None
            if self._line is not None:
                self._line.close()
                self._line = None

    def _open_line(self) -> Line:
        if self._closed:
            raise ModelFailed(f"the model '{self.name}' was closed", "open it again")
        if self._line is None:
            from engine.models.remote.line import Line  # httpx takes its time, and most never ask a server

            self._line = Line(self.host, self._settings.timeout_s)
        return self._line

    def _open_key(self, line: Line, cancel: Flag) -> Key:
        if self._key is None:
            self._key = line.aside(partial(read_key, self._entry.key), cancel)
        return self._key

    def _attempt(
        self,
        line: Line,
        asked: Asked,
        messages: Sequence[Message],
        sampling: Sampling,
        writing: Writing,
        cancel: Flag,
    ) -> None:
        """Ask once; more often only where the server wants another address or fewer fields."""
        from engine.models.remote.reading import read

        writing.begin()
        url, moved = self._address.under(CHAT), 0
        while True:
            body = encoded(fields(self._model, messages, sampling, self._refused))
            with line.post(url, body, asked.key.headers(), cancel) as response:
                if response.status == 200:
                    return read(response, writing, sampling, asked)
                if 300 <= response.status < 400:
                    moved += 1
                    url = self._follow(url, response, moved)
                    continue
                told = complaint(response.beginning(COMPLAINT_BYTES))
            left_out = "" if told.prompt_too_long else refused_field(told, sampling, self._refused)
            if response.status not in (400, 422) or not left_out:
                raise refusal(response.status, response.retry_after, told, asked)
            log.info("%s does not take '%s'; asking without it", self.host, left_out)
            self._refused.add(left_out)

    def _follow(self, url: str, response: Response, moved: int) -> str:
        """Where redirect number `moved` leads to on the same server; only there may question and key go."""
        may_follow = response.status in (307, 308) and moved <= REDIRECTS
        target = self._address.moved(url, response.location) if may_follow else ""
        if not target:
            what = f"{self.host} sends the question on to another address, and Nacre does not follow"
            raise ModelFailed(what, "add the model again with the address that it should have")
        return target

    def _find_room(self, cancel: Flag) -> None:
        if not self._room and self._busy.acquire(blocking=False):  # else it is answering; that must not be waited for
            try:
                self._ask_room(cancel)
            finally:
                self._busy.release()

    def _ask_room(self, cancel: Flag) -> None:
        with suppress(ModelFailed, Stopped):
            line = self._open_line()
            key = self._open_key(line, cancel)
            until = monotonic() + ROOM_S  # without the time that a keyring's owner takes to unlock it

            def get(url: str) -> Mapping[str, object]:
                status, body = line.get(url, key.headers(), ROOM_BYTES, max(0.1, until - monotonic()), cancel)
                if status in PASSING:  # still loading, perhaps: asked again another time
                    raise ModelFailed(f"{self.host} can't say yet how much room it has", passing=True)
                with suppress(ValueError):
                    return as_object(body) if status == 200 else {}
                return {}

            self._room = ask_room(get, self._address, self._model) or CONTEXT_TOKENS
