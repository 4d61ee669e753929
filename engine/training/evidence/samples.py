"""A question with its candidates and what is known of them: one example to train and to report on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.reasoning.selecting.candidates import Candidates, Ids

Flags = npt.NDArray[np.bool_]

TRAIN, TUNE, HELD = "train", "tune", "held"
"""What a sample may be used for: to learn from, to choose the recipe's numbers by, and to report on in the end. A group
(an article, a document) is never in two of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A question at one stage: 0 as the first search left it, 1 after the loop's rounds."""

    candidates: Candidates
    units: Ids  # int64 (k,): candidates of one number are one piece of evidence, such as parts of one document
    gold: Flags  # bool (k,): candidates that are evidence
    wanted: int  # pieces of evidence that there are, found or not; 0 where nothing is known to answer
    stage: int
    split: str  # TRAIN, TUNE or HELD
    group: str  # article or document
    source: str  # collection, or kind of question
    question: str
    key: str  # the same for all stages of a question

    @property
    def complete(self) -> bool:
        """Whether all evidence that there is stands among the candidates."""
        return self.wanted > 0 and len(np.unique(self.units[self.gold])) == self.wanted


def parted(samples: Iterable[Sample], split: str) -> list[Sample]:
    """The samples of one split."""
    return [each for each in samples if each.split == split]


def staged(samples: Iterable[Sample], stage: int) -> list[Sample]:
    """The samples of a stage."""
    return [each for each in samples if each.stage == stage]
