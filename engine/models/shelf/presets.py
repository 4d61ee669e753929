"""Chat models that are known by a short name: where their files are, and what they take. `presets.toml` lists them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from engine.records import ModelFacts


@dataclass(frozen=True, slots=True)
class Preset:
    """A model on the hub; the fields of `presets.toml`, which explains them."""

    name: str
    repository: str  # 'OWNER/REPO' on the hub
    file: str
    quantisation: str
    bytes: int
    parameters: int
    layers: int
    kv_bytes: int  # of one token, at 16 bits
    context: int  # tokens, as trained
    licence: str
    good_for: str
    memory_gb: int  # of a machine on which it makes sense
    rank: int  # higher is recommended first; 0 never
    about: bool = False  # whether `bytes` is not exact

    def facts(self) -> ModelFacts:
        """What a trial would find out about the file, as far as that is known beforehand."""
        return ModelFacts(
            architecture="",
            parameters=self.parameters,
            file_bytes=self.bytes,
            layers=self.layers,
            context_trained=self.context,
            kv_bytes_per_token=self.kv_bytes,
            quantisation=self.quantisation,
            has_template=True,
            writes=True,
        )


def _read() -> tuple[Preset, ...]:
    data = tomllib.loads(files("engine.models.shelf").joinpath("presets.toml").read_text("utf-8"))
    return tuple(Preset(**each) for each in data["model"])


PRESETS = _read()
BY_NAME = {preset.name: preset for preset in PRESETS}
