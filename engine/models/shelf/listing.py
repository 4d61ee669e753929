"""What there is to choose from: embedder, models on the shelf, presets; and which one suits this machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from engine.config import ModelSettings
from engine.models.shelf.fit import need_bytes
from engine.models.shelf.presets import PRESETS, Preset
from engine.models.shelf.shelf import Entry, Shelf
from engine.records import ModelFacts, ModelInfo

USUAL_CONTEXT_TOKENS = 8192  # what `models.context_tokens = 0` means
RECOMMENDED_CONTEXT_TOKENS = 4096  # question, a few passages and an answer
COMFORT = 3  # a recommended model takes at most this part of the free memory: the machine is used for other things too
EMBEDDER_BYTES = 90_868_376  # of the weights that are fetched


def infos(shelf: Shelf, settings: ModelSettings, available_bytes: int, tier: int) -> tuple[ModelInfo, ...]:
    """The embedder, then the models on the shelf as they were added, then the presets that are not there.

    Args:
        shelf: the user's models.
        settings: which of them answers, and the size and kind of its context.
        available_bytes: memory that is free now.
        tier: 1 where the embedder is ready, else 0.

    Raises:
        ModelMissing: the list of models can't be read.
    """
    entries = shelf.entries()
    active = settings.chat or shelf.active()
    best = recommended(available_bytes)
    fetched = {entry.preset for entry in entries}
    presets = [_preset(preset, settings, available_bytes) for preset in PRESETS if preset.name not in fetched]
    listed = [_embedder(tier), *(_entry(entry, settings, active) for entry in entries), *presets]
    chosen = _place_of(best, entries)
    return tuple(_recommend(info) if info.name == chosen else info for info in listed)


def recommended(available_bytes: int) -> Preset | None:
    """The best preset that leaves most of the free memory to others, with a context of 4,096 tokens."""
    fits = [
        preset
        for preset in PRESETS
        if preset.rank and COMFORT * need_bytes(preset.facts(), RECOMMENDED_CONTEXT_TOKENS, "f16") <= available_bytes
    ]
    return max(fits, key=lambda preset: preset.rank, default=None)


def _place_of(best: Preset | None, entries: Sequence[Entry]) -> str:
    """The name by which the recommended preset is listed, '' where none is recommended."""
    if best is None:
        return ""
    return next((entry.name for entry in entries if entry.preset == best.name), best.name)


def _recommend(info: ModelInfo) -> ModelInfo:
    return replace(info, note="Recommended on this machine.") if info.state != "unfit" else info


def _embedder(tier: int) -> ModelInfo:
    return ModelInfo(
        name="minilm",
        kind="embedder",
        state="in use" if tier >= 1 else "available",
        path="sentence-transformers/all-MiniLM-L6-v2",
        bytes=EMBEDDER_BYTES,
        memory_bytes=0,
        context_tokens=0,
        licence="Apache-2.0",
        good_for="searching by meaning",
        note="" if tier >= 1 else "Run 'nacre setup' to fetch it.",
    )


def _entry(entry: Entry, settings: ModelSettings, active: str) -> ModelInfo:
    facts = entry.facts
    return ModelInfo(
        name=entry.name,
        kind=entry.kind,
        state=_state(entry, active),
        path=entry.place,
        bytes=entry.bytes,
        memory_bytes=_memory(facts, settings) if facts is not None else 0,
        context_tokens=facts.context_trained if facts is not None else entry.context_tokens,
        licence=entry.licence,
        good_for=entry.good_for,
        note=_note(entry),
    )


def _state(entry: Entry, active: str) -> str:
    if entry.kind == "local" and not os.path.isfile(entry.place):  # noqa: PTH113 - no error where its folder may not be entered
        return "missing"
    if entry.unfit:
        return "unfit"
    if entry.name == active:
        return "in use"
    return "ready" if entry.kind == "remote" or entry.facts is not None else "untried"


def _note(entry: Entry) -> str:
    if entry.unfit:
        return entry.unfit
    if entry.kind == "remote":
        leaves = f"Questions and passages go to {urlsplit(entry.place).hostname}"
        return ": ".join((leaves, *entry.notes)) + "."
    return f"{entry.notes[0][0].upper()}{entry.notes[0][1:]}." if entry.notes else ""


def _preset(preset: Preset, settings: ModelSettings, available_bytes: int) -> ModelInfo:
    memory = _memory(preset.facts(), settings)
    return ModelInfo(
        name=preset.name,
        kind="preset",
        state="available",
        path=preset.repository,
        bytes=preset.bytes,
        memory_bytes=memory,
        context_tokens=preset.context,
        licence=preset.licence,
        good_for=preset.good_for,
        note="Needs more memory than is free now." if memory > available_bytes else "",
    )


def _memory(facts: ModelFacts, settings: ModelSettings) -> int:
    tokens = min(settings.context_tokens or USUAL_CONTEXT_TOKENS, facts.context_trained or USUAL_CONTEXT_TOKENS)
    return need_bytes(facts, tokens, settings.kv_type)
