"""The cursors of a walk through many files at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.dicom.headers.quick_element import Mask
from app.dicom.headers.quick_rows import Longs


@dataclass
class Front:
    """The cursors of files that walk together.

    Parameters
    ----------
    rows, at
        (k,) row numbers, and the place of the next element of each.
    passed
        Tag of the last element: one number where it is the same in all, else (k,).
    spare
        Bytes that every cursor may move until the room in its row is looked at again.
    in_line
        Whether the files may agree in some elements that follow.
    """

    rows: Longs
    at: Longs
    passed: int | Longs
    spare: int = -1
    in_line: bool = True

    def keep(self, sound: Mask) -> None:
        """Go on with some of the files."""
        self.rows, self.at, self.spare = self.rows[sound], self.at[sound], -1
        if not isinstance(self.passed, int):
            self.passed = self.passed[sound]

    def move(self, here: Mask, ends: Longs, tag: int) -> None:
        """Move some of the files behind an element."""
        # Noted pieces share the places, so these are never changed but replaced.
        self.at = self.at.copy()
        self.at[here] = ends
        self.passed = np.full(self.rows.size, self.passed) if isinstance(self.passed, int) else self.passed
        self.passed[here] = tag
        self.spare = -1
