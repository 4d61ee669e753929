"""Starts a trial of a model file in a process of its own, waits for it, and ends it where it must end."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from typing import BinaryIO

from engine.errors import Cancelled, ModelUnfit

POLL_S = 0.05
END_S = 0.5  # for the system to take back a process that was ended; one that waits for a disk goes later
LOG_CHARACTERS = 8_000  # the end of it, where the reason stands
ROOT = Path(__file__).parents[3]  # holds the package `engine`, installed or not

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a trial has ended."""

    status: int | None  # below 0: by this signal; None: it took too long
    answer: str  # the last line of its stdout
    log: str  # the last part of its stderr


def command(path: Path) -> tuple[str, ...]:
    """The command line of a trial.

    With `-P` no file of the working folder, which may be a stranger's, is imported; with `faulthandler` the log says
    where a crash was.
    """
    return (sys.executable, "-P", "-X", "faulthandler", "-m", "engine.models.llama.trial", str(path.absolute()))


def run(arguments: Sequence[str], limit_s: float, cancel: Flag) -> Ended:
    """Run a trial to its end.

    The process has none of our descriptors, and no part in our terminal: Ctrl-C and a screen that is drawn there are
    not its business.

    Args:
        arguments: the command line.
        limit_s: how long it may take before it is ended.
        cancel: ends it within a second.

    Raises:
        Cancelled: `cancel` was set.
        ModelUnfit: no process can be started now, or there is no room for what it says.
    """
    with _temporary() as answer, _temporary() as said:
        try:
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=said,
                env=_environment(),
                start_new_session=True,
                creationflags=creation_flags(),
            )
        except OSError as error:
            what = f"no process can be started to try the model in ({error.strerror or error})"
            raise ModelUnfit(what, "close other programs, then try again") from error
        try:
            status = _wait(process, time.monotonic() + limit_s, cancel)
        finally:
            _end(process)
        answer.seek(0)
        lines = answer.read().decode("utf-8", "replace").splitlines()
        size = said.seek(0, os.SEEK_END)
        said.seek(max(0, size - LOG_CHARACTERS))
        ended = Ended(status, lines[-1] if lines else "", said.read().decode("utf-8", "replace"))
    log.info("the trial '%s' ended with %s:\n%s", " ".join(arguments), status, ended.log)
    return ended


def _temporary() -> BinaryIO:
    """
    Raises:
        ModelUnfit: no folder for such files takes one now.
    """
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        what = f"the model can't be tried without a temporary file ({error.strerror or error})"
        raise ModelUnfit(what, "make room on the disk, or set TMPDIR to a folder that can be written") from error


def _wait(process: subprocess.Popen[bytes], until: float, cancel: Flag) -> int | None:
    """The exit status; None where the time is over."""
    while process.poll() is None:
        if cancel.wait(POLL_S):
            raise Cancelled("the trial of the model was stopped")
        if time.monotonic() > until:
            return None
    return process.returncode


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(END_S)


def _environment() -> dict[str, str]:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "GGML_NO_BACKTRACE": "1",  # an abort would start a debugger
    }


def creation_flags() -> int:
    """For a child on Windows that opens no window, and doesn't hear of Ctrl-C."""
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return 0
