"""Text as it is compared: small letters without accents, each character in its place."""

from __future__ import annotations

from unicodedata import normalize


class _Folded(dict[int, int]):
    """The folded form of each code point, looked up once; always one character, so that every offset stays."""

    def __missing__(self, code: int) -> int:
        base = normalize("NFD", chr(code))[0].lower()
        self[code] = folded = ord(base[0])
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """`text` without letter case and accents, exactly as long: 'Ömer' becomes 'omer'."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)
