"""An open image file as an import reads it: on the grid of the file, with values of the same type.

A pane turns a volume file upright and may hold its values in another type; an import does neither. A case is told by
the hash of its voxels: both ways into a dataset must come to the same one, else an image of the test part comes back as
that of another person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ai.errors import TrainingDataError
from ai.training.dataset.boxes import Box, Corner
from ai.training.dataset.case import ImageFacts
from ai.training.dataset.foreign_picture import is_picture
from ai.training.dataset.intake import grey
from ai.training.dataset.new_case import Masked, NewBox
from ai.training.dataset.points import MarkedPoint
from ai.training.dataset.sources.site_pair import is_volume, read_volume
from ai.volume import BoolMask, Volume, Voxels
from app.dicom.series_load import OpenSeries
from app.imaging.image_file import turn_of_file
from app.imaging.image_source import ImageFile
from app.imaging.upright import Turn, turned_affine, turned_mask, turned_shape, turned_view

_APART_SHARE = 1e-5
"""Share of the largest value of a slice by which two readers of a file may differ: one scales in single precision."""

_APART_GREY = 4.0
"""Grey by which two decoders of a JPEG may differ, and two ways from colour to grey."""


@dataclass(frozen=True, eq=False)
class CaseGrid:
    """What goes into a dataset, and how labels on the grid that is shown come onto its grid.

    Parameters
    ----------
    volume
        On the grid of the file.
    turn
        From the grid that is shown to that of the file.
    shown_shape
        (slices, rows, columns) that are shown.
    """

    volume: Volume
    turn: Turn
    shown_shape: tuple[int, int, int]

    def mask(self, source: Masked) -> Masked:
        """Bring a mask onto the grid of the file when it is asked for."""
        return source if self.turn.is_none else _TurnedMask(source, self.turn)

    def box(self, new: NewBox) -> NewBox:
        """Bring a box or a point onto the grid of the file."""
        if isinstance(new.box, MarkedPoint):
            at, _ = self._turned(new.box.at, new.box.at)
            return replace(new, box=MarkedPoint(new.box.label, at))
        low, high = self._turned(new.box.low, new.box.high)
        return replace(new, box=Box(new.box.label, low, high))

    def _turned(self, low: Corner, high: Corner) -> tuple[Corner, Corner]:
        """Opposite corners on the grid of the file, the lower one first."""
        ends = [low, high]
        if self.turn.swaps:
            ends = [(slices, columns, rows) for slices, rows, columns in ends]
        counts = turned_shape(self.shown_shape, self.turn)
        spans = [
            # Voxel k is counted from the other end, and so are the borders of a box.
            (count - 1 - last, count - 1 - first) if flips else (first, last)
            for first, last, flips, count in zip(*ends, self.turn.flips, counts, strict=True)
        ]
        (z0, z1), (y0, y1), (x0, x1) = spans
        return (z0, y0, x0), (z1, y1, x1)


@dataclass(frozen=True, eq=False)
class _TurnedMask:
    """A mask that is turned when it is asked for, so that few are in memory."""

    source: Masked
    turn: Turn

    @property
    def mask(self) -> BoolMask:
        """(slices, rows, columns) bool on the grid of the file."""
        return turned_mask(self.source.mask, self.turn)


def case_grid(opened: OpenSeries) -> CaseGrid:
    """Bring an open series onto the grid on which a dataset holds it; DICOM series are on it already.

    Parameters
    ----------
    opened
        With all slices decoded.

    Raises
    ------
    app.errors.VolumeFileError
        Where the head of the file cannot be read any more.
    """
    volume, file = opened.volume, opened.series.image
    if file is None:
        return CaseGrid(volume, Turn(), volume.shape)
    turn = turn_of_file(file.path, file.kind).inverse
    shown = grey(volume)
    voxels = turned_view(shown.voxels, turn)
    imported = _as_imported(file)
    if imported is not None and _is_same(voxels, imported, apart=_APART_GREY if file.kind.is_picture else 0.0):
        voxels = imported
    affine = turned_affine(volume.affine_lps, volume.shape, turn)
    return CaseGrid(replace(shown, voxels=np.ascontiguousarray(voxels), affine_lps=affine), turn, volume.shape)


def _as_imported(file: ImageFile) -> Voxels | None:
    """Read a file as `ai.training.dataset.sources` read it; None where it is of no kind that they take."""
    try:
        if file.place or not (is_volume(file.path) or is_picture(file.path)):
            return None
        return read_volume(file.path, ImageFacts()).voxels
    except (TrainingDataError, OSError):
        # Several volumes, colour, a tilted grid: no import has taken it either.
        return None


def _is_same(shown: Voxels, imported: Voxels, *, apart: float) -> bool:
    """Whether two readers of a file saw the same voxels, slice by slice; else it is another file by now.

    Parameters
    ----------
    shown, imported
        (slices, rows, columns), perhaps of two types.
    apart
        By which their values may differ.
    """
    if shown.shape != imported.shape:
        return False
    return all(_is_same_plane(one, other, apart) for one, other in zip(shown, imported, strict=True))


def _is_same_plane(shown: Voxels, imported: Voxels, apart: float) -> bool:
    if shown.dtype == imported.dtype and np.array_equal(shown, imported, equal_nan=shown.dtype.kind == "f"):
        return True
    one, other = shown.astype(np.float64), imported.astype(np.float64)
    # What is no number in a NIfTI file is 0 for the reader of imports.
    one[(other == 0) & ~np.isfinite(one)] = 0.0
    largest = float(np.abs(other[np.isfinite(other)]).max(initial=0.0))
    apart = max(apart, _APART_SHARE * largest)
    return bool(np.allclose(one, other, rtol=0.0, atol=apart, equal_nan=True))
