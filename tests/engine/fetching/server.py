"""A loopback server that answers as Wikipedia's interface does, and misbehaves on request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Site:
    """What the server holds, and how it fails."""

    pages: dict[str, str] = field(default_factory=dict)  # HTML by 'en/Title'
    redirects: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[int, dict[str, str], str]] = field(default_factory=list)  # given before anything else
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def answer(self, language: str, query: dict[str, list[str]]) -> dict[str, Any]:
        title = query["page"][0]
        title = self.redirects.get(title, title)
        text = self.pages.get(f"{language}/{title}")
        if text is None:
            return {"error": {"code": "missingtitle", "info": "The page you specified doesn't exist."}}
        return {
            "parse": {
                "title": title,
                "revid": 7,
                "text": f'<div class="mw-parser-output">{text}</div>',
                "properties": {"wikibase_item": "Q39715"},
                "categories": [{"category": "Towers_by_sea", "hidden": False}, {"category": "H", "hidden": True}],
                "langlinks": [{"lang": "de", "url": "https://de.wikipedia.org/wiki/Leuchtturm", "title": "Leuchtturm"}],
            }
        }


@contextmanager
def serve(site: Site) -> Iterator[str]:
    """The address of the sites, with `{language}` in it, for as long as the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            site.asked.append(query.get("page", [""])[0])
            site.agents.append(self.headers.get("User-Agent", ""))
            if site.answers:
                status, headers, body = site.answers.pop(0)
            else:
                status, headers = 200, {}
                body = json.dumps(site.answer(parts.path.split("/")[1], query))
            data = body.encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/{{language}}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
