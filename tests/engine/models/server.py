"""A loopback file server that misbehaves on request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass
class Behaviour:
    """What the server holds, and how it fails."""

    files: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    break_after: int | None = None  # bytes of a body, once
    ignores_range: bool = False
    requests: list[tuple[str, str | None]] = field(default_factory=list)  # path and Range header


@contextmanager
def serve(behaviour: Behaviour) -> Iterator[str]:
    """The address of a server that lives as long as the context."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            behaviour.requests.append((self.path, asked))
            body = behaviour.files.get(self.path)
            if body is None:
                self.send_error(404)
                return
            start = 0
            if asked and not behaviour.ignores_range:
                start = int(asked.removeprefix("bytes=").rstrip("-"))
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
            else:
                self.send_response(200)
            self.send_header("Content-Length", str(len(body) - start))
            self.send_header("Content-Type", behaviour.types.get(self.path, "application/octet-stream"))
            self.end_headers()
            if behaviour.break_after is not None:
                body = body[: start + behaviour.break_after]
                behaviour.break_after = None
                self.close_connection = True
            self.wfile.write(body[start:])

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
