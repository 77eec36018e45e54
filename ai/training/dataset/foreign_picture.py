"""PNG and JPEG files of a site: told apart by their content, read as grey pictures or refused with a reason."""

from __future__ import annotations

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
    data = path.read_bytes()
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


def _unsigned(picture: npt.NDArray[Any]) -> Grey:
    if picture.dtype == np.uint8:
        return picture.astype(np.uint8, copy=False)
    return picture.astype(np.uint16, copy=False)
