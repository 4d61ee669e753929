"""A prepared model on disk: its files, and a card that says what they are and how to recognise them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.errors import EmbedderMissing

CARD_FILE = "card.json"
MODEL = "minilm-l6-v2"
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
VARIANTS = ("int8r", "int8", "float32")  # as they are tried; a change of how one is made needs a new name


@dataclass(frozen=True, slots=True)
class Card:
    """What a folder of prepared files claims to hold."""

    variant: str  # one of VARIANTS
    cosine_min: float  # of the variant's vectors with those of the float32 graph, over the built-in sentences
    cosine_mean: float
    files: Mapping[str, str]  # SHA-256 by file name
    source: str  # where the weights were fetched from

    @property
    def id(self) -> str:
        """The encoder's id: vectors of two ids are never compared."""
        return f"{MODEL}/{REVISION[:8]}/{self.variant}"


def model_folder(cache: Path) -> Path:
    """Where the variants of the model lie, and what is fetched for them meanwhile."""
    return cache / "models" / MODEL


def write_card(folder: Path, card: Card) -> None:
    """Write the card beside the files that it describes."""
    (folder / CARD_FILE).write_text(json.dumps(asdict(card), indent=1) + "\n", "utf-8")


def read_card(folder: Path) -> Card:
    """The card in `folder`, whose files are all there and have the checksums it names.

    Raises:
        FileNotFoundError: there is no card, so nothing was prepared here.
        EmbedderMissing: the card can't be read, or a file is missing or damaged.
    """
    remedy = "run 'nacre setup' to prepare it again"
    try:
        card = Card(**json.loads((folder / CARD_FILE).read_text("utf-8")))
        files = dict(card.files)
    except FileNotFoundError:
        raise
    except (OSError, ValueError, TypeError) as error:
        raise EmbedderMissing(f"the embedder's card {folder / CARD_FILE} can't be read", remedy) from error
    for name, checksum in files.items():
        try:
            found = sha256(folder / name)
        except OSError as error:
            raise EmbedderMissing(f"the embedder's file {folder / name} can't be read", remedy) from error
        if found != checksum:
            raise EmbedderMissing(f"the embedder's file {folder / name} is damaged", remedy)
    return card


def sha256(file: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
