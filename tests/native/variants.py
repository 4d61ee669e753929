"""Builds the kernel in other ways than an installation does, in a folder of its own, and runs its tests there.

    python -m tests.native.variants emulate [pytest's options]
        with the levels that this machine may lack: their very sources, compiled against intrinsics in plain C. Takes
        SIMD Everywhere (on Debian and Ubuntu: apt install libsimde-dev).
    python -m tests.native.variants sanitize [pytest's options]
        under GCC's address and undefined-behaviour sanitizers, with the emulated levels too where they can be had.

A level takes part by the end of its files' names, whichever tables they fill; `emulation/` holds a header for each.
"""

from __future__ import annotations

import contextlib
import io
import os
import platform
import runpy
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EMULATION = Path("tests/native/emulation")
EMULATED = ("neon", "avx512")
WRAPPER = "emulated_"
EVERYDAY = {"NACRE_KERNEL": "scalar"}
# Tells of the algebra, not of a level or of memory: 2,000 scans at the plainest level, half of the whole run's time.
LEFT_OUT = "tests/native/test_algebra.py::test_256_bound_pairs_are_recovered_from_one_bundle"
SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-g")

# Reads one row more than there is: sanitizers that let it pass would prove nothing about the tests.
READ_TOO_FAR = """
import numpy
from native._ternary import ffi, lib
codes, out = numpy.zeros((2_000, 96), numpy.uint8), numpy.zeros(2_001, numpy.int32)
rows = ffi.from_buffer("uint8_t[]", codes)
lib.nacre_dot(rows, rows, 2_001, 384, ffi.from_buffer("int32_t[]", out))
"""


class CannotBuild(Exception):
    """This machine has not got what a variant takes; the message says what."""


def compiler() -> list[str]:
    """The C compiler: what CC names, or cc."""
    command = shlex.split(os.environ.get("CC", "")) or ["cc"]
    if shutil.which(command[0]) is None:
        raise CannotBuild(f"There is no C compiler {command[0]} here.")
    return command


def check_emulation() -> None:
    """Raises CannotBuild where levels can't be emulated."""
    if platform.machine().lower() not in ("x86_64", "amd64") or os.name != "posix":
        raise CannotBuild("Levels are emulated on 64-bit x86 with GCC or Clang only.")
    question = "#if !__has_include(<simde/x86/avx512.h>)\n#error\n#endif\n"
    asked = subprocess.run([*compiler(), "-E", "-x", "c", "-"], input=question, capture_output=True, text=True)
    if asked.returncode:
        raise CannotBuild("SIMD Everywhere is not installed (on Debian and Ubuntu: apt install libsimde-dev).")


