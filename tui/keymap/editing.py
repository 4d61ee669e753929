"""Editing in two modes, as in vi: in one letters are text, in the other commands. It drives a text area of Textual."""

from __future__ import annotations

import re
from dataclasses import dataclass

from textual.widgets import TextArea

EDITING = (
    ("i a I A o O", "Write: before, behind, at the line's start or end, on a line below or above"),
    ("h j k l w b e", "Move by characters, lines and words"),
    ("0 ^ $ gg G", "To the start or end of the line, to the first or last line"),
    ("x X D C S s", "Take away: characters, the rest of the line; C, S and s then write"),
    ("d c y", "Take away, change or copy what a move passes; dd cc yy: lines"),
    ("p P", "Put it behind or before the cursor"),
    ("u Ctrl+R", "Take back a change, or a change taken back"),
    ("3w 2dd", "A number before a command repeats it"),
)
"""The commands of normal mode, and what they do."""

MOST = 9_999  # a larger count is a slip
MOST_CHANGES = 200  # that can be taken back
_WORD = re.compile(r"\w+|[^\w\s]+")
_Place = tuple[int, int]  # row, column
_State = tuple[str, _Place]


@dataclass(frozen=True, slots=True)
class _Move:
    """Where a motion leads. 'dj' means whole lines, 'de' the character under its end too; 'dw' keeps to its line."""

    to: _Place
    lines: bool = False
    with_end: bool = False
    on_its_line: bool = False


