"""One frame of a file → stored values; PS3.5 section 8, PS3.3 C.7.6.3."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ai.words import say
from app.dicom.files.dicom_file import DicomFile
from app.dicom.pixels.compressed_frames import CompressedFrames
from app.dicom.pixels.frame_format import DAMAGED, NATIVE, Frame, format_of
from app.dicom.pixels.native_frames import NativeFrames
from app.dicom.pixels.palette import Palette, palette_of
from app.dicom.pixels.quarantine import Quarantine
from app.errors import DicomReadError


class FrameDecoder:
    """Decodes the frames of one file; keeps what they share. May be asked by several threads at once.

    Parameters
    ----------
    file
        A file with pixel data; its header is only read.
    quarantine
        Where compressed frames are decoded that are not plainly sound, shared by the files of a series; one of its own
        unless given.

    Raises
    ------
    app.errors.DicomReadError
        When the pixels are of a kind that cannot be decoded, or the file is shorter than it says.
    """

    def __init__(self, file: DicomFile, quarantine: Quarantine | None = None) -> None:
        self._header = file.header
        self._format = format_of(file)
        order = NATIVE.get(file.transfer_syntax)
        self._frames: NativeFrames | CompressedFrames = (
            NativeFrames(file, self._format, order)
            if order is not None
            else CompressedFrames(file, self._format, quarantine or Quarantine())
        )
        self._palette: Palette | None = None

    @property
    def warning(self) -> str:
        """A sentence about what the file holds besides the frames that it announces, or ``""``."""
        return self._frames.warning

    def frame(self, number: int, offered: npt.NDArray[np.int16] | None = None) -> Frame:
        """Decode a frame.

        Parameters
        ----------
        number
            From 0.
        offered
            (rows, columns) int16, C order: memory that the values may be put into. They are where it is what is
            returned, or seen as uint16; else it holds anything.

        Returns
        -------
        numpy.ndarray
            (rows, columns) stored values, or (rows, columns, 3) uint8 RGB. A new array, one that is read-only, or
            ``offered``.
        """
        if not 0 <= number < self._format.frames:
            raise DicomReadError(say("The file holds fewer frames than when the folder was read."), DAMAGED)
        if self._format.photometric == "PALETTE COLOR":
            if self._palette is None:
                self._palette = palette_of(self._header)
            return self._palette.apply(self._frames.frame(number))
        return self._frames.frame(number, offered)
