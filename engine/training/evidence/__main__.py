"""The shipped recipe without Nacre's command line, such as on a machine with a graphics card:

    python -m engine.training.evidence --samples DIR --device cuda -o selector.npz

Samples are gathered where the embedder and the collections are, by the same command with `--collections`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.errors import NacreError
from engine.events import Event, JobProgress, Notice
from engine.training.torch_here import require


def main(arguments: Sequence[str]) -> int:
    """The exit status; the report goes to stdout as one JSON object, progress to stderr."""
    given = _parser().parse_args(arguments)
    try:
        require()
        from engine.training.evidence.run import on_collections, on_samples
        from engine.training.evidence.wish import Collections, Wish

        wish = Wish(given.minutes, given.resume, given.device, given.seed, given.seeds, given.peers, given.tune)
        if given.samples:
            report = on_samples(given.samples, given.output, wish, tell)
        else:
            collections = Collections(tuple(given.collections), tuple(given.chains), tuple(given.only_report))
            work = given.work or given.output.with_suffix(".work")
            report = on_collections(collections, given.output, work, wish, tell)
    except NacreError as error:
        print(f"nacre: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("stopped; --resume goes on from the last checkpoint.", file=sys.stderr)
        return 130
    print(json.dumps(report))
    return 0


def tell(event: Event) -> None:
    """One line for what is worth one."""
    if isinstance(event, Notice):
        print(event.text, file=sys.stderr, flush=True)
    elif isinstance(event, JobProgress) and (event.done == event.total or event.done % 100 < 10):
        print(f"{event.kind}  {event.done} of {event.total}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine.training.evidence", description=__doc__)
    many: dict[str, Any] = {"type": Path, "nargs": "+", "default": [], "metavar": "DIR"}
    parser.add_argument("--collections", **many, help="learn from and report on collections in the layout of BEIR")
    parser.add_argument("--chains", **many, help="the same of two-hop questions made of Re-DocRED")
    parser.add_argument("--only-report", **many, help="collections that are only reported on")
    parser.add_argument("--samples", type=Path, metavar="DIR", help="use what an earlier run gathered, as it is")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where samples and checkpoints lie")
    parser.add_argument("-o", "--output", type=Path, default=Path("selector.npz"), metavar="FILE")
    parser.add_argument("--minutes", type=float, default=0.0, help="for each network; 0: by the recipe's epochs alone")
    parser.add_argument("--device", default="cpu", help="where PyTorch computes: cpu, cuda, mps ...")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=1, help="networks, each with its own seed")
    parser.add_argument("--peers", action="store_true", help="also train one pass and the network without sharing")
    parser.add_argument("--tune", action="store_true", help="report on the questions that numbers are chosen by")
    parser.add_argument("--resume", action="store_true", help="go on with what was interrupted")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
