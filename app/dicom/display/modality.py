"""Stored values → modality values (HU, Bq/ml, ...); PS3.3 C.11.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from app.dicom.files.attribute import integer, items, text, texts
from app.dicom.frames.multiframe import FunctionalGroups
from app.dicom.frames.place import rescale_of
from app.dicom.pixels.lookup_table import LookupTable, lookup_table
from app.dicom.series import PixelFormat

Values: TypeAlias = npt.NDArray[Any]

INT16 = np.iinfo(np.int16)

EXACT_FLOAT32_BITS = 24
"""Whole numbers of up to so many bits are exact in float32."""

FARTHEST_INTERCEPT = 1 << 40
"""An intercept beyond is a mistake, and would leave the range of whole numbers."""

FLOAT32_RESCALE = 1e30
"""With slopes and intercepts beyond, 24 bits may leave the range of float32."""

LUT_NOT_FOR_DISPLAY = frozenset({"XA", "RF", "XRF"})
"""Their Modality LUT linearises the detector and is not for viewing, PS3.3 C.8.7.1.1.2."""


@dataclass(frozen=True, eq=False)
class ModalityTransform:
    """What turns stored values of one frame into modality values.

    Parameters
    ----------
    slope, intercept
        (0028,1053) and (0028,1052).
    table
        Modality LUT, which takes the place of slope and intercept, or None.
    """

    slope: float = 1.0
    intercept: float = 0.0
    table: LookupTable | None = None

    @property
    def is_integral(self) -> bool:
        """Whether whole stored values become whole modality values by an offset or a table."""
        whole = self.slope == 1 and self.intercept == int(self.intercept) and abs(self.intercept) < FARTHEST_INTERCEPT
        return self.table is not None or whole

    def apply(self, stored: Values) -> Values:
        """Transform values of any shape: int64 where integral and stored as integers, else float64."""
        if self.table is not None:
            return self.table.apply(stored)
        if stored.dtype.kind == "f" or not self.is_integral:
            # A slope beyond all sense may leave the range of a float.
            with np.errstate(over="ignore", invalid="ignore"):
                result: Values = stored.astype(np.float64) * self.slope + self.intercept
            return result
        if self.intercept == 0:
            return stored
        # int32 holds 16 bit values with any sensible intercept; int64 the rest.
        wide = np.int32 if stored.dtype.itemsize <= 2 and abs(self.intercept) < 1 << 30 else np.int64
        shifted: Values = stored.astype(wide) + int(self.intercept)
        return shifted


def transform_of(header: Dataset, groups: FunctionalGroups, frame: int, modality: str) -> ModalityTransform:
    """Transform of a frame (from 0): Modality LUT, else that of its functional group, else that of the file."""
    if modality not in LUT_NOT_FOR_DISPLAY:
        for item in items(header, "ModalityLUTSequence"):
            table = lookup_table(item, inputs=stored_range(header))
            if table is not None:
                return ModalityTransform(table=table)
    own = groups.macro(frame, "PixelValueTransformationSequence")
    return ModalityTransform(*rescale_of(own if own is not None else header))


def stored_range(header: Dataset) -> tuple[int, int]:
    """Smallest and largest value that the stored bits can hold, PS3.5 8.1.1."""
    bits = min(max(integer(header, "BitsStored") or integer(header, "BitsAllocated") or 16, 1), 32)
    signed = integer(header, "PixelRepresentation") == 1
    return (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)


def value_limits(header: Dataset, transform: ModalityTransform) -> tuple[float, float]:
    """Smallest and largest modality value that the stored bits can give."""
    if transform.table is not None:
        return float(transform.table.entries.min()), float(transform.table.entries.max())
    ends = [end * transform.slope + transform.intercept for end in stored_range(header)]
    return min(ends), max(ends)


def first_dtype(formats: Sequence[PixelFormat]) -> np.dtype[Any]:
    """Smallest dtype that may hold a series: uint8 for RGB, int16 for whole values, else a float that is exact.

    int16 is a hope where the header allows values beyond it; whoever fills checks with `fits` and widens to
    `wide_dtype`.
    """
    if any(one.is_colour for one in formats):
        return np.dtype(np.uint8)
    whole = all(
        one.has_modality_lut or all(slope == 1 and intercept == int(intercept) for slope, intercept in one.rescales)
        for one in formats
    )
    if whole and not any(one.is_float or one.bits_stored > 16 for one in formats):
        return np.dtype(np.int16)
    return wide_dtype(formats)


def wide_dtype(formats: Sequence[PixelFormat]) -> np.dtype[Any]:
    """float32 where it is exact for the stored values and wide enough for the modality values, else float64."""
    exact = all(one.bits_allocated <= 32 if one.is_float else one.bits_stored <= EXACT_FLOAT32_BITS for one in formats)
    near = all(max(map(abs, rescale)) < FLOAT32_RESCALE for one in formats for rescale in one.rescales)
    return np.dtype(np.float32 if exact and near else np.float64)


def fits(values: Values, dtype: np.dtype[Any]) -> bool:
    """Whether modality values can be stored in a dtype of `first_dtype` without loss of range."""
    if dtype.kind != "i" or values.dtype in (np.int16, np.uint8, np.int8):
        return True
    return values.dtype.kind != "f" and int(values.min()) >= INT16.min and int(values.max()) <= INT16.max


def unit_of(header: Dataset, modality: str) -> str:
    """Tell the unit of the modality values: "HU", "Bq/ml", "Gy", another Rescale Type, or ``""``.

    References
    ----------
    PS3.3 C.8.2.1 (CT Image): values of ORIGINAL images that are no LOCALIZER are Hounsfield units; Rescale Type is
    required where they are something else. PS3.3 C.8.9.1.1.3 (PET units), C.8.8.3 (Dose Units).
    """
    if modality == "CT":
        kind = text(header, "RescaleType").upper()
        image_type = texts(header, "ImageType")
        if kind == "HU":
            return "HU"
        if "LOCALIZER" in image_type[2:]:
            return ""
        # US means unspecified, PS3.3 C.11.1.1.2.
        unspecified = kind in ("", "US")
        original = image_type[:1] == ("ORIGINAL",)
        return "HU" if not kind or (unspecified and original) else ("" if unspecified else kind)
    if modality == "PT":
        return {"BQML": "Bq/ml", "GML": "SUV"}.get(text(header, "Units").upper(), "")
    if modality == "RTDOSE":
        return "Gy" if text(header, "DoseUnits").upper() == "GY" else ""
    return ""
