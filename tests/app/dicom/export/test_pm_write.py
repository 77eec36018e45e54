"""Kept probabilities as parametric maps: what is written is what highdicom and plain numpy find at the same place."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import highdicom
import numpy as np
import pytest
from pydicom import dcmread

from ai.inference.results import ModelResult, Structure
from ai.library.card import Code, Label
from app.dicom.export import pm_write
from app.dicom.export.pm_write import check_pm, kept_probabilities, write_pms
from app.dicom.series_load import OpenSeries
from app.errors import ExportError

MakeResult = Callable[[OpenSeries], ModelResult]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "pm.dcm"


def with_probabilities(result: ModelResult, opened: OpenSeries) -> ModelResult:
    rng = np.random.default_rng(5)
    return dataclasses.replace(
        result,
        structures=tuple(
            dataclasses.replace(each, probability=rng.integers(0, 256, opened.volume.shape, dtype=np.uint8))
            for each in result.structures
        ),
    )


def test_every_geometry_comes_back_equal(stack: OpenSeries, path: Path, make_result: MakeResult) -> None:
    result = with_probabilities(make_result(stack), stack)
    written = write_pms(result, stack, path)
    assert [each.name for each in written] == ["pm-right_lung.dcm", "pm-heart.dcm", "pm-left_clavicle.dcm"]
    places = {
        (stack.series.instances[facts.instance].sop_instance_uid, facts.frame): index
        for index, facts in enumerate(stack.series.slices)
    }
    for each, structure in zip(written, result.structures, strict=True):
        image = dcmread(each)
        planes = image.pixel_array.reshape(-1, *stack.volume.shape[1:])
        assert structure.probability is not None
        found = set()
        for frame in range(int(image.NumberOfFrames)):
            source = image.PerFrameFunctionalGroupsSequence[frame].DerivationImageSequence[0].SourceImageSequence[0]
            key = str(source.ReferencedSOPInstanceUID), int(source.get("ReferencedFrameNumber") or 1) - 1
            if key not in places:
                continue
            expected = structure.probability[places[key]].astype(np.float32) / np.float32(255)
            np.testing.assert_array_equal(planes[frame], expected)
            found.add(places[key])
        assert found == set(range(stack.volume.shape[0]))


def test_highdicom_puts_the_values_where_the_volume_has_them(
    ct: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    result = with_probabilities(make_result(ct), ct)
    write_pms(result, ct, path)
    volume = highdicom.imread(path.with_name("pm-heart.dcm")).get_volume()
    probability = result.structures[1].probability
    assert probability is not None
    for index in [(0, 0, 0), (4, 23, 18), (2, 5, 11), (3, 20, 1)]:
        i, j, k = np.round(np.linalg.solve(volume.affine, [*ct.volume.to_lps_mm(index), 1])[:3]).astype(int)
        assert volume.array[i, j, k] == pytest.approx(probability[index] / 255)


def test_structures_that_share_a_map_give_one_file(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    rng = np.random.default_rng(5)
    labelled, probability = (rng.integers(0, 4, ct.volume.shape, dtype=np.uint8) for _ in range(2))
    structures = tuple(
        Structure(Label(f"s{value}", f"S {value}", Code("1", "SCT", "S")), labelled, probability, value=value)
        for value in (1, 2, 3)
    )
    result = dataclasses.replace(make_result(ct), structures=structures)
    assert write_pms(result, ct, path) == (path,)
    written = dcmread(path)
    assert written.SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence[0].LUTExplanation == (
        "Probability, Probability of the marked structure"
    )
    assert written.ContentLabel == "AI_DRAFT"
    assert "cxr-anatomy" in [item.get("ManufacturerModelName") for item in written.ContributingEquipmentSequence]


@pytest.mark.skipif(shutil.which("dcmdump") is None, reason="dcmtk is not installed")
def test_dcmtk_reads_the_floats(ct: OpenSeries, path: Path, make_result: MakeResult, tmp_path: Path) -> None:
    result = with_probabilities(make_result(ct), ct)
    write_pms(result, ct, path)
    heart = path.with_name("pm-heart.dcm")
    done = subprocess.run(["dcmdump", "+W", str(tmp_path), str(heart)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert not [line for line in done.stderr.splitlines() if line.startswith(("E:", "F:"))]
    assert "FloatPixelData" in done.stdout


def test_result_without_probabilities_is_refused(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    result = make_result(ct)
    bare = tuple(dataclasses.replace(each, probability=None) for each in result.structures)
    assert kept_probabilities(dataclasses.replace(result, structures=bare), axes_known=True) == ()
    with pytest.raises(ExportError, match="keeps no probabilities"):
        write_pms(dataclasses.replace(result, structures=bare), ct, path)


def test_a_radiograph_and_another_grid_are_refused(
    ct: OpenSeries, radiograph: OpenSeries, path: Path, make_result: MakeResult
) -> None:
    with pytest.raises(ExportError, match="lies at a place in the patient"):
        write_pms(make_result(radiograph), radiograph, path)
    with pytest.raises(ExportError, match="another grid"):
        write_pms(make_result(radiograph), ct, path)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("fault", ["mirrored", "other slice", "one value"])
def test_a_file_that_differs_is_not_kept(
    ct: OpenSeries, path: Path, make_result: MakeResult, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    real = pm_write._planes

    def spoilt(*arguments: object) -> np.ndarray:
        planes: np.ndarray = real(*arguments)  # type: ignore[arg-type]
        if fault == "mirrored":
            return planes[:, :, ::-1]
        if fault == "other slice":
            return np.roll(planes, 1, axis=0)
        planes[2, 5, 7] = 1 - planes[2, 5, 7]
        return planes

    monkeypatch.setattr(pm_write, "_planes", spoilt)
    with pytest.raises(ExportError, match="differs from what is on the screen"):
        write_pms(with_probabilities(make_result(ct), ct), ct, path)
    assert list(path.parent.iterdir()) == []


def test_a_lost_slice_is_found(ct: OpenSeries, path: Path, make_result: MakeResult) -> None:
    result = with_probabilities(make_result(ct), ct)
    (kept, *_) = kept_probabilities(result, axes_known=True)
    (first, *_) = write_pms(result, ct, path)
    written = dcmread(first)
    size = written.Rows * written.Columns * 4
    written.NumberOfFrames -= 1
    written.PerFrameFunctionalGroupsSequence = written.PerFrameFunctionalGroupsSequence[:-1]
    written.FloatPixelData = written.FloatPixelData[:-size]
    written.save_as(first)
    with pytest.raises(ExportError, match="differs"):
        check_pm(first, kept, ct)


def test_beside_an_edited_mask_the_other_keeps_its_own_name(ct: OpenSeries, make_result: MakeResult) -> None:
    first, second, *_ = make_result(ct).structures
    values = np.zeros(ct.volume.shape, np.uint8)
    both = (
        Structure(first.label, first.mask, edited=True),
        Structure(second.label, second.mask, values),
    )
    (kept,) = kept_probabilities(dataclasses.replace(make_result(ct), structures=both), axes_known=True)
    assert kept.name == second.label.name
