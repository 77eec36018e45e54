"""PNG and JPEG files of a site: told apart by their content, read as grey pictures or refused with a reason."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from ai.errors import TrainingDataError
from ai.words import say

Grey: TypeAlias = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]
"""(rows, columns) or, while it is decoded, (rows, columns, channels)."""

PNG_START, JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"

_PNG_END, _JPEG_END = b"IEND", b"\xff\xd9"

LARGEST_PIXELS = 100_000_000
"""Pixels of a picture: four times those of the largest film. A small file may unpack into far more."""

LARGEST_BYTES = 1 << 30

_TAIL_BYTES = 4096
"""Bytes at the end of a file that must hold its end mark; some programs append a few of their own."""


def is_picture(path: Path) -> bool:
    """Whether the first bytes are those of a PNG or JPEG file; the name does not count."""
    with path.open("rb") as file:
        start = file.read(len(PNG_START))
    return start == PNG_START or start.startswith(JPEG_START)


def read_grey(path: Path) -> Grey:
    """Read a picture as grey.

    Returns
    -------
    array
        (rows, columns), uint8, or uint16 where the file has 16 bits; colour is weighted as a screen shows it (BT.601),
        transparency is ignored.

    Raises
    ------
    TrainingDataError
        Where it cannot be read or ends too early; the message does not name the file.
    """
    picture = _decode(path)
    if picture.ndim == 2:
        return picture
    if picture.shape[2] < 3:
        return picture[..., 0]
    return _unsigned(cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_BGR2GRAY))


def read_flags(path: Path) -> Grey:
    """Read a mask picture with its values as they are: (rows, columns).

    Raises
    ------
    TrainingDataError
        Where it is no PNG (a JPEG changes values), is in colour, or cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(PNG_START)) != PNG_START:
            raise TrainingDataError(say("The mask is not a PNG file; other formats change its values."))
    picture = _decode(path)
    if picture.ndim == 3:
        channels = picture[..., :3]
        if (channels != channels[..., :1]).any():
            raise TrainingDataError(say("The mask is in colour; it must hold one value per pixel."))
        picture = channels[..., 0]
    return picture


def _decode(path: Path) -> Grey:
    if path.stat().st_size > LARGEST_BYTES:
        raise TrainingDataError(say("The file is larger than a picture can be."))
    data = path.read_bytes()
    _require_size(data)
    end = _PNG_END if data.startswith(PNG_START) else _JPEG_END
    if end not in data[-_TAIL_BYTES:]:
        # The decoder would fill the missing rest with grey and say nothing.
        raise TrainingDataError(say("The file ends too early."))
    try:
        picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        raise TrainingDataError(say("The picture cannot be decoded.")) from error
    if picture is None or picture.dtype not in (np.uint8, np.uint16):
        raise TrainingDataError(say("The picture cannot be decoded."))
    return _unsigned(picture)


def _require_size(data: bytes) -> None:
    """Refuse a picture by the size in its header, before it is unpacked."""
    size = _png_size(data) if data.startswith(PNG_START) else _jpeg_size(data)
    if size is not None and size[0] * size[1] > LARGEST_PIXELS:
        raise TrainingDataError(
            say(
                "The picture has {columns} × {rows} pixels, more than {most} million.",
                columns=size[1],
                rows=size[0],
                most=LARGEST_PIXELS // 1_000_000,
            )
        )


def _png_size(data: bytes) -> tuple[int, int] | None:
    """(rows, columns) of the header, PNG (ISO 15948) 11.2.2; None where it is cut."""
    if len(data) < 24:
        return None
    columns, rows = struct.unpack(">II", data[16:24])
    return rows, columns


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """(rows, columns) of the first frame header, ISO 10918-1 B.2.2; None where there is none."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            rows, columns = struct.unpack(">HH", data[at + 5 : at + 9])
            return rows, columns
        else:
            at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _unsigned(picture: npt.NDArray[Any]) -> Grey:
    if picture.dtype == np.uint8:
        return picture.astype(np.uint8, copy=False)
    return picture.astype(np.uint16, copy=False)
