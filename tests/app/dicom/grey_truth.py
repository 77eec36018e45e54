"""Greys by the equations of the standard as they are printed, one value at a time.

References: PS3.3 C.11.1, C.11.2, C.11.6.
"""

from __future__ import annotations

import math

import numpy as np
from pydicom.dataset import Dataset

from app.dicom.series_load import load_series
from app.dicom.slice_render import render
from app.dicom.study_scan import scan, series_of

STORED = np.arange(256, dtype=np.uint16).reshape(8, 32) * 16
"""0 to 4080 in steps of 16, 12 bits."""
PLAIN = {"Modality": "OT", "BitsStored": 12, "HighBit": 11}
"""A picture of no modality: where it has no window its full range is shown."""


def opened(path):
    (series,) = series_of(scan([path]))
    return load_series(series)


def shown(path, index=0):
    return render(opened(path), index)


def linear(value, centre, width):
    """C.11.2.1.2.1, from 0 to 255."""
    if value <= centre - 0.5 - (width - 1) / 2:
        return 0.0
    if value > centre - 0.5 + (width - 1) / 2:
        return 255.0
    return ((value - (centre - 0.5)) / (width - 1) + 0.5) * 255


def exact(value, centre, width):
    """C.11.2.1.3.2."""
    if value <= centre - width / 2:
        return 0.0
    if value > centre + width / 2:
        return 255.0
    return ((value - centre) / width + 0.5) * 255


def sigmoid(value, centre, width):
    """C.11.2.1.3.1."""
    return 255 / (1 + math.exp(min(-4 * (value - centre) / width, 700)))


def grey(values, rule, *numbers):
    each = [rule(float(value), *numbers) for value in np.asarray(values).ravel()]
    return np.reshape(each, np.shape(values))


def assert_close(picture, expected):
    """Equal after rounding, whichever way a half goes."""
    assert np.abs(picture - expected).max() <= 0.5 + 1e-6


def lut(first, entries, bits, *, words=True):
    item = Dataset()
    item.add_new("LUTDescriptor", "SS" if first < 0 else "US", [len(entries), first, bits])
    data = np.asarray(entries, np.uint16 if words else np.uint8).tobytes()
    item.add_new("LUTData", "OW", data)
    return item
