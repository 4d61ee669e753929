"""What is decided about a model before it is loaded, and what may change while it writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """How a GGUF file is to be loaded here."""

    name: str
    path: Path
    context_tokens: int
    gpu_layers: int = 0  # -1 for all
    kv_type: str = "f16"  # or 'q8_0'
    speculation: bool = False  # guess from the prompt
    cpus: tuple[int, ...] = ()  # cores that the threads are bound to; none means any


class Pace(Protocol):
    """How fast a model may go at this moment; asked between tokens, so the answer must be at hand."""

    def threads(self) -> int:
        """Threads for the next token, at least 1."""
        ...

    def pause_s(self) -> float:
        """Seconds to rest before the next token, 0 as a rule."""
        ...
