"""A loopback file server that misbehaves on request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Behaviour:
    """What the server holds, and how it fails."""

    files: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    break_after: int | None = None  # bytes of a weights' file, once
    breaks: int = 1  # or as often as this says
    ignores_range: bool = False
    etags: dict[str, str] = field(default_factory=dict)  # by path; If-Range is held against them
    extra: dict[str, dict[str, str]] = field(default_factory=dict)  # more headers, by path
    answers: dict[str, list[int]] = field(default_factory=dict)  # by path: answered before the file is served
    redirects: dict[str, str] = field(default_factory=dict)  # by path
    states_length: int | None = None  # of a weights' file, instead of the true length
    held: Event | None = None  # a body waits for it, behind its headers
    requests: list[tuple[str, str | None]] = field(default_factory=list)  # path and Range header
    headers: list[dict[str, str]] = field(default_factory=list)  # of the requests, names in lower case


@contextmanager
def serve(behaviour: Behaviour) -> Iterator[str]:
    """The address of a server that lives as long as the context."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            behaviour.requests.append((self.path, asked))
            behaviour.headers.append({name.lower(): value for name, value in self.headers.items()})
            if behaviour.answers.get(self.path):
                self._answer(behaviour.answers[self.path].pop(0))
                return
            if self.path in behaviour.redirects:
                self._answer(302, {"Location": behaviour.redirects[self.path]})
                return
            body = behaviour.files.get(self.path)
            if body is None:
                self._answer(404)
                return
            wanted = self.headers.get("If-Range")
            if wanted is not None and wanted != behaviour.etags.get(self.path):
                asked = None
            start = 0
            if asked and not behaviour.ignores_range:
                start = int(asked.removeprefix("bytes=").rstrip("-"))
                if start >= len(body):
                    self._answer(416)
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            else:
                self.send_response(200)
            is_large = self.path.endswith((".gguf", ".bin", ".safetensors"))
            length = len(body)
            if behaviour.states_length is not None and is_large:
                length = behaviour.states_length
            self.send_header("Content-Length", str(length - start))
            self.send_header("Content-Type", behaviour.types.get(self.path, "application/octet-stream"))
            if self.path in behaviour.etags:
                self.send_header("ETag", behaviour.etags[self.path])
            for name, value in behaviour.extra.get(self.path, {}).items():
                self.send_header(name, value)
            self.end_headers()
            if behaviour.held is not None:
                self.wfile.flush()
                behaviour.held.wait(60)
            if behaviour.break_after is not None and is_large:
                body = body[: start + behaviour.break_after]
                behaviour.breaks -= 1
                if behaviour.breaks <= 0:
                    behaviour.break_after = None
                self.close_connection = True
            self.wfile.write(body[start:])

        def _answer(self, status: int, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {**behaviour.extra.get(self.path, {}), **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        if behaviour.held is not None:
            behaviour.held.set()
        server.shutdown()
        server.server_close()
        thread.join()
