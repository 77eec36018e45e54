"""What is opened to see a study again."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from app.dicom.files import archive
from app.index.places import MOST_PLACES, least, places_of

ROOT = Path("/scans").absolute()


def study_at(make, *files: Path):
    series = make.series(slices=len(files))
    instances = tuple(replace(instance, path=path) for instance, path in zip(series.instances, files, strict=True))
    return make.study(replace(series, instances=instances))


def test_of_a_folder_only_the_part_with_the_study(make) -> None:
    study = study_at(make, ROOT / "a/1/x", ROOT / "a/2/y")
    assert places_of(study, [ROOT]) == (ROOT / "a",)


def test_files_that_were_chosen_stand_for_themselves(make) -> None:
    study = study_at(make, ROOT / "a/x", ROOT / "a/y")
    assert places_of(study, [ROOT / "a/x", ROOT / "a/y"]) == (ROOT / "a/x", ROOT / "a/y")


def test_very_many_files_are_their_folder(make) -> None:
    files = [ROOT / f"a/{number}" for number in range(MOST_PLACES + 1)]
    assert places_of(study_at(make, *files), files) == (ROOT / "a",)


def test_of_an_archive_the_archive(make) -> None:
    unpacked = Path(tempfile.gettempdir()) / f"{archive._FOLDER_PREFIX}1-x" / "study/x"
    other = Path(tempfile.gettempdir()) / "y.zip"
    assert places_of(study_at(make, unpacked), [other]) == (other,)
    # One that lies in a folder.
    assert places_of(study_at(make, unpacked, ROOT / "a/x"), [ROOT]) == (ROOT,)


def test_of_an_index_the_folder_of_the_study(make) -> None:
    study = study_at(make, ROOT / "DICOM/S1/x", ROOT / "DICOM/S1/y")
    assert places_of(study, [ROOT / "DICOMDIR"]) == (ROOT / "DICOM/S1",)


def test_a_path_inside_another_one_is_left_out() -> None:
    assert least([ROOT / "a/b", ROOT / "a", ROOT / "ab"]) == (ROOT / "a", ROOT / "ab")
