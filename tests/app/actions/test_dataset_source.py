"""The public sets as a site would import them: found out, checked, copied, read back."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import SimpleITK

from ai.errors import TrainingDataError
from ai.itk_image import itk_affine
from ai.training.dataset.case import Case, ImageFacts, Task
from ai.training.dataset.dataset import Dataset, load_dataset
from ai.training.dataset.survey import Survey
from ai.training.dataset.wanted import Intake
from app.actions.dataset_source import DatasetSource, check_source, import_source, look

MINUTE_S = 60
"""CPU seconds that a look, a check and an import may take; the clock also counts what else the machine does."""

FILM = ImageFacts("CR", "CHEST", "PA", 0.35, True)

Change = Callable[[DatasetSource], DatasetSource]


def whole_way(path: Path, target: Path, **changes: object) -> tuple[Survey, Dataset]:
    started = time.process_time()
    source = replace(look(path)[1], **changes)  # type: ignore[arg-type]
    survey = check_source(source)
    imported = import_source(source, target)
    assert time.process_time() - started < MINUTE_S
    assert imported.left_out == ()
    assert imported.added == survey.images
    return survey, load_dataset(target)


def by_pixels(dataset: Dataset) -> dict[bytes, Case]:
    return {case.volume().voxels.tobytes(): case for case in dataset.cases}


@pytest.mark.realdata
def test_hippocampus(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "hippocampus"
    survey, dataset = whole_way(folder, tmp_path / "set", table="anterior=1, posterior=2")
    assert [(one.name, one.images) for one in survey.counts] == [("anterior", 201), ("posterior", 201)]
    assert survey.findings == ()
    found = by_pixels(dataset)
    assert len(found) == 201
    for path in sorted((folder / "images").iterdir())[::5]:
        image = SimpleITK.ReadImage(str(path))
        labels = SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(folder / "labels" / path.name)))
        voxels = SimpleITK.GetArrayFromImage(image)
        case = found[voxels.tobytes()]
        np.testing.assert_allclose(case.volume().affine_lps, itk_affine(image), atol=1e-5)
        assert case.volume().voxels.dtype == voxels.dtype
        for name, value in (("anterior", 1), ("posterior", 2)):
            np.testing.assert_array_equal(case.mask(name), labels == value)


@pytest.mark.realdata
def test_films_with_masks(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "jsrt"
    table = {"right_lung": 1, "left_lung": 2, "heart": 4, "right_clavicle": 8, "left_clavicle": 16}
    words = ",".join(f"{name}={flag}" for name, flag in table.items())
    survey, dataset = whole_way(folder, tmp_path / "set", table=words, intake=Intake("(.+)", facts=FILM))
    assert [(one.name, one.images, one.persons) for one in survey.counts] == [(name, 199, 199) for name in table]
    # No two of these persons are taken for one.
    assert survey.findings == ()
    found = by_pixels(dataset)
    for path in sorted((folder / "images").iterdir())[::20]:
        case = found[cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).tobytes()]
        flags = cv2.imread(str(folder / "masks" / f"{path.stem}.png"), cv2.IMREAD_UNCHANGED)
        assert case.volume().spacing_mm[1:] == pytest.approx((0.35, 0.35))
        for name, flag in table.items():
            np.testing.assert_array_equal(case.mask(name)[0], flags & flag != 0)


@pytest.mark.realdata
def test_films_with_boxes(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "jsrt"
    changes = {"label": "nodule", "folder": folder / "images", "intake": Intake("(.+)", facts=FILM)}
    survey, dataset = whole_way(folder / "cases.csv", tmp_path / "set", **changes)
    assert (dataset.task, dataset.names, survey.unmarked) == (Task.DETECTION, ("nodule",), 75)
    assert [(one.name, one.images) for one in survey.counts] == [("nodule", 124)]
    found = by_pixels(dataset)
    with (folder / "cases.csv").open() as file:
        rows = list(csv.DictReader(file))
    for row in rows[::10]:
        boxes = found[cv2.imread(str(folder / "images" / f"{row['case']}.jpg"), cv2.IMREAD_GRAYSCALE).tobytes()].boxes
        assert len(boxes) == int(row["nodule"])
        for box in boxes:
            middle = (np.array(box.low_index) + box.high_index) / 2
            np.testing.assert_allclose(middle, (0, float(row["y"]), float(row["x"])))
            sides_mm = np.array(box.high_lps_mm) - box.low_lps_mm
            np.testing.assert_allclose(sides_mm[:2], float(row["size_mm"]), atol=1e-6)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "counts", "kinds"),
    [
        ("brain_mri_tumour", (450, 450, 395, 450), {"duplicates", "near_duplicates"}),
        ("ct_lung_cancer_slices", (96, 448, 332), {"text", "duplicates", "near_duplicates"}),
    ],
)
def test_slices(name: str, counts: tuple[int, ...], kinds: set[str], shared_data: Path, tmp_path: Path) -> None:
    survey, dataset = whole_way(shared_data / name, tmp_path / "set")
    assert tuple(one.images for one in survey.counts) == counts
    assert {one.kind for one in survey.findings} == kinds
    assert survey.can_import
    found = by_pixels(dataset)
    for path in sorted((shared_data / name).glob("*/*.jpg"))[::50]:
        assert found[cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).tobytes()].label


def test_a_dataset_inside_its_source_is_refused(tmp_path: Path) -> None:
    for label in ("cat", "dog"):
        (tmp_path / "pets" / label).mkdir(parents=True)
        cv2.imwrite(str(tmp_path / "pets" / label / "a.png"), np.full((20, 20), 7, np.uint8))
    _, source = look(tmp_path / "pets")
    with pytest.raises(TrainingDataError, match="lies inside the source"):
        import_source(source, tmp_path / "pets" / "set")
    (tmp_path / "pets.csv").write_text("path,label\npets/cat/a.png,cat\npets/dog/a.png,dog\n")
    _, source = look(tmp_path / "pets.csv")
    with pytest.raises(TrainingDataError, match="lies inside the source"):
        import_source(source, tmp_path / "set")


def test_folder_names_tell_sources_apart(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("path,label\nb.png,c\n")
    _, source = look(tmp_path / "a.csv")
    assert source.folder_name != replace(source, label="x").folder_name
    assert source.folder_name == replace(source).folder_name
    assert source.folder_name.isascii()
