"""Which pairs of a partial record a document matches, in one line, for the screen and the command line."""

from __future__ import annotations

from engine.records import RecalledDocument


def matched_pairs(document: RecalledDocument) -> str:
    """'kind=markdown · author≈Jane Smith · no tag=sea': exactly, in part, not at all; not yet safe for a terminal."""
    said = [f"{match.role}={match.found}" for match in document.matched]
    said += [f"{match.role}≈{match.found}" for match in document.partial]
    said += [f"no {match.role}={match.wanted}" for match in document.missing]
    return " · ".join(said)
