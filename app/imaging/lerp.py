"""Values between neighbours, in the dtype they came in."""

from __future__ import annotations

from typing import Any

import numpy as np

from ai.volume import Voxels


def working_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Tell the float dtype that carries weighted sums of such values without a visible error."""
    if dtype.kind == "f":
        return np.dtype(np.float64 if dtype.itemsize > 4 else np.float32)
    return np.dtype(np.float64 if dtype.itemsize > 2 else np.float32)


def to_dtype(values: Voxels, dtype: np.dtype[Any]) -> Voxels:
    """Round floats, which lie in the range of the dtype, to it; ties go to even. Writes into ``values``."""
    if values.dtype == dtype:
        return values
    if dtype.kind == "b":
        return values >= 0.5
    if dtype.kind in "iu":
        np.rint(values, out=values)
    return values.astype(dtype, copy=False)


def outside_value(voxels: Voxels, padding: tuple[float, float] | None) -> float:
    """Choose what stands where a scan has no values: its padding, PS3.3 C.7.5.1.1.2, else its smallest value.

    Parameters
    ----------
    voxels
        Any shape, real dtype.
    padding
        (low, high) of `app.imaging.window.Presentation`, or None.
    """
    if padding is not None:
        return padding[0]
    smallest = np.fmin.reduce(voxels, axis=None) if voxels.dtype.kind == "f" else voxels.min()
    return float(smallest) if np.isfinite(smallest) else 0.0
