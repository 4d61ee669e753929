"""Bytes to text, exactly: which encoding they are in, and a repair where an earlier program chose the wrong one.

Newlines and a byte-order mark stay in the text, so that encoding it again gives the bytes back.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import SkipFile
from engine.sources.repair import REPAIRED
from engine.sources.repair import repair as repair

_HEAD_BYTES = 8_192
_CONTEXT_BYTES = 200  # of ASCII in front of the first letter beyond it
_SAMPLE_BYTES = 64 * 1024  # enough letters for statistics; detection is slow
_MOST_CONTROLS = 0.3
_DRAW = 0.03  # a difference in coherence below this is noise

# The longer marks first: that of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What people's files are in, most common first: the order decides where statistics do not.
_LEGACY = (
    *("cp1252", "cp1251", "cp932", "gb18030", "big5", "cp949", "euc_jp", "koi8_r", "cp1250", "cp1253", "cp1254"),
    *("cp1255", "cp1256", "cp1257", "cp874", "mac_roman", "iso8859_15", "iso8859_2", "cp850", "cp437", "cp866"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\b\x1b")) + b"\x7f"
_HIGH_RUNS = re.compile(rb"[\x80-\xff][^\n]*+")
_WESTERN_AS_MAC = re.compile("[a-z][¸ˆ‰ﬂ˜˙‡·‚„ÀÈËÍÎÌÏÔÒÓÛÙ]")
_LONE_BYTE = re.compile(r"[\udc80-\udcff]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as text. Unless `notes` says otherwise, `text.encode(encoding)` is the file."""

    text: str
    encoding: str  # a codec's name; that of UTF-16 and UTF-32 names the byte order, the mark is in the text
    repaired: bool = False
    notes: tuple[str, ...] = ()  # one sentence each, for the user


def decode(data: bytes, *, mend: bool = True) -> Decoded:
    """The text of a text file; with `mend`, text that was decoded wrongly before it was saved is repaired.

    Raises:
        SkipFile: the bytes are not text.
    """
    found = _decode(data)
    if not mend or not found.encoding.startswith("utf"):  # what was broken before was saved as Unicode
        return found
    text, changed = repair(found.text)
    if not changed:
        return found
    return Decoded(text, found.encoding, True, (*found.notes, REPAIRED))


def is_binary(head: bytes) -> bool:
    """Whether the first bytes of a file are not text: NUL bytes or many control characters, in no Unicode encoding."""
    if _wide(head):
        return False
    head = head[:_HEAD_BYTES]
    return b"\0" in head or len(head) - len(head.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(head)


def _decode(data: bytes) -> Decoded:
    wide = _wide(data[:_HEAD_BYTES])
    if wide:
        return _wide_text(data, wide)
    if b"\0" in data or is_binary(data):
        raise SkipFile("binary data, not text")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _almost_utf8(data) or _legacy(data)


def _wide(head: bytes) -> str:
    """The Unicode encoding that a byte-order mark names, or that the zeros of UTF-16 give away; else empty."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    head = head[: len(head) // 2 * 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) >= 4 and even + odd and b"\0\0" not in head:
        for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
            if not others and zeros > 0.7 * len(head) / 2:
                return encoding
    return ""


def _wide_text(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return _almost_utf8(data) or _legacy(data)
        note = (
            f"The file is not valid {encoding.upper()} from byte {error.start} on; what can't be read shows as \ufffd."
        )
        return Decoded(data.decode(encoding, "replace"), encoding, True, (note,))


def _almost_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few stray bytes of another encoding, as in logs that were put together; None if it is not that."""
    text = data.decode("utf-8", "surrogateescape")
    proper = len(data) - len(text)  # each character of several bytes saves at least one
    stray = len(text) - len(data.decode("utf-8", "ignore"))
    if proper < 4 * stray:
        return None
    text = _LONE_BYTE.sub(lambda match: _stray(match[0]), text)
    note = f"Bytes that are not valid UTF-8 ({stray} of {len(data)}) were read as Windows-1252."
    return Decoded(text, "utf-8", True, (note,))


def _stray(text: str) -> str:
    return text.encode("ascii", "surrogateescape").decode("cp1252", "replace")


def _legacy(data: bytes) -> Decoded:
    """The likeliest encoding from before Unicode."""
    for encoding in (*_likely(data), "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.encode(encoding) == data:
            return Decoded(text, encoding)
        note = f"The file is read as {encoding}, which has two ways to write some characters; the original is kept."
        return Decoded(text, encoding, False, (note,))
    raise AssertionError("Latin-1 reads any bytes")


def _against_mac_roman(text: str) -> float:
    """It is rare by now, and reads Western European letters as signs and capitals in the middle of words: 'Gr¸ﬂe'."""
    return _DRAW + (1.0 if _WESTERN_AS_MAC.search(text) else 0.0)


def _likely(data: bytes) -> Sequence[str]:
    """Encodings that fit a sample of the lines that are not ASCII, best first; the common one wins a draw."""
    from charset_normalizer import from_bytes  # takes 40 ms, and few files need it

    pieces: list[bytes] = []
    room = _SAMPLE_BYTES
    for match in _HIGH_RUNS.finditer(data):
        # Each piece starts with ASCII of the same line, so no character of several bytes is cut in front.
        start = max(data.rfind(b"\n", 0, match.start()) + 1, match.start() - _CONTEXT_BYTES)
        pieces.append(data[start : min(match.end(), start + room)])
        room -= len(pieces[-1])
        if room <= 0:
            break
    matches = list(from_bytes(b"\n".join(pieces), cp_isolation=list(_LEGACY)))
    lowest = min((guess.chaos for guess in matches), default=0.0)
    fits: dict[str, float] = {}
    for guess in matches:
        for name in guess.could_be_from_charset if guess.chaos <= lowest else ():
            fits[name] = guess.coherence - (_against_mac_roman(str(guess)) if name == "mac_roman" else 0.0)
    order = {name: place for place, name in enumerate(_LEGACY)}
    best = sorted(fits, key=lambda name: (-fits[name], order.get(name, len(order))))
    return [*best, *(guess.encoding for guess in matches)]
