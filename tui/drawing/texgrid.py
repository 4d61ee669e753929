"""Formulas of several lines: matrices, cases and systems of equations beside what stands before and behind them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

Grid = list[str]
"""Lines of equal width."""

BRACKETS = {
    "(": "⎛⎜⎝(", ")": "⎞⎟⎠)", "[": "⎡⎢⎣[", "]": "⎤⎥⎦]", "|": "││││", "‖": "‖‖‖‖", "{": "⎧⎪⎩{", "}": "⎫⎪⎭}",
}  # fmt: skip
"""Of each bracket: its upper end, its length, its lower end, and itself."""

WAISTS = {"{": "⎨", "}": "⎬"}


def beside(left: Grid, right: Grid) -> Grid:
    """Two grids side by side, their middles on one line."""
    above = max((len(left) - 1) // 2, (len(right) - 1) // 2)
    below = max(len(left) // 2, len(right) // 2)
    return [a + b for a, b in zip(_padded(left, above, below), _padded(right, above, below), strict=True)]


def grid(rows: Sequence[Sequence[str]], around: str) -> Grid:
    """Cells in columns, held by the brackets `around`; '=' lets columns meet, the first of each two to the right."""
    columns = max((len(row) for row in rows), default=0)
    widths = [max((cell_len(row[c]) for row in rows if c < len(row)), default=0) for c in range(columns)]
    meets = around == "="
    lines = []
    for row in rows:
        cells = [row[c] if c < len(row) else "" for c in range(columns)]
        spaces = [" " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)]
        turned = [meets and c % 2 == 0 for c in range(columns)]
        lines.append((" " if meets else "  ").join(
            space + cell if right else cell + space
            for cell, space, right in zip(cells, spaces, turned, strict=True)
        ))  # fmt: skip
    if meets or not around:
        return lines or [""]
    left = _bracket(around[0], len(lines))
    right = _bracket(around[1], len(lines)) if len(around) > 1 else [""] * len(lines)
    return [f"{a} {line} {b}".rstrip() if b == "" else f"{a} {line} {b}"
            for a, line, b in zip(left, lines, right, strict=True)]  # fmt: skip


def _bracket(sign: str, height: int) -> list[str]:
    upper, middle, lower, alone = tuple(BRACKETS[sign])
    if height == 1:
        return [alone]
    parts = [upper, *[middle] * (height - 2), lower]
    if height > 2 and sign in WAISTS:
        parts[(height - 1) // 2] = WAISTS[sign]
    return parts


def _padded(lines: Grid, above: int, below: int) -> Grid:
    width = max(map(cell_len, lines), default=0)
    up, down = above - (len(lines) - 1) // 2, below - len(lines) // 2
    return [line + " " * (width - cell_len(line)) for line in [*[""] * up, *lines, *[""] * down]]
