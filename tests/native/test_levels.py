"""Which level runs, how one is forced, and what is said where the kernel is not to be had."""

from __future__ import annotations

import ast
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

import native
from native._ternary import lib
from tests.native.reference import at_level

ROOT = Path(native.__file__).parent.parent


def run_python(code: str, kernel: str = "") -> subprocess.CompletedProcess[str]:
    """Runs `code` in a fresh interpreter with NACRE_KERNEL set to `kernel`."""
    environment = {**os.environ, "NACRE_KERNEL": kernel, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


def test_the_reference_level_is_always_there() -> None:
    assert native.levels()[0] == "scalar"
    assert native.level() in native.levels()


WANTED = {
    "avx2": {"avx2"},
    "avx512": {"avx512f", "avx512bw", "avx512vl", "avx512dq", "avx512_vpopcntdq", "avx512_vnni"},
}


@pytest.mark.skipif(
    not Path("/proc/cpuinfo").exists() or platform.machine() != "x86_64", reason="Linux on x86-64 names the features"
)
@pytest.mark.skipif("neon" in native.levels(), reason="this build emulates levels")
@pytest.mark.parametrize("name", WANTED)
def test_a_level_is_offered_where_processor_and_system_have_all_it_takes(name: str) -> None:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    features = next(set(line.split()) for line in lines if line.startswith("flags"))
    assert (name in native.levels()) == (WANTED[name] <= features)


@pytest.mark.parametrize("name", native.levels())
def test_a_forced_level_is_the_level_in_use(name: str) -> None:
    with at_level(name):
        assert native.level() == name


def test_an_unknown_level_is_refused_and_changes_nothing() -> None:
    before = native.level()
    with pytest.raises(ValueError, match=r"No kernel level 'quantum' on this machine, which offers scalar"):
        native.force_level("quantum")
    assert native.level() == before


@pytest.mark.parametrize("name", native.levels())
def test_the_environment_names_the_level(name: str) -> None:
    assert run_python("import native; print(native.level())", kernel=name).stdout.strip() == name


def test_without_a_wish_the_best_level_is_taken() -> None:
    assert run_python("import native; print(native.level() == native.levels()[-1])").stdout.strip() == "True"


def test_an_unknown_level_in_the_environment_is_a_clear_error() -> None:
    done = run_python("import native", kernel="quantum")
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "NACRE_KERNEL asks for the kernel level 'quantum', which is not here." in last
    assert "Set NACRE_KERNEL to one of scalar" in last


def test_a_kernel_that_was_not_built_is_a_clear_import_error() -> None:
    code = (
        "import sys; sys.modules['native._ternary'] = None\n"
        "try:\n    import native\n"
        "except ImportError as error:\n    print(type(error).__name__, '|', error.what, '|', error.remedy)"
    )
    name, what, remedy = run_python(code).stdout.split("|")
    assert name.strip() == "KernelError"
    assert "can't be loaded" in what
    assert "pip install" in remedy


def test_the_stub_names_what_the_extension_holds() -> None:
    tree = ast.parse((ROOT / "native" / "_ternary.pyi").read_text(encoding="utf-8"))
    stub = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "_Lib")
    named = {node.name for node in stub.body if isinstance(node, ast.FunctionDef)}
    named |= {
        node.target.id for node in stub.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assert named == set(dir(lib))
