"""What a library keeps of its training: the report of the last run, and the selector where it won."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.errors import NacreError
from engine.library.forget import TRAINING
from engine.reasoning.selecting import choosing
from engine.training.evidence.report import FORMAT
from engine.training.evidence.store import write_text

WORK = TRAINING
"""Folder in the library's, for a run that has not ended."""

REPORT = "selector.report.json"

SHIPPED = Path(choosing.__file__).parent / choosing.FILE
"""The selector that ships, whether there is one or not."""


def own(library: Path) -> Path:
    """The file of a library's own selector, whether there is one or not.

    Args:
        library: the library's folder.
    """
    return library / choosing.FILE


def report_of(library: Path) -> Path:
    """The file of a library's last report."""
    return library / REPORT


def last_report(library: Path) -> dict[str, Any] | None:
    """What the last run found; None where there was none.

    Raises:
        NacreError: the file is damaged or can't be read.
    """
    path = report_of(library)
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NacreError(f"the report {path} can't be read: {error.strerror}") from error
    except ValueError as error:
        raise NacreError(f"the report {path} is damaged", "nacre train evidence makes a new one") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise NacreError(f"the report {path} is of another version", "nacre train evidence makes a new one")
    return found


def forget(library: Path) -> bool:
    """Go back to the selector that ships, and note it in the report; whether the library had one of its own.

    Raises:
        NacreError: the file can't be removed, or the report is damaged.
    """
    path = own(library)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise NacreError(f"{path} can't be removed: {error.strerror}") from error
    report = last_report(library)
    if report is not None:
        write_text(report_of(library), json.dumps(report | {"forgotten": True}, indent=1) + "\n")
    return True
