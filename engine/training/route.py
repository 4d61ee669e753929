"""`nacre train route`: fits the router's classifier on the prompts that ship with Nacre.

The prompts lie in `engine/agents/examples`, one file a batch. Those in `fit-*.jsonl` are fitted on; temperature and
margin come from predictions for batches that were left out of the fit. Those in `held-*.jsonl` are only reported on.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.agents import classifier, features, rules
from engine.agents.reading import Reading, read
from engine.agents.route import ROLES
from engine.evaluation.collection import SEED
from engine.evaluation.route import Prompt, measure, read_prompts
from engine.events import JobProgress, Listener, ignore
from engine.models.encoder import Encoder
from engine.training.softmax import chances, fit

Matrix = NDArray[np.float64]
Rows = NDArray[np.float32]

CARD = "card.json"
EMBEDDING_SCALE = {0: 1.5, 1: 3.0}  # of vectors of length one, beside features of about one; by tier
WORD_SCALE = 0.7  # of words, and of two in a row: they say less than the groups they are in
LETTER_SCALE = 2.0  # of runs of letters, of which a text has many small ones
RIDGE = 0.0005
SMOOTHING = 0.05  # share of a label that goes to all roles: at the borders, people differ
LEAST_PROMPTS = 3  # that a word is in, to have a weight
FOLDS = 7  # groups of batches that are left out in turn
MISSPELT_SHARE = 0.3  # how much a misspelt copy of a prompt counts
SURE = 0.97  # accuracy of the decisions above the margin


@dataclass(frozen=True, slots=True)
class _Bed:
    """The prompts with what is seen of them; misspelt copies behind the prompts."""

    readings: list[Reading]
    vectors: Rows
    lexical: Rows  # without the vocabulary
    grams: Rows  # 1 where a text has a gram of `vocabulary`
    vocabulary: NDArray[np.str_]  # of all prompts; a fit takes what enough of its own have
    labels: NDArray[np.int64]
    batches: list[str]
    importance: Matrix


def examples(half: str) -> list[Path]:
    """The files of a half: 'fit' or 'held'."""
    folder = Path(str(resources.files("engine.agents") / "examples"))
    return sorted(folder.glob(f"{half}-*.jsonl"))


def train(encoders: Sequence[Encoder], target: Path, listen: Listener = ignore) -> dict[str, Any]:
    """Fit one classifier for each encoder and write it with the card into the folder `target`; the card's entries.

    Raises:
        NacreError: the prompts can't be read.
    """
    fitted, held = read_prompts(examples("fit")), read_prompts(examples("held"))
    path = target / CARD
    card = json.loads(path.read_text("utf-8")) if path.is_file() else {"tiers": {}}
    for done, encoder in enumerate(encoders, 1):
        card["tiers"][str(min(encoder.tier, 1))] = _train(encoder, fitted, held, target)
        listen(JobProgress("encoders", done, len(encoders)))
    target.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(card, indent=2) + "\n", "utf-8")
    return dict(card["tiers"])


def _train(encoder: Encoder, fitted: list[Prompt], held: list[Prompt], target: Path) -> dict[str, Any]:
    bed = _bed(encoder, fitted)
    left_out = _left_out(bed, encoder.tier)
    plain = len(fitted)
    temperature = _temperature(left_out, bed.labels[:plain])
    margin = _margin(chances(left_out / temperature), bed.labels[:plain])
    data = _fit(bed, np.ones(len(bed.labels), bool), encoder.tier, temperature)
    data["margin"] = np.array(margin)
    target.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        target / classifier.weights_file(encoder.tier),
        embedding=data["embedding"],
        lexical=data["lexical"],
        bias=data["bias"],
        vocabulary=data["vocabulary"],
        margin=data["margin"],
    )
    made = classifier.parse(data)
    return {
        "encoder": encoder.id,
        "data": f"{plain} prompts of {len(set(bed.batches))} batches, written for Nacre; "
        f"reported on {len(held)} others",
        "licence": "the same as Nacre's",
        "command": "nacre train route",
        "seed": SEED,
        "date": date.today().isoformat(),
        "temperature": round(temperature, 3),
        "margin": margin,
        "fit": {
            "batches_left_out": measure([p.role for p in fitted], [ROLES[at] for at in left_out.argmax(axis=1)]),
            **_figures(encoder, made, fitted),
        },
        "held": _figures(encoder, made, held),
    }


def _figures(encoder: Encoder, made: classifier.Classifier, prompts: list[Prompt]) -> dict[str, Any]:
    """What the rules alone and the classifier alone give."""
    readings = [read(prompt.text) for prompt in prompts]
    wanted = [prompt.role for prompt in prompts]
    found = [ROLES[int(made.scores(encoder.embed_query(each.text), each).argmax())] for each in readings]
    ruled = [(rule[1], role) for each, role in zip(readings, wanted, strict=True) if (rule := rules.matching(each))]
    right = sum(one == other for one, other in ruled)
    return {
        "classifier": measure(wanted, found),
        "rules": {"matched": len(ruled), "precision": round(right / len(ruled), 4) if ruled else 0.0},
    }


def _bed(encoder: Encoder, prompts: list[Prompt]) -> _Bed:
    generator = random.Random(SEED)
    copies = [_misspelt(prompt.text, generator) for prompt in prompts]
    readings = [read(text) for text in (*(prompt.text for prompt in prompts), *copies)]
    labels = [ROLES.index(prompt.role) for prompt in prompts]
    counts = Counter(gram for reading in readings[: len(prompts)] for gram in set(features.grams(reading.words)))
    vocabulary = sorted(gram for gram, count in counts.items() if count >= LEAST_PROMPTS)
    places = {gram: place for place, gram in enumerate(vocabulary)}
    seen = np.array([features.row(reading, places) for reading in readings], np.float32)
    return _Bed(
        readings,
        encoder.embed([reading.text for reading in readings]).astype(np.float32),
        seen[:, : seen.shape[1] - len(vocabulary)],
        seen[:, seen.shape[1] - len(vocabulary) :],
        np.array(vocabulary),
        np.array(labels * 2),
        [prompt.batch for prompt in prompts] * 2,
        np.repeat([1.0, MISSPELT_SHARE], len(prompts)),
    )


def _misspelt(text: str, generator: random.Random) -> str:
    """A hasty copy: lower case, without the mark at the end, two letters swapped or one left out in some words."""
    words = []
    for word in text.lower().rstrip("?.!").split(" "):
        if len(word) > 3 and word.isalpha() and generator.random() < 0.25:
            at = generator.randrange(1, len(word) - 1)
            word = word[:at] + (word[at + 1] + word[at] if generator.random() < 0.5 else "") + word[at + 2 :]
        words.append(word)
    return " ".join(words)


def _fit(bed: _Bed, chosen: NDArray[np.bool_], tier: int, temperature: float) -> dict[str, NDArray[Any]]:
    """The arrays of a file of weights, the margin left out, from the chosen rows."""
    known = (bed.grams[chosen & (bed.importance == 1.0)] > 0.0).sum(axis=0) >= LEAST_PROMPTS
    scales = np.ones(bed.lexical.shape[1] + int(known.sum()), np.float32)
    scales[bed.lexical.shape[1] - features.LETTERS : bed.lexical.shape[1]] = LETTER_SCALE
    scales[bed.lexical.shape[1] :] = WORD_SCALE
    scale = EMBEDDING_SCALE[min(tier, 1)]
    lexical = np.c_[bed.lexical[chosen], bed.grams[np.ix_(chosen, known)]]
    rows = np.c_[bed.vectors[chosen] * np.float32(scale), lexical * scales]
    weights, bias = fit(rows, bed.labels[chosen], len(ROLES), RIDGE, bed.importance[chosen], SMOOTHING)
    dim = bed.vectors.shape[1]
    return {
        "embedding": (weights[:dim] * scale / temperature).astype(np.float32),
        "lexical": (weights[dim:] * scales[:, None] / temperature).astype(np.float32),
        "bias": (bias / temperature).astype(np.float32),
        "vocabulary": bed.vocabulary[known],
    }


def _left_out(bed: _Bed, tier: int) -> Matrix:
    """Scores (prompts, roles) of each batch by a fit on batches of other groups."""
    plain = len(bed.labels) // 2
    scores = np.zeros((plain, len(ROLES)))
    groups = {batch: place % FOLDS for place, batch in enumerate(sorted(set(bed.batches)))}
    group_of = np.array([groups[batch] for batch in bed.batches])
    for group in sorted(set(groups.values())):
        made = classifier.parse({**_fit(bed, group_of != group, tier, 1.0), "margin": np.array(0.0)})
        for at in np.nonzero(group_of[:plain] == group)[0]:
            scores[at] = made.scores(bed.vectors[at], bed.readings[at])
    return scores


def _temperature(scores: Matrix, labels: NDArray[np.int64]) -> float:
    """What scores are divided by so that chances are as right as they say (Guo et al. 2017, section 4.2)."""
    tried = np.geomspace(0.3, 3.0, 60)
    rows = np.arange(len(labels))
    losses = [-np.log(chances(scores / each)[rows, labels] + 1e-9).mean() for each in tried]
    return float(tried[int(np.argmin(losses))])


def _margin(likely: Matrix, labels: NDArray[np.int64]) -> float:
    """The smallest margin above which decisions are right as often as `SURE` says."""
    ordered = np.sort(likely, axis=1)
    margins = ordered[:, -1] - ordered[:, -2]
    right = likely.argmax(axis=1) == labels
    for margin in np.arange(0.0, 1.0, 0.01):
        if right[margins >= margin].mean() >= SURE:
            return round(float(margin), 2)
    return 1.0
