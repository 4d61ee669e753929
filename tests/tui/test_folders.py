"""Which folders are offered to a newcomer, and what is counted in them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tui.work import folders


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DOCUMENTS_DIR", "XDG_DOWNLOAD_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Documents" / "garden" / ".obsidian").mkdir(parents=True)
    (tmp_path / "Documents" / "garden" / "beans.md").write_text("# Beans\n")
    (tmp_path / "Downloads").mkdir()
    (tmp_path / "project").mkdir()
    return tmp_path


def test_vaults_come_first_then_the_folder_of_the_start_then_documents(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home / "project")
    found = [(folder.path.name, folder.kind) for folder in folders.places()]
    assert found == [("garden", "Obsidian vault"), ("project", "this folder"), ("Documents", ""), ("Downloads", "")]


def test_a_folder_outside_the_home_folder_comes_last_and_the_one_for_temporary_files_never(
    home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    assert [folder.path.name for folder in folders.places()][-1] == elsewhere.name
    monkeypatch.setattr(folders, "gettempdir", lambda: str(elsewhere))
    assert elsewhere not in [folder.path for folder in folders.places()]


def test_the_home_folder_itself_is_never_offered(home: Path) -> None:
    assert home not in [folder.path for folder in folders.places()]


def test_what_lies_on_another_machine_is_left_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted = SimpleNamespace(mountpoint=str(home / "Documents"), fstype="nfs4")
    monkeypatch.setattr("psutil.disk_partitions", lambda **_: [mounted])
    assert [folder.path.name for folder in folders.places()] == ["Downloads"]
    assert folders.survey(home).files == 0


def test_only_what_can_be_read_is_counted_and_hidden_things_are_not(home: Path) -> None:
    (home / "Documents" / "film.mkv").write_bytes(b"x" * 1000)
    (home / "Documents" / ".secret.md").write_text("x")
    (home / "Documents" / "report.pdf").write_bytes(b"x" * 500)
    survey = folders.survey(home / "Documents")
    assert (survey.files, survey.bytes, survey.whole, survey.huge) == (2, 508, True, False)


def test_counting_ends_in_time_and_says_that_there_is_more(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "SECONDS", -1.0)
    assert not folders.survey(home / "Documents").whole


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert folders.survey(tmp_path / "nowhere") == folders.Survey(0, 0, True)


@pytest.mark.parametrize(
    ("survey", "huge"),
    [
        (folders.Survey(folders.HUGE_FILES, 1, True), True),
        (folders.Survey(3, folders.HUGE_BYTES, False), True),
        (folders.Survey(300, 10**8, True), False),
    ],
)
def test_very_many_or_very_large_files_are_huge(survey: folders.Survey, huge: bool) -> None:
    assert survey.huge is huge
