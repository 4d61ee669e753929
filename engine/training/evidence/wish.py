"""What a training run is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.training.evidence.recipe import RECIPE, Recipe


@dataclass(frozen=True, slots=True)
class Wish:
    """How a run goes, whatever it learns from."""

    minutes: float = 0.0
    """Of a library's own run, all in all; of training each network on collections. 0: as long as the recipe takes."""

    resume: bool = False
    """Go on with what an interrupted run has left."""

    device: str = "cpu"
    seed: int = 0
    seeds: int = 1
    """Networks, each with a seed of its own; the first is kept."""

    peers: bool = False
    """Also train what the recursion is compared with."""

    tune: bool = False
    """Report on the questions that the recipe's numbers are chosen by, and leave those of the last report alone."""

    recipe: Recipe = RECIPE

    def options(self) -> str:
        """Those that change what comes of a run, as one would type them."""
        given = (
            (f" --minutes {self.minutes:g}", self.minutes),
            (f" --seed {self.seed}", self.seed),
            (f" --seeds {self.seeds}", self.seeds > 1),
            (" --peers", self.peers),
            (" --tune", self.tune),
        )
        return "".join(option for option, wanted in given if wanted)


@dataclass(frozen=True, slots=True)
class Collections:
    """Test collections to learn from and to report on."""

    learned: tuple[Path, ...] = ()
    chains: tuple[Path, ...] = ()
    """Folders of Re-DocRED, whose facts two-hop questions are made of."""

    reported: tuple[Path, ...] = ()
    """All of whose questions are only reported on."""

    def options(self) -> str:
        """As one would type them, folders by their names."""
        kinds = (("--collections", self.learned), ("--chains", self.chains), ("--only-report", self.reported))
        return "".join(f" {option} {folder.name}" for option, folders in kinds for folder in folders)

    def __str__(self) -> str:
        kinds = (("", self.learned), ("chains of ", self.chains), ("report on ", self.reported))
        return ", ".join(f"{kind}{folder.name}" for kind, folders in kinds for folder in folders)