class Modal:
    """The mode of one text area and the command that is being typed."""

    def __init__(self, area: TextArea) -> None:
        self._area = area
        self.writing = True
        self._count = ""
        self._operator = ""
        self._operator_count = ""
        self._g = False
        self._kept = ""  # what was last taken away or copied
        self._kept_lines = False
        self._before: list[_State] = []  # each change, as it was before it
        self._after: list[_State] = []  # what was taken back

    @property
    def pending(self) -> str:
        """What has been typed of a command: '2d', 'g'."""
        return self._operator_count + self._operator + self._count + ("g" if self._g else "")

    def write(self) -> None:
        """Letters are text from now on."""
        self._forget()
        self.writing = True

    def leave(self) -> None:
        """To normal mode; the cursor steps back onto a character, as in vi."""
        self._forget()
        self.writing = False
        row, column = self._area.cursor_location
        self._area.move_cursor((row, max(0, column - 1)))

    def escape(self) -> bool:
        """Drop what has been typed of a command; False where there was nothing."""
        had = bool(self.pending)
        self._forget()
        return had

    def press(self, character: str) -> bool:
        """A character in normal mode; False for one that is no command."""
        if character.isdigit() and not (character == "0" and not self._count):
            self._count = str(min(MOST, int(self._count + character)))
            return True
        if self._g:
            self._g = False
            known = character == "g"
            if known:
                row = min(self._last_row, self._number(1) - 1)
                self._moved(_Move((row, self._indent(row)), lines=True))
            self._forget()
            return known
        if character == "g":
            self._g = True
            return True
        if self._operator and character == self._operator:
            last = self._row + self._number(1) - 1
            self._apply(_Move((last, 0), lines=True))
            return True
        if character in "dcy" and not self._operator:
            self._operator, self._operator_count, self._count = character, self._count, ""
            return True
        move = self._move(character)
        if move is not None:
            self._moved(move)
            return True
        known = not self._operator and self._command(character)
        self._forget()
        return known

    def redo(self) -> None:
        """Bring back what was taken back last."""
        for _ in range(self._number(1)):
            self._travel(self._after, self._before)
        self._forget()

    # --- changes and back ---------------------------------------------------------------------------------------

    def _remember(self) -> None:
        """A change begins; all that is written in one go counts as one."""
        self._before = [*self._before[1 - MOST_CHANGES :], (self._area.text, self._area.cursor_location)]
        self._after.clear()

    def _travel(self, there: list[_State], back: list[_State]) -> None:
        now = self._area.text
        while there:
            text, place = there.pop()
            if text != now:
                back.append((now, place))
                self._area.replace(text, (0, 0), self._area.document.end)
                self._area.move_cursor((min(place[0], self._last_row), 0))
                self._area.move_cursor((self._row, self._within(self._row, place[1])))
                return

    # --- counts, places -----------------------------------------------------------------------------------------

    def _number(self, usual: int) -> int:
        counts = [int(count) for count in (self._operator_count, self._count) if count]
        return min(MOST, counts[0] * (counts[1] if len(counts) > 1 else 1)) if counts else usual

    def _forget(self) -> None:
        self._count = self._operator = self._operator_count = ""
        self._g = False

    @property
    def _row(self) -> int:
        return self._area.cursor_location[0]

    @property
    def _last_row(self) -> int:
        return self._area.document.line_count - 1

    def _line(self, row: int) -> str:
        return self._area.document.get_line(row)

    def _indent(self, row: int) -> int:
        """Where the words of a line begin."""
        line = self._line(row)
        return len(line) - len(line.lstrip()) if line.strip() else self._within(row, len(line))

    # --- motions ------------------------------------------------------------------------------------------------

    def _move(self, character: str) -> _Move | None:
        row, column = self._area.cursor_location
        n, line = self._number(1), self._line(row)
        match character:
            case "h":
                return _Move((row, max(0, column - n)))
            case "l" | " ":
                return _Move((row, min(len(line), column + n)))
            case "j":
                return _Move((min(self._last_row, row + n), column), lines=True)
            case "k":
                return _Move((max(0, row - n), column), lines=True)
            case "0":
                return _Move((row, 0))
            case "^":
                return _Move((row, self._indent(row)))
            case "$":
                last = min(self._last_row, row + n - 1)
                return _Move((last, len(self._line(last))))
            case "G":
                wanted = min(self._last_row, n - 1) if self._count or self._operator_count else self._last_row
                return _Move((wanted, self._indent(wanted)), lines=True)
            case "w" if self._operator == "c":  # as in vi, 'cw' leaves the space behind the word
                return _Move(self._word_end(n, here=True), with_end=True)
            case "w":
                return _Move(self._word_start(n), on_its_line=True)
            case "b":
                return _Move(self._word_before(n))
            case "e":
                return _Move(self._word_end(n), with_end=True)
        return None

    def _words(self) -> list[tuple[int, int, int]]:
        """Every word of the text: row, first column, the one behind it. As in vi, an empty line is one."""
        words = []
        for row in range(self._last_row + 1):
            line = self._line(row)
            words += [(row, *found.span()) for found in _WORD.finditer(line)] if line else [(row, 0, 0)]
        return words

    def _word_start(self, n: int) -> _Place:
        after = [(row, start) for row, start, _ in self._words() if (row, start) > self._area.cursor_location]
        return after[n - 1] if len(after) >= n else self._area.document.end

    def _word_before(self, n: int) -> _Place:
        before = [(row, start) for row, start, _ in self._words() if (row, start) < self._area.cursor_location]
        return before[-n] if len(before) >= n else (0, 0)

    def _word_end(self, n: int, *, here: bool = False) -> _Place:
        """The end of the n-th word from here; `here`: the one under the cursor counts even at its last character."""
        row, column = self._area.cursor_location
        least = (row, column - 1) if here else (row, column)
        ends = [(row, end - 1) for row, _, end in self._words() if end and (row, end - 1) > least]
        return ends[n - 1] if len(ends) >= n else self._area.document.end

    def _moved(self, move: _Move) -> None:
        if self._operator:
            self._apply(move)
            return
        row = max(0, min(self._last_row, move.to[0]))
        self._forget()
        self._area.move_cursor((row, self._within(row, move.to[1])))

    def _within(self, row: int, column: int) -> int:
        """In normal mode the cursor stands on a character, not behind the last one."""
        return max(0, min(column, len(self._line(row)) - 1))

    # --- operators ----------------------------------------------------------------------------------------------

    def _apply(self, move: _Move) -> None:
        operator = self._operator
        here, there = sorted((self._area.cursor_location, (min(self._last_row, move.to[0]), move.to[1])))
        self._forget()
        if move.lines:
            self._apply_lines(operator, here[0], there[0])
            return
        if move.with_end and there != self._area.document.end:
            there = (there[0], min(len(self._line(there[0])), there[1] + 1))
        elif there[0] > here[0] and (there[1] == 0 or (move.on_its_line and there[1] <= self._indent(there[0]))):
            there = (there[0] - 1, len(self._line(there[0] - 1)))
        self._take(here, there, operator)

    def _take(self, start: _Place, end: _Place, operator: str) -> None:
        self._kept, self._kept_lines = self._area.get_text_range(start, end), False
        if operator == "y":
            self._area.move_cursor(start)
            return
        self._remember()
        self._area.delete(start, end, maintain_selection_offset=False)
        self._area.move_cursor(start if operator == "c" else (start[0], self._within(*start)))
        self.writing = operator == "c"

    def _apply_lines(self, operator: str, first: int, last: int) -> None:
        start, end = (first, 0), (last, len(self._line(last)))
        self._kept, self._kept_lines = self._area.get_text_range(start, end), True
        if operator == "y":
            return
        self._remember()
        if operator == "d" and last < self._last_row:
            end = (last + 1, 0)
        elif operator == "d" and first > 0:
            start = (first - 1, len(self._line(first - 1)))
        self._area.delete(start, end, maintain_selection_offset=False)
        row = min(first, self._last_row)
        self._area.move_cursor((row, self._indent(row)))
        self.writing = operator == "c"

    # --- other commands -----------------------------------------------------------------------------------------

    def _command(self, character: str) -> bool:
        row, column = self._area.cursor_location
        n, length = self._number(1), len(self._line(row))
        match character:
            case "i" | "a" | "I" | "A" | "o" | "O":
                self._begin(character)
            case "x":
                self._take((row, column), (row, min(length, column + n)), "d")
            case "s":
                self._take((row, column), (row, min(length, column + n)), "c")
            case "X":
                self._take((row, max(0, column - n)), (row, column), "d")
            case "D" | "C":
                self._take((row, column), (row, length), "d" if character == "D" else "c")
            case "S":
                self._apply_lines("c", row, min(self._last_row, row + n - 1))
            case "p" | "P":
                self._put(before=character == "P", times=n)
            case "u":
                for _ in range(n):
                    self._travel(self._before, self._after)
            case _:
                return False
        return True

    def _begin(self, character: str) -> None:
        """Write from now on, at the place that the command means."""
        area, (row, column) = self._area, self._area.cursor_location
        line = self._line(row)
        self._remember()
        match character:
            case "a":
                area.move_cursor((row, min(len(line), column + 1)))
            case "I":
                area.move_cursor((row, self._indent(row)))
            case "A":
                area.move_cursor((row, len(line)))
            case "o":
                area.insert("\n", (row, len(line)), maintain_selection_offset=False)
                area.move_cursor((row + 1, 0))
            case "O":
                area.insert("\n", (row, 0), maintain_selection_offset=False)
                area.move_cursor((row, 0))
        self.writing = True

    def _put(self, *, before: bool, times: int) -> None:
        """What was kept: whole lines on lines of their own, else beside the cursor, which stands on its end."""
        if not self._kept:
            return
        area, (row, column) = self._area, self._area.cursor_location
        self._remember()
        if self._kept_lines:
            text = "\n".join([self._kept] * times)
            place, text = ((row, 0), text + "\n") if before else ((row, len(self._line(row))), "\n" + text)
            area.insert(text, place, maintain_selection_offset=False)
            row = row if before else row + 1
            area.move_cursor((row, self._indent(row)))
            return
        place = (row, column) if before else (row, min(len(self._line(row)), column + 1))
        end = area.insert(self._kept * times, place, maintain_selection_offset=False).end_location
        area.move_cursor((end[0], max(0, end[1] - 1)))
