"""The first look at a model file, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from engine.errors import Cancelled, ModelUnfit
from engine.models.llama import library, trial_process
from engine.models.llama.trial_process import Ended
from engine.models.llama.trial_verdict import ENDINGS, judge
from tests.engine.models import gguf_files

LONG_S = 120.0  # for a loaded machine; nothing waits for it to be over
needs_llama = pytest.mark.skipif(not library.available(), reason="llama-cpp-python is not installed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def child(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def run(code: str, limit_s: float = LONG_S) -> Ended:
    return trial_process.run(child(code), limit_s, threading.Event())


def tried(path: Path) -> Ended:
    return trial_process.run(trial_process.command(path), LONG_S, threading.Event())


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@needs_llama
@pytest.mark.parametrize("architecture", ["llama", "qwen2"])
@pytest.mark.parametrize("kind", ["F16", "Q8_0"])
def test_facts_of_a_chat_model(tmp_path: Path, architecture: str, kind: str) -> None:
    pytest.importorskip("gguf")
    path = gguf_files.write_tiny(tmp_path / "m.gguf", architecture=architecture, kind=kind, context=768)
    facts, verdict = judge(tried(path), "m")
    assert verdict is None
    assert facts is not None
    shape = gguf_files.TINY
    assert (facts.architecture, facts.layers, facts.context_trained) == (architecture, shape.layers, 768)
    assert facts.kv_bytes_per_token == shape.layers * shape.kv_heads * 2 * shape.head_width * 2
    assert facts.file_bytes == path.stat().st_size
    assert facts.quantisation == kind
    assert facts.has_template
    assert facts.writes
    assert facts.parameters > shape.layers * 3 * shape.width * shape.feed_forward


@needs_llama
def test_model_without_template_says_so(tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    facts, verdict = judge(tried(gguf_files.write_tiny(tmp_path / "m.gguf", template=None)), "m")
    assert verdict is None
    assert facts is not None and not facts.has_template


@needs_llama
def test_embedding_model_cannot_chat(tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    facts, verdict = judge(tried(gguf_files.write_embedding(tmp_path / "vectors.gguf")), "vectors")
    assert facts is not None and not facts.writes
    assert verdict is not None and verdict.lasting
    assert "'vectors' can't chat" in verdict.what
    assert "embedding model" in verdict.what


@needs_llama
@pytest.mark.parametrize(
    ("write", "said"),
    [
        (gguf_files.write_truncated, "is damaged or incomplete"),
        (gguf_files.write_wrong_magic, "is not a GGUF file"),
        (gguf_files.write_unknown_architecture, "'octopus', and needs a newer llama-cpp-python"),
        (gguf_files.write_wrong_width, "is damaged or incomplete"),
        (gguf_files.write_huge_tensor, "is damaged or incomplete"),
    ],
)
def test_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, write: Callable[[Path], Path], said: str) -> None:
    pytest.importorskip("gguf")
    facts, verdict = judge(tried(write(tmp_path / "m.gguf")), "m")
    assert facts is None
    assert verdict is not None and verdict.lasting
    assert said in verdict.what
    assert verdict.remedy


@needs_llama
@pytest.mark.parametrize("content", [b"", b"GGUF", b"GGUF\x03\0\0\0" + b"\xff" * 64, b"hello\n" * 100])
def test_no_bytes_crash_more_than_the_child(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    facts, verdict = judge(tried(path), "m")
    assert facts is None
    assert verdict is not None and verdict.lasting


@needs_llama
@pytest.mark.parametrize(
    ("version", "said"), [(4, "of the kind 'version 4', and needs a newer"), (123_456, "is damaged or incomplete")]
)
def test_later_version_of_the_format_needs_a_newer_library(
    tiny_gguf: Path, tmp_path: Path, version: int, said: str
) -> None:
    path = tmp_path / "m.gguf"
    data = tiny_gguf.read_bytes()
    path.write_bytes(data[:4] + version.to_bytes(4, "little") + data[8:])
    verdict = judge(tried(path), "m")[1]
    assert verdict is not None and said in verdict.what


@needs_llama
def test_name_with_spaces_and_letters_of_any_alphabet(tiny_gguf: Path, tmp_path: Path) -> None:
    path = tmp_path / "модель für alle ünd -x.gguf"
    path.write_bytes(tiny_gguf.read_bytes())
    assert judge(tried(path), "m")[0] is not None


@needs_llama
def test_files_of_the_working_folder_are_not_run(
    tiny_gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("engine.py", "json.py", "ctypes.py", "llama_cpp.py"):
        (tmp_path / name).write_text("raise SystemExit('a stranger')", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert judge(tried(tiny_gguf), "m")[0] is not None


@needs_llama
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_child_steps_back_behind_everything_else() -> None:
    code = (
        "import json, os, resource; from pathlib import Path; from engine.models.llama import trial;"
        "trial._step_back();"
        "print(json.dumps([os.nice(0), resource.getrlimit(resource.RLIMIT_CORE),"
        " int(Path('/proc/self/oom_score_adj').read_text())]))"
    )
    niceness, core, score = json.loads(run(code).answer)
    assert niceness > os.nice(0) or niceness == 19
    assert core == [0, 0]
    assert score == 1000


@posix
@pytest.mark.parametrize(
    ("name", "said", "lasting"),
    [
        ("SIGILL", "built for another processor", True),
        ("SIGSEGV", "llama.cpp crashed", True),
        ("SIGABRT", "gave up", True),
        ("SIGBUS", "broke off while it was read", True),
        ("SIGKILL", "too little memory", False),
        ("SIGTERM", "ended from outside", False),
    ],
)
def test_signal_that_ends_the_child_is_one_sentence(name: str, said: str, lasting: bool) -> None:
    ended = run(
        "import os, resource, signal; resource.setrlimit(resource.RLIMIT_CORE, (0, 0));"
        f"os.kill(os.getpid(), signal.{name})"
    )
    assert ended.status == -getattr(signal, name)
    facts, verdict = judge(ended, "m")
    assert facts is None
    assert verdict is not None
    assert said in verdict.what
    assert "'m'" in verdict.what
    assert verdict.lasting is lasting


@pytest.mark.parametrize(("status", "said"), [(0xC000001D, "another processor"), (0xC0000005, "crashed")])
def test_exceptions_of_windows_mean_the_same(status: int, said: str) -> None:
    verdict = judge(Ended(status, "", ""), "m")[1]
    assert verdict is not None and said in verdict.what


def test_success_is_no_ending() -> None:
    assert 0 not in ENDINGS


@pytest.mark.parametrize("code", ["", "print('hello')", "print('{}')", "print('[1]')", "raise SystemExit(3)"])
def test_answer_that_makes_no_sense_is_one_sentence(code: str) -> None:
    facts, verdict = judge(run(code), "m")
    assert facts is None
    assert verdict is not None and "gave no result" in verdict.what


def test_child_that_hangs_is_ended() -> None:
    ended = run("import time; time.sleep(1000)", limit_s=0.2)
    assert ended.status is None
    verdict = judge(ended, "m")[1]
    assert verdict is not None and "took too long" in verdict.what


def test_cancel_ends_the_child(tmp_path: Path) -> None:
    cancel, note = threading.Event(), tmp_path / "pid"
    code = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(1000)"
    raised: list[BaseException] = []

    def wait() -> None:
        try:
            trial_process.run(child(code), LONG_S, cancel)
        except Cancelled as error:
            raised.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    until = time.monotonic() + LONG_S
    while not (note.exists() and note.read_text()) and time.monotonic() < until:
        time.sleep(0.01)
    cancel.set()
    thread.join(LONG_S)
    assert raised
    while not gone(int(note.read_text())) and time.monotonic() < until:
        time.sleep(0.01)
    assert gone(int(note.read_text()))


def test_what_the_child_says_stays_off_our_descriptors(capfd: pytest.CaptureFixture[str]) -> None:
    ended = run("import sys; print('noise'); sys.stderr.write('more of it'); print('answer')")
    assert ended.answer == "answer"
    assert ended.log == "more of it"
    assert capfd.readouterr() == ("", "")


@posix
def test_child_inherits_no_descriptor(tmp_path: Path) -> None:
    with (tmp_path / "open").open("wb") as file:
        os.set_inheritable(file.fileno(), True)
        ended = run(f"import os\ntry: os.fstat({file.fileno()})\nexcept OSError: print('closed')")
    assert ended.answer == "closed"


@posix
def test_child_has_a_session_of_its_own() -> None:
    assert run("import os; print(os.getsid(0) == os.getpid())").answer == "True"


def test_disk_without_room_for_what_the_child_says_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(ModelUnfit, match="temporary"):
        run("")


def test_program_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelUnfit, match="no process can be started"):
        trial_process.run((str(tmp_path / "nothing"),), LONG_S, threading.Event())


def test_escape_sequences_of_a_file_do_not_reach_the_sentence() -> None:
    answer = json.dumps({"refused": "newer", "detail": "\x1b[31moctopus\n" + "x" * 1000})
    verdict = judge(Ended(0, answer, ""), "m")[1]
    assert verdict is not None
    assert verdict.what.isprintable()
    assert len(verdict.what) < 250


def test_importing_the_parent_side_loads_no_library() -> None:
    code = (
        "import sys, engine.models.shelf.probe, engine.models.llama.trial_verdict;"
        "print({'llama_cpp', 'textual'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@needs_llama
def test_a_template_that_never_ends_ends_with_the_trial(tmp_path: Path) -> None:
    pytest.importorskip("gguf")
    # 250 million rounds in two loops: longer than anyone waits, and each within what the sandbox allows
    template = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}x"
    path = gguf_files.write_tiny(tmp_path / "m.gguf", template=template)
    ended = trial_process.run(trial_process.command(path), 6.0, threading.Event())
    facts, verdict = judge(ended, "m")
    assert facts is None and verdict is not None and "took too long" in verdict.what
