"""What this machine can and cannot do: one finding a line."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from engine.config import EmbedderSettings, cache_dir, models_dir
from engine.errors import EmbedderMissing
from engine.models import doctor_chat
from engine.models.card import VARIANTS, model_folder, read_card
from engine.models.minilm import default_threads
from engine.models.provision import NEEDED_BYTES
from engine.records import Finding

OLDEST_SQLITE = (3, 40, 0)


def findings(settings: EmbedderSettings | None = None, cache: Path | None = None) -> tuple[Finding, ...]:
    """Tier, embedder, kernel, SQLite, threads, disk, chat models and versions. Never raises, never uses a network."""
    build = doctor_chat.Build()  # first, for it works while the rest is found
    folder = cache or cache_dir()
    threads = (settings or EmbedderSettings()).threads or default_threads()
    return (
        *_embedder(folder),
        _kernel(),
        _sqlite(),
        Finding("threads", "ok", f"{threads} for embedding"),
        _space(folder),
        *doctor_chat.findings(models_dir(), build),
        Finding("Python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        _package("textual"),
        _package("onnxruntime"),
    )


def _embedder(cache: Path) -> list[Finding]:
    """The tier, the encoder and how well it agrees with its float form; damaged variants too."""
    found: list[Finding] = []
    for variant in VARIANTS:
        try:
            card = read_card(model_folder(cache) / variant)
        except FileNotFoundError:
            continue
        except EmbedderMissing as error:
            found.append(Finding("embedder", "broken", error.what, error.remedy))
            continue
        agreement = f"cosine with float32 {card.cosine_mean:.3f} on average, {card.cosine_min:.3f} at least"
        return [*found, Finding("tier", "ok", "1"), Finding("encoder", "ok", f"{card.id}, {agreement}")]
    remedy = "run 'nacre setup' for tier 1"
    return [*found, Finding("tier", "warning", "0", remedy), Finding("encoder", "missing", "hashed/1 serves", remedy)]


def _kernel() -> Finding:
    try:
        import native
    except ImportError as error:
        return Finding("kernel", "broken", str(error), "install nacre again where a C compiler is")
    return Finding("kernel", "ok", native.level())


def _sqlite() -> Finding:
    what, name = "SQLite", sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return Finding(what, "warning", f"{name} is older than 3.40", "use a newer Python")
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter')")
        except sqlite3.OperationalError as error:
            return Finding(what, "broken", f"{name} without FTS5 ({error})", "use a Python whose SQLite has FTS5")
    return Finding(what, "ok", f"{name} with FTS5")


def _space(cache: Path) -> Finding:
    """Free space where the cache folder is, or would be made."""
    folder = next(place for place in (cache, *cache.absolute().parents) if place.exists())
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("cache folder", "warning", f"{cache}: {error.strerror}", "set NACRE_CACHE to another folder")
    detail = f"{cache}, {free / 1e9:.1f} GB free"
    if free < NEEDED_BYTES:
        return Finding("cache folder", "warning", detail, f"setup takes {NEEDED_BYTES / 1e6:.0f} MB for a while")
    return Finding("cache folder", "ok", detail)


def _package(name: str) -> Finding:
    """The installed version, found without importing the package."""
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, "missing", "not installed", f"pip install {name}")
