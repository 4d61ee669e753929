"""Background work: embedded once, interruptible, tried again, never left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event as Flag

import numpy as np
import numpy.typing as npt
import pytest

import engine.samples
from engine import background
from engine.background import embed_step, queue_embeddings, standard_steps, work
from engine.config import IngestSettings
from engine.errors import EmbedderMissing
from engine.events import Event, JobProgress, Listener, Notice
from engine.ingest import ingest
from engine.library.jobs import MAX_ATTEMPTS, Worker
from engine.library.rows import Job
from engine.library.store import Library
from engine.models.hashed import HashedEncoder
from engine.sources.reading import BlockKind


class Counting(HashedEncoder):
    """Counts the texts that it is given; under another name where that is wanted."""

    def __init__(self, name: str = "hashed/1", tier: int = 0) -> None:
        self.id = name
        self.tier = tier
        self.texts = 0

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.texts += len(texts)
        return super().embed(texts)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    for name in range(30):
        sections = "\n\n".join(f"## Part {part}\n\nNote {name} says {part * name} things." for part in range(5))
        (folder / f"{name}.md").write_text(f"# Note {name}\n\n{sections}")
    return folder


@pytest.fixture
def library(tmp_path: Path, vault: Path) -> Library:
    library = Library.open(tmp_path / "library")
    ingest(library, [vault], IngestSettings())
    return library


def test_everything_is_embedded_and_a_second_ingest_embeds_nothing(library: Library, vault: Path) -> None:
    encoder = Counting()
    chunks = library.status(encoder.id, 0).chunks
    report = work(library, standard_steps(encoder))
    assert (report.done["embed"], report.done["segment"], report.done["layout"]) == (encoder.texts, chunks, 0)
    assert library.embeddings.coverage() == {encoder.id: chunks}
    assert library.jobs.pending() == {}
    ingest(library, [vault], IngestSettings())
    assert work(library, standard_steps(encoder)).done["embed"] == 0
    assert queue_embeddings(library, encoder) == 0


def test_one_changed_section_embeds_one_text(library: Library, vault: Path) -> None:
    encoder = Counting()
    work(library, standard_steps(encoder))
    before = encoder.texts
    note = vault / "7.md"
    note.write_text(note.read_text().replace("Note 7 says 14 things.", "Note 7 says many things."))
    ingest(library, [vault], IngestSettings())
    assert work(library, standard_steps(encoder)).done["embed"] == 1
    assert encoder.texts == before + 1


def test_stored_embeddings_are_those_of_the_encoder(library: Library) -> None:
    encoder = HashedEncoder()
    texts = {text.chunk_id: text.text for text in library.embeddings.pending(encoder.id, limit=1000)}
    work(library, standard_steps(encoder))
    loaded = library.embeddings.load(encoder.id)
    vectors = loaded.vectors.astype(np.float32) * loaded.scales[:, None]
    exact = encoder.embed([texts[int(each)] for each in loaded.chunk_ids])
    assert float(np.abs(vectors - exact).max()) < 0.01


def test_a_cancel_keeps_what_is_done_and_the_rest_waits(library: Library) -> None:
    cancel = Flag()
    seen: list[Event] = []

    def stop(event: Event) -> None:
        seen.append(event)
        cancel.set()

    encoder = Counting()
    work(library, standard_steps(encoder), stop, cancel)
    assert encoder.texts == background.BATCH
    assert isinstance(seen[0], JobProgress) and seen[0].done == background.BATCH
    assert library.jobs.pending()["embed"] > 0
    work(library, standard_steps(encoder))
    assert encoder.texts == seen[0].total
    assert library.jobs.pending() == {}


def test_a_pdf_gets_its_tables_in_the_background_and_old_citations_still_open(tmp_path: Path) -> None:
    report = Path(engine.samples.__file__).parent / "documents" / "annual-report-2024.pdf"
    with Library.open(tmp_path / "pdf") as library:
        ingest(library, [report], IngestSettings())
        plain = library.infos()[0].version
        old = library.text(plain)
        seen: list[Event] = []
        assert work(library, standard_steps(HashedEncoder()), seen.append).done["layout"] == 1
        deep = library.infos()[0].version
        assert deep != plain
        assert any(block.kind is BlockKind.TABLE for block in library.blocks(deep))
        assert library.place(deep, 0, 1).page == 1
        library.texts.drop_cache()
        assert library.text(plain) == old
        assert JobProgress("layout", 1, 1) in seen
        assert library.embeddings.count_pending("hashed/1") == 0
        assert ingest(library, [report], IngestSettings()).unchanged == 1
        assert library.verify().problems == ()


def test_a_new_encoder_embeds_everything_and_then_replaces_the_old_one(library: Library) -> None:
    old, new = Counting(), Counting("better/1", tier=1)
    work(library, standard_steps(old))
    assert queue_embeddings(library, new) == old.texts
    cancel = Flag()
    work(library, standard_steps(new), lambda event: cancel.set(), cancel)
    assert library.embeddings.coverage()[old.id] == library.status("", 0).chunks  # usable until the end
    work(library, standard_steps(new))
    assert library.embeddings.coverage() == {new.id: library.status("", 0).chunks}


def test_hashed_codes_do_not_drive_better_vectors_out(library: Library) -> None:
    better = Counting("better/1", tier=1)
    work(library, standard_steps(better))
    queue_embeddings(library, HashedEncoder())
    work(library, standard_steps(HashedEncoder()))
    assert set(library.embeddings.coverage()) == {"better/1", "hashed/1"}


def test_a_job_that_fails_three_times_is_given_up_and_named(library: Library, vault: Path) -> None:
    version = library.infos()[0].version
    library.jobs.add("odd", version)
    tries: list[int] = []

    def failing(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        tries.append(job.attempts)
        raise ValueError("nothing works")

    seen: list[Event] = []
    assert work(library, {"odd": failing}, seen.append).failed == 1
    assert tries == [1, 2, 3]
    (failed,) = library.jobs.failed()
    assert (failed.error, failed.path) == ("ValueError: nothing works", library.infos()[0].path)
    assert isinstance(seen[-1], Notice) and "nothing works" in seen[-1].text
    assert library.status("", 0).failed_jobs == 1
    assert work(library, {"odd": failing}).failed == 0


def test_an_encoder_that_is_broken_is_not_tried_for_every_document(library: Library) -> None:
    class Broken(Counting):
        def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            self.texts += 1
            raise EmbedderMissing("the model is gone", "run nacre setup")

    broken = Broken()
    work(library, standard_steps(broken))
    assert broken.texts == MAX_ATTEMPTS
    assert library.jobs.pending()["embed"] == 30
    assert work(library, standard_steps(HashedEncoder())).done["embed"] > 0
    assert library.jobs.pending() == {}


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_an_encoder_that_gives_no_numbers_stores_nothing(library: Library, number: float) -> None:
    class Poisoned(Counting):
        def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            vectors = super().embed(texts)
            vectors[-1, 7] = number
            return vectors

    seen: list[Event] = []
    assert work(library, standard_steps(Poisoned()), seen.append).done["embed"] == 0
    assert library.embeddings.coverage() == {}
    assert library.read().execute("SELECT error FROM jobs WHERE error LIKE '%gave no sound vectors%'").fetchone()
    work(library, standard_steps(Counting()))
    assert library.embeddings.count_pending("hashed/1") == 0


@pytest.mark.parametrize("shape", [(1, 384), (0, 0), (64, 0), (64, 128)])
def test_an_encoder_that_gives_another_shape_stores_nothing(library: Library, shape: tuple[int, int]) -> None:
    class Misshapen(Counting):
        def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
            return np.zeros(shape, np.float32)

    work(library, standard_steps(Misshapen()))
    assert library.embeddings.coverage() == {}
    assert library.read().execute("SELECT error FROM jobs WHERE error LIKE '%numbers for 64 texts%'").fetchone()


def test_steps_of_other_rooms_run_in_the_given_order(library: Library) -> None:
    order: list[str] = []

    def step(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        order.append(job.kind)
        return 2

    library.jobs.add("second")
    library.jobs.add("first")
    report = work(library, {"first": step, "second": step})
    assert order == ["first", "second"]
    assert report.done == {"first": 2, "second": 2}
    assert library.jobs.pending() == {"embed": 30}


def test_what_another_worker_is_at_is_waited_for(library: Library) -> None:
    with Worker() as other:
        while (job := library.jobs.claim(other, ["embed"])) is None:
            pytest.fail("there is work")
        waiting = threading.Thread(target=work, args=(library, {"embed": embed_step(HashedEncoder())}))
        waiting.start()
        time.sleep(0.3)
        assert waiting.is_alive()
        assert library.embeddings.coverage() == {}
        library.jobs.release(job)
        waiting.join(20)
    assert "embed" not in library.jobs.pending()


def test_a_job_is_never_left_with_a_worker_that_was_interrupted(library: Library) -> None:
    def interrupted(library: Library, job: Job, listen: Listener, cancel: Flag) -> int:
        raise KeyboardInterrupt

    library.jobs.add("odd")
    with pytest.raises(KeyboardInterrupt):
        work(library, {"odd": interrupted})
    assert library.read().execute("SELECT state, attempts FROM jobs WHERE kind = 'odd'").fetchone() == ("waiting", 0)
