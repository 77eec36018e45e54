"""Open series whose files name their space, and results on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ai.inference.provenance import PASSED, Provenance
from ai.inference.results import ModelResult, Structure
from ai.library.card import Code, Label
from app.dicom.series_load import OpenSeries, load_series
from app.dicom.study_scan import scan, series_of

SPACE = "1.2.826.0.1.3680043.8.498.77"

GEOMETRIES: dict[str, dict[str, object]] = {
    "axial": {},
    "oblique": {"orientation": (0.8, 0.6, 0.0, -0.36, 0.48, 0.8)},
    "mirrored": {"orientation": (-1.0, 0.0, 0.0, 0.0, 1.0, 0.0), "reverse": True},
    "gapped": {"slices": 7, "drop": (2,)},
    "tilted": {"shear_mm": 0.9},
    "single": {"slices": 1},
}


@pytest.fixture
def open_ct(tmp_path: Path, write_ct_series: Callable[..., list[Path]]) -> Callable[..., OpenSeries]:
    """Write and open a CT series; a name of `GEOMETRIES`, or options of ``write_ct_series``."""

    def make(name: str = "axial", folder: str = "ct", **options: object) -> OpenSeries:
        options = {"rows": 12, "columns": 15, "FrameOfReferenceUID": SPACE, **GEOMETRIES[name], **options}
        write_ct_series(tmp_path / folder, **options)
        (series,) = series_of(scan([tmp_path / folder]))
        return load_series(series)

    return make


@pytest.fixture(params=sorted(GEOMETRIES))
def opened(request: pytest.FixtureRequest, open_ct: Callable[..., OpenSeries]) -> OpenSeries:
    return open_ct(request.param)


def random_masks(shape: tuple[int, int, int], count: int, seed: int = 3) -> np.ndarray:
    """(count, slices, rows, columns) bool without any symmetry; they overlap."""
    return np.random.default_rng(seed).random((count, *shape)) < 0.3


def make_result(opened: OpenSeries, masks: np.ndarray) -> ModelResult:
    structures = tuple(
        Structure(Label(f"part_{number}", f"Part {number}", Code("39607008", "SCT", "Lung")), mask)
        for number, mask in enumerate(masks)
    )
    provenance = Provenance("m", "1", "ab" * 32, "cd" * 32, PASSED, (), "cpu", 1.0, "0.1", opened.volume.source_id)
    return ModelResult(structures, (), (), provenance)


@pytest.fixture
def result_of() -> Callable[[OpenSeries, np.ndarray], ModelResult]:
    return make_result


@pytest.fixture
def masks_for() -> Callable[..., np.ndarray]:
    return random_masks
