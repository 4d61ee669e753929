"""The log file: what users never see on the screen, tracebacks above all."""

from __future__ import annotations

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from engine import config

LARGEST_BYTES = 1024 * 1024
KEPT_FILES = 2
LIBRARIES = "nacre"

_log = logging.getLogger(LIBRARIES)


def path() -> Path:
    """The log file."""
    return config.log_dir() / "nacre.log"


def start() -> bool:
    """Send everything that Python logs or warns about to the log file; where that can't be written, nowhere, and False.

    Called again, it changes nothing.
    """
    root = logging.getLogger()
    started = next((each for each in root.handlers if isinstance(each, RotatingFileHandler | Nowhere)), None)
    if started is not None:
        return not isinstance(started, Nowhere)
    logging.raiseExceptions = False  # a disk that fills up is no reason for tracebacks on stderr
    logging.captureWarnings(True)
    handler = _handler()
    root.addHandler(handler)
    root.setLevel(logging.INFO if os.environ.get("NACRE_LOG") == "info" else logging.WARNING)
    return not isinstance(handler, Nowhere)


class Nowhere(logging.NullHandler):
    """In the place of a log that can't be written."""


def _handler() -> logging.Handler:
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            path(), maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        return Nowhere()
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    return handler


def keep(error: BaseException, *, unexpected: bool = False) -> str:
    """Write an error with its traceback into the log; where it can be read, in words."""
    start()
    _log.log(logging.ERROR if unexpected else logging.WARNING, "%s", error, exc_info=error)
    return str(path()) if path().is_file() else "no log, because the log folder can't be written"
