"""The features of a pair's topics in PyTorch, so that what is wrong with them can be followed back to the words.

Computes what `engine.gaps.echoes`, `claiming` and `features` compute, for one text on each side.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from engine.gaps.claiming import ECHO, FEW, MANNERS, MOST, ROUNDS, STEP, Manner
from engine.gaps.echoes import EVEN, STEADY, TINY
from engine.gaps.features import CROWDED, FEATURES
from engine.models.bert_onnx import WIDTH
from engine.training.words.lesson import Lesson, Text
from engine.training.words.reader import Reader

UNTAUGHT = [FEATURES.index(name) for name in ("length_log", "opening")]
"""Features that what words mean has no part in."""


def read(reader: Reader, sides: tuple[Text, ...]) -> list[Tensor]:
    """float32 (w, WIDTH) for each: its words."""
    ids = [each for side in sides for each in side.ids]
    filled = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True)
    lengths = torch.tensor([len(each) for each in ids])
    states = reader(filled, torch.arange(filled.shape[1]) < lengths[:, None])
    found = []
    first = 0
    for side in sides:
        rows = torch.cat([states[first + at, tokens] for at, tokens in enumerate(side.tokens)])
        words = torch.cat(side.words)
        sums = torch.zeros(side.count, WIDTH).index_add(0, words, rows)
        found.append(sums / torch.bincount(words, minlength=side.count)[:, None])
        first += len(side.ids)
    return found


def met(pair: Lesson, mine: Tensor, theirs: Tensor) -> Tensor:
    """float32 (u, m): how much of each topic is met in and around each clause of B; see `echoes`."""
    if not len(mine) or not len(theirs):
        return torch.zeros_like(pair.alike)
    even = _evened(torch.cat([mine, theirs]))
    cosines = even[: len(mine)] @ even[len(mine) :].T
    sentences = pair.alike.shape[1]
    nowhere = torch.full((len(mine), sentences), -1.0)
    near = nowhere.scatter_reduce(1, pair.clause.expand(len(mine), -1), cosines, "amax")
    edge = nowhere[:, :1]
    before = torch.cat([edge, torch.where(pair.joined, near[:, :-1], -1.0)], dim=1)
    behind = torch.cat([torch.where(pair.joined, near[:, 1:], -1.0), edge], dim=1)
    wide = torch.maximum(near, torch.maximum(before, behind))
    topics = len(pair.sizes)
    sums = torch.zeros(topics, sentences).index_add(0, pair.topic, wide * pair.weights[:, None])
    totals = torch.zeros(topics).index_add(0, pair.topic, pair.weights)
    return sums / torch.where(totals > 0, totals, 1.0)[:, None]


def features(pair: Lesson, echoed: Tensor, chosen: Tensor | None = None) -> Tensor:
    """float32 (u, len(FEATURES)), as `Compared.weigh` gives them for all topics.

    Args:
        pair: what is compared.
        echoed: see `met`.
        chosen: int64, the topics that claim B as if A had no others (what is known of their words and lengths stays as
            it is beside the others); None for all.
    """
    alike = pair.alike + ECHO * (echoed - echoed.mean(dim=1, keepdim=True))
    sizes, plain = pair.sizes, pair.plain
    if chosen is not None:
        alike, sizes, plain = alike[chosen], sizes[chosen], plain[chosen]
    open_, strict_ = MANNERS
    sentences = alike.shape[1]
    added = torch.zeros(len(alike))
    first = claimed = claims(alike, open_, pair.stays)
    for _ in range(ROUNDS):
        fair = sizes / sizes.sum() * claimed.sum()
        added = added - STEP * open_.temperature * torch.log((claimed.sum(dim=1) + FEW) / (fair + FEW))
        added = added.clamp(-MOST, MOST)
        claimed = claims(alike + added[:, None], open_, pair.stays)
    strict = claims(alike + added[:, None], strict_, pair.stays)
    at_first = first.sum()
    largest = claimed.sort(dim=1, descending=True).values.cumsum(dim=1)
    upto = (sizes.long()).clamp(max=sentences - 1)
    crowding = (torch.log(at_first / sizes.sum() + 1e-9) - CROWDED).clamp(min=0)
    columns = (
        claimed.amax(dim=1),
        strict.amax(dim=1),
        torch.log(largest[torch.arange(len(alike)), upto] + 0.05),
        added,
        *plain[:, UNTAUGHT].unbind(dim=1),
        (1 - at_first / sentences).expand(len(alike)),
        crowding.expand(len(alike)),
    )
    return torch.stack(columns, dim=1)


def claims(alike: Tensor, manner: Manner, stays: Tensor) -> Tensor:
    """float32 (u, m); see `engine.gaps.claiming.claims`."""
    topics, sentences = alike.shape
    states = topics + 1
    none = torch.full((1, sentences), manner.none)
    seen = torch.softmax(torch.cat([alike, none]).T / manner.temperature, dim=1)
    forward = [seen[0]]
    for at in range(1, sentences):
        here = (stays[at - 1] * forward[-1] + (1 - stays[at - 1]) / states) * seen[at]
        forward.append(here / here.sum())
    backward = [torch.ones(states)]
    for at in range(sentences - 2, -1, -1):
        ahead = seen[at + 1] * backward[-1]
        here = stays[at] * ahead + (1 - stays[at]) * ahead.sum() / states
        backward.append(here / here.sum())
    both = torch.stack(forward) * torch.stack(backward[::-1])
    return (both / both.sum(dim=1, keepdim=True))[:, :topics].T


def _evened(vectors: Tensor) -> Tensor:
    """See `engine.gaps.echoes.evened`. What directions are drawn in is held fixed: no slope leads through it."""
    centred = functional.normalize(vectors - vectors.mean(dim=0), dim=1)
    with torch.no_grad():
        wide = centred.double()
        variances, directions = torch.linalg.eigh(wide.T @ wide / len(wide))
        steady = variances.clamp(min=0) + STEADY * variances.mean().clamp(min=TINY)
        drawn = (directions * steady**-EVEN).float()
    return functional.normalize(centred @ drawn, dim=1)
