"""A loopback chat server that answers by a script, well or badly."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Flag
from threading import Thread
from typing import Any

PATIENCE_S = 30.0  # how long anything is waited for before a test fails


@dataclass
class Answer:
    """One response: parts are sent one by one; then the connection ends, or hangs."""

    parts: Sequence[bytes] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/event-stream"})
    endless: bytes = b""  # sent over and over behind the parts, until the client goes
    hangs: bool = False  # after the parts, until the client goes or the test ends
    silent: bool = False  # hangs before the status line already


@dataclass
class Request:
    path: str
    headers: dict[str, str]  # names in lower case
    data: dict[str, Any]  # the JSON body, {} for none


@dataclass
class Script:
    """What the server will answer, and what it was asked. The last answer of a list is given again and again."""

    base: str = ""
    answers: list[Answer] = field(default_factory=list)  # to POST
    pages: dict[str, Answer] = field(default_factory=dict)  # to GET, by path
    requests: list[Request] = field(default_factory=list)
    client_left: Flag = field(default_factory=Flag)  # while something was sent to it without end
    released: Flag = field(default_factory=Flag)  # ends what hangs

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The bodies of all questions."""
        return [request.data for request in self.requests if request.data]


def event(data: object) -> bytes:
    return b"data: " + (data.encode() if isinstance(data, str) else json.dumps(data).encode()) + b"\n\n"


def delta(text: str, finish: str | None = None, **more: object) -> bytes:
    return event({"choices": [{"index": 0, "delta": {"content": text, **more}, "finish_reason": finish}]})


DONE = event("[DONE]")


def stream(*texts: str, finish: str = "stop") -> Answer:
    """A whole answer as servers send it."""
    return Answer([*map(delta, texts), delta("", finish), DONE])


def document(data: object, status: int = 200, **headers: str) -> Answer:
    """A JSON document."""
    kinds = {"Content-Type": "application/json", **{name.replace("_", "-"): text for name, text in headers.items()}}
    return Answer([json.dumps(data).encode()], status, kinds)


def trouble(status: int, message: str = "", **headers: str) -> Answer:
    return document({"error": {"message": message}}, status, **headers)


@contextmanager
def serve() -> Iterator[Script]:
    """A server that lives as long as the context."""
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._note(json.loads(body))
            self._send(script.answers[0] if len(script.answers) == 1 else script.answers.pop(0))

        def do_GET(self) -> None:
            self._note({})
            self._send(script.pages.get(self.path, trouble(404, "no such page")))

        def _note(self, data: dict[str, Any]) -> None:
            headers = {name.lower(): text for name, text in self.headers.items()}
            script.requests.append(Request(self.path, headers, data))

        def _send(self, answer: Answer) -> None:
            try:
                if answer.silent:
                    self._hang()
                    return
                self.send_response(answer.status)
                for name, text in answer.headers.items():
                    self.send_header(name, text)
                self.end_headers()
                for part in answer.parts:
                    self.wfile.write(part)
                    self.wfile.flush()
                while answer.endless and not script.released.is_set():
                    self.wfile.write(answer.endless)
                if answer.hangs:
                    self._hang()
            except OSError:
                script.client_left.set()

        def _hang(self) -> None:
            self.connection.settimeout(0.02)
            while not script.released.is_set():
                try:
                    if not self.connection.recv(1):
                        script.client_left.set()
                        return
                except TimeoutError:
                    continue

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    script.base = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield script
    finally:
        script.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
