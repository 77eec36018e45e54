"""From a file of a publisher by ``lightbox models import`` and ``predict`` to voxels in the patient.

The answer is known beforehand, and it is read back by code that did not write it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import highdicom
import numpy as np
import pytest
import SimpleITK
from scipy import ndimage
from torch import Tensor, nn

from ai.phantom.anatomy import draw_anatomy
from ai.phantom.ct import CtGrid, ct_phantom
from app.dicom.phantom_study import write_ct
from tests.flows.any_model import HU, air_and_dense, lightbox, points_of, read_slices, seg_points, take, thresholds

SMALL = CtGrid.axial((34, 60, 72), (6.0, 5.0, 4.5))

GRIDS = {
    "axial": SMALL,
    "oblique": SMALL.turned((17, -24, 31)),
    "reversed": SMALL.reversed(),
    "sagittal": CtGrid((40, 34, 72), (5.0, 6.0, 4.5), (-100, -150, -100), (0, 1, 0), (0, 0, -1)),
}


def write(grid: CtGrid, folder: Path, seed: int = 5) -> Path:
    write_ct(ct_phantom(draw_anatomy(seed), grid=grid, noise_hu=12).volume, folder, seed=seed, uid_key=folder.name)
    return folder


def predict(capsys: pytest.CaptureFixture[str], model: str, path: Path, output: Path, *more: str) -> dict[str, Any]:
    code, out, err = lightbox(capsys, "predict", model, path, "-o", output, "--device", "cpu", "--json", *more)
    assert code == 0, err
    document: dict[str, Any] = json.loads(out)
    return document


def require_truth(document: dict[str, Any], output: Path, scan: Path, limits: tuple[float, float] = HU) -> None:
    """Everything that was written marks the voxels of the plain threshold, at their places in the patient."""
    hu, affine, files = read_slices(scan)
    seg = highdicom.seg.segread(output / "seg.dcm")
    assert [seg.get_segment_description(number).segment_label for number in seg.segment_numbers] == ["Air", "Dense"]
    named = {each["name"]: each for each in document["structures"]}
    volumes = {each["name"]: each for each in document["measurements"]}
    voxel_ml = abs(np.linalg.det(affine[:3, :3])) / 1000
    for number, (name, mask) in enumerate(thresholds(hu, limits).items(), start=1):
        assert mask.any()
        truth = points_of(mask, affine)
        found = (seg_points(output / "seg.dcm", number) - affine[:3, 3]) @ np.linalg.inv(affine[:3, :3]).T
        voxels = np.rint(found).astype(int)
        np.testing.assert_allclose(found, voxels, atol=0.01)
        marked = np.zeros_like(mask)
        marked[tuple(voxels.T)] = True
        np.testing.assert_array_equal(marked, mask)
        assert len(voxels) == len(truth)
        written = SimpleITK.ReadImage(str(output / f"{name}.nii.gz"))
        indices = np.argwhere(SimpleITK.GetArrayViewFromImage(written) > 0)
        assert len(indices) == len(truth) == named[name]["voxels"]
        to_place = np.array(written.GetDirection()).reshape(3, 3) * np.array(written.GetSpacing())
        places = indices[:, ::-1] @ to_place.T + np.array(written.GetOrigin())
        np.testing.assert_allclose(places.mean(0), truth.mean(0), atol=0.01)
        # highdicom's own way to the same voxels
        array = seg.get_volume(segment_numbers=[number], combine_segments=True).array
        assert int(np.count_nonzero(array)) == len(truth)
        assert volumes[f"{name}_volume"]["value"] == pytest.approx(len(truth) * voxel_ml, rel=1e-6)
        assert volumes[f"{name}_volume"]["unit"] == "ml"
    assert {each.ReferencedSOPInstanceUID for each in seg.ReferencedSeriesSequence[0].ReferencedInstanceSequence} <= {
        each.SOPInstanceUID for each in files
    }


@pytest.mark.parametrize("name", GRIDS)
def test_a_threshold_is_found_voxel_by_voxel(
    name: str, air_and_bone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = write(GRIDS[name], tmp_path / name)
    document = predict(capsys, air_and_bone, scan, tmp_path / "out")
    require_truth(document, tmp_path / "out", scan)
    assert document["provenance"]["gate"]["verdict"] == "warn"
    assert not document["provenance"]["gate"]["overridden"]


@pytest.mark.realdata
def test_a_real_ct(shared_data: Path, air_and_bone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scan = shared_data / "dicom" / "ct_chest"
    require_truth(predict(capsys, air_and_bone, scan, tmp_path / "out"), tmp_path / "out", scan)


@pytest.mark.realdata
@pytest.mark.parametrize("series", ["mr_knee", "mr_brain_tumour/13-T1post-56086"])
def test_a_real_mr(
    series: str, shared_data: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scan = shared_data / "dicom" / series
    values, _, _ = read_slices(scan)
    limits = (float(np.floor(np.percentile(values, 5))) + 0.5, float(np.floor(np.percentile(values, 98))) + 0.5)
    model = take(home, air_and_dense(limits=limits), title=f"Dark in {series[3:7]}", modalities=["MR"])
    require_truth(predict(capsys, model, scan, tmp_path / "out"), tmp_path / "out", scan, limits)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("series", "reason"), [("ct_head_ge", "needs evenly spaced slices"), ("mr_knee", "Air and bone needs CT")]
)
def test_scans_that_it_cannot_read_are_refused_in_words(
    series: str,
    reason: str,
    shared_data: Path,
    air_and_bone: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    scan = shared_data / "dicom" / series
    code, out, err = lightbox(capsys, "predict", air_and_bone, scan, "-o", tmp_path / "out")
    assert (code, out) == (1, "")
    assert reason in err
    assert "Traceback" not in err
    assert not any((tmp_path / "out").iterdir())


def near_edges(mask: np.ndarray, reach: int) -> np.ndarray:
    """Voxels that lie within some steps of a change of the mask."""
    block = np.ones((2 * reach + 1,) * 3)
    return ndimage.binary_dilation(mask, block) & ~ndimage.binary_erosion(mask, block, border_value=1)


def test_a_network_on_a_grid_of_its_own_differs_at_edges_only(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Turned to another orientation, resampled there and back: what is inside stays inside."""
    grid = (
        'dimensions = 3\norientation = "SAR"\nspacing_mm = [5.0, 4.0, 4.0]\n'
        'centres = "first-voxel"\npatch = [24, 40, 56]\nblend = "constant"'
    )
    model = take(home, size=(24, 40, 56), title="Air at 4 mm", grid=grid)
    scan = write(GRIDS["oblique"], tmp_path / "scan")
    predict(capsys, model, scan, tmp_path / "out")
    hu, _, _ = read_slices(scan)
    for name, mask in thresholds(hu).items():
        image = SimpleITK.ReadImage(str(tmp_path / "out" / f"{name}.nii.gz"))
        found = SimpleITK.GetArrayFromImage(image) > 0
        certain = ~near_edges(mask, 2)
        assert certain.sum() > 1000
        # where all neighbours lie on one side of a threshold, so does every mean of them
        assert np.count_nonzero((found != mask) & certain) == 0, name
        assert np.count_nonzero(found != mask) > 0


