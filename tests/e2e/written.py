"""The app on an engine in memory whose model writes for a while.

`python -m tests.e2e.written FOLDER WORDS PIECES_PER_S`; the roles of stored turns go into FOLDER/stored, one a line.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from engine.config import load
from tests.tui.fake import FakeEngine
from tests.tui.fake_models import QWEN, SERVER, FakeModels, Writer
from tui import terminal
from tui.app import NacreApp


def tell(engine: FakeEngine, file: Path) -> None:
    """Write the role of each turn into a file as soon as it is stored."""
    add_turn = engine.talks.add_turn

    def told(conversation: int, role: str, *arguments: Any, **named: Any) -> Any:
        turn = add_turn(conversation, role, *arguments, **named)
        with file.open("a") as roles:
            roles.write(f"{role}\n")
        return turn

    setattr(engine.talks, "add_turn", told)  # noqa: B010 - mypy does not like a method to be assigned


def main(folder: Path, words: int, pieces_per_s: float) -> None:
    engine = FakeEngine(models=FakeModels(QWEN, SERVER, active=QWEN.name))
    engine.writer = Writer(" ".join(f"word{n}" for n in range(words)), tokens_per_s=pieces_per_s)
    tell(engine, folder / "stored")
    terminal.forget_fixed_size()
    with terminal.own_descriptor(folder / "log") as outlet:
        app = NacreApp(lambda: engine, load())
        app.outlet = outlet
        app.run()
        app.shut_down()
    print("LEFT", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
