"""Where selectors lie: the one that ships, and a library's own, which takes its place there."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parent / "selector.npz"

OWN = "selector.npz"
"""In the library's folder."""


def own(library: Path) -> Path:
    """The file of a library's own selector, whether there is one or not.

    Args:
        library: the library's folder.
    """
    return library / OWN


def in_use(library: Path) -> Path | None:
    """The file of the selector that a library uses: its own, else the one that ships; None where there is neither."""
    return next((path for path in (own(library), SHIPPED) if path.is_file()), None)
