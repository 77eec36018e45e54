"""Studies that are opened are remembered, found, opened again, forgotten."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pydicom import dcmread

from app.actions.open import OpenActions
from app.actions.study_index import BATCH, StudyIndexActions, locate
from app.errors import StudyIndexError
from app.index.database import Database
from app.index.study_index import StudyIndex
from app.jobs.runner import Lane
from app.state.settings import Settings
from app.state.settings_store import SettingsStore


@pytest.fixture
def index(tmp_path: Path) -> StudyIndex:
    return StudyIndex(Database(tmp_path / "index" / "studies.sqlite3"))


@pytest.fixture
def settings(session, qapp) -> SettingsStore:
    return SettingsStore(Settings(), session)


@pytest.fixture
def opening(session, runner) -> OpenActions:
    return OpenActions(session, runner)


@pytest.fixture
def actions(session, opening, runner, index, settings) -> StudyIndexActions:
    return StudyIndexActions(session, opening, runner, index, settings)


@pytest.fixture
def told(actions) -> dict[str, list]:
    """All that was told, by signal."""
    seen: dict[str, list] = {"opened": [], "lost": [], "warned": [], "changed": []}
    actions.study_opened.connect(lambda record: seen["opened"].append(record))
    actions.study_lost.connect(lambda record, reason: seen["lost"].append((record, reason)))
    actions.warned.connect(seen["warned"].append)
    actions.index_changed.connect(lambda: seen["changed"].append(None))
    return seen


def names(actions: StudyIndexActions, query: str = "") -> list[str]:
    actions.search(query)
    return [study.patient_name for study in actions.found.found.studies]


@pytest.fixture
def two(make, tmp_path: Path) -> Path:
    """A folder with the studies of two patients."""
    make.scan(tmp_path / "scans" / "anna", patient="Example^Anna")
    make.scan(tmp_path / "scans" / "berta", patient="Muster^Berta")
    return tmp_path / "scans"


def test_what_is_opened_is_remembered_where_it_lies(actions, opening, told, two: Path) -> None:
    opening.open_paths([two])
    assert sorted(names(actions)) == ["Example, Anna", "Muster, Berta"]
    (berta,) = [study for study in actions.found.found.studies if "Berta" in study.patient_name]
    assert berta.paths == (two / "berta",)
    assert (berta.modalities, berta.image_count) == (("CT",), 5)
    assert names(actions, "muster ct") == ["Muster, Berta"]
    assert told["changed"]


def test_the_study_that_is_looked_at_was_opened_last(actions, opening, two: Path) -> None:
    opening.open_paths([two])
    assert names(actions)[0] == "Example, Anna"
    opened = {study.patient_name: study.opened_at for study in actions.found.found.studies}
    assert opened["Example, Anna"] > 0
    assert opened["Muster, Berta"] == 0


def test_work_for_the_eye_goes_first(actions, opening, runner, two: Path) -> None:
    opening.open_paths([two])
    actions.search("x")
    lanes = {title: lane for title, lane, _ in runner.started}
    assert (lanes["Remembering studies"], lanes["Searching studies"]) == (Lane.DISK, Lane.VIEW)
    keys = [key for title, _, key in runner.started if title == "Searching studies"]
    assert keys == ["study search"]


def test_nothing_is_remembered_when_switched_off(actions, opening, settings, two: Path) -> None:
    actions.set_remembering(False)
    assert not settings.settings.remember_studies
    opening.open_paths([two])
    assert names(actions) == []


def test_files_that_end_with_the_program_are_not_remembered(actions, opening, two: Path) -> None:
    opening.open_paths([two], lasting=False)
    assert names(actions) == []


def test_very_many_studies_come_in_batches(actions, opening, runner, make, monkeypatch, two: Path) -> None:
    monkeypatch.setattr("app.actions.study_index.BATCH", 1)
    opening.open_paths([two])
    assert BATCH > 1
    assert [title for title, _, _ in runner.started].count("Remembering studies") >= 2
    assert len(names(actions)) == 2


def test_a_study_is_opened_again_from_its_place(actions, opening, session, runner, told, two: Path) -> None:
    opening.open_paths([two])
    names(actions, "berta")
    (berta,) = actions.found.found.studies
    opening.close_all()
    actions.open(berta)
    assert session.study.patient_name == "Muster, Berta"
    assert told["opened"] == [berta]
    # Of the folder only what holds the study was looked through.
    assert [study.patient_name for study in session.studies] == ["Muster, Berta"]


def test_a_study_that_is_listed_is_shown_at_once(actions, opening, session, runner, two: Path) -> None:
    opening.open_paths([two])
    names(actions, "berta")
    before = len([title for title, _, _ in runner.started if title == "Looking for images"])
    actions.open(actions.found.found.studies[0])
    assert session.study.patient_name == "Muster, Berta"
    assert len([title for title, _, _ in runner.started if title == "Looking for images"]) == before


def test_files_that_are_gone_are_said(actions, opening, session, told, two: Path) -> None:
    opening.open_paths([two])
    names(actions, "berta")
    (berta,) = actions.found.found.studies
    opening.close_all()
    shutil.rmtree(two / "berta")
    actions.open(berta)
    assert told["lost"] == [(berta, "The files of this study are no longer where they were.")]
    assert session.opened is None


def test_another_patient_never_comes_in_the_place_of_one_asked_for(
    actions, opening, session, told, make, two: Path
) -> None:
    opening.open_paths([two])
    names(actions, "berta")
    (berta,) = actions.found.found.studies
    opening.close_all()
    shutil.rmtree(two / "berta")
    make.scan(two / "berta", patient="Other^Carla")
    actions.open(berta)
    assert session.opened is None
    assert told["lost"] == [(berta, "This study is no longer among the files where it was.")]
    # Whoever opens the folder as such sees what is there.
    opening.open_paths([two / "berta"])
    assert session.study.patient_name == "Other, Carla"


def test_the_right_patient_is_shown_also_under_a_shared_series_uid(
    actions, opening, session, make, tmp_path: Path
) -> None:
    opening.open_paths([make.scan(tmp_path / "a" / "z", patient="Example^Anna")])
    names(actions)
    (anna,) = actions.found.found.studies
    opening.close_all()
    for number, file in enumerate(sorted((tmp_path / "a" / "z").iterdir())):
        copy = dcmread(file)
        copy.PatientName = "Alias^Another"
        copy.SOPInstanceUID = copy.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.{number}"
        copy.save_as(tmp_path / "a" / "z" / f"0{number}.dcm")
    actions.open(anna)
    assert session.study.patient_name == "Example, Anna"
    assert len(session.studies) == 2


def test_forgotten_and_remembered_again(actions, opening, told, two: Path) -> None:
    opening.open_paths([two])
    names(actions, "berta")
    berta = actions.found.found.studies
    actions.forget(berta)
    assert names(actions) == ["Example, Anna"]
    actions.remember_again(berta)
    assert actions.found.found.studies != berta
    names(actions, "berta")
    assert actions.found.found.studies == berta
    actions.forget_all()
    assert names(actions) == []
    assert (two / "berta").is_dir()


def test_a_damaged_index_is_renewed_with_a_sentence(actions, opening, index, told, two: Path) -> None:
    opening.open_paths([two / "anna"])
    index._database.path.write_bytes(b"nonsense" * 4000)
    opening.open_paths([two / "berta"])
    assert names(actions) == ["Muster, Berta"]
    (warning,) = told["warned"]
    assert warning.startswith("The list of studies on this computer was damaged; a new one was begun.")


@pytest.mark.parametrize("verb", ["forget", "forget_all", "note"])
def test_whatever_meets_the_damage_renews_it(actions, opening, index, two: Path, verb: str) -> None:
    opening.open_paths([two])
    names(actions)
    studies = actions.found.found.studies
    index._database.path.write_bytes(b"nonsense" * 4000)
    if verb == "forget":
        actions.forget(studies[:1])
    elif verb == "forget_all":
        actions.forget_all()
    else:
        actions.open(studies[1])
    assert names(actions) == []


def test_an_index_that_cannot_be_read_says_why(actions, index, runner, errors, monkeypatch) -> None:
    def refuse(*arguments: object, **more: object) -> None:
        raise StudyIndexError("No.", "Try.")

    monkeypatch.setattr(index, "find", refuse)
    actions.search("x")
    assert (actions.found.query, actions.found.fault, actions.found.found.total) == ("x", "No. Try.", 0)
    assert errors == []


def test_a_disk_that_refuses_is_not_asked_again(actions, opening, index, session, runner, monkeypatch, two) -> None:
    asked: list[object] = []

    def refuse(records: object) -> None:
        asked.append(records)
        raise StudyIndexError("No.")

    monkeypatch.setattr("app.actions.study_index.BATCH", 1)
    monkeypatch.setattr(index, "remember", refuse)
    opening.open_paths([two])
    assert len(asked) == 1
    assert session.opened is not None


def test_files_that_are_no_dicom_are_not_remembered(actions, opening, session, tmp_path: Path) -> None:
    Image.new("L", (20, 10), 7).save(tmp_path / "a.png")
    opening.open_paths([tmp_path / "a.png"])
    assert session.opened is not None
    assert names(actions) == []


def test_locate_keeps_what_is_there(tmp_path: Path, make, actions, opening, two: Path) -> None:
    opening.open_paths([two / "anna"])
    names(actions)
    record = replace(actions.found.found.studies[0], places=(str(two / "anna"), str(two / "gone")))
    assert locate(record).there == (two / "anna",)
