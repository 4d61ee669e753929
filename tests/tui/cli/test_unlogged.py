"""A log that can't be written is one sentence on stderr, and no command fails for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_a_command_without_a_log_says_so_once_and_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    code = (
        "import sys; from pathlib import Path; from engine import config; "
        f"config.log_dir = lambda: Path({str(tmp_path / 'file' / 'log')!r}); "
        "from tui.cli.main import run; sys.exit(run(['--library', sys.argv[1], 'status', '--json']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "library")],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "NACRE_CONFIG": str(tmp_path / "config"), "NACRE_CACHE": str(tmp_path / "cache")},
        check=False,
    )
    assert done.returncode == 0 and done.stdout.startswith("{")
    assert done.stderr.count("The log can't be written") == 1 and "Traceback" not in done.stderr
