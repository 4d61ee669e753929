"""What is found in the labelled conversations, from their exports to the threads."""

from __future__ import annotations

import pytest

from engine.threads.records import FindKind, Step, ThreadReport
from tests.engine.threads import labelled

LEAST = {"built": 0.9, "held_out": 0.6}
"""Of precision and of recall, over all kinds."""


@pytest.fixture(scope="module", params=labelled.HALVES)
def half(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def found(half: str, tmp_path_factory: pytest.TempPathFactory) -> ThreadReport:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp(half)
        patch.setenv("NACRE_CACHE", str(folder / "cache"))
        patch.setenv("NACRE_CONFIG", str(folder / "config"))
        return labelled.report(half, folder)


def test_most_finds_are_right_and_most_are_found(half: str, found: ThreadReport) -> None:
    scores = labelled.scores(labelled.labels(half), labelled.finds(found)).values()
    right = sum(score.right for score in scores)
    assert right / sum(score.found for score in scores) >= LEAST[half]
    assert right / sum(score.labelled for score in scores) >= LEAST[half]


def test_most_verdicts_on_answers_are_right(half: str, found: ThreadReport) -> None:
    judged = [right for _, right in labelled.answers(labelled.labels(half), labelled.finds(found))]
    assert sum(judged) / len(judged) >= 0.7


def test_every_find_is_quoted_letter_for_letter_with_speaker_and_time(found: ThreadReport) -> None:
    for thread in found.threads:
        for find in thread.finds:
            assert find.text and find.place.char_end - find.place.char_start == len(find.text)
            assert find.place.speaker in ("User", "Assistant") and find.place.time


def test_a_later_statement_says_what_changed(half: str, found: ThreadReport) -> None:
    wanted = {"built": "110 cm → 105 cm", "held_out": "2 seconds → 3 seconds"}[half]
    changes = [link.change for chain in found.chains for link in chain.links if link.step is Step.CORRECTS]
    assert any(wanted in change for change in changes)


def test_each_kind_is_found(found: ThreadReport) -> None:
    assert {find.kind for thread in found.threads for find in thread.finds} == set(FindKind)


def test_no_thread_mixes_topics(half: str, found: ThreadReport) -> None:
    topics = {given["title"]: given["topic"] for given in labelled.raw(half)}
    assert all(len({topics[each.place.title] for each in thread.segments}) == 1 for thread in found.threads)
