"""How a file wants to be shown: windows, VOI LUTs, polarity, padding; PS3.3 C.11.2, C.11.6, C.7.5.1.1.2."""

from __future__ import annotations

import numpy as np
from pydicom.dataset import Dataset

from app.dicom.attribute import integer, items, numbers, text, texts
from app.dicom.lookup_table import lookup_table
from app.dicom.modality import ModalityTransform
from app.dicom.multiframe import FunctionalGroups
from app.imaging.window import Voi, VoiFunction, VoiLut, Window


def vois_of(header: Dataset, groups: FunctionalGroups, frame: int, *, signed: bool) -> tuple[Voi, ...]:
    """Windows and LUTs of a frame, the file's first choice first; damaged ones are left out.

    Parameters
    ----------
    header, groups, frame
        The file, its functional groups, the frame from 0.
    signed
        Whether modality values can be negative, which settles the first input of a VOI LUT (PS3.3 C.11.2.1.1).
    """
    own = groups.macro(frame, "FrameVOILUTSequence")
    # The Frame VOI LUT macro holds for its frame, PS3.3 C.7.6.16.2.10; else what stands at the top level.
    windows = _windows(own) if own is not None else ()
    return (*_luts(header, signed=signed), *(windows or _windows(header)))


def is_inverted(header: Dataset) -> bool:
    """Whether small values are white. MONOCHROME1 and a shape of INVERSE say the same thing and invert once."""
    if text(header, "PhotometricInterpretation").upper() == "MONOCHROME1":
        return True
    return text(header, "PresentationLUTShape").upper() == "INVERSE"


def padding_of(header: Dataset, transform: ModalityTransform) -> tuple[float, float] | None:
    """(low, high) modality values that are padding: (0028,0120) Pixel Padding Value and (0028,0121) Range Limit."""
    value = integer(header, "PixelPaddingValue")
    if value is None:
        return None
    limit = integer(header, "PixelPaddingRangeLimit")
    signed = integer(header, "PixelRepresentation") == 1
    bits = integer(header, "BitsAllocated") or 16
    ends = [_as_stored(one, bits, signed=signed) for one in (value, value if limit is None else limit)]
    shown = transform.apply(np.array(ends, dtype=np.int64))
    return float(shown.min()), float(shown.max())


def _as_stored(value: int, bits: int, *, signed: bool) -> int:
    """Read a number as the pixels are: writers mix up US and SS."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if signed and value >= 1 << (bits - 1) else value


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


def _luts(header: Dataset, *, signed: bool) -> tuple[VoiLut, ...]:
    found = []
    for item in items(header, "VOILUTSequence"):
        table = lookup_table(item, signed=signed)
        if table is None:
            continue
        entries = np.clip(table.entries / ((1 << table.bits) - 1), 0.0, 1.0)
        entries.flags.writeable = False
        found.append(VoiLut(table.first_value, entries, table.explanation))
    return tuple(found)
