"""Jupyter notebooks through nbformat: text, code and short outputs, with a mark for each cell."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

from engine.errors import ReadError
from engine.sources.canonical import Canonical
from engine.sources.decode import decode
from engine.sources.links import inline_tags, links, target_of
from engine.sources.markdown import markdown_blocks
from engine.sources.reading import BlockKind, MarkKind, Reading

READER = "notebook/2"

_MOST_OUTPUT = 2_000  # code points kept of one output; longer ones are logs
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def read(path: Path, data: bytes) -> tuple[Reading, ...]:
    """One document. Facts: 'language', 'title', 'author', 'tag' and 'link'.

    Raises:
        ReadError: the file is not JSON, or not a notebook.
        SkipFile: the bytes are not text.
    """
    notebook = _notebook(path.name, decode(data, mend=False).text)
    canonical = Canonical()
    shortened = 0
    for number, cell in enumerate(notebook.cells, 1):
        with canonical.mark(MarkKind.CELL, number, uid=str(cell.get("id", ""))):
            shortened += _add_cell(canonical, cell)
    text = canonical.text
    prose = [(block.start, block.end) for block in canonical.blocks if block.kind is not BlockKind.CODE]
    facts = _facts(notebook.metadata)
    tags = inline_tags(text[start:end] for start, end in prose)
    found = links(text, prose)
    for name, values in (("tag", tags), ("link", map(target_of, found))):
        if named := tuple(dict.fromkeys(values)):
            facts[name] = named
    heading = next((b.name for b in canonical.blocks if b.kind is BlockKind.HEADING and b.level == 1), "")
    title = next(iter(facts.get("title", ())), "") or heading or path.stem
    notes = (f"Outputs longer than {_MOST_OUTPUT} characters are kept in part ({shortened}).",) if shortened else ()
    return (Reading(title, text, READER, "notebook", canonical.blocks, canonical.marks, facts, notes, links=found),)


def _notebook(name: str, text: str) -> Any:
    """The notebook in nbformat's fourth form."""
    import nbformat  # takes 0.2 s

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about cells without ids
            # Without a place for complaints they would be printed; what can be read of a faulty notebook is enough.
            found = nbformat.reads(text, as_version=4, capture_validation_error={})  # type: ignore[no-untyped-call]
            cells = found.cells
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError, nbformat.ValidationError) as error:
        raise ReadError(f"{name} is not a notebook that can be read", "open it in Jupyter and save it again") from error
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise ReadError(f"{name} is not a notebook that can be read", "open it in Jupyter and save it again")
    return found


def _add_cell(canonical: Canonical, cell: Any) -> int:
    """Add a cell; how many of its outputs were shortened."""
    source = _text(cell.get("source"))
    kind = cell.get("cell_type")
    if kind == "markdown":
        text = source.strip("\n")
        canonical.add_blocks(text, markdown_blocks(text))
    elif kind == "code":
        canonical.add(BlockKind.CODE, source.rstrip())
        return sum(_add_output(canonical, output) for output in cell.get("outputs") or () if isinstance(output, dict))
    else:
        canonical.add(BlockKind.PARAGRAPH, source.strip())
    return 0


def _add_output(canonical: Canonical, output: Any) -> bool:
    """Add the text of an output (printed, a result, or an error's last line); whether it was shortened."""
    if output.get("output_type") == "error":
        canonical.add(BlockKind.CODE, f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}"[:_MOST_OUTPUT])
        return False
    bundle = output.get("data")
    text = _text(bundle.get("text/plain")) if isinstance(bundle, dict) else _text(output.get("text"))
    text = _COLOURS.sub("", text).strip("\n")
    canonical.add(BlockKind.CODE, text[:_MOST_OUTPUT].rstrip())
    return len(text) > _MOST_OUTPUT


def _facts(metadata: Any) -> dict[str, tuple[str, ...]]:
    facts: dict[str, tuple[str, ...]] = {}
    kernel = metadata.get("kernelspec") or {}
    language = (metadata.get("language_info") or {}).get("name") or kernel.get("language")
    authors = [_text(a.get("name") if isinstance(a, dict) else a) for a in metadata.get("authors") or ()]
    for name, values in (
        ("language", [_text(language)]),
        ("title", [_text(metadata.get("title"))]),
        ("author", authors),
    ):
        if any(values):
            facts[name] = tuple(filter(None, values))
    return facts


def _text(value: object) -> str:
    """Text that may have been saved as a list of lines."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
