"""Cleanup finds what fills a role among what is known."""

from __future__ import annotations

import math

import numpy as np

from engine.memory.cleanup import Cleaned, fillers_of
from engine.memory.hypervectors import STANDARD
from engine.memory.records import record

KNOWN = [f"Author {n}" for n in range(200)] + ["Jane Smith", "Ada Jones"]


def deviations(found: Cleaned) -> float:
    """The score in standard deviations of an unrelated filler's."""
    return found.score * math.sqrt(STANDARD.d)


def test_the_filler_of_a_record_is_found_with_a_margin() -> None:
    facts = {"author": ["Jane Smith"], "kind": ["pdf"], "date": ["2024-03-15"], "tag": ["sea", "salt"]}
    best, second = fillers_of(record(facts), "author", KNOWN, 2)
    assert best.filler == "Jane Smith"
    assert deviations(best) > 10
    assert best.margin == best.score - second.score > 0.1


def test_fillers_of_a_sum_come_in_the_order_of_their_number() -> None:
    total = 3 * record({"author": ["Jane Smith"]}) + record({"author": ["Ada Jones"]})
    assert [each.filler for each in fillers_of(total.astype(np.int32), "author", KNOWN, 2)] == [
        "Jane Smith",
        "Ada Jones",
    ]


def test_another_role_holds_nothing_of_it() -> None:
    found = fillers_of(record({"author": ["Jane Smith"]}), "editor", KNOWN, 1)
    assert deviations(found[0]) < 6


def test_fillers_that_are_spelt_alike_count_once_and_nothing_gives_nothing() -> None:
    bundle = record({"author": ["Jane Smith"]})
    assert len(fillers_of(bundle, "author", ["Jane Smith", "JANE  SMITH", " "], 5)) == 1
    assert fillers_of(bundle, "author", [], 5) == []
    assert fillers_of(np.zeros_like(bundle), "author", KNOWN, 5) == []