class Bright(nn.Module):
    """(n, 1, rows, columns) thousandths of a HU -> (n, 2): as sure of both findings as the picture is bright."""

    def forward(self, pictures: Tensor) -> Tensor:
        mean = pictures.mean((1, 2, 3))
        return (mean[:, None] * pictures.new_tensor([4.0, -4.0])).sigmoid()


def test_one_slice_of_a_scan_is_classified(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A model of one picture on a series: without a slice it asks for one; its scores are no probabilities."""
    model = take(
        home,
        Bright(),
        size=(60, 72),
        title="Brightness",
        task="multi-label-classification",
        labels=["Bright", "Dark"],
        more='body_parts = ["HEAD"]',
        grid='dimensions = 2\nfit = "resize"\nsize = [60, 72]\nactivation = "none"\nbackground = false',
    )
    scan = write(SMALL, tmp_path / "scan")
    output = tmp_path / "out"
    code, _, err = lightbox(capsys, "predict", model, scan, "-o", output, "--slice", "12")
    assert code == 1
    assert "Brightness needs HEAD; this series shows CHEST" in err
    code, _, err = lightbox(capsys, "predict", model, scan, "-o", output, "--override")
    assert code == 1
    assert "Choose the slice" in err
    code, out, err = lightbox(capsys, "predict", model, scan, "-o", output, "--override", "--slice", "12")
    assert code == 0, err
    assert "no probability" in out
    assert "Run in spite of a refusal" in out
    assert "Only slice 12 of 34 was read" in out
    document = json.loads((output / "result.json").read_text())
    hu, _, _ = read_slices(scan)
    score = 1 / (1 + np.exp(-4 * hu[11].mean() / 1000))
    bright, dark = document["classifications"]
    assert (bright["score"], dark["score"]) == pytest.approx((score, 1 - score), abs=1e-4)
    assert bright["probability"] is None
    assert document["provenance"]["slice_index"] == 11
    assert document["provenance"]["gate"]["overridden"]
    assert "seg.dcm" not in document["files"]
