"""``lightbox dataset add`` and ``export``: the same functions as the window."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import ModelResult, Structure
from ai.library.card import Code, Label
from ai.training.dataset.dataset import open_dataset
from ai.training.dataset.label_origin import Origin
from ai.volume import Volume
from app.dicom.export.seg_write import write_seg
from app.dicom.series_load import load_series
from app.dicom.study_scan import scan
from app.imaging.nifti import write_mask_nifti
from app.imaging.volume_file import write_volume

Lightbox = Callable[..., Any]


@pytest.fixture
def marked(ct: Callable[..., Path], tmp_path: Path) -> tuple[Path, Volume, np.ndarray, Path]:
    """A study, its volume, a mask and the file of the mask."""
    series_folder = ct()
    (study,) = scan([series_folder]).studies
    volume = load_series(study.series[0]).volume
    mask = np.zeros(volume.shape, bool)
    mask[1, 1:3, 2:4] = True
    write_mask_nifti(mask, volume, tmp_path / "mask.nii.gz")
    return series_folder, volume, mask, tmp_path / "mask.nii.gz"


def test_a_series_with_its_mask(lightbox: Lightbox, marked: tuple, tmp_path: Path) -> None:
    folder, volume, mask, file = marked
    target = tmp_path / "set"
    done = lightbox("dataset", "add", folder, "-o", target, "--mask", f"tumour={file}", "--keep", "sex,age")
    assert (done.code, done.out) == (0, "1 case added.\nCases: 1; persons or blocks: 1.\n"), done.err
    (case,) = open_dataset(target).cases
    np.testing.assert_array_equal(case.volume().voxels, volume.voxels)
    np.testing.assert_array_equal(case.volume().affine_lps, volume.affine_lps)
    np.testing.assert_array_equal(case.mask("tumour"), mask)
    assert case.record.origin is Origin.HUMAN
    assert case.record.particulars is not None
    again = lightbox("dataset", "add", folder, "-o", target, "--mask", f"b={file}", "--origin", "site", "--json")
    told = json.loads(again.out)
    assert (told["was_known"], told["kept"], told["cases"], told["part"], told["face"]) == (
        True,
        ["tumour"],
        1,
        None,
        "no",
    )


def test_a_class_and_not_sure(lightbox: Lightbox, marked: tuple, tmp_path: Path) -> None:
    assert lightbox("dataset", "add", marked[0], "-o", tmp_path / "set", "--class", "ill").code == 0
    assert open_dataset(tmp_path / "set").cases[0].label == "ill"
    done = lightbox("dataset", "add", marked[0], "-o", tmp_path / "set", "--not-sure")
    assert done.out.startswith("The picture was in the dataset before: its labels are replaced.")
    assert len(open_dataset(tmp_path / "set").unsure) == 1


def test_a_mask_that_runs_the_other_way_is_turned_and_one_elsewhere_refused(
    lightbox: Lightbox, marked: tuple, tmp_path: Path
) -> None:
    folder, volume, mask, _ = marked
    turned = volume.affine_lps.copy()
    turned[:3, 3] += turned[:3, 1] * (volume.shape[1] - 1)
    turned[:3, 1] *= -1
    flipped = Volume(np.ascontiguousarray(mask[:, ::-1]).astype(np.uint8), turned)
    write_volume(flipped, tmp_path / "flipped.nii.gz")
    done = lightbox("dataset", "add", folder, "-o", tmp_path / "set", "--mask", f"a={tmp_path / 'flipped.nii.gz'}")
    assert done.code == 0, done.err
    np.testing.assert_array_equal(open_dataset(tmp_path / "set").cases[0].mask("a"), mask)
    moved = volume.affine_lps.copy()
    moved[0, 3] += 3.0
    write_volume(Volume(mask.astype(np.uint8), moved), tmp_path / "moved.nii.gz")
    done = lightbox("dataset", "add", folder, "-o", tmp_path / "set", "--mask", f"a={tmp_path / 'moved.nii.gz'}")
    assert (done.code, done.out) == (1, "")
    assert "not on the grid of the series" in done.err
    write_volume(Volume(mask.astype(np.uint8) + 1, volume.affine_lps), tmp_path / "two.nii.gz")
    done = lightbox("dataset", "add", folder, "-o", tmp_path / "set", "--mask", f"a={tmp_path / 'two.nii.gz'}")
    assert "more than one value" in done.err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--mask", "tumour"),
        ("--mask", "a=b", "--class", "c"),
        ("--class", "a", "--keep", "name"),
        ("--class", "a", "--origin", "mixed"),
    ],
)
def test_wrong_usage(lightbox: Lightbox, words: tuple[str, ...], tmp_path: Path) -> None:
    assert lightbox("dataset", "add", tmp_path, "-o", tmp_path / "set", *words).code == 2


def test_export_shows_and_writes(lightbox: Lightbox, marked: tuple, tmp_path: Path) -> None:
    folder, _, _, file = marked
    target = tmp_path / "set"
    lightbox("dataset", "add", folder, "-o", target, "--mask", f"tumour={file}")
    shown = lightbox("dataset", "export", target)
    assert shown.code == 0
    assert "  labels with who made them, the model and what it took: tumour: human (1)\n" in shown.out
    assert "What stays: site.salt\n" in shown.out
    assert "  dataset.json\n" in shown.out
    done = lightbox("dataset", "export", target, "-o", tmp_path / "copy.zip", "--json")
    told = json.loads(done.out)
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert sorted(name.removeprefix("copy/") for name in archive.namelist()) == sorted(
            file["path"] for file in told["files"]
        )
    assert told["stays"] == ["site.salt"]
    assert told["written"].endswith("copy.zip")
    assert lightbox("dataset", "export", tmp_path).code == 1


def test_structures_of_a_segmentation_object(lightbox: Lightbox, marked: tuple, tmp_path: Path) -> None:
    folder, _, mask, _ = marked
    (study,) = scan([folder]).studies
    opened = load_series(study.series[0])
    label = Label("lesion", "Lesion", Code("52988006", "SCT", "Lesion"))
    provenance = Provenance("m", "1", "ab" * 32, "cd" * 32, Gate(GateVerdict.OK), (), "cpu", 1.0, "0", "x")
    write_seg(ModelResult((Structure(label, mask),), (), (), provenance), opened, tmp_path / "seg.dcm")
    done = lightbox("dataset", "add", folder, "-o", tmp_path / "set", "--results", tmp_path / "seg.dcm")
    assert done.code == 0, done.err
    (case,) = open_dataset(tmp_path / "set").cases
    (name,) = case.masks
    np.testing.assert_array_equal(case.mask(name), mask)


def test_names_and_pixels_that_tell(
    lightbox: Lightbox, marked: tuple, dicom: Callable[..., Path], tmp_path: Path
) -> None:
    folder, _, _, file = marked
    (study,) = scan([folder]).studies
    word = study.patient_name.split()[0].lower()
    done = lightbox("dataset", "add", folder, "-o", tmp_path / "set", "--mask", f"of_{word}={file}")
    assert (done.code, done.out) == (1, "")
    assert "part of the patient's name or number" in done.err
    dicom(tmp_path / "us" / "1.dcm", np.zeros((6, 8), np.int16), Modality="US")
    done = lightbox("dataset", "add", tmp_path / "us", "-o", tmp_path / "us-set", "--class", "a")
    assert "often carry text" in done.err
    seen = lightbox("dataset", "add", tmp_path / "us", "-o", tmp_path / "us-set", "--class", "a", "--pixels-seen")
    assert seen.code == 0, seen.err
    dicom(tmp_path / "said" / "1.dcm", np.ones((6, 8), np.int16), BurnedInAnnotation="YES")
    done = lightbox("dataset", "add", tmp_path / "said", "-o", tmp_path / "us-set", "--class", "a", "--pixels-seen")
    assert "burned into the picture" in done.err