def build(folder: Path, emulated: Sequence[str] = (), options: Sequence[str] = ()) -> None:
    """Copies the package and its tests into `folder` and compiles the kernel there.

    Args:
        folder: an empty folder; tests find `native` in it when it is the current one.
        emulated: levels that are compiled against emulated intrinsics.
        options: what the compiler and the linker are told besides the options of an installation.
    """
    ignored = shutil.ignore_patterns("__pycache__", "*.so", "_ternary.c", "test_variants.py")
    for part in ("native", "tests/native"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    for part in ("pyproject.toml", "tests/__init__.py", "tests/conftest.py"):
        shutil.copy(ROOT / part, folder / part)
    recipe = runpy.run_path(str(folder / "native/build_ternary.py"))
    glue = folder / "native/_ternary.c"
    with contextlib.redirect_stdout(io.StringIO()):  # cffi says that it writes a file
        recipe["ffibuilder"].emit_c_code(str(glue))
    sources = [glue, *(_source(folder, name, emulated) for name in recipe["SOURCES"])]
    told = recipe["compiler_options"]()
    flags = [*told["extra_compile_args"], "-fPIC", "-Wno-psabi", *options, *_definitions(folder, emulated)]
    includes = [f"-I{folder / 'native'}", f"-I{sysconfig.get_path('include')}"]
    objects = [source.with_suffix(".o") for source in sources]
    for source, target in zip(sources, objects, strict=True):
        # Intrinsics wrap around; the signed additions that stand for them would not.
        own = ["-fwrapv"] if source.name.startswith(WRAPPER) else []
        _run([*compiler(), *flags, *own, *includes, "-c", str(source), "-o", str(target)])
    module = folder / f"native/_ternary{sysconfig.get_config_var('EXT_SUFFIX')}"
    libraries = [f"-l{name}" for name in told.get("libraries", [])]
    _run([*compiler(), "-shared", *options, *map(str, objects), *libraries, "-o", str(module)])


def _source(folder: Path, name: str, emulated: Sequence[str]) -> Path:
    """What is compiled for a source of the kernel: itself, or a file that includes it in other surroundings."""
    if name == "ternary_cpu" and emulated:
        return folder / EMULATION / "cpu.c"
    level = name.rpartition("_")[2]
    if level not in emulated:
        return folder / f"native/{name}.c"
    wrapper = folder / f"{WRAPPER}{name}.c"
    wrapper.write_text(f'#include "{EMULATION}/{level}.h"\n#include "{name}.c"\n', encoding="utf-8")
    return wrapper


def _definitions(folder: Path, emulated: Sequence[str]) -> list[str]:
    if not emulated:
        return []
    bits = "|".join(f"1<<NACRE_{level.upper()}" for level in emulated)
    has = [f"-DNACRE_HAS_{level.upper()}=1" for level in emulated]
    return [*has, f"-DNACRE_EMULATED=({bits})", f"-I{folder}", f"-I{folder / EMULATION}"]


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBuild(f"The compiler failed.\n{shlex.join(command)}\n{done.stderr[-4_000:]}")


def sanitizer_environment() -> dict[str, str]:
    """What an interpreter that was built without the sanitizers needs to load a module that has them."""
    asked = subprocess.run([*compiler(), "-print-file-name=libasan.so"], capture_output=True, text=True, check=False)
    library = asked.stdout.strip()
    if not Path(library).is_file():
        raise CannotBuild("The sanitizers take GCC with its libasan; set CC to such a compiler.")
    return {
        "LD_PRELOAD": library,
        # Python and its modules keep much until the process ends, which is no leak of the kernel: it allocates nothing.
        "ASAN_OPTIONS": "detect_leaks=0",
        "UBSAN_OPTIONS": "print_stacktrace=1",
        "PYTHONMALLOC": "malloc",  # Python's own pools would hide where an object ends
    }


def run_tests(folder: Path, options: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Runs the tests of the kernel in `folder`; the exit status of pytest.

    Tests that name no level run at the plainest: an emulated one takes a hundred times as long.
    """
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        f"--deselect={LEFT_OUT}",
        "tests/native",
        *options,
    ]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **EVERYDAY, **(environment or {})}, check=False
    ).returncode


def emulate(folder: Path, options: Sequence[str]) -> int:
    """Builds with the emulated levels and runs the tests, which try each level that there is."""
    check_emulation()
    build(folder, EMULATED)
    return run_tests(folder, options)


def sanitize(folder: Path, options: Sequence[str]) -> int:
    """Builds with the sanitizers, sees that they are awake, and runs the tests."""
    environment = sanitizer_environment()
    try:
        check_emulation()
        emulated: Sequence[str] = EMULATED
    except CannotBuild as lack:
        print(f"Without the emulated levels. {lack}", flush=True)
        emulated = ()
    build(folder, emulated, SANITIZERS)
    awake = subprocess.run(
        [sys.executable, "-c", READ_TOO_FAR],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    if "heap-buffer-overflow" not in awake.stderr:
        raise CannotBuild(f"The sanitizers let a read behind the end pass.\n{awake.stderr[-2_000:]}")
    # pytest must leave the file descriptors alone: what it holds of a sanitizer's report is lost when the process ends
    return run_tests(folder, ["--capture=sys", *options], environment)


def main(arguments: Sequence[str]) -> int:
    """Builds the variant that the first argument names, runs the tests and returns the exit status."""
    variants = {"emulate": emulate, "sanitize": sanitize}
    if not arguments or arguments[0] not in variants:
        print(__doc__, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="nacre-kernel-") as folder:
        try:
            return variants[arguments[0]](Path(folder), arguments[1:])
        except CannotBuild as error:
            print(error, file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
