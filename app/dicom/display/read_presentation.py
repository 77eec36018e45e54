"""How a file wants to be shown: windows, VOI LUTs, polarity, padding; PS3.3 C.11.2, C.11.6, C.7.5.1.1.2."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from app.dicom.display.modality import ModalityTransform, value_limits
from app.dicom.files.attribute import integer, items, number, numbers, text, texts
from app.dicom.frames.multiframe import FunctionalGroups
from app.dicom.pixels.lookup_table import LookupTable, lookup_table
from app.imaging.voi import voi_fractions
from app.imaging.window import Voi, VoiFunction, VoiLut, Window

LARGEST_TABLE = 1 << 20
"""Entries of a table that stands for a window; wider windows than that are not made for a presentation LUT."""

FARTHEST = 2.0**40
"""Ends of a window beyond are of no value that whole numbers count up to."""


def vois_of(header: Dataset, groups: FunctionalGroups, frame: int, transform: ModalityTransform) -> tuple[Voi, ...]:
    """Windows and LUTs of a frame, the file's first choice first; damaged ones are left out.

    Parameters
    ----------
    header, groups, frame
        The file, its functional groups, the frame from 0.
    transform
        Its modality transform, which settles what the inputs of a VOI LUT are (PS3.3 C.11.2.1.1).
    """
    own = groups.macro(frame, "FrameVOILUTSequence")
    # The Frame VOI LUT macros hold for their frame, PS3.3 C.7.6.16.2.10; else what stands at the top level.
    vois = _vois(own, transform, header) if own is not None else ()
    vois = vois or _vois(header, transform, header)
    table = _presentation_lut(header)
    return vois if table is None else tuple(_joined(voi, table) for voi in vois)


def is_inverted(header: Dataset) -> bool:
    """Whether small values are white. MONOCHROME1 and a shape of INVERSE say the same thing and invert once."""
    if text(header, "PhotometricInterpretation").upper() == "MONOCHROME1":
        return True
    return text(header, "PresentationLUTShape").upper() == "INVERSE"


def padding_of(header: Dataset, transform: ModalityTransform) -> tuple[float, float] | None:
    """(low, high) modality values that are padding, both included, or None; PS3.3 C.7.5.1.1.2.

    (0028,0120) Pixel Padding Value and (0028,0121) Range Limit; of real numbers (0028,0122) to (0028,0125).
    """
    for kind in ("Float", "DoubleFloat"):
        end = number(header, f"{kind}PixelPaddingValue")
        if end is not None:
            limit = number(header, f"{kind}PixelPaddingRangeLimit")
            return _ends(transform.apply(np.array([end, end if limit is None else limit])))
    value = integer(header, "PixelPaddingValue")
    if value is None:
        return None
    limit = integer(header, "PixelPaddingRangeLimit")
    signed = integer(header, "PixelRepresentation") == 1
    bits = integer(header, "BitsAllocated") or 16
    ends = [_as_stored(one, bits, signed=signed) for one in (value, value if limit is None else limit)]
    return _ends(transform.apply(np.array(ends, dtype=np.int64)))


def _as_stored(value: int, bits: int, *, signed: bool) -> int:
    """Read a number as the pixels are: writers mix up US and SS."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if signed and value >= 1 << (bits - 1) else value


def _vois(dataset: Dataset, transform: ModalityTransform, header: Dataset) -> tuple[Voi, ...]:
    """LUTs and windows of one macro or module."""
    return (*_luts(dataset, value_limits(header, transform)), *_windows(dataset))


def _windows(dataset: Dataset) -> tuple[Window, ...]:
    centres, widths = numbers(dataset, "WindowCenter"), numbers(dataset, "WindowWidth")
    names = texts(dataset, "WindowCenterWidthExplanation")
    said = text(dataset, "VOILUTFunction").upper()
    function = VoiFunction(said) if said in {one.value for one in VoiFunction} else VoiFunction.LINEAR
    found = []
    for index, (centre, width) in enumerate(zip(centres, widths, strict=False)):
        if centre is None or width is None or width <= 0:
            continue
        # LINEAR is defined for widths of 1 and more, PS3.3 C.11.2.1.2; smaller ones (rescaled PET) mean the exact form.
        exact = function is VoiFunction.LINEAR and width < 1
        name = names[index] if index < len(names) else ""
        found.append(Window(centre, width, VoiFunction.LINEAR_EXACT if exact else function, name))
    return tuple(dict.fromkeys(found))


def _luts(dataset: Dataset, inputs: tuple[float, float]) -> tuple[VoiLut, ...]:
    found = []
    for item in items(dataset, "VOILUTSequence"):
        table = lookup_table(item, inputs=inputs)
        if table is not None:
            found.append(VoiLut(table.first_value, _fractions(table), table.explanation))
    return tuple(found)


def _presentation_lut(header: Dataset) -> npt.NDArray[np.float64] | None:
    """Output of (2050,0010) Presentation LUT Sequence over the range of grey, 0 to 1, or None; PS3.3 C.11.6."""
    for item in items(header, "PresentationLUTSequence"):
        table = lookup_table(item, inputs=(0, (1 << 16) - 1))
        if table is not None:
            return _fractions(table)
    return None


def _fractions(table: LookupTable) -> npt.NDArray[np.float64]:
    """Entries from 0, black, to 1, white."""
    return np.clip(table.entries / ((1 << table.bits) - 1), 0.0, 1.0)


def _joined(voi: Voi, presentation_lut: npt.NDArray[np.float64]) -> Voi:
    """Put a presentation LUT behind a window or LUT: one table for both, over the whole values of the window."""
    if isinstance(voi, VoiLut):
        first, grey = voi.first_value, voi.entries
    elif abs(voi.centre) + voi.width > FARTHEST:
        return voi
    else:
        first = math.floor(voi.centre - voi.width / 2) - 1
        inside = np.arange(first, min(math.ceil(voi.centre + voi.width / 2) + 2, first + LARGEST_TABLE))
        grey = voi_fractions(inside, voi)
    place = np.rint(grey * (len(presentation_lut) - 1)).astype(np.intp)
    return VoiLut(first, presentation_lut[place], voi.name)


def _ends(values: npt.NDArray[Any]) -> tuple[float, float]:
    return float(values.min()), float(values.max())
