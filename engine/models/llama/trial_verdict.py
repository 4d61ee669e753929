"""What the end of a trial says about a model: its facts, or one sentence why it can't be used."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass
from typing import Any

from engine.models.llama import trial
from engine.models.llama.library import PACKAGE
from engine.models.llama.trial_process import Ended
from engine.records import ModelFacts

DETAIL_CHARACTERS = 120
ANOTHER = "choose another model (nacre models list)"
FETCH_AGAIN = "fetch it again, or choose another model (nacre models list)"
REBUILD = f"reinstall it with CMAKE_ARGS=-DGGML_NATIVE=OFF pip install --force-reinstall --no-cache-dir {PACKAGE}"
LESS_MEMORY = "close other programs, or choose a smaller model (nacre models list)"
RETRY = "try again"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a model can't be used."""

    what: str
    remedy: str
    lasting: bool = True  # the same file and library would end the same way
    missing: bool = False  # the library is at fault, not the file


def _endings() -> dict[int, Verdict]:
    """What exit statuses mean: signals below 0, and the exceptions of Windows. '{model}' stands for the name."""
    illegal = Verdict(
        f"{PACKAGE} was built for another processor: trying '{{model}}' was an illegal instruction", REBUILD
    )
    crash = Verdict(
        f"llama.cpp crashed when it tried '{{model}}' (a memory access that is not allowed): the file is damaged, or "
        f"needs a newer {PACKAGE}",
        FETCH_AGAIN,
    )
    gave_up = Verdict("llama.cpp gave up when it tried '{model}', and ended itself", FETCH_AGAIN)
    memory = Verdict("the trial of '{model}' was ended by the system: too little memory", LESS_MEMORY, lasting=False)
    outside = Verdict("the trial of '{model}' was ended from outside", RETRY, lasting=False)
    unread = Verdict(
        "the file of '{model}' broke off while it was read: it was changed meanwhile, or the disk fails", FETCH_AGAIN
    )
    by_signal = {
        "SIGILL": illegal,
        "SIGSEGV": crash,
        "SIGFPE": crash,
        "SIGABRT": gave_up,
        "SIGBUS": unread,
        "SIGKILL": memory,
        "SIGTERM": outside,
        "SIGINT": outside,
        "SIGHUP": outside,
    }
    known = {-getattr(signal, name): verdict for name, verdict in by_signal.items() if hasattr(signal, name)}
    windows = {0xC000001D: illegal, 0xC0000005: crash, 0xC00000FD: crash, 0xC0000409: gave_up}
    return {**known, **windows, 0xC0000017: memory, 0xC000013A: outside}


ENDINGS = _endings()


def judge(ended: Ended, model: str) -> tuple[ModelFacts | None, Verdict | None]:
    """The facts, where the file could be read, and why the model can't be used, where it can't."""
    if ended.status is None:
        what = f"the trial of '{model}' took too long, and was ended"
        return None, Verdict(what, f"put the file on a faster disk, or {ANOTHER}")
    if ended.status in ENDINGS:
        verdict = ENDINGS[ended.status]
        return None, Verdict(verdict.what.format(model=model), verdict.remedy, verdict.lasting)
    try:
        answer: Any = json.loads(ended.answer)
        if "refused" in answer:
            return None, _refused(answer["refused"], _harmless(str(answer["detail"])), model)
        facts = ModelFacts(**answer["facts"])
        unfit = answer["unfit"]
    except (ValueError, TypeError, KeyError):
        what = f"the trial of '{model}' gave no result (exit status {ended.status})"
        return None, Verdict(what, f"the log has more; {ANOTHER}", lasting=False)
    if unfit:
        return facts, Verdict(f"'{model}' can't chat: {unfit}", "choose a chat or instruct model (nacre models list)")
    return facts, None


def _refused(reason: str, detail: str, model: str) -> Verdict:
    match reason:
        case trial.FOREIGN:
            return Verdict(f"the file of '{model}' is not a GGUF file", "choose a file of this format")
        case trial.DAMAGED:
            return Verdict(f"the file of '{model}' is damaged or incomplete ({detail})", FETCH_AGAIN)
        case trial.NEWER:
            what = f"'{model}' is of the kind '{detail}', and needs a newer {PACKAGE}"
            return Verdict(what, f"pip install --upgrade {PACKAGE}, or {ANOTHER}")
        case trial.MEMORY:
            return Verdict(f"there is too little memory for '{model}' now", LESS_MEMORY, lasting=False)
        case trial.LIBRARY:
            return Verdict(f"'{model}' can't be tried: {detail}", REBUILD, lasting=False, missing=True)
        case _:
            return Verdict(f"llama.cpp can't use the file of '{model}' ({detail})", ANOTHER)


def _harmless(text: str) -> str:
    """One short line: what stands in a file may hold anything, escape sequences too."""
    line = "".join(character if character.isprintable() else " " for character in text).strip()
    return line if len(line) <= DETAIL_CHARACTERS else line[: DETAIL_CHARACTERS - 1] + "…"
