"""The second order of the voxels holds the same voxels."""

from __future__ import annotations

import numpy as np
import pytest

from ai.errors import MemoryShort
from ai.progress import Cancelled
from app.imaging.layout import column_layout

DTYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "f2", "f4", "f8", "i8", "u8", "?", ">i2"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(5, 7, 9), (19, 33, 8), (1, 4, 6), (3, 1, 6), (3, 6, 1), (1, 1, 1), (9, 64, 64)])
def test_every_voxel_is_there(dtype: str, shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).integers(0, 30_000, shape).astype(dtype)
    layout = column_layout(values)
    assert layout.voxels.flags.c_contiguous
    assert not layout.voxels.flags.writeable
    assert layout.voxels.dtype == values.dtype
    np.testing.assert_array_equal(layout.voxels, values.transpose(2, 0, 1))
    np.testing.assert_array_equal(layout.sagittal(shape[2] - 1), values[:, :, -1])


def test_colour_and_views() -> None:
    values = np.random.default_rng(0).integers(0, 255, (4, 5, 6, 3)).astype(np.uint8)
    np.testing.assert_array_equal(column_layout(values).sagittal(2), values[:, :, 2])
    grey = np.random.default_rng(0).integers(0, 255, (4, 5, 6)).astype(np.int16)
    for view in (grey[::-1], grey.transpose(2, 0, 1), grey[:, ::-1, ::2]):
        np.testing.assert_array_equal(column_layout(view).voxels, view.transpose(2, 0, 1))


def test_not_a_number_keeps_its_bits() -> None:
    values = np.array([[[np.nan, -0.0], [np.inf, 1.0]]], np.float32)
    turned = column_layout(values).voxels
    assert turned.transpose(1, 2, 0).tobytes() == values.tobytes()


def test_memory_is_asked_first() -> None:
    values = np.zeros((4, 5, 6), np.int16)
    column_layout(values, may_use_bytes=values.nbytes)
    with pytest.raises(MemoryShort, match="Fast sagittal slices"):
        column_layout(values, may_use_bytes=values.nbytes - 1)


def test_cancel_ends_it() -> None:
    told: list[float] = []

    def progress(fraction: float, message: str) -> None:
        told.append(fraction)
        if len(told) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        column_layout(np.zeros((80, 8, 8), np.int16), progress=progress)
    assert told == [0.1, 0.2]
