"""Formats that are zip archives, opened with care: broken and encrypted ones are told apart, bombs are refused."""

from __future__ import annotations

import zipfile
from io import BytesIO

from engine.errors import ReadError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office wraps around an encrypted document
_MOST_BYTES = 1_000_000_000  # unpacked
_MOST_RATIO = 400  # unpacked to packed, where it is large


def check_archive(name: str, data: bytes, what: str) -> None:
    """Nothing if `data` is a zip archive that can be unpacked; `what` it is for the user, such as 'a Word document'.

    Raises:
        ReadError: it is encrypted, damaged, not an archive, or unpacks to far more than a document would.
    """
    if data.startswith(_OLE):
        raise ReadError(
            f"{name} is encrypted or in an old Office format", "save it without a password in today's format"
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                raise ReadError(f"{name} is encrypted", "save it without a password")
            size = sum(entry.file_size for entry in entries)
            if size > _MOST_BYTES or (size > _MOST_BYTES / 10 and size > _MOST_RATIO * len(data)):
                raise ReadError(f"{name} unpacks to {size // 1_000_000} MB and is not read", "leave it out")
            broken = archive.testzip()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise ReadError(
            f"{name} is damaged or is not {what}", "open it in its own program and save it again"
        ) from error
    if broken:
        raise ReadError(f"{name} is damaged in its part {broken}", "open it in its own program and save it again")
