"""Opening the library that the command line names."""

from __future__ import annotations

from engine import config
from engine.engine import Engine
from tui.cli.options import Request


def open_engine(request: Request) -> Engine:
    """The library of `--library`, `NACRE_LIBRARY` or the user's own, created where there is none.

    Raises:
        NacreError: the library or the settings can't be read.
    """
    return Engine.open(request.library or config.default_library(), settings=config.load())
