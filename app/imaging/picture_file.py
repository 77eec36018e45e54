"""PNG, JPEG and TIFF files: their pixels as stored, and what little they tell of themselves.

Of what such a file tells beside its pixels only orientation and resolution are read: place, time, camera and names that
a telephone or a program wrote into it go nowhere.

References
----------
TIFF Revision 6.0, 1992. CIPA DC-008 (EXIF 2.32), 4.6.4 A: Orientation.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageFile, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from ai.volume import Voxels
from ai.words import say
from app.errors import PictureFileError
from app.imaging.budget import require_bytes
from app.imaging.image_source import ImageKind, PixelSize
from app.imaging.picture_pixels import grey_if_equal, may_be_colour, page_pixels
from app.imaging.picture_resolution import told_size
from app.imaging.silence import mute, quiet_readers

LARGEST_PIXELS = 1 << 27
"""Pixels of a page; a digitised film has a fifth. Small files may unpack to anything."""

MOST_PAGES = 10_000

FAULTS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, EOFError,
    AssertionError, struct.error, zlib.error, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow raises on damaged files."""

mute("PIL")


class _Tiff(TiffImagePlugin.TiffImageFile):
    """Left as stored: Pillow turns a TIFF by its orientation as it loads it, some kinds of it twice (version 13)."""

    def load_end(self) -> None:
        """Do nothing: the picture is turned where those of the other formats are."""


_READERS: dict[ImageKind, Callable[[BinaryIO], ImageFile.ImageFile]] = {
    ImageKind.PNG: PngImagePlugin.PngImageFile,
    ImageKind.JPEG: JpegImagePlugin.JpegImageFile,
    ImageKind.TIFF: _Tiff,
}
"""Called by name: `PIL.Image.open` would try every format that it knows."""

_ORIENTATION, _PHOTOMETRIC = 274, 262
"""Tags of TIFF 6.0 and EXIF."""

_WIDTH, _LENGTH = 256, 257

_TURNS = {2: (0, True), 3: (2, False), 4: (2, True), 5: (3, True), 6: (3, False), 7: (1, True), 8: (1, False)}
"""EXIF orientation → quarter turns counter-clockwise, then whether mirrored left to right."""

_LYING = frozenset({5, 6, 7, 8})
"""Orientations that make columns of rows."""


@dataclass(frozen=True)
class PictureFacts:
    """What the head of a picture tells.

    Parameters
    ----------
    pages
        Which of the pages of the file are slices, from 0: those like the first.
    rows, columns
        As shown, after the orientation.
    is_colour
        Whether it may hold colour; pixels of equal red, green and blue turn out grey.
    told
        Size of the pixels that follows from its resolution, or None.
    warnings
        Sentences: turned by its orientation, pages left out.
    """

    pages: tuple[int, ...]
    rows: int
    columns: int
    is_colour: bool
    told: PixelSize | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Pages:
    """The pixels of a picture.

    Parameters
    ----------
    voxels
        (pages, rows, columns) in their own dtype, or (pages, rows, columns, 3) RGB uint8.
    inverted
        Whether small values are white (TIFF, photometric interpretation 0) and were left as they are.
    warnings
        Sentences that only the pixels showed.
    """

    voxels: Voxels
    inverted: bool
    warnings: tuple[str, ...]


def picture_facts(path: Path, kind: ImageKind) -> PictureFacts:
    """Read the head of a picture.

    Raises
    ------
    PictureFileError
        As one sentence: cannot be read, damaged, of a kind that is not known, too large.
    """
    with _opened(path, kind) as image:
        turn = _turn(image)
        like = _stack_key(image)
        chosen, others = [0], 0
        for page in range(1, _page_count(path, image)):
            image.seek(page)
            if _stack_key(image) == like:
                chosen.append(page)
            else:
                others += 1
        image.seek(0)
        columns, rows = _stored_size(image)
        if turn in _LYING:
            rows, columns = columns, rows
        warnings: list[str] = []
        if turn != 1:
            warnings.append(say("The picture was turned as its file says (EXIF orientation {turn}).", turn=turn))
        if others:
            warnings.append(
                say("1 page of another size or kind left out.")
                if others == 1
                else say("{count} pages of another size or kind left out.", count=others)
            )
        return PictureFacts(
            tuple(chosen),
            rows,
            columns,
            may_be_colour(image),
            told_size(image, swaps=turn in _LYING),
            tuple(warnings),
        )


