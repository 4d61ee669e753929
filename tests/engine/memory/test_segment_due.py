"""What a second ingest asks: told from the database alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.engine import shelf

ASK = """
import sys
from pathlib import Path
from engine.background import queue_embeddings
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
with Library.open(Path(sys.argv[1])) as library:
    print(queue_embeddings(library, HashedEncoder()), library.jobs.pending(), "numpy" in sys.modules)
"""


def test_where_nothing_is_to_be_done_that_is_found_out_without_numpy(tmp_path: Path) -> None:
    with shelf.new(tmp_path) as library:
        shelf.fill(library, tmp_path, {"a.md": "# Sea\n\nSalt and foam.\n"})
    asked = subprocess.run([sys.executable, "-c", ASK, str(tmp_path)], capture_output=True, text=True, check=True)
    assert asked.stdout.split() == ["0", "{}", "False"]
