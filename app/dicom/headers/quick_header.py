"""Headers of plain files at once, without pydicom; what is not plainly understood is left to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import TypeVar

from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

from app.dicom.display.overlay import FIRST_TAGS
from app.dicom.files.attribute import PYDICOM_FAULTS
from app.dicom.files.sop_class import kind_of
from app.dicom.frames.place import FramePlace
from app.dicom.frames.plane import Orientation
from app.dicom.headers import quick_facts as facts
from app.dicom.headers.fact import CHARACTER_SET
from app.dicom.headers.frozen import frozen
from app.dicom.headers.header import LARGEST_SIDE, NATIVE, Header, is_plain_grey
from app.dicom.headers.quick_columns import Column, Columns, Known, tag_of_keyword
from app.dicom.headers.quick_element import UNDEFINED
from app.dicom.headers.quick_rows import BLOCK_BYTES, LEAST_ROOM, ROW_BYTES, Rows
from app.dicom.headers.quick_walk import TRANSFER_SYNTAX, Wanted, walk
from app.dicom.pixels.soundness import SOUND_SYNTAXES
from app.dicom.series import Instance, PixelFormat, PlainPixels

T = TypeVar("T")

FEWEST = 4
"""Of fewer files together the ordinary way is as fast."""

SYNTAXES = {
    str(ImplicitVRLittleEndian): True,
    str(ExplicitVRLittleEndian): False,
    **{
        f"1.2.840.10008.1.2.{suffix}": False
        for suffix in ("4.50", "4.51", "4.57", "4.70", "4.80", "4.81", "4.90", "4.91", "4.201", "4.202", "4.203", "5")
    },
}
"""Transfer syntaxes of still images (PS3.6 A) whose headers are little endian and not deflated → implicit VR."""


def _wanted() -> Wanted:
    private: dict[int, set[int]] = {}
    for fact in facts.FACTS:
        for group, digits in fact.private:
            private.setdefault(group, set()).add(digits)
    keywords = {CHARACTER_SET, *(keyword for fact in facts.FACTS for keyword in fact.keywords)}
    return Wanted(
        frozenset((TRANSFER_SYNTAX, *map(tag_of_keyword, keywords))),
        private,
        # Overlays lie in bits that only the header explains.
        frozenset(map(tag_of_keyword, facts.FOREIGN)) | FIRST_TAGS,
    )


WANTED = _wanted()


def quick_headers(files: Sequence[Path], known: Known | None = None) -> list[Header | None]:
    """Headers of a batch of files, read together.

    Parameters
    ----------
    files
        Regular files; some hundreds make a good batch.
    known
        What batches of the same scan share, in several threads too: what was worked out once holds for all.

    Returns
    -------
    list of Header or None
        One per file, in their order. Each is equal to ``header_of(open_dicom(path, for_pixels=False))``; None where
        that has to be asked, be it for a kind of file that is rare or for the sentence that says what is wrong.
    """
    headers: list[Header | None] = [None] * len(files)
    if len(files) < FEWEST:
        return headers
    try:
        return _understood(files, known or Known())
    except PYDICOM_FAULTS:
        # One value in one file that nobody thought of: the ordinary way finds it, file by file.
        return headers


def _understood(files: Sequence[Path], known: Known) -> list[Header | None]:
    headers: list[Header | None] = [None] * len(files)
    width = known.row_bytes or ROW_BYTES
    with known.memory(len(files), width) as memory:
        rows = Rows(files, width, memory)
        found = walk(rows, WANTED, SYNTAXES)
        for implicit, syntax, arrived in found.arrived:
            columns = Columns(found, arrived, known, implicit=implicit)
            numbers = arrived.tolist()
            pixels = _PixelSpans(
                found.pixel_offset[arrived].tolist(),
                found.pixel_length[arrived].tolist(),
                [rows.sizes[row] for row in numbers],
                [rows.modified_ns[row] for row in numbers],
                syntax in NATIVE,
            )
            made = _headers(columns, pixels, [files[row] for row in numbers], syntax)
            for row, header in zip(numbers, made, strict=True):
                headers[row] = header
        if known.row_bytes is None and found.arrived:
            # The files of a scan are mostly alike, and a byte less to read is time won.
            blocks = -(-(int(found.pixel_offset.max()) + LEAST_ROOM) // BLOCK_BYTES)
            known.row_bytes = min(blocks * BLOCK_BYTES, ROW_BYTES)
    if width < ROW_BYTES and None in headers:
        known.row_bytes = ROW_BYTES
        left = [row for row, header in enumerate(headers) if header is None]
        for row, header in zip(left, _understood([files[row] for row in left], known), strict=True):
            headers[row] = header
    return headers


@dataclass(frozen=True)
class _PixelSpans:
    """Where the pixel data stand in the files of one transfer syntax.

    Parameters
    ----------
    offsets, lengths
        First byte in the file; length as announced, or `UNDEFINED`.
    file_sizes, modified_ns
        Bytes of the files, and times of their last change.
    native
        Whether the transfer syntax is uncompressed.
    """

    offsets: Sequence[int]
    lengths: Sequence[int]
    file_sizes: Sequence[int]
    modified_ns: Sequence[int]
    native: bool

    def are_whole(self) -> list[bool]:
        """Whether the file has room for what it announces, and compressed pixels are encapsulated."""
        return [
            not self.native if length == UNDEFINED else offset + length <= size
            for offset, length, size in zip(self.offsets, self.lengths, self.file_sizes, strict=True)
        ]


def _headers(columns: Columns, pixels: _PixelSpans, files: Sequence[Path], syntax: str) -> Sequence[Header | None]:
    """Headers of files of one transfer syntax."""
    positions, places, rescales = columns.each(facts.POSITION), columns.of(facts.PLACE), columns.of(facts.RESCALE)
    formats = _formats(columns.of(facts.PIXELS), rescales)
    image_types = columns.of(facts.IMAGE_TYPE_VALUES)
    marks = [Column([""], len(files)) if fact is None else columns.of(fact) for fact in facts.MARK_FACTS]
    orientations, spacings = places.map(_orientation).each(), places.map(_spacing).each()
    # Columns go into the constructors as they are: an own loop would cost more than all else here.
    instances = frozen(
        Instance,
        files,
        columns.each(facts.SOP_INSTANCE_UID),
        columns.each(facts.SOP_CLASS_UID),
        repeat(syntax),
        columns.each(facts.INSTANCE_NUMBER),
        repeat(1),
        columns.each(facts.ROWS),
        columns.each(facts.COLUMNS),
        positions,
        orientations,
        spacings,
        formats.each(),
        _plain_pixels(columns, pixels, formats, rescales, syntax),
    )
    frames = frozen(
        FramePlace,
        positions,
        orientations,
        spacings,
        places.map(_thickness).each(),
        rescales.map(_slope).each(),
        rescales.map(_intercept).each(),
        repeat(()),
    )
    headers = frozen(
        Header,
        instances,
        columns.each(facts.STUDY),
        columns.each(facts.SERIES_UID),
        columns.each(facts.SERIES_NUMBER),
        columns.each(facts.SERIES_DESCRIPTION),
        columns.each(facts.MODALITY),
        columns.each(facts.BODY_PART),
        zip(frames, strict=True),
        repeat(""),
        image_types.each(),
        columns.each(facts.VIEW),
        columns.each(facts.KVP),
        columns.each(facts.ACQUISITION_TIME),
        _tuples(marks),
        repeat(""),
        columns.each(facts.SLICE_LOCATION),
        [position is None for position in positions],
    )
    sound = pixels.are_whole(), _soundness(columns, image_types)
    if all(map(all, sound)):
        return headers
    return [header if whole and plain else None for header, whole, plain in zip(headers, *sound, strict=True)]


def _orientation(place: FramePlace) -> Orientation | None:
    return place.orientation


def _spacing(place: FramePlace) -> tuple[float, float] | None:
    return place.pixel_spacing_mm


def _thickness(place: FramePlace) -> float | None:
    return place.thickness_mm


def _slope(rescale: tuple[float, float]) -> float:
    return rescale[0]


def _intercept(rescale: tuple[float, float]) -> float:
    return rescale[1]


def _soundness(columns: Columns, image_types: Column[tuple[str, ...]]) -> Sequence[bool]:
    """Whether the header is that of a picture with one frame which contradicts nothing."""
    checks = (
        columns.of(facts.FRAMES).map(_is_one),
        columns.of(facts.SOP_CLASS_UID).map(_is_picture),
        columns.of(facts.ROWS).map(_is_side),
        columns.of(facts.COLUMNS).map(_is_side),
        image_types.map(_is_no_mosaic),
        columns.readable,
    )
    return [all(values) for values in _tuples(checks)]


def _is_one(frames: int) -> bool:
    return frames == 1


def _is_picture(sop_class: str) -> bool:
    return bool(sop_class) and not kind_of(sop_class)


def _is_side(pixels: int | None) -> bool:
    return pixels is not None and 0 < pixels <= LARGEST_SIDE


def _is_no_mosaic(image_type: tuple[str, ...]) -> bool:
    return "MOSAIC" not in image_type


def _formats(formats: Column[PixelFormat], rescales: Column[tuple[float, float]]) -> Column[PixelFormat]:
    """Pixel formats with their rescale."""
    known: dict[tuple[int, tuple[float, float]], PixelFormat] = {}
    pairs = zip(formats.values, rescales.values, strict=True)
    if len(formats.values) != len(rescales.values):
        pairs = zip(formats.each(), rescales.each(), strict=True)
    result = []
    for pixel_format, rescale in pairs:
        key = id(pixel_format), rescale
        if key not in known:
            known[key] = replace(pixel_format, rescales=(rescale,))
        result.append(known[key])
    return Column(result, formats.count)


def _plain_pixels(
    columns: Columns,
    pixels: _PixelSpans,
    formats: Column[PixelFormat],
    rescales: Column[tuple[float, float]],
    syntax: str,
) -> Sequence[PlainPixels | None]:
    """Tell how to read the pixels at once, or None where they are not plain."""
    if not (pixels.native or syntax in SOUND_SYNTAXES):
        return [None] * len(pixels.offsets)
    lengths = pixels.lengths
    encapsulated = [not pixels.native and length == UNDEFINED for length in lengths]
    if not pixels.native:
        lengths = [size - offset for size, offset in zip(pixels.file_sizes, pixels.offsets, strict=True)]
    told = frozen(
        PlainPixels,
        pixels.offsets,
        lengths,
        pixels.file_sizes,
        pixels.modified_ns,
        columns.each(facts.HIGH_BIT),
        rescales.map(_slope).each(),
        rescales.map(_intercept).each(),
        columns.each(facts.VOIS),
        encapsulated,
    )
    sides = zip(columns.each(facts.ROWS), columns.each(facts.COLUMNS), strict=True)
    whole = [
        packed or (pixels.native and length == 2 * (rows or 0) * (across or 0))
        for packed, length, (rows, across) in zip(encapsulated, lengths, sides, strict=True)
    ]
    grey = formats.map(is_plain_grey).each()
    tables = columns.each(facts.HAS_TABLES)
    if all(whole) and all(grey) and not any(tables):
        return told
    sure = zip(told, whole, grey, tables, strict=True)
    return [one if is_whole and is_grey and not has_tables else None for one, is_whole, is_grey, has_tables in sure]


def _tuples(columns: Sequence[Column[T]]) -> Sequence[tuple[T, ...]]:
    """One tuple per file, with a value of each column."""
    if all(column.is_same for column in columns):
        return [tuple(column.values[0] for column in columns)] * columns[0].count
    return list(zip(*(column.each() for column in columns), strict=True))
