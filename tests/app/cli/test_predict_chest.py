"""``lightbox predict cxr-anatomy`` on a real film: the mask comes back in the patient's true left and right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import SimpleITK

from ai.errors import ModelPackError
from ai.library.library import Library, default_folders

Lightbox = Callable[..., Any]

CASE = "JPCLN001"
FLAGS = {"right_lung": 1, "left_lung": 2, "heart": 4, "right_clavicle": 8, "left_clavicle": 16}
SMALLEST_JACCARD = {"right_lung": 0.85, "left_lung": 0.85, "heart": 0.7, "right_clavicle": 0.5, "left_clavicle": 0.5}
"""Loose: this test is about the side and the place; the model's quality is measured elsewhere."""


@pytest.fixture(scope="module")
def installed() -> None:
    try:
        Library(default_folders()).get("cxr-anatomy")
    except ModelPackError:
        pytest.skip("the model cxr-anatomy is not in this checkout")


@pytest.mark.realdata
@pytest.mark.parametrize("mirrored", [False, True], ids=["as_usual", "mirrored"])
def test_a_real_film(
    lightbox: Lightbox,
    dicom: Callable[..., Path],
    installed: None,
    shared_data: Path,
    tmp_path: Path,
    mirrored: bool,
) -> None:
    film = cv2.imread(str(next((shared_data / "jsrt").rglob(f"{CASE}.jpg"))), cv2.IMREAD_GRAYSCALE)
    truth = cv2.imread(str(shared_data / "jsrt" / "masks" / f"{CASE}.png"), cv2.IMREAD_UNCHANGED)
    if truth.shape != film.shape:
        truth = cv2.resize(truth, film.shape[::-1], interpolation=cv2.INTER_NEAREST)
    if mirrored:
        film, truth = np.ascontiguousarray(film[:, ::-1]), truth[:, ::-1]
    path = dicom(
        tmp_path / "film.dcm",
        film,
        SOPClassUID="1.2.840.10008.5.1.4.1.1.1",
        Modality="CR",
        BodyPartExamined="CHEST",
        ViewPosition="PA",
        PatientOrientation=["R" if mirrored else "L", "F"],
        ImagerPixelSpacing=[0.35, 0.35],
        PatientSex="F",
        AccessionNumber="",
        ReferringPhysicianName="",
        StudyID="1",
    )
    done = lightbox("predict", "cxr-anatomy", path, "-o", tmp_path / "out", "--device", "cpu", "--json")
    assert done.code == 0, done.err
    for structure in json.loads(done.out)["structures"]:
        found = SimpleITK.ReadImage(str(tmp_path / "out" / structure["mask_file"]))
        mask = SimpleITK.GetArrayFromImage(found)[0] > 0
        expected = truth & FLAGS[structure["name"]] > 0
        jaccard = (mask & expected).sum() / (mask | expected).sum()
        assert jaccard > SMALLEST_JACCARD[structure["name"]], structure["name"]
        # The patient's left is at larger x, whichever way the film hangs.
        if structure["side"]:
            row, column = np.argwhere(mask).mean(axis=0)
            x = found.TransformContinuousIndexToPhysicalPoint([float(column), float(row), 0.0])[0]
            middle = found.TransformContinuousIndexToPhysicalPoint([film.shape[1] / 2, float(row), 0.0])[0]
            assert (x > middle) is (structure["side"] == "left")
