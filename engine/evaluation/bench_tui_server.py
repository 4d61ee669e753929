"""A chat server on loopback that writes a given text at a given pace: the peer's model, and ours without llama.cpp."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from threading import Event as Flag
from threading import Thread
from time import monotonic
from types import TracebackType
from typing import Any

MODEL = "bench"


class PacedServer:
    """Answers every question with the same text, over and over, until the one who asks goes away.

    Args:
        pieces: of the text, as a model writes them.
        per_s: pieces a second; may be set anew between questions.
    """

    def __init__(self, pieces: Sequence[str], per_s: float) -> None:
        self.per_s = per_s
        self._pieces = pieces
        self._over = Flag()
        paced = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                paced._write(self)

            def do_GET(self) -> None:
                _begin(self, "application/json")
                self.wfile.write(json.dumps({"object": "list", "data": [{"id": MODEL}]}).encode("ascii"))

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
                """Nothing: stderr belongs to the progress of the measurement."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> PacedServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _write(self, handler: BaseHTTPRequestHandler) -> None:
        began, per_s = monotonic(), self.per_s
        try:
            _begin(handler, "text/event-stream")
            for number, piece in enumerate(cycle(self._pieces)):
                if self._over.wait(max(0.0, began + number / per_s - monotonic())):
                    return
                choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
                handler.wfile.write(b"data: " + json.dumps({"choices": [choice]}).encode("ascii") + b"\n\n")
        except OSError:
            return  # the one who asked has gone: that is how every answer ends here


def _begin(handler: BaseHTTPRequestHandler, kind: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.end_headers()
