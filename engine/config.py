"""Where things lie and how the engine behaves: defaults, then `settings.toml`, then the environment.

Each field says what it does; a value of the wrong type or an unknown name is a `UsageError`
that names the file and key.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

from engine.errors import UsageError

MIB = 1024 * 1024
MODES = ("auto", "burst", "quiet")
KV_TYPES = ("f16", "q8_0")
LINES = ("auto", "slow", "fast")
GLYPHS = ("auto", "unicode", "ascii")
MOTIONS = ("auto", "full", "reduced")
KEYS = ("plain", "vim")
SELECTORS = ("auto", "network", "linear", "off")


def cache_dir() -> Path:
    """The folder for what can be fetched or computed again: models. `NACRE_CACHE` overrides."""
    return Path(os.environ.get("NACRE_CACHE") or platformdirs.user_cache_dir("nacre", appauthor=False))


def models_dir() -> Path:
    """The folder of chat models and of the list of them. `NACRE_MODELS` overrides."""
    return Path(os.environ.get("NACRE_MODELS") or Path(platformdirs.user_data_dir("nacre", appauthor=False)) / "models")


def config_dir() -> Path:
    """The folder for settings and the user's own themes. `NACRE_CONFIG` overrides."""
    return Path(os.environ.get("NACRE_CONFIG") or platformdirs.user_config_dir("nacre", appauthor=False))


def log_dir() -> Path:
    """The folder for the log file, which has the tracebacks that users never see."""
    return Path(platformdirs.user_log_dir("nacre", appauthor=False))


def state_dir() -> Path:
    """Where it is kept what no library could take."""
    return Path(platformdirs.user_state_dir("nacre", appauthor=False))


def default_library() -> Path:
    """The user's library unless `--library` or `NACRE_LIBRARY` says otherwise."""
    return Path(
        os.environ.get("NACRE_LIBRARY") or Path(platformdirs.user_data_dir("nacre", appauthor=False)) / "library"
    )


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """How documents are taken in."""

    max_file_bytes: int = 100 * MIB
    """Larger files are skipped and listed. A log of 200 MB is seldom a document."""

    max_text_bytes: int = 20 * MIB
    """The same for plain text and CSV, where size means noise more often than content."""

    max_export_bytes: int = 1024 * MIB
    """The same for exports of wikis, which are read page by page."""

    writer_wait_s: float = 5.0
    """How long an ingest waits for another one to let go of the library before it says so."""


@dataclass(frozen=True, slots=True)
class EmbedderSettings:
    """How text is turned into vectors."""

    threads: int = 0
    """Texts that are embedded at once, each on a thread of its own; 0 means physical cores, at most 4."""


@dataclass(frozen=True, slots=True)
class AskSettings:
    """How questions are answered without a language model."""

    passages: int = 5
    """Passages that the answer may draw on."""

    max_question_characters: int = 4_000
    """A longer question is refused with one sentence; a document belongs into the library."""

    rounds: int = 3
    """Rounds of searching at most, the first one included; 1 means one search."""

    seconds: float = 2.0
    """Time for the rounds after the first; evidence found until then stands."""

    selector: str = "auto"
    """What weighs the passages as a set: 'network' the trained network, 'linear' only the linear scores that it starts
    from, 'auto' whichever of both won where it was measured, 'off' nothing: they stand as the searches rank them."""

    way: str = "route"
    """Who works on an answer: 'route', 'pipeline', 'panel' or 'pool'; see nacre ask --help."""

    lens: str = ""
    """A lens that answers are thought through, '' for none; see nacre lenses."""

    model_rounds: int = 2
    """Drafts that a chat model writes of one answer at most; 1 means that none is written again."""

    model_seconds: float = 120.0
    """Time after which no further draft is begun."""

    model_tokens: int = 4_096
    """Tokens that all drafts of one answer may have together; no further one is begun beyond them."""


