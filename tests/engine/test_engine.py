"""The door: one object, named services, the whole way of a document and a question without a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from engine.config import Settings
from engine.engine import Engine
from engine.errors import UsageError
from engine.events import AnswerDelta, Event, FileDone, FilesFound, IngestDone, JobProgress
from engine.models.hashed import HashedEncoder
from engine.records import Answer

LIGHT = "# The light\n\nThe lighthouse was built in 1868 by Isla Menzies. Its tower is 41 metres high.\n"
FERRY = "The ferry to the lighthouse leaves at noon. It carries twelve people.\r\n"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "light.md").write_text(LIGHT, "utf-8", newline="")
    (folder / "ferry.txt").write_text(FERRY, "utf-8", newline="")
    return folder


@pytest.fixture
def engine(tmp_path: Path, tier_0: None) -> Iterator[Engine]:
    with Engine.open(tmp_path / "library", settings=Settings()) as opened:
        yield opened


@pytest.fixture
def filled(engine: Engine, papers: Path) -> Engine:
    engine.ingest.run([papers])
    return engine


def test_documents_go_in_and_every_step_is_told(engine: Engine, papers: Path) -> None:
    heard: list[Event] = []
    report = engine.ingest.run([papers], collection="coast", listen=heard.append)
    assert (report.added, report.embedded, report.failed) == (2, report.chunks, ())
    assert {type(event) for event in heard} == {FilesFound, FileDone, JobProgress, IngestDone}
    assert heard[-1] == IngestDone(report)
    assert [(info.title, info.collection, info.embedded) for info in engine.library.documents()] == [
        ("ferry", "coast", 1),
        ("The light", "coast", 1),
    ]


def test_words_are_searched_before_the_vectors_are_there(engine: Engine, papers: Path) -> None:
    report = engine.ingest.run([papers], wait=False)
    assert report.embedded == 0 and engine.ingest.pending() == {"embed": 2}
    assert [passage.arms.keys() for passage in engine.search.search("Menzies")] == [{"words", "fused"}]
    assert engine.ingest.work() == 2
    assert engine.ingest.pending() == {} and engine.ingest.work() == 0
    assert "codes" in engine.search.search("Menzies")[0].arms


def test_a_question_is_answered_cited_and_remembered(filled: Engine) -> None:
    heard: list[Event] = []
    answer = filled.ask.ask("Who built the lighthouse?", listen=heard.append)
    assert "Isla Menzies" in answer.text and answer.citations
    for citation in answer.citations:
        place = citation.place
        assert filled.library.text(place.version)[place.char_start : place.char_end] == citation.quote
    assert any(isinstance(event, AnswerDelta) for event in heard)
    assert filled.conversations.latest() == answer.conversation_id is not None
    assert [turn.role for turn in filled.conversations.turns(answer.conversation_id)] == ["user", "nacre"]
    assert filled.conversations.search("Menzies")[0][1].turn_id == answer.turn_id
    assert "Isla Menzies" in filled.conversations.export(answer.conversation_id)


def test_two_sources_are_compared_without_a_conversation(filled: Engine) -> None:
    heard: list[Event] = []
    both = filled.ask.compare("What about the lighthouse?", "*.md", "*.txt", listen=heard.append)
    assert (both.left_name, both.right_name) == ("*.md", "*.txt")
    assert {passage.place.title for passage in both.left.nearest} == {"The light"}
    assert {passage.place.title for passage in both.right.nearest} == {"ferry"}
    assert filled.conversations.list() == ()
    assert heard


def test_a_summary_is_cited(filled: Engine) -> None:
    answer = filled.ask.summarise("papers")
    assert {citation.place.title for citation in answer.citations} == {"The light", "ferry"}


def test_a_search_is_narrowed_and_counted(filled: Engine) -> None:
    assert len(filled.search.search("lighthouse", k=1)) == 1
    assert [passage.place.title for passage in filled.search.search("lighthouse", scope="*.txt")] == ["ferry"]
    for words, scope in (("", ""), ("  ", ""), ("x" * 5_000, ""), ("lighthouse", "*.pdf")):
        with pytest.raises(UsageError):
            filled.search.search(words, scope=scope)


def test_what_is_in_the_library_comes_out_again(filled: Engine, tmp_path: Path) -> None:
    status = filled.library.status()
    assert (status.documents, status.chunks, status.embedded, status.tier) == (2, 2, 2, 0)
    assert (status.encoder, status.library) == (HashedEncoder.id, str(tmp_path / "library"))
    assert filled.library.verify().problems == ()
    report = filled.library.extract(["*.txt"], tmp_path / "out")
    assert [Path(path).read_bytes() for path in report.written] == [FERRY.encode()]
    gone = filled.library.forget(["*.txt"])
    assert [info.title for info in gone] == ["ferry"]
    assert [info.title for info in filled.library.documents()] == ["The light"]
    assert filled.library.marks(filled.library.documents()[0].version) == ()


def test_a_draft_and_a_conversation_survive_reopening(tmp_path: Path, tier_0: None) -> None:
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:
        number = engine.conversations.new("Tides")
        engine.conversations.save_draft("half a que")
    with Engine.open(tmp_path / "library", settings=Settings()) as engine:
        assert engine.conversations.draft() == "half a que"
        assert [info.conversation_id for info in engine.conversations.list()] == [number]


def test_the_users_own_library_and_settings_are_the_default(
    tmp_path: Path, tier_0: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NACRE_LIBRARY", str(tmp_path / "mine"))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text("[ask]\nmax_question_characters = 5\n")
    with Engine.open() as engine:
        assert engine.folder == tmp_path / "mine" and (tmp_path / "mine").is_dir()
        with pytest.raises(UsageError, match="more than the 5"):
            engine.ask.ask("What is this?")


def test_an_encoder_that_arrives_is_used_at_once(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    class Better(HashedEncoder):
        id = "better/1"
        tier = 1

    assert filled.models.tier() == 0
    before = filled.search.search("lighthouse")
    monkeypatch.setattr("engine.models.choose.best_encoder", lambda settings: Better())
    assert filled.models.tier() == 1
    assert filled.search.search("lighthouse") == before, "the old vectors serve until the new ones are there"
    assert filled.ingest.work() == 2
    assert filled.library.status().encoder == "better/1"
    assert filled.ask.ask("Who built the lighthouse?").tier == 1


def test_threads_ask_while_another_takes_documents_in(engine: Engine, papers: Path, tmp_path: Path) -> None:
    engine.ingest.run([papers])
    more = tmp_path / "more"
    more.mkdir()
    for number in range(20):
        (more / f"{number}.md").write_text(f"# Note {number}\n\nThe harbour has {number} boats in winter.\n")
    answers: list[Answer] = []

    def ask() -> None:
        answers.extend(engine.ask.ask("Who built the lighthouse?") for _ in range(3))

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    report = engine.ingest.run([more])
    for thread in threads:
        thread.join()
    assert report.added == 20 and report.embedded == 20
    assert len(answers) == 9 and len({answer.conversation_id for answer in answers}) == 9
    for answer in answers:
        for citation in answer.citations:
            text = engine.library.text(citation.place.version)
            assert text[citation.place.char_start : citation.place.char_end] == citation.quote


def test_the_doctor_knows_this_machine(engine: Engine) -> None:
    findings = engine.models.doctor()
    assert findings and all(finding.what and finding.detail for finding in findings)
    assert {finding.state for finding in findings} <= {"ok", "missing", "warning", "broken"}
