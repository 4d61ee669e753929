"""Levels that this machine's processor lacks, proved by emulation; `make emulate` runs all the tests on them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.native import variants


def test_emulated_levels_give_the_bits_of_the_plainest(tmp_path: Path) -> None:
    try:
        variants.check_emulation()
    except variants.CannotBuild as lack:
        pytest.skip(str(lack))
    variants.build(tmp_path, variants.EMULATED, ["-O1"])  # compiles in half the time
    chosen = f"agreement and ({' or '.join(variants.EMULATED)})"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/native", "-k", chosen]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4_000:]
    listed = subprocess.run(
        [sys.executable, "-c", "import native; print(*native.levels())"], cwd=tmp_path, capture_output=True, text=True
    )
    assert set(variants.EMULATED) <= set(listed.stdout.split())


def test_an_unknown_variant_is_answered_with_the_manual(capsys: pytest.CaptureFixture[str]) -> None:
    assert variants.main(["polished"]) == 2
    assert "python -m tests.native.variants emulate" in capsys.readouterr().err


def test_without_a_compiler_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CC", "no-such-compiler")
    assert variants.main(["sanitize"]) == 1
    assert capsys.readouterr().err == "There is no C compiler no-such-compiler here.\n"