@dataclass(frozen=True, slots=True)
class MemorySettings:
    """How vectors are kept and searched; engine/memory/hypervectors.py explains the measures of hypervectors."""

    scan_threads: int = 1
    """Threads of one search; 0 means physical cores. One searches a million passages in about 2 ms."""

    cache_nodes: int = 256
    """Engrams kept in memory: 20 MB at 10,240 components."""

    dimension: int = 10_240
    """Components of a hypervector, a multiple of 64. Another number makes all engrams again, as the next three do."""

    chunk_nonzeros: int = 512
    """Components of a passage's hypervector that are not 0."""

    item_nonzeros: int = 16
    """Components of a name's hypervector that are not 0."""

    stored_from: int = 64
    """Passages of the smallest engram that is stored; smaller ones are made when they are asked for."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which chat models answer, and how much of the machine they may take."""

    chat: str = ""
    """The model that answers, instead of the one chosen with `nacre models use`; "none" means extracts only."""

    fallbacks: tuple[str, ...] = ()
    """Models that are tried in this order when it fails, before extracts."""

    context_tokens: int = 0
    """Tokens of question, sources and answer; 0 means 8192, or less where the model or the memory has less."""

    answer_tokens: int = 512
    """Tokens kept free for the answer; a longer one is cut, and says so."""

    temperature: float = 0.3
    """0 takes the likeliest word each time; higher wanders."""

    top_p: float = 0.95
    """The likeliest words that together have this chance are chosen from; 1 means all."""

    top_k: int = 40
    """At most so many words are chosen from; 0 means all."""

    repeat_penalty: float = 1.1
    """How strongly words of the last 64 are avoided; 1 means not."""

    seed: int = 0
    """The same number gives the same answer; 0 means another one each time."""

    mode: str = "auto"
    """'burst' takes all threads, 'quiet' half of them at the lowest priority; 'auto' is quiet on battery."""

    threads: int = 0
    """Threads of a model; 0 means physical cores minus one, at least one."""

    memory_mib: int = 0
    """Memory that models may take; 0 means what is free, less a reserve for everything else."""

    loaded: int = 1
    """Models in memory at once; the one used longest ago makes room."""

    parallel: int = 1
    """Answers that one model writes at once, where memory allows; the others wait in line."""

    heat_limit_c: float = 85.0
    """Above this temperature of the processor a model takes fewer threads, and pauses; 0 means never."""

    gpu_layers: int = -1
    """Layers on the graphics card, where the build can use one; -1 means as many as fit, 0 none."""

    kv_type: str = "f16"
    """How the context is kept: 'f16', or 'q8_0' in half the memory."""

    speculation: bool = False
    """Guess the next words from the prompt; `nacre bench model` shows whether that pays here."""

    affinity: bool = False
    """Bind a model's threads to cores of their own; `nacre bench model` shows whether that pays here."""

    timeout_s: float = 60.0
    """How long a remote model may be silent."""


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """How the app draws, and what its keys are."""

    line: str = "auto"
    """'slow' sends as little as possible to the terminal; 'fast' does not save; 'auto' is slow over SSH."""

    glyphs: str = "auto"
    """'ascii' draws lines and signs with ASCII characters; 'auto' does so where the terminal can't show others."""

    motion: str = "auto"
    """'reduced' moves nothing by itself; 'auto' is reduced on a slow line."""

    keys: str = "plain"
    """The set of keys: 'plain' or 'vim'; `keys.toml` beside the settings changes single ones."""


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How `nacre fetch` reads the web."""

    contact: str = ""
    """A mail address or page of yours that goes into every request: Wikipedia asks programs to say who runs them."""

    interval_s: float = 1.0
    """Seconds from one request to the next."""

    wikipedia: str = "https://{language}.wikipedia.org"
    """Where Wikipedia is; a mirror has another address."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; each section is a table of `settings.toml`."""

    ingest: IngestSettings = field(default_factory=IngestSettings)
    embedder: EmbedderSettings = field(default_factory=EmbedderSettings)
    ask: AskSettings = field(default_factory=AskSettings)
    memory: MemorySettings = field(default_factory=MemorySettings)
    models: ModelSettings = field(default_factory=ModelSettings)
    screen: ScreenSettings = field(default_factory=ScreenSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    theme: str = "nacre"
    """The name of the theme that the app starts with."""


Section = TypeVar(
    "Section",
    IngestSettings,
    EmbedderSettings,
    AskSettings,
    MemorySettings,
    ModelSettings,
    ScreenSettings,
    FetchSettings,
)


def load(path: Path | None = None) -> Settings:
    """Settings from `path` (default: `settings.toml` in the config folder); a missing file means defaults.

    Raises:
        UsageError: the file can't be read, is not TOML, or names something that does not exist or has another type.
    """
    path = path or config_dir() / "settings.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}", "correct or remove it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}", "correct or remove it") from error
    known = {"ingest", "embedder", "ask", "memory", "models", "screen", "fetch", "theme"}
    for name in data:
        if name not in known:
            raise UsageError(f"{path} has an unknown setting '{name}'", f"known are {', '.join(sorted(known))}")
    theme = data.get("theme", Settings().theme)
    if not isinstance(theme, str):
        raise UsageError(f"{path}: theme must be text", 'write theme = "nacre"')
    return Settings(
        ingest=_section(path, "ingest", IngestSettings(), data),
        embedder=_section(path, "embedder", EmbedderSettings(), data),
        ask=_ask(path, data),
        memory=_memory(path, data),
        models=_models(path, data),
        screen=_screen(path, data),
        fetch=_fetch(path, data),
        theme=theme,
    )


