"""The file as pydicom reads a header from it: no more of it than a header can have, however long it says it is."""

from __future__ import annotations

import os
from typing import BinaryIO

LARGEST_VALUE = 64 << 20
"""Bytes of a value before the pixel data that is read; longer ones (documents, raw data) are passed over."""

LARGEST_HEADER = 512 << 20
"""Bytes that are read before the pixel data; a header of 20,000 frames has a tenth of that."""

MOST_READS = 8_000_000
"""pydicom reads an element in two or three pieces; that many take it some ten seconds."""

MOST_ALIKE = 5000
"""Equal pieces of eight bytes on end: empty items, or zeros that pass for them. Each costs pydicom a data set."""

_HEAD_BYTES = 8


class HeaderBytes:
    """A file that refuses to be read without end; has what pydicom asks of a file.

    A sequence of undefined length before a hole of 30 GB is one of empty items without end; a value of 4 GB costs as
    much memory. Such a file raises an OSError here.

    Parameters
    ----------
    file
        Open for reading.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._bytes_left = LARGEST_HEADER
        self._reads_left = MOST_READS
        self._last = b""
        self._alike = 0

    def read(self, count: int = -1) -> bytes:
        """Read so many bytes, fewer where the file ends."""
        self._reads_left -= 1
        if not 0 <= count <= LARGEST_VALUE or self._reads_left < 0:
            raise OSError("too long for a header")
        data = self._file.read(count)
        self._bytes_left -= count
        if count == _HEAD_BYTES:
            if data == self._last:
                self._alike += 1
            else:
                self._last, self._alike = data, 0
        if self._bytes_left < 0 or self._alike > MOST_ALIKE:
            raise OSError("too much for a header")
        return data

    def tell(self) -> int:
        """Return the place in the file."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the file."""
        return self._file.seek(offset, whence)
