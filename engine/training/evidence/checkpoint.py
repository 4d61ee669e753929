"""Training that was interrupted, on disk: read with suspicion, written in one step."""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import torch

from engine.errors import NacreError
from engine.training.evidence.trainer import Trainer

FORMAT = 1

BEGIN_AGAIN = "run it again without --resume"


class CheckpointUnfit(NacreError):
    """A checkpoint can't be gone on from."""


def keep(path: Path, trainer: Trainer) -> None:
    """Write all that the rest of the run depends on.

    Raises:
        OSError: the disk is full, or the folder is not ours to write.
    """
    state = {
        **_about(trainer),
        "batches": trainer.batches,
        "spent_s": trainer.spent_s,
        "network": trainer.network.state_dict(),
        "optimiser": trainer.optimiser.state_dict(),
        "average": trainer.average.values,
        "average_steps": trainer.average.steps,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def restore(path: Path, trainer: Trainer) -> bool:
    """Go on from a checkpoint; False where there is none.

    Args:
        path: the file.
        trainer: made as the one that wrote it.

    Raises:
        CheckpointUnfit: it is damaged, of another version, or of another network, recipe, seed or samples.
    """
    device = next(trainer.network.parameters()).device
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except FileNotFoundError:
        return False
    except (OSError, RuntimeError, ValueError, EOFError, KeyError, pickle.UnpicklingError, BadZipFile) as error:
        raise CheckpointUnfit(f"the checkpoint {path} is damaged", BEGIN_AGAIN) from error
    if not isinstance(state, Mapping) or state.get("format") != FORMAT:
        raise CheckpointUnfit(f"the checkpoint {path} is of another version", BEGIN_AGAIN)
    for name, mine in _about(trainer).items():
        if state.get(name) != mine:
            raise CheckpointUnfit(f"the checkpoint {path} is of a run with {_SAID[name]}", BEGIN_AGAIN)
    try:
        trainer.network.load_state_dict(state["network"])
        trainer.optimiser.load_state_dict(state["optimiser"])
        trainer.average.values = {name: value.clone() for name, value in state["average"].items()}
        trainer.average.steps = state["average_steps"]
        trainer.batches, trainer.spent_s = state["batches"], state["spent_s"]
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise CheckpointUnfit(f"the checkpoint {path} is damaged", BEGIN_AGAIN) from error
    return True


_SAID = {
    "format": "another version",
    "network_name": "another kind of network",
    "shapes": "a network of another shape",
    "recipe": "another recipe",
    "seed": "another seed",
    "data": "other samples",
}


def _about(trainer: Trainer) -> dict[str, Any]:
    """What has to be the same for a run to go on."""
    return {
        "format": FORMAT,
        "network_name": type(trainer.network).__name__,
        "shapes": {name: list(value.shape) for name, value in trainer.network.state_dict().items()},
        "recipe": asdict(trainer.recipe),
        "seed": trainer.seed,
        "data": trainer.data.mark(),
    }
