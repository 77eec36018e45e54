"""NRRD files, raw or gzip, read exactly; their voxels stand inside, or in a file beside a header of its own.

References
----------
"Definition of NRRD File Format", teem.sourceforge.net/nrrd/format.html.
"""

from __future__ import annotations

import gzip
import math
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from ai.volume import Affine
from ai.words import say
from app.errors import VolumeFileError
from app.imaging.budget import require_bytes
from app.imaging.stored_grid import GridFacts, StoredGrid, lps_affine
from app.imaging.voxel_bytes import chosen_place, incomplete, opened, read_array, require_plausible, skip

_SPACES: dict[str, tuple[float, float, float]] = {
    "left-posterior-superior": (1.0, 1.0, 1.0),
    "lps": (1.0, 1.0, 1.0),
    "right-anterior-superior": (-1.0, -1.0, 1.0),
    "ras": (-1.0, -1.0, 1.0),
    "left-anterior-superior": (1.0, -1.0, 1.0),
    "las": (1.0, -1.0, 1.0),
}
"""Signs that turn a space into LPS."""

_TYPES = {
    name: dtype
    for dtype, names in {
        "i1": "signed char,int8,int8_t",
        "u1": "uchar,unsigned char,uint8,uint8_t",
        "i2": "short,short int,signed short,signed short int,int16,int16_t",
        "u2": "ushort,unsigned short,unsigned short int,uint16,uint16_t",
        "i4": "int,signed int,int32,int32_t",
        "u4": "uint,unsigned int,uint32,uint32_t",
        "i8": "longlong,long long,long long int,signed long long,signed long long int,int64,int64_t",
        "u8": "ulonglong,unsigned long long,unsigned long long int,uint64,uint64_t",
        "f4": "float",
        "f8": "double",
    }.items()
    for name in names.split(",")
}

_LARGEST_LINE, _LARGEST_HEADER = 1 << 16, 1 << 20
"""Bytes of a line and of a header that are still plausible."""

_COLOUR_KINDS = frozenset({"rgb-color", "3-color"})

_VECTOR = re.compile(r"none|\(([^()]*)\)")


@dataclass(frozen=True, eq=False)
class _Header:
    """``fields`` and ``keys`` (with ``:=``) in lower case."""

    fields: dict[str, str]
    keys: dict[str, str]

    def field(self, *names: str) -> str:
        """Return the first field that is there, or ``""``."""
        return next((self.fields[name] for name in names if name in self.fields), "")


@dataclass(frozen=True, eq=False)
class _Layout:
    """How the axes of the file follow each other: (slices, rows, columns), colour inside them, volumes around them."""

    shape: tuple[int, int, int]
    is_rgb: bool
    volumes: int
    first_domain: int


def nrrd_facts(path: Path) -> GridFacts:
    """Read the head of an NRRD file; raises as `read_nrrd_grid`."""
    with opened(path) as plain:
        header = _header(path, plain)
        _data_file(path, header)
    _dtype(path, header)
    _is_compressed(path, header)
    layout = _layout(path, header)
    note = header.keys.get("note", "")
    return GridFacts(layout.shape, layout.is_rgb, layout.volumes, *_grid(path, header, layout), note)


def data_file(path: Path) -> Path | None:
    """Return the file beside an NRRD header that holds its voxels; None where they stand inside.

    Raises
    ------
    VolumeFileError
        As `read_nrrd_grid`; where there is no such file too.
    """
    with opened(path) as plain:
        return _data_file(path, _header(path, plain))


