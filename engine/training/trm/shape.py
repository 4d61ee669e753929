"""How large a network is, and how often it thinks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_MULTIPLE = 256


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes and counts of a network; the defaults are those of the paper's reference for mazes."""

    hidden: int = 512
    heads: int = 8
    blocks: int = 2
    inner_cycles: int = 6  # n: updates of the latent in a cycle
    cycles: int = 3  # T: cycles in a step, of which the last has a gradient
    mixing: Literal["attention", "mlp"] = "attention"  # across positions
    rotary: bool = True  # positions by rotation; False: a set, to which order means nothing
    length: int = 97  # positions, prefix included; the size of a mixing MLP
    multiple: int = _MULTIPLE  # that widths of SwiGLU are rounded up to


def inner_width(width: int, multiple: int = _MULTIPLE) -> int:
    """Width within a SwiGLU: two thirds of four times the outer one, rounded up."""
    return -(-round(width * 8 / 3) // multiple) * multiple
