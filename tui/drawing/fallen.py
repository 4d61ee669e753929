"""What takes over where a model has failed, in words for the screen and the command line."""

from __future__ import annotations

TAKES_OVER = {
    "again": "It is tried again",
    "extracts": "Extracts answer instead",
    "the classifier": "The classifier decides where the question goes",
    "the draft before": "The draft before stands",
    "the library": "The library is asked instead",
    "the usual order": "The specialists work in their usual order",
    "nobody": "Its part stays unwritten",
}
"""By what the event says; any other name is that of a model which answers instead."""
