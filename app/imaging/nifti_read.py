"""NIfTI-1 and NIfTI-2 files, read exactly: values, scaling, sheared grids, both byte orders.

References
----------
nifti1.h and nifti2.h of the NIfTI Data Format Working Group, 2003 and 2011.
"""

from __future__ import annotations

import gzip
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import numpy.typing as npt

from ai.volume import Affine, Voxels
from ai.words import say
from app.errors import VolumeFileError
from app.imaging.budget import require_bytes
from app.imaging.stored_grid import FARTHEST_MM, SHORTEST_STEP_MM, GridFacts, StoredGrid, lps_affine
from app.imaging.voxel_bytes import (
    GZIP,
    chosen_place,
    incomplete,
    opened,
    read_array,
    read_head,
    require_plausible,
    skip,
)

_RAS_TO_LPS = (-1.0, -1.0, 1.0)

_TYPES = {
    2: "u1",
    4: "i2",
    8: "i4",
    16: "f4",
    64: "f8",
    128: "u1",
    256: "i1",
    512: "u2",
    768: "u4",
    1024: "i8",
    1280: "u8",
}
"""``datatype`` codes of real values, and of RGB."""

_RGB = 128

_MM = {0: 1.0, 1: 1000.0, 2: 1.0, 3: 0.001}
"""Millimetres in the unit of space, the lower three bits of ``xyzt_units``."""

_SCANNER = 1
"""``sform_code`` and ``qform_code`` of the scanner's own coordinates; larger ones are of an atlas or another scan."""

_HALF_TURN = 1e-7
"""Square of the quaternion's first part up to which it is 0, as in the reference code of the format."""

_LARGEST_OFFSET = 1 << 26
"""Bytes of extensions before the voxels that are still plausible."""

_FIELDS_1 = [
    ("sizeof_hdr", "i4"), ("_unused", "V36"), ("dim", "i2", 8), ("_intent", "V14"), ("datatype", "i2"),
    ("bitpix", "i2"), ("_start", "V2"), ("pixdim", "f4", 8), ("vox_offset", "f4"), ("scl_slope", "f4"),
    ("scl_inter", "f4"), ("_slice", "V3"), ("xyzt_units", "u1"), ("_cal", "V24"), ("descrip", "S80"),
    ("_aux", "V24"), ("qform_code", "i2"), ("sform_code", "i2"), ("quatern", "f4", 3), ("qoffset", "f4", 3),
    ("srow", "f4", (3, 4)), ("_name", "V16"), ("magic", "V4"),
]  # fmt: skip

