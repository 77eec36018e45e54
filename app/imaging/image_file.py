"""Image files that are no DICOM, of whatever kind: what their heads tell, and their voxels as a volume."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from ai.volume import Affine, SpacingKind, Volume, Voxels
from ai.words import say
from app.imaging.image_source import ImageFile, ImageKind, KnownFacts, PixelSize
from app.imaging.nifti_read import nifti_facts, read_nifti_grid
from app.imaging.nrrd import nrrd_facts, read_nrrd_grid
from app.imaging.picture_file import picture_facts, read_pages
from app.imaging.stored_grid import StoredGrid, as_volume
from app.imaging.upright import Turn, source_slice, turn_voxels, turned_affine, turned_shape, upright_turn
from app.imaging.window import VoiFunction, Window

AS_STORED = Window(127.5, 255.0, VoiFunction.LINEAR_EXACT, "As stored")
"""How a grey picture of 8 bits is shown by every program."""

PAGES_APART = say("How far the pages of this file are apart is unknown.")

_GRID_READERS = {ImageKind.NIFTI: (nifti_facts, read_nifti_grid), ImageKind.NRRD: (nrrd_facts, read_nrrd_grid)}


@dataclass(frozen=True, eq=False)
class ImageFacts:
    """What the head of an image file tells.

    Parameters
    ----------
    shape
        (slices, rows, columns) of each volume, as shown.
    is_colour
        Whether its pixels may be RGB.
    volumes
        How many there are.
    affine_lps, axes_known, spacing_kind, geometry_fault
        As for `ai.volume.Volume`, as shown.
    told
        As for `app.imaging.image_source.ImageFile`.
    warnings
        Sentences for the reader.
    """

    shape: tuple[int, int, int]
    is_colour: bool
    volumes: int
    affine_lps: Affine
    axes_known: bool
    spacing_kind: SpacingKind
    geometry_fault: str = ""
    told: PixelSize | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ReadImage:
    """A volume out of an image file.

    Parameters
    ----------
    volume
        All slices, or the one that was asked for.
    window
        What the file asks to be shown with, or None.
    inverted
        Whether small values are white.
    warnings
        Sentences that only the voxels showed.
    """

    volume: Volume
    window: Window | None = None
    inverted: bool = False
    warnings: tuple[str, ...] = ()


def image_facts(path: Path, kind: ImageKind) -> ImageFacts:
    """Read the head of an image file.

    Raises
    ------
    app.errors.VolumeFileError, app.errors.PictureFileError
        As one sentence.
    """
    if kind.is_picture:
        facts = picture_facts(path, kind)
        shape = (len(facts.pages), facts.rows, facts.columns)
        return ImageFacts(
            shape,
            facts.is_colour,
            1,
            picture_affine(None),
            axes_known=False,
            spacing_kind=SpacingKind.UNKNOWN,
            geometry_fault=_pages_fault(len(facts.pages), None),
            told=facts.told,
            warnings=facts.warnings,
        )
    facts_of, _ = _GRID_READERS[kind]
    head = facts_of(path)
    # A volume of one voxel tells what the file's note and geometry come to.
    grid = StoredGrid(np.zeros((1, 1, 1)), head.affine_lps, head.axes_known, head.spacing_known, head.note)
    sample = as_volume(grid)
    turn = _turn_of(sample)
    return ImageFacts(
        turned_shape(head.shape, turn),
        head.is_rgb,
        head.volumes,
        turned_affine(head.affine_lps, head.shape, turn),
        axes_known=sample.axes_known,
        spacing_kind=sample.spacing_kind,
        geometry_fault=sample.geometry_fault,
    )


def read_image(file: ImageFile, *, only: int | None = None, may_use_bytes: int | None = None) -> ReadImage:
    """Read an image file.

    Parameters
    ----------
    file
        What is to be read.
    only
        The one slice to read, as shown, from 0; None reads all.
    may_use_bytes
        Memory that the voxels may take; None asks for nothing.

    Raises
    ------
    app.errors.VolumeFileError, app.errors.PictureFileError
        As one sentence.
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    read = _read_picture if file.kind.is_picture else _read_grid
    found = read(file, only, may_use_bytes)
    return replace(found, volume=_with_known(found.volume, file.known))


