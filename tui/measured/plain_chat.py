"""The peer of `nacre bench tui`: a chat as one writes it first, from Textual's own widgets as they come.

`python -m tui.measured.plain_chat URL MESSAGES` asks the OpenAI-compatible server at URL; '/open' shows the messages of
the file MESSAGES, a JSON list of Markdown texts. It knows nothing of Nacre.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Markdown

from tui.measured import lag

OPEN = "/open"


class PlainChat(App[None]):
    """A column of Markdown widgets over an input."""

    CSS = "#chat { height: 1fr; } #ask { dock: bottom; border: round gray; }"

    def __init__(self, url: str, messages: Path) -> None:
        super().__init__()
        self._url = url
        self._messages = messages

    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="chat")
        field = Input(id="ask")
        field.border_title = "Ask"
        yield field

    def on_mount(self) -> None:
        lag.watch()
        self.query_one("#ask").focus()
        self.query_one("#chat", VerticalScroll).anchor()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        event.input.clear()
        chat = self.query_one("#chat", VerticalScroll)
        if event.value == OPEN:
            await chat.remove_children()
            await chat.mount_all(Markdown(text) for text in json.loads(self._messages.read_text("utf-8")))
            chat.anchor()
        else:
            answer = Markdown()
            await chat.mount_all([Markdown(event.value), answer])
            chat.anchor()
            self.run_worker(self._reply(event.value, answer))

    async def _reply(self, question: str, answer: Markdown) -> None:
        import httpx  # not needed for the first frame

        stream = Markdown.get_stream(answer)
        asked = {"stream": True, "messages": [{"role": "user", "content": question}]}
        async with (
            httpx.AsyncClient(trust_env=False, timeout=None) as client,
            client.stream("POST", f"{self._url}/chat/completions", json=asked) as response,
        ):
            async for line in response.aiter_lines():
                if text := _piece(line):
                    await stream.write(text)
        await stream.stop()


def _piece(line: str) -> str:
    """What a line of an event stream adds to the answer."""
    if not line.startswith("data: {"):
        return ""
    data: dict[str, Any] = json.loads(line.removeprefix("data: "))
    return str(data["choices"][0]["delta"].get("content") or "")


if __name__ == "__main__":
    PlainChat(sys.argv[1], Path(sys.argv[2])).run()