_FIELDS_2 = [
    ("sizeof_hdr", "i4"), ("magic", "V8"), ("datatype", "i2"), ("bitpix", "i2"), ("dim", "i8", 8),
    ("_intent", "V24"), ("pixdim", "f8", 8), ("vox_offset", "i8"), ("scl_slope", "f8"), ("scl_inter", "f8"),
    ("_cal", "V48"), ("descrip", "S80"), ("_aux", "V24"), ("qform_code", "i4"), ("sform_code", "i4"),
    ("quatern", "f8", 3), ("qoffset", "f8", 3), ("srow", "f8", (3, 4)), ("_slice", "V4"), ("xyzt_units", "i4"),
    ("_rest", "V36"),
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Header:
    """The part of the header that matters here.

    Parameters
    ----------
    shape
        (slices, rows, columns).
    volumes
        How many of these follow each other.
    """

    shape: tuple[int, int, int]
    volumes: int
    dtype: np.dtype[Any]
    is_rgb: bool
    offset: int
    slope: float
    intercept: float
    affine_lps: Affine
    axes_known: bool
    spacing_known: bool
    note: str


def nifti_facts(path: Path) -> GridFacts:
    """Read the head of a NIfTI file; raises as `read_nifti_grid`."""
    with opened(path) as plain:
        header = _header(path, _record(path, _inflated(plain))[0])
    return GridFacts(
        header.shape,
        header.is_rgb,
        header.volumes,
        header.affine_lps,
        header.axes_known,
        header.spacing_known,
        header.note,
    )


def read_nifti_grid(
    path: Path, *, place: int | None = None, only: int | None = None, may_use_bytes: int | None = None
) -> StoredGrid:
    """Read a NIfTI file.

    Parameters
    ----------
    path
        Inflated where it is gzip, whatever its name.
    place
        Which of several volumes, from 0; needed where there are several.
    only
        The one slice to read, from 0, under the affine of the whole; None reads all.
    may_use_bytes
        Memory that the voxels may take; None asks for nothing.

    Raises
    ------
    VolumeFileError
        As one sentence: no NIfTI file, incomplete, of a kind that is not read.
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    with opened(path) as plain:
        stream = _inflated(plain)
        record, length = _record(path, stream)
        header = _header(path, record)
        place = chosen_place(path, header.volumes, place)
        voxel_bytes = header.dtype.itemsize * (3 if header.is_rgb else 1)
        one_bytes = math.prod(header.shape) * voxel_bytes
        chosen = header.shape if only is None else (1, *header.shape[1:])
        # A scaled volume is float beside the stored one for a moment.
        extra = 0 if _is_plain(header) else math.prod(chosen) * 8
        require_plausible(path, header.offset + one_bytes * (place + 1), compressed=stream is not plain)
        require_bytes(math.prod(chosen) * voxel_bytes + extra, may_use_bytes, path.name)
        before = (only or 0) * math.prod(header.shape[1:]) * voxel_bytes
        skip(stream, header.offset - length + one_bytes * place + before)
        voxels = read_array(stream, (*chosen, 3) if header.is_rgb else chosen, header.dtype)
    return StoredGrid(_scaled(voxels, header), header.affine_lps, header.axes_known, header.spacing_known, header.note)


def _inflated(plain: BinaryIO) -> BinaryIO:
    """Return what inflates the file where it is gzip, else the file itself."""
    compressed = plain.read(2) == GZIP
    plain.seek(0)
    # GzipFile is a BinaryIO in all that is used of it here.
    return cast(BinaryIO, gzip.GzipFile(fileobj=plain)) if compressed else plain


def _record(path: Path, stream: BinaryIO) -> tuple[np.void, int]:
    """Read the header in its version and byte order, and tell its length."""
    head = stream.read(4)
    for fields, length in ((_FIELDS_1, 348), (_FIELDS_2, 540)):
        for order in "<>":
            if len(head) == 4 and int.from_bytes(head, "little" if order == "<" else "big") == length:
                dtype = np.dtype(cast(Any, fields)).newbyteorder(order)
                record = np.frombuffer(head + read_head(stream, length - 4), dtype)[0]
                magic = bytes(record["magic"])
                if magic[:3] in (b"n+1", b"n+2"):
                    return record, length
                if magic[:3] in (b"ni1", b"ni2"):
                    raise VolumeFileError(
                        say("{file} keeps its voxels in a second file, which is not read.", file=path.name),
                        say("Save it as one .nii or .nii.gz file."),
                    )
    raise VolumeFileError(say("{file} is no NIfTI file.", file=path.name), say("Choose a .nii, .nii.gz or .nrrd file."))


def _header(path: Path, record: np.void) -> _Header:
    dims = [int(length) for length in record["dim"]]
    used = dims[1 : dims[0] + 1] if 1 <= dims[0] <= 7 else []
    if not used or min(used) < 1:
        raise incomplete(path)
    columns, rows, slices, *more = [*used, 1, 1][: max(len(used), 3)]
    code = int(record["datatype"])
    if code not in _TYPES:
        raise VolumeFileError(
            say("{file} holds values of a kind that is not read (NIfTI datatype {code}).", file=path.name, code=code),
            say("Save it as whole numbers or floats, one value per voxel."),
        )
    dtype = np.dtype(_TYPES[code]).newbyteorder(record.dtype["datatype"].byteorder)
    offset = float(record["vox_offset"])
    if not (record.dtype.itemsize <= offset <= _LARGEST_OFFSET):
        raise incomplete(path)
    # Damaged numbers may be of any size; what comes out of them is looked at.
    with np.errstate(all="ignore"):
        affine, axes_known, spacing_known = _grid(record)
    slope, intercept = float(record["scl_slope"]), float(record["scl_inter"])
    if slope == 0 or not (math.isfinite(slope) and math.isfinite(intercept)):
        slope, intercept = 1.0, 0.0
    return _Header(
        shape=(slices, rows, columns),
        volumes=math.prod(more),
        dtype=dtype,
        is_rgb=code == _RGB,
        offset=int(offset),
        slope=slope,
        intercept=intercept,
        affine_lps=affine,
        axes_known=axes_known,
        spacing_known=spacing_known,
        note=bytes(record["descrip"]).split(b"\0")[0].decode("latin-1").strip(),
    )


def _grid(record: np.void) -> tuple[Affine, bool, bool]:
    """Affine, and whether the file tells directions and spacing.

    Of two transforms the one in the scanner's own coordinates counts, the sform before the qform: so does SimpleITK.
    """
    mm = _MM.get(int(record["xyzt_units"]) & 7, 1.0)
    pixdim = np.abs(record["pixdim"][1:4].astype(np.float64))
    usable = (pixdim * mm >= SHORTEST_STEP_MM) & (pixdim * mm <= FARTHEST_MM)
    spacing_known = bool(usable.all())
    spacing = np.where(usable, pixdim * mm, 1.0)
    sform, qform = int(record["sform_code"]), int(record["qform_code"])
    forms = [_sform(record, mm)] if sform > 0 else []
    if qform > 0:
        forms.insert(1 if sform == _SCANNER else 0, _qform(record, spacing, mm))
    for affine in forms:
        if affine is not None:
            return affine, True, True
    plain = lps_affine(np.diag(spacing), np.zeros(3), to_lps=(1.0, 1.0, 1.0))
    assert plain is not None
    return plain, False, spacing_known


def _sform(record: np.void, mm: float) -> Affine | None:
    rows = record["srow"].astype(np.float64) * mm
    return lps_affine(rows[:, :3], rows[:, 3], to_lps=_RAS_TO_LPS)


def _qform(record: np.void, spacing: npt.NDArray[np.float64], mm: float) -> Affine | None:
    b, c, d = (float(part) for part in record["quatern"])
    if not math.isfinite(b * b + c * c + d * d):
        return None
    rest = 1.0 - b * b - c * c - d * d
    # What single precision leaves of half a turn is no angle.
    a = math.sqrt(rest) if rest > _HALF_TURN else 0.0
    length = math.sqrt(a * a + b * b + c * c + d * d)
    a, b, c, d = (part / length for part in (a, b, c, d))
    turn = np.array(
        [
            [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
            [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
            [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
        ]
    )
    # The sign of pixdim[0], "qfac", says whether the third axis is turned round.
    backwards = -1.0 if float(record["pixdim"][0]) < 0 else 1.0
    offset = record["qoffset"].astype(np.float64) * mm
    return lps_affine(turn * spacing * [1.0, 1.0, backwards], offset, to_lps=_RAS_TO_LPS)


def _is_plain(header: _Header) -> bool:
    return header.is_rgb or (header.slope, header.intercept) == (1.0, 0.0)


def _scaled(voxels: Voxels, header: _Header) -> Voxels:
    """Apply ``scl_slope`` and ``scl_inter``; whole numbers that stay whole stay integers."""
    if _is_plain(header):
        return voxels
    whole = voxels.dtype.kind in "iu" and voxels.dtype.itemsize <= 4
    if whole and header.slope.is_integer() and header.intercept.is_integer():
        ends = [int(end) * int(header.slope) + int(header.intercept) for end in (voxels.min(), voxels.max())]
        for dtype in (np.int16, np.int32):
            if np.iinfo(dtype).min <= min(ends) and max(ends) <= np.iinfo(dtype).max:
                scaled = voxels.astype(np.int64) * int(header.slope) + int(header.intercept)
                return scaled.astype(dtype)
    narrow = voxels.dtype.itemsize <= 2 or voxels.dtype == np.float32
    with np.errstate(all="ignore"):
        values = voxels.astype(np.float64)
        values *= header.slope
        values += header.intercept
        return values.astype(np.float32) if narrow else values
