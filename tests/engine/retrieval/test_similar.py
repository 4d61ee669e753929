"""What is like a document, a section or a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.library.store import Library
from engine.memory.tree import Engrams
from engine.models.hashed import HashedEncoder
from engine.retrieval.bundles import Bundles
from engine.retrieval.codes import CodeIndex
from engine.retrieval.lacking import find_lacking
from engine.retrieval.similar import Alike
from engine.retrieval.targets import of_scope, of_text
from tests.engine import shelf

LAMP = (
    "# The lamp\n\n## Oil\n\nThe lamp of the lighthouse burns paraffin oil, and the keeper trims its wick at dusk.\n\n"
    "## Glass\n\nThe glass of the lamp is wiped with vinegar every morning before the lighthouse is opened.\n\n"
)
TEXTS = {
    "lamp.md": LAMP,
    "copy.md": LAMP.replace("every morning", "each morning"),
    "keeper.md": "# The keeper\n\n## Duties\n\nThe keeper of the lighthouse trims the wick of the lamp.\n\n"
    "## Pay\n\nHis wages were eleven shillings a week, paid in arrears by the harbour board at midsummer.\n",
    "seals.md": "# Seals\n\nGrey seals rest on the skerries and hunt herring in the sound at night.\n",
    "boat.py": "def row(strokes: int) -> int:\n    return strokes * 2\n\n\ndef sail(wind):\n    return wind\n",
    "ship.py": "def row(strokes: int) -> int:\n    return strokes * 3\n\n\ndef steam(coal):\n    return coal\n",
}


@pytest.fixture
def ids(library: Library, tmp_path: Path) -> dict[str, int]:
    return shelf.fill(library, tmp_path, TEXTS)


@pytest.fixture
def bundles(library: Library, ids: dict[str, int]) -> Bundles:
    encoder = HashedEncoder()
    return Bundles(library, Engrams(library, encoder.id, encoder.dim))


@pytest.fixture
def alike(library: Library, bundles: Bundles) -> Alike:
    return Alike(library, CodeIndex(library, HashedEncoder()), bundles)


def test_a_document_is_alike_to_its_copy_and_its_subject_and_never_to_itself(
    library: Library, ids: dict[str, int], alike: Alike
) -> None:
    found = alike.find(of_scope(library, alike.encoder, "lamp.md"), 5)
    order = [each.place.document_id for each in found.documents]
    assert order[:2] == [ids["copy.md"], ids["keeper.md"]]
    assert ids["lamp.md"] not in order
    assert all(each.passage.place.document_id != ids["lamp.md"] for each in found.passages)
    assert [each.near_duplicate for each in found.documents[:2]] == [True, False]
    assert found.documents[0].arms.keys() == {"codes", "words", "tree"}
    scores = [each.score for each in found.documents]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)


def test_what_to_read_next_adds_something_and_says_what(library: Library, ids: dict[str, int], alike: Alike) -> None:
    found = alike.find(of_scope(library, alike.encoder, "lamp.md"), 5)
    (following, *_) = found.read_next
    assert following.place.document_id == ids["keeper.md"]
    assert following.place.headings == ("Pay",)
    assert "adds ‘Pay’" in following.why
    assert ids["copy.md"] not in [each.place.document_id for each in found.read_next]


def test_code_is_alike_to_code_and_the_function_in_common_is_named(
    library: Library, ids: dict[str, int], alike: Alike
) -> None:
    found = alike.find(of_scope(library, alike.encoder, "boat.py"), 1)
    assert found.documents[0].place.document_id == ids["ship.py"]


def test_a_line_a_section_and_a_text_can_be_targets(library: Library, ids: dict[str, int], alike: Alike) -> None:
    by_line = of_scope(library, alike.encoder, "keeper.md:5")
    by_name = of_scope(library, alike.encoder, "keeper.md#duties")
    assert by_line.texts[0].text == by_name.texts[0].text == by_line.wording.text
    assert "wages" not in by_line.wording.text
    found = alike.find(of_text(alike.encoder, "seals that hunt herring"), 1)
    assert found.documents[0].place.document_id == ids["seals.md"]
    assert found.passages[0].passage.text.startswith("Grey seals")


def test_a_scope_narrows_what_is_found(library: Library, ids: dict[str, int], alike: Alike) -> None:
    found = alike.find(of_scope(library, alike.encoder, "lamp.md"), 5, library.scope("*.py"))
    assert {each.place.document_id for each in found.documents} <= {ids["boat.py"], ids["ship.py"]}


@pytest.mark.parametrize("named", ["nowhere.md", "lamp.md:999", "lamp.md#Nothing", "nowhere.md:3", ""])
def test_targets_that_are_not_there_are_refused(library: Library, alike: Alike, named: str) -> None:
    with pytest.raises(UsageError):
        of_scope(library, alike.encoder, named)


def test_a_text_of_blanks_is_refused(alike: Alike) -> None:
    with pytest.raises(UsageError, match="there is no text to compare"):
        of_text(alike.encoder, " \n")


def test_without_a_tree_codes_and_words_judge_alone(library: Library, ids: dict[str, int]) -> None:
    alike = Alike(library, CodeIndex(library, HashedEncoder()))
    found = alike.find(of_scope(library, alike.encoder, "lamp.md"), 2)
    assert found.documents[0].place.document_id == ids["copy.md"]
    assert found.documents[0].arms.keys() == {"codes", "words"}


def test_passages_that_one_source_lacks_come_first(library: Library, ids: dict[str, int], bundles: Bundles) -> None:
    found = find_lacking(library, HashedEncoder(), bundles, "keeper.md", "lamp.md", 2)
    assert [each.place.headings for each in found.passages] == [("Pay",), ("Duties",)]
    assert found.passages[0].arms["codes"].rank == 1
    with pytest.raises(UsageError, match="holds all of"):
        find_lacking(library, HashedEncoder(), bundles, "lamp.md", "lamp.md", 2)


def test_before_anything_is_embedded_copies_are_marked_and_no_cosine_is_claimed(
    library: Library, tmp_path: Path
) -> None:
    ids = {name: shelf.put(library, tmp_path / name, text).parts[0].document_id for name, text in TEXTS.items()}
    alike = Alike(library, CodeIndex(library, HashedEncoder()))
    found = alike.find(of_scope(library, alike.encoder, "lamp.md"), 5)
    copy = found.documents[0]
    assert (copy.place.document_id, copy.near_duplicate, [*copy.arms]) == (ids["copy.md"], True, ["words"])
    assert found.passages[0].near_duplicate
    keeper = next(each for each in found.documents if each.place.document_id == ids["keeper.md"])
    assert keeper.why.startswith("Both say ") and "cosine" not in keeper.why
    assert found.read_next == ()


def test_an_unlike_document_is_no_subject_to_read_on_when_only_a_copy_is_alike(
    library: Library, tmp_path: Path
) -> None:
    shelf.fill(library, tmp_path, {name: TEXTS[name] for name in ("lamp.md", "copy.md", "boat.py")})
    alike = Alike(library, CodeIndex(library, HashedEncoder()))
    found = alike.find(of_scope(library, alike.encoder, "lamp.md"), 5)
    assert found.documents[0].near_duplicate
    assert found.read_next == ()


def test_of_two_editions_only_one_is_named_to_read_next(library: Library, tmp_path: Path) -> None:
    again = TEXTS["keeper.md"].replace("midsummer", "Michaelmas")
    ids = shelf.fill(library, tmp_path, {**TEXTS, "again.md": again})
    alike = Alike(library, CodeIndex(library, HashedEncoder()))
    named = {each.place.document_id for each in alike.find(of_scope(library, alike.encoder, "lamp.md"), 5).read_next}
    assert len(named & {ids["keeper.md"], ids["again.md"]}) == 1


def test_a_heading_of_many_documents_is_no_reason(library: Library, tmp_path: Path) -> None:
    texts = {
        f"note{n}.md": f"# Note {n}\n\n## Learn more\n\nThe {word} turns on a bearing of mercury.\n"
        for n, word in enumerate(("lens", "lamp", "shade"))
    }
    shelf.fill(library, tmp_path, texts)
    alike = Alike(library, CodeIndex(library, HashedEncoder()))
    found = alike.find(of_text(alike.encoder, "a lens that turns on mercury"), 1)
    assert found.documents[0].why.startswith("Closest: ‘The lens turns on a bearing of mercury.’ (line 5), cosine ")


@pytest.mark.parametrize(("part", "name"), [("#Duties", "The keeper › Duties"), (":5", "The keeper, line 5")])
def test_the_name_of_a_target_says_which_part_it_is(
    library: Library, ids: dict[str, int], alike: Alike, part: str, name: str
) -> None:
    assert of_scope(library, alike.encoder, f"keeper.md{part}").name == name