def _ask(path: Path, data: dict[str, Any]) -> AskSettings:
    """The table `ask`; names of ways and lenses are looked up when somebody asks."""
    ask = _section(path, "ask", AskSettings(), data)
    _one_of(path, "ask", ask, {"selector": SELECTORS})
    for name in ("rounds", "model_rounds"):
        if getattr(ask, name) < 1:
            default = getattr(AskSettings(), name)
            raise UsageError(f"{path}: ask.{name} must be at least 1", f"the default is {default}")
    return ask


def _memory(path: Path, data: dict[str, Any]) -> MemorySettings:
    """The table `memory`, whose measures depend on each other."""
    memory = _section(path, "memory", MemorySettings(), data)
    if memory.dimension % 64 or not 64 <= memory.dimension <= 65_536:
        raise UsageError(f"{path}: memory.dimension must be a multiple of 64 from 64 to 65536", "the default is 10240")
    for name in ("chunk_nonzeros", "item_nonzeros"):
        if not 1 <= getattr(memory, name) <= memory.dimension:
            raise UsageError(f"{path}: memory.{name} must be from 1 to memory.dimension", "remove it for the default")
    if memory.stored_from < 1:
        raise UsageError(f"{path}: memory.stored_from must be at least 1", "the default is 64")
    return memory


def _models(path: Path, data: dict[str, Any]) -> ModelSettings:
    """The table `models`, some of whose values are words of a list."""
    models = _section(path, "models", ModelSettings(), data)
    _one_of(path, "models", models, {"mode": MODES, "kv_type": KV_TYPES})
    for name in ("answer_tokens", "loaded", "parallel"):
        if getattr(models, name) < 1:
            default = getattr(ModelSettings(), name)
            raise UsageError(f"{path}: models.{name} must be at least 1", f"the default is {default}")
    if models.gpu_layers < -1:
        raise UsageError(f"{path}: models.gpu_layers must be at least -1", "-1 means as many as fit")
    return models


def _screen(path: Path, data: dict[str, Any]) -> ScreenSettings:
    """The table `screen`, whose values are words of lists."""
    screen = _section(path, "screen", ScreenSettings(), data)
    _one_of(path, "screen", screen, {"line": LINES, "glyphs": GLYPHS, "motion": MOTIONS, "keys": KEYS})
    return screen


def _fetch(path: Path, data: dict[str, Any]) -> FetchSettings:
    """The table `fetch`, which names an address."""
    fetch = _section(path, "fetch", FetchSettings(), data)
    if not fetch.wikipedia.startswith(("https://", "http://")):
        raise UsageError(f"{path}: fetch.wikipedia must be an address", f"the default is {FetchSettings().wikipedia}")
    if fetch.interval_s < 0:
        raise UsageError(f"{path}: fetch.interval_s must not be negative", "the default is 1.0")
    return fetch


def _one_of(path: Path, table: str, section: object, known: Mapping[str, Sequence[str]]) -> None:
    """Refuse a value that is none of the known words; the first one is the default."""
    for name, words in known.items():
        if getattr(section, name) not in words:
            raise UsageError(f"{path}: {table}.{name} must be one of {', '.join(words)}", f"the default is {words[0]}")


def _section(path: Path, name: str, defaults: Section, data: dict[str, Any]) -> Section:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise UsageError(f"{path}: {name} must be a table", f"write [{name}]")
    known = {entry.name: getattr(defaults, entry.name) for entry in fields(defaults)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise UsageError(f"{path} has an unknown setting '{name}.{key}'", f"known are {', '.join(sorted(known))}")
        values[key] = _value(f"{path}: {name}.{key}", value, known[key])
    return type(defaults)(**values)


def _value(where: str, value: Any, default: Any) -> Any:
    """A setting's value, of the type of its default.

    Raises:
        UsageError: it is of another type, or a number below 0 where the default is not.
    """
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise UsageError(f"{where} must be true or false", f"the default is {str(default).lower()}")
        return value
    if isinstance(default, str):
        if not isinstance(value, str):
            raise UsageError(f"{where} must be text", f'the default is "{default}"')
        return value
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise UsageError(f"{where} must be a list of names", 'write ["one", "another"]')
        return tuple(value)
    accepted = (int, float) if isinstance(default, float) else (int,)
    if isinstance(value, bool) or not isinstance(value, accepted) or not isfinite(value) or (value < 0 <= default):
        raise UsageError(f"{where} must be a number of at least 0", f"the default is {default}")
    return type(default)(value)