def read_nrrd_grid(
    path: Path, *, place: int | None = None, only: int | None = None, may_use_bytes: int | None = None
) -> StoredGrid:
    """Read an NRRD file; parameters and errors as for `app.imaging.nifti_read.read_nifti_grid`."""
    with opened(path) as plain:
        header = _header(path, plain)
        dtype, layout = _dtype(path, header), _layout(path, header)
        chosen = chosen_place(path, layout.volumes, place)
        compressed = _is_compressed(path, header)
        shape = layout.shape if only is None else (1, *layout.shape[1:])
        voxel_bytes = dtype.itemsize * (3 if layout.is_rgb else 1)
        one_bytes = math.prod(layout.shape) * voxel_bytes
        skipped = one_bytes * chosen + (only or 0) * math.prod(layout.shape[1:]) * voxel_bytes
        with _data(path, header, plain) as (beside, data):
            require_plausible(beside, one_bytes * (chosen + 1), compressed=compressed)
            require_bytes(math.prod(shape) * voxel_bytes, may_use_bytes, path.name)
            for _ in range(_whole(path, header.field("line skip", "lineskip") or "0")):
                if not data.readline(_LARGEST_LINE):
                    raise EOFError
            # GzipFile is a BinaryIO in all that is used of it here.
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=data)) if compressed else data
            before = _whole(path, header.field("byte skip", "byteskip") or "0")
            if before == -1 and not compressed:
                # The voxels are the end of the file.
                data.seek(beside.stat().st_size - one_bytes * layout.volumes)
            elif before < 0:
                raise incomplete(path)
            skip(stream, max(before, 0) + skipped)
            voxels = read_array(stream, (*shape, 3) if layout.is_rgb else shape, dtype)
    affine, axes_known, spacing_known = _grid(path, header, layout)
    return StoredGrid(voxels, affine, axes_known, spacing_known, header.keys.get("note", ""))


@contextmanager
def _data(path: Path, header: _Header, plain: BinaryIO) -> Iterator[tuple[Path, BinaryIO]]:
    """Give the file that holds the voxels, with its name."""
    beside = _data_file(path, header)
    if beside is None:
        yield path, plain
        return
    with opened(beside) as data:
        yield beside, data


def _data_file(path: Path, header: _Header) -> Path | None:
    """Find the file that a header names: only one in its own folder, chosen from what stands there."""
    told = header.field("data file", "datafile")
    if not told:
        return None
    name = told.removeprefix("./")
    if told.split()[0] == "LIST" or "%" in told:
        raise VolumeFileError(
            say("{file} keeps its voxels in several files, which is not read.", file=path.name),
            say("Save it as one .nrrd file."),
        )
    with os.scandir(path.parent) as entries:
        # What stands in a file never becomes a path: the folder is asked which of its files has this name.
        found = [entry for entry in entries if entry.name == name and entry.is_file(follow_symlinks=False)]
    if not found or found[0].name == path.name:
        raise VolumeFileError(
            say("{file} keeps its voxels in another file, which is not beside it.", file=path.name),
            say("Put both files into one folder, or save it as one .nrrd file."),
        )
    return path.parent / found[0].name


def _header(path: Path, stream: BinaryIO) -> _Header:
    if not re.fullmatch(rb"NRRD000[1-5]\r?\n", stream.readline(16)):
        raise VolumeFileError(
            say("{file} is no NRRD file.", file=path.name), say("Choose a .nii, .nii.gz or .nrrd file.")
        )
    fields: dict[str, str] = {}
    keys: dict[str, str] = {}
    seen = 0
    while True:
        raw = stream.readline(_LARGEST_LINE)
        if not raw and ("data file" in fields or "datafile" in fields):
            # A header of its own may end with its last line.
            break
        seen += len(raw)
        if not raw.endswith(b"\n") or seen > _LARGEST_HEADER:
            raise incomplete(path)
        line = raw.decode("utf-8", "replace").strip()
        if not line:
            break
        if line.startswith("#"):
            continue
        key, is_key, value = line.partition(":=")
        name, is_field, told = line.partition(": ")
        if is_field and not (is_key and len(key) < len(name)):
            fields[name.strip().lower()] = told.strip()
        elif is_key:
            keys[key.strip().lower()] = value.strip()
    return _Header(fields, keys)


def _dtype(path: Path, header: _Header) -> np.dtype[Any]:
    name = header.field("type").lower()
    if name not in _TYPES:
        raise VolumeFileError(
            say(
                "{file} holds values of a kind that is not read ({kind}).",
                file=path.name,
                kind=name[:40] or say("no type"),
            ),
            say("Save it as whole numbers or floats, one value per voxel."),
        )
    dtype = np.dtype(_TYPES[name])
    if dtype.itemsize == 1:
        return dtype
    endian = header.field("endian").lower()
    if endian not in ("little", "big"):
        raise incomplete(path)
    return dtype.newbyteorder("<" if endian == "little" else ">")


