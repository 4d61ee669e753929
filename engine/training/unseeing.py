"""Encoders whose words were taught on other writers than the one who is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.errors import UsageError
from engine.evaluation.gaps import Pair
from engine.models.adapters import card, read
from engine.models.encoder import Encoder
from engine.models.minilm import MiniLM
from engine.training.parts import PARTS, digest, part_file


def unseeing(encoder: MiniLM, words: Path, path: Path, pairs: Sequence[Pair]) -> dict[str, Encoder]:
    """By writer, the encoder that reads what they wrote.

    Args:
        encoder: which.
        words: what `nacre train words` wrote; the adapters of its parts lie beside it.
        path: the file of the pairs.
        pairs: what it holds.

    Raises:
        UsageError: a part is missing, or was taught on other pairs or for another encoder.
        EmbedderMissing: a file can't be read.
    """
    found: dict[str, Encoder] = {}
    for part in range(PARTS):
        file = part_file(words, part)
        if not file.exists():
            raise UsageError(f"there is no {file}", f"run 'nacre train words {path} --part {part} -o {words}' first")
        known = card(file)
        if (known.get("digest"), known.get("encoder")) != (digest(path), encoder.id):
            raise UsageError(
                f"{file} was taught on other pairs than {path}, or for another encoder than {encoder.id}",
                "run 'nacre train words' on these again",
            )
        found |= dict.fromkeys(known["left_out"], MiniLM(encoder.folder, encoder.id, adapters=read(file)))
    return {pair.writer: found[pair.writer] for pair in pairs}
