"""The labelled conversations of `tests/data/threads`: written as exports, and held against what is found in them.

`python -m tests.engine.threads.labelled` prints precision and recall by kind, for both halves.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from engine.config import Settings
from engine.engine import Engine
from engine.threads import showing
from engine.threads.records import Find, FindKind, ThreadReport
from tests.engine.threads import exports
from tests.engine.threads.exports import Talk, Told

DATA = Path(__file__).parents[2] / "data" / "threads"
HALVES = ("built", "held_out")
ENDINGS = {"nexus": ".md", "chatgpt": ".json", "claude": ".json"}
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Label:
    """One find that should be found."""

    talk: str
    message: int  # 0-based
    kind: FindKind
    words: str
    answered: str = ""


@dataclass(frozen=True)
class Score:
    """What was found of what should be."""

    right: int
    found: int
    labelled: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0


def raw(half: str) -> list[dict[str, Any]]:
    """The conversations of one half."""
    return list(yaml.safe_load((DATA / f"{half}.yaml").read_text("utf-8")))


def labels(half: str) -> list[Label]:
    """All that should be found."""
    return [
        Label(talk["id"], at, FindKind(each["kind"]), each["words"], str(each.get("answered", "")))
        for talk in raw(half)
        for at, message in enumerate(talk["messages"])
        for each in message["finds"]
    ]


def talk_of(given: dict[str, Any]) -> Talk:
    """A conversation as it is written."""
    begin = given["begin"] if isinstance(given["begin"], datetime) else datetime.fromisoformat(given["begin"])
    told = tuple(
        Told(each["who"] == "user", each["text"], (begin + at * MINUTE).isoformat(), f"{given['id']}-{at}")
        for at, each in enumerate(given["messages"])
    )
    provider = {"nexus": "claude"}.get(given["form"], given["form"])
    return Talk(given["id"], given["title"], provider, begin.isoformat(), told)


def write(half: str, folder: Path) -> None:
    """One file for each conversation, in its form."""
    for given in raw(half):
        place = folder / given["id"]
        place.mkdir(parents=True)
        name = "talk.md" if given["form"] == "nexus" else "conversations.json"
        (place / name).write_text(getattr(exports, given["form"])(talk_of(given)), "utf-8")


def report(half: str, folder: Path) -> ThreadReport:
    """What is found in one half, in a library below a folder."""
    write(half, folder / "talks")
    with Engine.open(folder / "library", settings=Settings()) as engine:
        engine.ingest.run([folder / "talks"])
        return whole(engine)


def whole(engine: Engine) -> ThreadReport:
    """All threads with all that was found in them, as words that mean them would show them."""
    listed = engine.threads.threads(k=100)
    groups = engine.threads._followed(None).groups
    shown, chains = showing.whole(engine._room.library, groups)
    return replace(listed, threads=shown, chains=chains)


def finds(found: ThreadReport) -> list[tuple[str, Find]]:
    """Every find with the id of its conversation."""
    ids = {given["title"]: given["id"] for half in HALVES for given in raw(half)}
    return [(ids[each.place.title], each) for thread in found.threads for each in thread.finds]


def matches(label: Label, talk: str, find: Find) -> bool:
    """Whether a find is the labelled one: of its kind, with most of its words."""
    said, words = " ".join(find.text.split()), " ".join(label.words.split())
    return talk == label.talk and find.kind is label.kind and (words in said or said in words)


def scores(wanted: Sequence[Label], found: Sequence[tuple[str, Find]]) -> dict[FindKind, Score]:
    """Precision and recall by kind."""
    return {
        kind: Score(
            sum(any(matches(each, *one) for one in found) for each in wanted if each.kind is kind),
            sum(find.kind is kind for _, find in found),
            sum(each.kind is kind for each in wanted),
        )
        for kind in FindKind
    }


def answers(wanted: Sequence[Label], found: Sequence[tuple[str, Find]]) -> Iterator[tuple[Label, bool]]:
    """Each labelled question that was found, with whether the verdict on its answer is right."""
    for label in wanted:
        for talk, find in found:
            if label.kind is FindKind.QUESTION and matches(label, talk, find):
                yield label, bool(find.answered) == (label.answered != "no")


def main(halves: Sequence[str]) -> None:
    """Print the figures, and what is wrong in the half that was built with."""
    for half in halves:
        with tempfile.TemporaryDirectory() as folder:
            found = report(half, Path(folder))
        wanted, all_finds = labels(half), finds(found)
        print(half, f"{len(wanted)} labels")
        for kind, score in scores(wanted, all_finds).items():
            print(f"  {kind.value:<11} precision {score.precision:.2f} recall {score.recall:.2f} "
                  f"({score.right} of {score.labelled}, {score.found} found)")  # fmt: skip
        judged = list(answers(wanted, all_finds))
        print(f"  answered?   {sum(right for _, right in judged)} of {len(judged)} right")
        topics = {given["title"]: given["topic"] for given in raw(half)}
        print("  threads     " + "; ".join(
            f"{each.title}: {', '.join(sorted({topics[one.place.title] for one in each.segments}))}"
            for each in found.threads
        ))  # fmt: skip
        for chain in found.chains:
            print("  chain      ", [(link.step.value, link.change, link.find.text) for link in chain.links])
        for label in wanted:
            if not any(matches(label, *one) for one in all_finds):
                print("  missed     ", label.kind.value, repr(label.words))
        for talk, find in all_finds:
            if not any(matches(label, talk, find) for label in wanted):
                print("  too many   ", find.kind.value, find.confidence, repr(find.text))
        for label, right in judged:
            if not right:
                print("  verdict    ", label.answered, repr(label.words))


if __name__ == "__main__":
    main(sys.argv[1:] or HALVES)
