"""Overlay planes: graphics and regions that a file lays over its picture; PS3.3 C.9.2 and C.9.3, PS3.5 8.1.2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import Tag

from app.dicom.files.attribute import PYDICOM_FAULTS, integer, plain
from app.dicom.files.dicom_file import DicomFile
from app.dicom.pixels.frame_format import NATIVE
from app.dicom.pixels.lookup_table import swapped_pairs

Bits: TypeAlias = npt.NDArray[np.bool_]
"""(rows, columns) bool."""

GROUPS = range(0x6000, 0x6020, 2)
"""The sixteen groups of overlay planes, PS3.5 7.6."""

FIRST_TAGS = frozenset(group << 16 | element for group in GROUPS for element in (0x0010, 0x3000))
"""An overlay has one of these at least: its rows, or its data."""

ROWS, COLUMNS, FRAMES, DESCRIPTION = 0x0010, 0x0011, 0x0015, 0x0022
KIND, ORIGIN, FRAME_ORIGIN, BITS_ALLOCATED = 0x0040, 0x0050, 0x0051, 0x0100
BIT_POSITION, LABEL, DATA = 0x0102, 0x1500, 0x3000
"""Elements of a group, (60xx,eeee)."""

REGION = "region"
GRAPHICS = "graphics"


@dataclass(frozen=True, eq=False)
class OverlayPlane:
    """One overlay on one slice, kept in single bits.

    Parameters
    ----------
    packed
        (rows, bytes of a row) uint8, first bit of a row highest.
    columns
        Of the image.
    label
        (60xx,1500) Overlay Label, else (60xx,0022) Overlay Description, or ``""``.
    kind
        `GRAPHICS` or `REGION`, from (60xx,0040) Overlay Type.
    """

    packed: npt.NDArray[np.uint8]
    columns: int
    label: str
    kind: str

    @property
    def bits(self) -> Bits:
        """(rows, columns) bool of the image, a new array; what lies beyond its edges was cut off."""
        return np.unpackbits(self.packed, axis=1, count=self.columns).view(np.bool_)


def overlays_of(file: DicomFile, frame: int) -> tuple[OverlayPlane, ...]:
    """Overlays of a frame, by group; empty and damaged ones are left out.

    Parameters
    ----------
    file
        With its header read.
    frame
        From 0.
    """
    found = []
    shape = integer(file.header, "Rows") or 0, integer(file.header, "Columns") or 0
    if not all(shape):
        return ()
    for group in GROUPS:
        if not _has_group(file.header, group):
            continue
        plane = _Plane(file.header, group)
        bits = _stored_bits(plane, shape, frame) if plane.has_data else _embedded_bits(plane, file, shape, frame)
        if bits is None or not bits.any():
            continue
        name = plane.text(LABEL) or plane.text(DESCRIPTION)
        kind = REGION if plane.text(KIND).upper() == "R" else GRAPHICS
        found.append(OverlayPlane(np.packbits(bits, axis=1), shape[1], name, kind))
    return tuple(found)


def has_overlays(header: Dataset) -> bool:
    """Whether a file announces overlays; cheap, reads no values."""
    return any(_has_group(header, group) for group in GROUPS)


def burned_in(picture: npt.NDArray[np.uint8], planes: tuple[OverlayPlane, ...]) -> npt.NDArray[np.uint8]:
    """Draw overlays in white into a copy of a picture of the image grid, (rows, columns[, 3]) uint8."""
    drawn = picture.copy()
    for plane in planes:
        drawn[plane.bits] = 255
    return drawn


class _Plane:
    """The elements of one group as plain values."""

    def __init__(self, header: Dataset, group: int) -> None:
        self._header, self._group = header, group
        self.has_data = Tag(group, DATA) in header

    def value(self, element: int) -> object:
        try:
            found = self._header.get(Tag(self._group, element))
            return None if found is None else found.value
        except PYDICOM_FAULTS:
            return None

    def integer(self, element: int, default: int) -> int:
        values = self.integers(element)
        return values[0] if values else default

    def integers(self, element: int) -> tuple[int, ...]:
        value = self.value(element)
        try:
            if isinstance(value, MultiValue | list | tuple):
                return tuple(int(part) for part in value)
            return (int(value),) if isinstance(value, int | float | str) else ()
        except PYDICOM_FAULTS:
            return ()

    def text(self, element: int) -> str:
        value = self.value(element)
        return plain(str(value)) if value is not None else ""

    def data(self) -> bytes:
        """(60xx,3000) Overlay Data, in the order of little endian; ``b""`` where it cannot be read."""
        value = self.value(DATA)
        if not isinstance(value, bytes):
            return b""
        in_words = self._header.original_encoding[1] is False and self._header[Tag(self._group, DATA)].VR == "OW"
        # Words of a big endian file: the first bits stand in the second byte, PS3.5 8.1.2 and A.3.
        return swapped_pairs(value) if in_words else value


def _has_group(header: Dataset, group: int) -> bool:
    return Tag(group, ROWS) in header or Tag(group, DATA) in header


def _stored_bits(plane: _Plane, shape: tuple[int, int], frame: int) -> Bits | None:
    """Bits of (60xx,3000), which run on across rows and frames, lowest bit of a byte first; PS3.5 8.1.2."""
    rows, columns = plane.integer(ROWS, 0), plane.integer(COLUMNS, 0)
    if rows <= 0 or columns <= 0:
        return None
    number = 0
    if plane.value(FRAMES) is not None:
        # C.9.3.1: one overlay frame for each image frame from Image Frame Origin on, which counts from 1.
        number = frame - (plane.integer(FRAME_ORIGIN, 1) - 1)
        if not 0 <= number < max(plane.integer(FRAMES, 1), 1):
            return None
    data = plane.data()
    first = number * rows * columns
    count = min(rows * columns, 8 * len(data) - first)
    # Only as many rows as there is data for: a header may announce thousands of millions of bits.
    rows = count // columns
    if rows <= 0:
        return None
    whole = np.frombuffer(data, np.uint8)[first // 8 : (first + rows * columns + 7) // 8]
    bits = np.unpackbits(whole, bitorder="little")[first % 8 :][: rows * columns].reshape(rows, columns)
    return _placed(bits.view(np.bool_), plane.integers(ORIGIN), shape)


def _placed(bits: Bits, origin: tuple[int, ...], shape: tuple[int, int]) -> Bits:
    """Put bits onto the grid of the image: (60xx,0050) Overlay Origin is row and column from 1, and may be outside."""
    down, right = (origin[0] - 1, origin[1] - 1) if len(origin) == 2 else (0, 0)
    on_image = np.zeros(shape, np.bool_)
    target = on_image[max(down, 0) : max(down + bits.shape[0], 0), max(right, 0) : max(right + bits.shape[1], 0)]
    source = bits[max(-down, 0) :, max(-right, 0) :]
    target[...] = source[: target.shape[0], : target.shape[1]]
    return on_image


def _embedded_bits(plane: _Plane, file: DicomFile, shape: tuple[int, int], frame: int) -> Bits | None:
    """Bits in a place of the pixel words that no pixel uses: retired, PS3.5-2004 8.1.2, and still found."""
    header, position = file.header, plane.integer(BIT_POSITION, 0)
    allocated = integer(header, "BitsAllocated") or 0
    stored = integer(header, "BitsStored") or allocated
    high = integer(header, "HighBit")
    high = stored - 1 if high is None else high
    unused = 0 <= position < allocated and not high - stored < position <= high
    is_grey = integer(header, "SamplesPerPixel") in (None, 1)
    byte_order = NATIVE.get(file.transfer_syntax)
    if byte_order is None or not unused or not is_grey or allocated not in (8, 16, 32):
        return None
    size = shape[0] * shape[1] * allocated // 8
    data = file.read_pixels(frame * size, size)
    if len(data) < size:
        return None
    words = np.frombuffer(data, f"{byte_order}u{allocated // 8}").reshape(shape)
    bits: Bits = (words >> position) & 1 == 1
    return bits