def turn_of_file(path: Path, kind: ImageKind) -> Turn:
    """Tell how `read_image` turns what stands in a file; what lies on the grid of the file is turned alike.

    Raises
    ------
    app.errors.VolumeFileError
        As one sentence, where the head of the file cannot be read.
    """
    if kind.is_picture:
        return Turn()
    facts_of, _ = _GRID_READERS[kind]
    head = facts_of(path)
    return _turn_of(
        as_volume(StoredGrid(np.zeros((1, 1, 1)), head.affine_lps, head.axes_known, head.spacing_known, head.note))
    )


def _read_grid(file: ImageFile, only: int | None, may_use_bytes: int | None) -> ReadImage:
    facts_of, read = _GRID_READERS[file.kind]
    head = facts_of(file.path)
    sample = as_volume(StoredGrid(np.zeros((1, 1, 1)), head.affine_lps, head.axes_known, head.spacing_known, head.note))
    turn = _turn_of(sample)
    asked = None if only is None else source_slice(only, head.shape[0], turn)
    grid = read(file.path, place=file.place, only=asked, may_use_bytes=may_use_bytes)
    affine = turned_affine(grid.affine_lps, head.shape, turn)
    if only is not None:
        affine[:3, 3] += affine[:3, 0] * only
    voxels = _viewable(turn_voxels(grid.voxels, turn))
    volume = as_volume(replace(grid, voxels=voxels, affine_lps=affine))
    return ReadImage(volume)


def _with_known(volume: Volume, known: KnownFacts) -> Volume:
    """Add what the file does not tell."""
    told = {field.name: getattr(known, field.name) for field in fields(known)}
    return replace(volume, **{name: value for name, value in told.items() if value not in ("", None)})


def picture_affine(size: PixelSize | None) -> Affine:
    """Affine of a picture without place: rows along y, columns along x; it counts pixels where no size is known."""
    row_mm, column_mm, slice_mm = (1.0, 1.0, 1.0) if size is None else (size.row_mm, size.column_mm, size.slice_mm)
    through = min(row_mm, column_mm) if slice_mm is None else slice_mm
    return np.array([[0, 0, column_mm, 0], [0, row_mm, 0, 0], [through, 0, 0, 0], [0, 0, 0, 1]], dtype=np.float64)


def resized(volume: Volume, size: PixelSize | None) -> Volume:
    """Return a picture with pixels of another size, as another volume: nothing that was measured before fits it."""
    return Volume(
        volume.voxels,
        picture_affine(size),
        spacing_kind=SpacingKind.UNKNOWN if size is None else size.kind,
        axes_known=False,
        geometry_fault=_pages_fault(volume.shape[0], size),
        derived=volume.derived,
    )


def _read_picture(file: ImageFile, only: int | None, may_use_bytes: int | None) -> ReadImage:
    facts = picture_facts(file.path, file.kind)
    wanted = facts.pages if only is None else facts.pages[only : only + 1]
    pages = read_pages(file.path, file.kind, wanted, may_use_bytes=may_use_bytes)
    # What a patient's scan became on its way into such a file nobody knows: it counts as derived.
    volume = resized(Volume(pages.voxels, np.eye(4), derived=True), file.size)
    is_plain = not volume.is_colour and volume.voxels.dtype == np.uint8
    return ReadImage(volume, AS_STORED if is_plain else None, pages.inverted, pages.warnings)


def _pages_fault(count: int, size: PixelSize | None) -> str:
    return PAGES_APART if count > 1 and (size is None or size.slice_mm is None) else ""


def _turn_of(sample: Volume) -> Turn:
    return upright_turn(sample.affine_lps) if sample.axes_known else Turn()


def _viewable(voxels: Voxels) -> Voxels:
    """Return values of a kind that panes, filters and models take; they stay the same values."""
    kind, size = voxels.dtype.kind, voxels.dtype.itemsize
    if kind == "f" or size <= 2 or voxels.dtype == np.int32:
        return voxels
    low, high = int(voxels.min()), int(voxels.max())
    fits = np.iinfo(np.int32).min <= low and high <= np.iinfo(np.int32).max
    return voxels.astype(np.int32 if fits else np.float64)