def _is_compressed(path: Path, header: _Header) -> bool:
    encoding = header.field("encoding").lower()
    if encoding not in ("raw", "gzip", "gz"):
        raise VolumeFileError(
            say(
                "{file} is written in an encoding that is not read ({encoding}).",
                file=path.name,
                encoding=encoding[:40] or say("none"),
            ),
            say("Save it with encoding raw or gzip."),
        )
    return encoding != "raw"


def _layout(path: Path, header: _Header) -> _Layout:
    sizes = [_whole(path, size) for size in header.field("sizes").split()]
    kinds = header.field("kinds").lower().split()
    if len(sizes) != _whole(path, header.field("dimension")) or not sizes or len(sizes) > 16 or min(sizes) < 1:
        raise incomplete(path)
    directions = _VECTOR.findall(header.field("space directions"))
    if directions and len(directions) != len(sizes):
        raise incomplete(path)
    without = [not one for one in directions] or [False] * len(sizes)
    is_rgb = sizes[0] == 3 and bool(kinds) and kinds[0] in _COLOUR_KINDS and header.field("type") in _COLOUR_TYPES
    first = 1 if is_rgb else 0
    domain = sizes[first:]
    if not is_rgb and (without[0] or (kinds and kinds[0] in _VALUES_PER_VOXEL)):
        raise VolumeFileError(
            say("{file} holds {count} values for each voxel.", file=path.name, count=sizes[0]),
            say("Save it with one value per voxel."),
        )
    if len(domain) > 4:
        raise VolumeFileError(
            say("{file} has {count} axes; volumes have 3.", file=path.name, count=len(domain)),
            say("Save one volume of it."),
        )
    columns, rows, slices, volumes = [*domain, 1, 1, 1][:4] if len(domain) < 4 else domain
    return _Layout((slices, rows, columns), is_rgb, volumes, first)


_COLOUR_TYPES = frozenset(name for name, dtype in _TYPES.items() if dtype == "u1")

_VALUES_PER_VOXEL = frozenset({"list", "vector", "scalar", "complex", "quaternion", "hsv-color", "4-color"})
"""Kinds of a first axis that runs through the values of one voxel; directions "none" tell the same."""


def _grid(path: Path, header: _Header, layout: _Layout) -> tuple[Affine, bool, bool]:
    """Affine, and whether the file tells directions and spacing."""
    told = header.field("space").lower()
    signs = _SPACES.get(told.removesuffix("-time"), (1.0, 1.0, 1.0))
    vectors = [_numbers(path, inner) for inner in _VECTOR.findall(header.field("space directions")) if inner]
    units = set(re.findall(r'"([^"]*)"', header.field("space units"))) - {"", "mm", "s", "ms"}
    if units:
        raise VolumeFileError(
            say("{file} counts space in another unit than mm.", file=path.name), say("Save it in mm.")
        )
    if len(vectors) == 3 and all(len(vector) == 3 for vector in vectors):
        origin = _numbers(path, header.field("space origin").strip("() ")) or [0.0, 0.0, 0.0]
        affine = lps_affine(np.array(vectors).T, np.array(origin), to_lps=signs) if len(origin) == 3 else None
        if affine is None:
            raise incomplete(path)
        return affine, told.removesuffix("-time") in _SPACES, True
    words = header.field("spacings").split()[layout.first_domain :][:3]
    spacing = [_number(path, word) for word in words]
    known = len(spacing) == 3 and all(math.isfinite(step) and step > 0 for step in spacing)
    affine = lps_affine(np.diag(spacing if known else [1.0] * 3), np.zeros(3), to_lps=(1.0, 1.0, 1.0))
    if affine is None:
        raise incomplete(path)
    return affine, False, known


def _numbers(path: Path, text: str) -> list[float]:
    return [_number(path, word) for word in text.split(",")] if text else []


def _number(path: Path, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise incomplete(path) from error


def _whole(path: Path, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,12}", text, re.ASCII):
        raise incomplete(path)
    return int(text)
