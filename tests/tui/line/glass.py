"""A terminal of a few sequences: those that frames are made of, and no others."""

from __future__ import annotations

import re

from rich.cells import cell_len, split_graphemes

_SEQUENCE = re.compile(r"\x1b\[([0-9;]*)([HCm])|([^\x1b]+)")
_OFF = {"22": "12", "23": "3", "24": "4", "25": "5", "27": "7", "28": "8", "29": "9"}


class Glass:
    """Cells as (character, look); a look is (attributes, colour, ground) as SGR writes them."""

    def __init__(self, width: int, height: int) -> None:
        self.cells = [[("#", (frozenset[str](), "", ""))] * width for _ in range(height)]
        self._x = self._y = 0
        self._look: tuple[frozenset[str], str, str] = (frozenset(), "", "")

    def take(self, text: str) -> None:
        """What a program writes."""
        at = 0
        for found in _SEQUENCE.finditer(text):
            assert found.start() == at, f"not known: {text[at : found.start() + 9]!r}"
            at = found.end()
            numbers = found[1].split(";") if found[1] else []
            match found[2]:
                case "H":
                    self._y, self._x = (int(number) - 1 for number in numbers)
                case "C":
                    self._x += int(numbers[0]) if numbers else 1
                case "m":
                    self._change(numbers or ["0"])
                case _:
                    self._write(found[3])
        assert at == len(text)

    def _change(self, codes: list[str]) -> None:
        attributes, fore, back = self._look
        while codes:
            code = codes.pop(0)
            if code == "0":
                attributes, fore, back = frozenset(), "", ""
            elif code in _OFF:
                attributes -= set(_OFF[code])
            elif code in ("39", "49"):
                fore, back = ("", back) if code == "39" else (fore, "")
            elif code in ("38", "48"):
                rest = [codes.pop(0) for _ in range(2 if codes[0] == "5" else 4)]
                whole = ";".join([code, *rest])
                fore, back = (whole, back) if code == "38" else (fore, whole)
            elif int(code) >= 30:
                fore, back = (code, back) if int(code) % 60 < 40 else (fore, code)
            else:
                attributes |= {code}
        self._look = attributes, fore, back

    def _write(self, text: str) -> None:
        row = self.cells[self._y]
        for begin, end, width in split_graphemes(text)[0]:
            if row[self._x][0] == "" and self._x:  # half of a wide character goes, and with it the other half
                row[self._x - 1] = (" ", row[self._x - 1][1])
            if self._x + width < len(row) and row[self._x + width][0] == "":
                row[self._x + width] = (" ", row[self._x + width][1])
            row[self._x : self._x + width] = [(text[begin:end], self._look), *[("", self._look)] * (width - 1)]
            del row[len(row) - max(0, self._x + width - len(row)) :]
            self._x += width

    @property
    def plain(self) -> bool:
        """Whether what is written next has no colour and no attribute."""
        return self._look == (frozenset(), "", "")

    def seen(self) -> list[list[tuple[str, object]]]:
        """What an eye sees: of a blank only its ground."""
        return [[(glyph, look if glyph != " " else eye(look)) for glyph, look in row] for row in self.cells]


def eye(look: tuple[frozenset[str], str, str]) -> object:
    """How a blank of this look looks."""
    return look[2] if look[0] <= set("123") else look


def expected(rows: list[list[tuple[str, tuple[frozenset[str], str, str]]]]) -> list[list[tuple[str, object]]]:
    """What an eye should see of rows of (text, look)."""
    screen = []
    for row in rows:
        cells: list[tuple[str, object]] = []
        for text, look in row:
            for begin, end, width in split_graphemes(text)[0]:
                glyph = text[begin:end]
                cells += [(glyph, look if glyph != " " else eye(look)), *[("", look)] * (width - 1)]
        screen.append(cells)
    assert len({sum(cell_len(text) for text, _ in row) for row in rows}) == 1
    return screen
