"""Opens a file in the program that the system has for it: no shell, detached, and nothing that could be run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from engine.errors import NacreError

RUN = frozenset(
    (".desktop", ".appimage", ".run", ".command", ".app", ".tool", ".terminal", ".workflow", ".pkg", ".exe")
)
RUN_BY_WINDOWS = frozenset(
    (".bat", ".cmd", ".com", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".msi", ".scr", ".lnk")
)
RUN_BY_WINDOWS |= frozenset((".py", ".pyw", ".jar", ".hta", ".cpl", ".reg", ".url", ".pif"))
"""Endings of files that the system may run where it is asked to open them."""

PAGED = {"evince": "--page-index={page}", "okular": "--page={page}", "xreader": "--page-index={page}"}
"""Programs for PDFs that take a page."""


def missing(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str:
    """Why nothing can be opened here, in a sentence; '' where it can."""
    remote = any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    if platform.startswith("win"):
        return "Over SSH no window would open on your side." if remote else ""
    if platform == "darwin":
        return "Over SSH no window would open on your side." if remote else ""
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return "Over SSH no window would open on your side." if remote else "There is no display to open a window on."
    return "" if shutil.which("xdg-open", path=environment.get("PATH")) else "xdg-open is not installed here."


def start(file: Path, page: int | None = None) -> str:
    """Open a file, at a page where the program takes one; the name of what opens it.

    Raises:
        NacreError: it could be run instead of shown, or the program can't be started.
        OSError: the file can't be looked at.
    """
    ending = file.suffix.lower()
    if ending in RUN or (sys.platform.startswith("win") and ending in RUN_BY_WINDOWS):
        raise NacreError(f"{file.name} might be run instead of shown", f"open it yourself: {file}")
    file.stat()
    if sys.platform.startswith("win"):
        os.startfile(file)
        return "Windows"
    command = _command(file, page)
    try:
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise NacreError(f"{command[0]} can't be started: {error.strerror}", f"open it yourself: {file}") from error
    return Path(command[0]).name


def _command(file: Path, page: int | None) -> list[str]:
    if sys.platform == "darwin":
        return ["open", "--", str(file)]
    if page is not None and file.suffix.lower() == ".pdf":
        usual = _usual_for_pdf()
        if usual in PAGED and shutil.which(usual):
            return [usual, PAGED[usual].format(page=page), str(file)]
    return ["xdg-open", str(file)]


def _usual_for_pdf() -> str:
    """The name of the program that shows PDFs, as far as it can be known: 'evince'."""
    try:
        found = subprocess.run(
            ["xdg-mime", "query", "default", "application/pdf"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=3,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    name = found.stdout.decode("utf-8", "replace").strip().removesuffix(".desktop")
    return name.rpartition(".")[2].lower()