def read_pages(path: Path, kind: ImageKind, pages: tuple[int, ...], *, may_use_bytes: int | None = None) -> Pages:
    """Read pages of a picture.

    Parameters
    ----------
    path, kind
        The file.
    pages
        Some of `PictureFacts.pages`.
    may_use_bytes
        Memory that the pixels may take; None asks for nothing.

    Raises
    ------
    PictureFileError
        As `picture_facts`.
    ai.errors.MemoryShort
        Before anything was decoded.
    """
    with _opened(path, kind) as image:
        # Asked before any pixel is unpacked: a page as decoded, as colour, and once more in the volume.
        columns, rows = _stored_size(image)
        require_bytes(rows * columns * (8 + 8 * len(pages)), may_use_bytes, path.name)
        said: Counter[str] = Counter()
        planes = []
        for page in pages:
            image.seek(page)
            turn = _turn(image)
            planes.append(_upright(page_pixels(path, image, kind, said), turn))
        inverted = planes[0].ndim == 2 and planes[0].itemsize > 1 and _is_white_zero(image, kind)
    return Pages(_stacked(path, planes), inverted, tuple(said))


@contextmanager
def _opened(path: Path, kind: ImageKind) -> Iterator[ImageFile.ImageFile]:
    """Open a plain file with the one reader of its kind; what that raises becomes a sentence."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PictureFileError(say("{file} is no file.", file=path.name), say("Choose a picture."))
        with path.open("rb") as file, quiet_readers():
            image = _READERS[kind](file)
            columns, rows = _stored_size(image)
            if columns * rows > LARGEST_PIXELS:
                raise PictureFileError(
                    say(
                        "{file} has {columns} × {rows} pixels; up to {millions} million are read.",
                        file=path.name,
                        columns=columns,
                        rows=rows,
                        millions=LARGEST_PIXELS // 1_000_000,
                    ),
                    say("Save a smaller part of it."),
                )
            yield image
    except FAULTS as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise PictureFileError(
                say("{file} cannot be read: {reason}.", file=path.name, reason=error.strerror), say("Check the file.")
            ) from error
        raise PictureFileError(
            say(
                "{file} is a {kind} file that is damaged or of a kind that is not read.",
                file=path.name,
                kind=kind.value,
            ),
            say("Copy it again from its source, or save it anew as PNG."),
        ) from error
    except MemoryError as error:
        raise PictureFileError(
            say("{file} needs more memory than there is.", file=path.name), say("Close other programs.")
        ) from error


def _page_count(path: Path, image: ImageFile.ImageFile) -> int:
    count = int(getattr(image, "n_frames", 1)) if isinstance(image, TiffImagePlugin.TiffImageFile) else 1
    if count > MOST_PAGES:
        raise PictureFileError(
            say(
                "{file} has {count} pages; up to {most} are read.",
                file=path.name,
                count=count,
                most=MOST_PAGES,
            ),
            say("Split the file."),
        )
    return count


def _stack_key(image: ImageFile.ImageFile) -> tuple[object, ...]:
    """Tell what pages of one stack share."""
    return _stored_size(image), _turn(image) in _LYING, image.mode


def _stored_size(image: ImageFile.ImageFile) -> tuple[int, int]:
    """(columns, rows) before the orientation."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return int(image.tag_v2[_WIDTH]), int(image.tag_v2[_LENGTH])
    return image.size


def _turn(image: ImageFile.ImageFile) -> int:
    """EXIF orientation, 1 to 8; 1 where none is told.

    `PIL.Image.Image.getexif` is not asked: it reads all pixels of a PNG first, and would swallow their faults here.
    """
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        told = image.tag_v2.get(_ORIENTATION, 1)
    else:
        told = _exif_orientation(image.info.get("exif"))
    return told if isinstance(told, int) and told in _TURNS else 1


def _exif_orientation(block: object) -> object:
    exif = Image.Exif()
    try:
        if isinstance(block, bytes):
            exif.load(block)
        return exif.get(_ORIENTATION, 1)
    except FAULTS:
        return 1


def _upright(plane: Voxels, turn: int) -> Voxels:
    """Turn (rows, columns[, 3]) as the orientation says."""
    if turn not in _TURNS:
        return plane
    quarters, mirrored = _TURNS[turn]
    turned = np.rot90(plane, quarters)
    return turned[:, ::-1] if mirrored else turned


def _stacked(path: Path, planes: list[Voxels]) -> Voxels:
    """Stack pages; grey ones that were saved in colour become grey where all are."""
    reduced = [plane if plane.ndim == 2 else grey_if_equal(plane) for plane in planes]
    planes.clear()
    if any(plane.ndim == 3 for plane in reduced):
        reduced = [plane if plane.ndim == 3 else np.repeat(plane[..., np.newaxis], 3, axis=2) for plane in reduced]
    if len({plane.shape for plane in reduced}) != 1:
        raise PictureFileError(
            say("{file} has pages of different sizes.", file=path.name), say("Save the pages as files of their own.")
        )
    return np.stack(reduced)


def _is_white_zero(image: ImageFile.ImageFile, kind: ImageKind) -> bool:
    """Whether a TIFF counts from white; Pillow turns 8 bits round by itself."""
    return isinstance(image, TiffImagePlugin.TiffImageFile) and image.tag_v2.get(_PHOTOMETRIC) == 0
