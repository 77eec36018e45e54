"""Parametric maps of others as heat maps with their true grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import highdicom as hd
import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from ai.inference.results import ModelResult
from app.dicom.export.pm_write import write_pms
from app.dicom.results_read.read import read_result
from app.dicom.series_load import OpenSeries
from app.errors import DicomReadError

OpenCt = Callable[..., OpenSeries]


def headers(opened: OpenSeries) -> list[Dataset]:
    found = [dcmread(instance.path) for instance in opened.series.instances]
    for header in found:
        for keyword in ("PatientBirthDate", "PatientSex", "StudyID", "AccessionNumber", "ReferringPhysicianName"):
            setattr(header, keyword, None)
    return found


def write(opened: OpenSeries, values: np.ndarray, path: Path, *, slope: float = 1.0) -> Path:
    span = (0, 4095) if values.dtype.kind == "u" else (-1e6, 1e6)
    mapping = hd.pm.RealWorldValueMapping(
        "ADC", "Diffusion", hd.sr.CodedConcept("mm2/s", "UCUM", "mm2/s"), span, slope=slope, intercept=0
    )
    hd.pm.ParametricMap(
        headers(opened),
        values,
        generate_uid(),
        9,
        generate_uid(),
        1,
        "Elsewhere",
        "Mapper",
        "1",
        "1",
        contains_recognizable_visual_features=False,
        real_world_value_mappings=[mapping],
        voi_lut_transformations=[hd.VOILUTTransformation(window_center=0.0, window_width=1.0)],
    ).save_as(path)
    return path


def test_floats_lie_on_their_slices(opened: OpenSeries, tmp_path: Path) -> None:
    values = np.random.default_rng(2).normal(size=opened.volume.shape).astype(np.float32)
    (heat,) = read_result(write(opened, values, tmp_path / "pm.dcm"), opened).heatmaps
    np.testing.assert_array_equal(heat.cells, values)
    np.testing.assert_array_equal(heat.index_of_cell, np.eye(4))
    assert (heat.title, heat.unit) == ("Diffusion", "mm2/s")


def test_integers_become_real_values(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct("mirrored")
    values = np.random.default_rng(2).integers(0, 4000, opened.volume.shape).astype(np.uint16)
    (heat,) = read_result(write(opened, values, tmp_path / "pm.dcm", slope=0.25), opened).heatmaps
    np.testing.assert_allclose(heat.cells, values * 0.25)


def test_our_own_probabilities_come_back(
    open_ct: OpenCt, tmp_path: Path, result_of: Callable[..., ModelResult], masks_for: Callable[..., np.ndarray]
) -> None:
    opened = open_ct("oblique")
    result = result_of(opened, masks_for(opened.volume.shape, 1))
    kept = np.random.default_rng(4).integers(0, 256, opened.volume.shape).astype(np.uint8)
    result = replace(result, structures=(replace(result.structures[0], probability=kept),))
    (path,) = write_pms(result, opened, tmp_path / "pm.dcm")
    (heat,) = read_result(path, opened).heatmaps
    np.testing.assert_allclose(heat.cells * 255, kept, atol=1e-3)


def test_another_grid_keeps_its_cells(open_ct: OpenCt, tmp_path: Path) -> None:
    fine = open_ct("oblique")
    coarse = open_ct("oblique", "coarse", rows=6, columns=8, slices=3, spacing=(5.0, 1.6, 1.2), SeriesInstanceUID="1.9")
    values = np.random.default_rng(2).normal(size=coarse.volume.shape).astype(np.float32)
    (heat,) = read_result(write(coarse, values, tmp_path / "pm.dcm"), fine).heatmaps
    for cell in ((0, 0, 0), (2, 5, 7), (1, 3, 2)):
        # Cells may run through the slices the other way; their place says so.
        index = (heat.index_of_cell @ (*cell, 1.0))[:3]
        there = coarse.volume.to_index(fine.volume.to_lps_mm(index))
        np.testing.assert_allclose(there, np.rint(there), atol=1e-3)
        assert heat.cells[cell] == values[tuple(np.rint(there).astype(int))]


def test_another_space_is_refused(open_ct: OpenCt, tmp_path: Path) -> None:
    opened = open_ct()
    path = write(opened, np.ones(opened.volume.shape, np.float32), tmp_path / "pm.dcm")
    with pytest.raises(DicomReadError, match="another space"):
        read_result(path, open_ct("axial", "other", FrameOfReferenceUID="1.2.3.99"))


def test_uneven_slices_of_another_grid_are_refused(open_ct: OpenCt, tmp_path: Path) -> None:
    fine, gapped = open_ct("axial"), open_ct("gapped", "gapped", rows=6, SeriesInstanceUID="1.9")
    path = write(gapped, np.ones(gapped.volume.shape, np.float32), tmp_path / "pm.dcm")
    with pytest.raises(DicomReadError, match="evenly spaced"):
        read_result(path, fine)


@pytest.mark.realdata
def test_a_real_map_of_another_patient_is_refused(shared_data: Path, open_ct: OpenCt) -> None:
    with pytest.raises(DicomReadError):
        read_result(shared_data / "conformance" / "files" / "53_parametric_map_float.dcm", open_ct())
