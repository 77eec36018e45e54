"""Files of other makers on a made-up CT of the same grid."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from app.dicom.results_read.read import read_result
from app.dicom.series_load import OpenSeries

pytestmark = pytest.mark.realdata


def same_grid(header: Dataset, open_ct: Callable[..., OpenSeries], **changes: object) -> OpenSeries:
    """A CT with two slices more than the object has, one at either end."""
    measures = header.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0]
    heights = sorted(
        {
            float(each.PlanePositionSequence[0].ImagePositionPatient[2])
            for each in header.PerFrameFunctionalGroupsSequence
        }
    )
    step = heights[1] - heights[0] if len(heights) > 1 else float(measures.get("SliceThickness") or 2.0)
    first = [
        float(part) for part in header.PerFrameFunctionalGroupsSequence[0].PlanePositionSequence[0].ImagePositionPatient
    ]
    options: dict[str, object] = {
        "rows": int(header.Rows),
        "columns": int(header.Columns),
        "slices": len(heights) + 2,
        "spacing": (step, *map(float, measures.PixelSpacing)),
        "origin": (first[0], first[1], heights[0] - step),
        "FrameOfReferenceUID": header.FrameOfReferenceUID,
        "offset": 0.0,
        "intercept": 0.0,
        "slope": 2.0,
    }
    return open_ct("axial", **{**options, **changes})


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("16_liver_j2k", "16_liver_j2k"),
        # pydicom inflates no frames; the pixels are those of the other file.
        ("35_liver_deflate", "16_liver_j2k"),
        ("47_liver_nonbyte_aligned_j2k", "47_liver_nonbyte_aligned_j2k"),
        ("57_liver_nonbyte_aligned_deflate", "47_liver_nonbyte_aligned_j2k"),
    ],
)
def test_segmentation(shared_data: Path, open_ct: Callable[..., OpenSeries], name: str, same: str) -> None:
    files = shared_data / "conformance" / "files"
    truth = dcmread(files / f"{same}.dcm")
    opened = same_grid(truth, open_ct)
    (structure,) = read_result(files / f"{name}.dcm", opened).structures
    frames = truth.pixel_array
    for frame, group in zip(frames, truth.PerFrameFunctionalGroupsSequence, strict=True):
        place = np.array(group.PlanePositionSequence[0].ImagePositionPatient, dtype=float)
        index = round(float(opened.volume.to_index(place)[0]))
        np.testing.assert_array_equal(structure.mask[index], frame > 0)
    assert structure.mask.sum() == np.count_nonzero(frames) > 100


def test_parametric_map(shared_data: Path, open_ct: Callable[..., OpenSeries]) -> None:
    path = shared_data / "conformance" / "files" / "53_parametric_map_float.dcm"
    truth = dcmread(path)
    (heat,) = read_result(path, same_grid(truth, open_ct)).heatmaps
    np.testing.assert_array_equal(heat.cells[1], truth.pixel_array)
    assert np.isnan(heat.cells[0]).all()
