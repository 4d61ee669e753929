"""Turns marked sources into pairs of texts with known gaps, and checks them.

A source is one file: 'gaps: 3 6' (the topics of A that B lacks), '=== A', text A with '@n ' before each topic, '=== B',
text B. The marks are taken out; a topic reaches to the next mark or heading. Each writer has thirty numbers of sources.

    python -m tests.data.gaps.build seen OUT
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
MARK = re.compile(r"(@\d+ )")
RUN = 6  # words that both texts of a pair may not have in a row


def build(half: str, out: Path) -> Path:
    """Write the pairs of a half into a folder, and the list that `nacre eval gaps` reads; its path.

    Raises:
        ValueError: a source is not as it should be.
    """
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for source in sorted((HERE / half).glob("*.txt")):
        head, _, rest = source.read_text("utf-8").partition("=== A\n")
        marked, _, b = rest.partition("=== B\n")
        missing = {int(number) for number in re.findall(r"\d+", head)}
        a, spans = _unmarked(marked)
        _check(source, missing, spans, a, b)
        (out / f"{source.stem}-a.md").write_text(a, "utf-8")
        (out / f"{source.stem}-b.md").write_text(b, "utf-8")
        gaps = [[start, end] for topic, start, end in spans if topic in missing]
        writer = str(int(source.stem.split("-")[0]) // 30 + 1)
        rows.append({"a": f"{source.stem}-a.md", "b": f"{source.stem}-b.md", "gaps": gaps, "writer": writer})
    path = out / "pairs.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def _unmarked(marked: str) -> tuple[str, list[tuple[int, int, int]]]:
    """Text A without its marks, and number, start and end of each topic."""
    pieces = MARK.split(marked)
    text = pieces[0]
    spans = []
    for mark, body in zip(pieces[1::2], pieces[2::2], strict=True):
        length = len(re.split(r"\n\n#", body)[0].rstrip())
        spans.append((int(mark[1:]), len(text), len(text) + length))
        text += body
    return text, spans


def _check(source: Path, missing: set[int], spans: list[tuple[int, int, int]], a: str, b: str) -> None:
    topics = {topic for topic, _, _ in spans}
    words = [re.findall(r"[a-z']+", text.lower()) for text in (a, b)]
    left, right = ({tuple(each[at : at + RUN]) for at in range(len(each) - RUN + 1)} for each in words)
    if not missing <= topics or not 10 <= len(topics) <= 13:
        raise ValueError(f"{source}: the topics are {sorted(topics)}, missing are {sorted(missing)}")
    if missing and not 3 <= len(missing) <= 5:
        raise ValueError(f"{source}: {len(missing)} topics are missing")
    if left & right:
        raise ValueError(f"{source}: both texts have '{' '.join(next(iter(left & right)))}'")


if __name__ == "__main__":
    print(build(sys.argv[1], Path(sys.argv[2])))
