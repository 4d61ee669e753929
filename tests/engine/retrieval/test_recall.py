"""Documents by a partial record, and what fills the roles that are left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.library.store import Library
from engine.memory.engram_step import settle
from engine.memory.tree import Engrams
from engine.models.hashed import HashedEncoder
from engine.retrieval.fillers import roles
from engine.retrieval.recall import Recaller, read_pairs
from tests.engine import shelf

AUTHORS = ("Jane Smith", "Ada Jones", "Jane Smith", "Omar Haddad", "Ada Jones", "Jane Smith")
TAGS = ("sea", "salt", "sea", "sky", "sea", "salt")
DATES = ("2024-03-15", "2024-05-01", "2023-01-09", "2022-12-31", "2024-03-20", "2021-07-07")


def note(n: int) -> str:
    front = f"---\nauthor: {AUTHORS[n]}\ntags: [{TAGS[n]}]\ndate: {DATES[n]}\n---\n"
    return f"{front}# Note {n}\n\nThis is the text of note {n}.\n"


@pytest.fixture
def ids(library: Library, tmp_path: Path) -> dict[str, int]:
    return shelf.fill(library, tmp_path, {f"note{n}.md": note(n) for n in range(len(AUTHORS))} | {"bare.txt": "Words."})


@pytest.fixture
def recaller(library: Library, ids: dict[str, int]) -> Recaller:
    encoder = HashedEncoder()
    return Recaller(library, Engrams(library, encoder.id, encoder.dim))


def test_every_reported_match_is_borne_out_by_the_facts(recaller: Recaller) -> None:
    found = recaller.recall(["author=Jane Smith", "tag=sea"], 10)
    titles = [each.title for each in found.documents]
    assert set(titles[:2]) == {"Note 0", "Note 2"}
    first = found.documents[0]
    assert first.score == 1.0 and not first.partial and not first.missing
    assert {(each.role, each.found) for each in first.matched} == {("author", "Jane Smith"), ("tag", "sea")}
    half = next(each for each in found.documents if each.title == "Note 5")
    assert [each.role for each in half.matched] == ["author"] and [each.role for each in half.missing] == ["tag"]
    assert "Note 3" not in titles and "bare" not in titles


def test_part_of_a_name_and_part_of_a_date_match_in_part(recaller: Recaller) -> None:
    smith = recaller.recall(["author=smith"], 10).documents
    assert {each.title for each in smith} == {"Note 0", "Note 2", "Note 5"}
    assert all(each.partial[0].found == "Jane Smith" and each.score < 1 for each in smith)
    march = recaller.recall(["date=2024-03"], 10).documents
    assert {each.title for each in march} == {"Note 0", "Note 4"}


def test_an_open_role_is_filled_in_the_order_of_the_facts(recaller: Recaller) -> None:
    (found,) = recaller.recall(["author=?"], 10).fillers.values()
    assert [(each.filler, each.documents) for each in found] == [
        ("Jane Smith", 3), ("Ada Jones", 2), ("Omar Haddad", 1),
    ]  # fmt: skip
    assert all(each.score > 0 for each in found)
    narrowed = recaller.recall(["author=?", "tag=sea"], 10).fillers["author"]
    assert [(each.filler, each.documents) for each in narrowed] == [("Jane Smith", 2), ("Ada Jones", 1)]


def test_combinations_of_open_roles_are_found_and_counted_until_nothing_is_left(recaller: Recaller) -> None:
    found = recaller.recall(["author=?", "tag=?"], 10)
    assert {(tuple(each.fillers.values()), each.documents) for each in found.combinations} == {
        (("Jane Smith", "sea"), 2), (("Jane Smith", "salt"), 1), (("Ada Jones", "salt"), 1), (("Ada Jones", "sea"), 1),
        (("Omar Haddad", "sky"), 1),
    }  # fmt: skip
    assert found.complete and found.note == ""
    cut = recaller.recall(["author=?", "tag=?"], 2)
    assert len(cut.combinations) == 2 and not cut.complete and "more combinations" in cut.note


def test_a_scope_narrows_documents_and_fillers(library: Library, recaller: Recaller, ids: dict[str, int]) -> None:
    found = recaller.recall(["author=?", "kind=markdown"], 10, frozenset([ids["note3.md"]]))
    assert [each.document_id for each in found.documents] == [ids["note3.md"]]
    assert [each.filler for each in found.fillers["author"]] == ["Omar Haddad"]


def test_records_counted_after_a_question_are_found_by_the_next(library: Library, tmp_path: Path) -> None:
    encoder = HashedEncoder()
    reader = Recaller(library, Engrams(library, encoder.id, encoder.dim))
    shelf.put(library, tmp_path / "only.md", "# Only\n\nIt is here.\n")
    assert not reader.recall(["title=only"], 5).documents  # nothing is counted yet
    settle(library, encoder.id, encoder.dim)
    assert len(reader.recall(["title=only"], 5).documents) == 1


def test_what_matches_nothing_is_said(recaller: Recaller) -> None:
    found = recaller.recall(["author=nobody"], 5)
    assert found.documents == () and found.note == "No document matches any of these pairs."


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("author", "is no pair of a role"),
        ("=smith", "is no pair of a role"),
        ("author= ", "says nothing of author"),
        ("autor=smith", "no document has the role 'autor'. The nearest is author"),
        ("zzz=smith", "no document has the role 'zzz'. There is author"),
    ],
)
def test_pairs_that_make_no_sense_are_refused(pair: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_pairs([pair], ["author", "date", "tag"])
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("words", "pairs"),
    [
        (["author=Jane Smith date=2024"], (("author", "Jane Smith"), ("date", "2024"))),
        (["author=? TAG=salt"], (("author", "?"), ("tag", "salt"))),
        (['author="Jane Smith"', "tag='salt'"], (("author", "Jane Smith"), ("tag", "salt"))),
        (["author=a=b and c=d"], (("author", "a=b and c=d"),)),
        (['author="'], (("author", '"'),)),
    ],
)
def test_several_pairs_may_come_in_one_word_and_fillers_in_quotes(
    words: list[str], pairs: tuple[tuple[str, str], ...]
) -> None:
    assert read_pairs(words, ["author", "date", "tag"]) == pairs


def test_a_role_may_be_written_in_any_case() -> None:
    assert read_pairs(["INFOBOX:built=1810"], ["author", "infobox:Built"]) == (("infobox:Built", "1810"),)


def test_roles_are_listed_with_their_fillers(library: Library, ids: dict[str, int]) -> None:
    known = {each.role: each for each in roles(library)}
    assert {"author", "tag", "date", "title", "kind", "folder", "collection"} <= known.keys()
    assert (known["author"].fillers, known["author"].documents) == (3, 6)
    assert known["author"].examples == ("Jane Smith", "Ada Jones", "Omar Haddad")
    assert known["kind"].documents == 7


def test_a_filler_of_two_long_records_comes_before_those_of_one_short_record_each(
    library: Library, tmp_path: Path
) -> None:
    aliases = [[f"short {n}"] for n in range(24)]
    aliases += [["common", *(f"long {n} {other}" for other in range(60))] for n in range(2)]
    texts = {
        f"note{n}.md": f"---\naliases: [{', '.join(names)}]\n---\n# Note {n}\n\nText {n}.\n"
        for n, names in enumerate(aliases)
    }
    shelf.fill(library, tmp_path, texts)
    encoder = HashedEncoder()
    found = Recaller(library, Engrams(library, encoder.id, encoder.dim)).recall(["alias=?"], 1)
    assert [(each.filler, each.documents) for each in found.fillers["alias"]] == [("common", 2)]
