"""Numbers for people: sizes, counts, and the reports of measurements as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tui.cli.layout import pairs, table


def size(count: int) -> str:
    """Bytes in the largest unit that leaves at least 1."""
    number = float(count)
    for unit in ("bytes", "KB", "MB", "GB"):
        if number < 1000 or unit == "GB":
            return f"{count:,} bytes" if unit == "bytes" else f"{number:,.1f} {unit}"
        number /= 1000
    raise AssertionError("the loop ends with GB")


def counted(count: int, one: str, many: str = "") -> str:
    """'1 file', '2 files'."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def report(data: Mapping[str, Any]) -> list[str]:
    """The report of a measurement: single figures first, then each group of figures as a table."""
    lines = pairs(
        [(name, _figure(value)) for name, value in data.items() if not isinstance(value, (Mapping, list, tuple))]
    )
    for name, value in data.items():
        block = _block(name, value)
        if block:
            lines += ["", *block] if lines else block
    return lines


def _block(name: str, value: Any) -> list[str]:
    if isinstance(value, Mapping) and value:
        if all(isinstance(inner, Mapping) for inner in value.values()):
            return _rows(name, [{name: arm, **inner} for arm, inner in value.items()])
        return [name, *(f"  {line}" for line in pairs([(str(key), _figure(inner)) for key, inner in value.items()]))]
    if isinstance(value, Sequence) and not isinstance(value, str) and value:
        if all(isinstance(inner, Mapping) for inner in value):
            return _rows(name, list(value))
        return [name, *(f"  {_figure(inner)}" for inner in value)]
    return []


def _rows(name: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    head = list(dict.fromkeys(key for row in rows for key in row))
    return table([str(key) for key in head], [[_figure(row.get(key, "")) for key in head] for row in rows])


def _figure(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_figure(inner)}" for key, inner in value.items())
    if value is None:
        return "none"
    return str(value)
