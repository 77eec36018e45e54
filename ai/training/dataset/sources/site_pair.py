"""An image of a site with what belongs to it, in any of the formats that are read here: PNG, JPEG, NIfTI and NRRD."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt
import SimpleITK

from ai.errors import TrainingDataError
from ai.itk_image import itk_affine
from ai.training.dataset.boxes import Box, require_inside, within_rounding
from ai.training.dataset.case import ImageFacts
from ai.training.dataset.faults import BadBox, MaskOffGrid, UnknownValue, Unsafe
from ai.training.dataset.foreign_picture import is_picture, read_flags
from ai.training.dataset.intake import Content
from ai.training.dataset.picture_volume import picture_volume
from ai.training.dataset.sources.label_masks import LARGEST_VALUE, LabelMasks, MaskPart, Values, value_counts
from ai.volume import Affine, Volume
from ai.words import say

VOLUME_ENDINGS = (".nii.gz", ".nii", ".nrrd")
"""Kinds whose voxels are in the file itself; a header that names another file for them is refused."""

_NRRD_HEADER_BYTES = 1 << 16

LARGEST_VOXELS = 1 << 30
"""Voxels of a volume, four times those of 1024 slices of a CT; a small file may unpack into far more."""

GRID_TOLERANCE = 0.05
"""Part of a voxel by which a mask may lie beside its image: files round."""


@dataclass(frozen=True)
class MaskFile:
    """A file with one structure or many."""

    path: Path
    parts: tuple[MaskPart, ...]


@dataclass(frozen=True)
class SiteCase:
    """An image with its masks or boxes, to be read when it is its turn.

    Parameters
    ----------
    image
        PNG, JPEG, NIfTI or NRRD; the content counts for pictures, the ending for volumes.
    facts
        What a picture shows.
    masks
        Files of its masks.
    boxes
        Around its findings.
    told_px
        (rows, columns) that the boxes were drawn on, where the source tells.
    """

    image: Path
    facts: ImageFacts
    masks: tuple[MaskFile, ...] = ()
    boxes: tuple[Box, ...] = ()
    told_px: tuple[int, int] | None = None

    def read(self) -> Content:
        """Read it; raises a `TrainingDataError`, `MaskOffGrid`, `UnknownValue` or `BadBox` with the reason."""
        volume = read_volume(self.image, self.facts)
        if self.told_px is not None and self.told_px != volume.shape[1:]:
            sizes = [f"{columns} × {rows}" for rows, columns in (self.told_px, volume.shape[1:])]
            raise BadBox(
                say("The boxes were drawn on {told} pixels, the image has {image}.", told=sizes[0], image=sizes[1])
            )
        boxes = within_rounding(self.boxes, volume.shape)
        require_inside(boxes, volume.shape)
        found: dict[str, tuple[Values, MaskPart]] = {}
        for mask in self.masks:
            values = _on_grid(mask.path, volume)
            _require_known(values, mask.parts)
            for one in mask.parts:
                if one.name in found:
                    raise TrainingDataError(say("The image has two masks of {name!r}.", name=one.name))
                found[one.name] = (values, one)
        return Content(volume, LabelMasks(found), boxes)


def is_volume(path: Path) -> bool:
    """Whether the ending is that of a volume that is read here."""
    return path.name.casefold().endswith(VOLUME_ENDINGS)


def require_readable(path: Path) -> None:
    """Refuse a file that is of no known kind, by its start or its ending.

    Raises
    ------
    TrainingDataError
        With the reason.
    """
    try:
        if not is_volume(path) and not is_picture(path):
            raise TrainingDataError(say("This is no PNG, JPEG, NIfTI or NRRD file."))
    except OSError as error:
        raise TrainingDataError(say("The file cannot be read ({reason}).", reason=error.strerror)) from error


def read_volume(path: Path, facts: ImageFacts) -> Volume:
    """Read an image.

    Parameters
    ----------
    path
        The file.
    facts
        What it is; a NIfTI or NRRD file knows its place in the patient, a picture does not.

    Raises
    ------
    TrainingDataError
        Where it cannot be read, has more than three dimensions, or is too large.
    """
    if not is_volume(path):
        return picture_volume(path, facts)
    voxels, affine_lps = _read_grid(path)
    return Volume(
        voxels,
        affine_lps,
        unit="HU" if facts.modality == "CT" else "",
        modality=facts.modality,
        body_part=facts.body_part,
        view=facts.view,
        bones_bright=facts.bones_bright,
    )


def mask_values(path: Path) -> tuple[int, ...]:
    """List the values of a mask file but 0, at most the first 1000.

    Raises
    ------
    TrainingDataError
        Where it cannot be read.
    """
    found = np.flatnonzero(value_counts(_read_values(path)[0]))
    return tuple(int(value) for value in found[found > 0][:1000])


def _on_grid(path: Path, volume: Volume) -> Values:
    """Read a mask and hold it against the grid of its image."""
    values, affine_lps = _read_values(path)
    if values.shape != volume.shape:
        sizes = [
            f"{columns} × {rows}" if slices == 1 else f"{columns} × {rows} × {slices}"
            for slices, rows, columns in (values.shape, volume.shape)
        ]
        raise MaskOffGrid(say("The mask has {mask} pixels, its image {image}.", mask=sizes[0], image=sizes[1]))
    if affine_lps is None or not volume.axes_known:
        return values
    last = np.array(volume.shape) - 1
    corners = np.array([[0, 0, 0], [last[0], 0, 0], [0, last[1], 0], [0, 0, last[2]], last], dtype=np.float64)
    placed_mm = corners @ affine_lps[:3, :3].T + affine_lps[:3, 3]
    off_mm = float(np.linalg.norm(placed_mm - volume.to_lps_mm(corners), axis=1).max())
    if off_mm > GRID_TOLERANCE * min(volume.spacing_mm):
        raise MaskOffGrid(
            say("The mask lies {distance} mm beside its image or is turned against it.", distance=f"{off_mm:.3g}")
        )
    return values


def _require_known(values: Values, parts: tuple[MaskPart, ...]) -> None:
    """Refuse a mask with values that no structure has."""
    if any(one.value is None for one in parts):
        return
    present = np.flatnonzero(value_counts(values))
    if all(one.is_flag for one in parts):
        named = 0
        for one in parts:
            named |= one.value or 0
        unknown = [int(value) for value in present if value & ~named]
    else:
        unknown = [int(value) for value in present if value and value not in {one.value for one in parts}]
    if unknown:
        raise UnknownValue(
            say(
                "The mask has the value {value}, which the table of structures does not name.",
                value=", ".join(str(value) for value in unknown[:5]),
            )
        )


def _read_values(path: Path) -> tuple[Values, Affine | None]:
    """Read a mask with its values as they are, and its place where the file knows it."""
    try:
        if not is_volume(path):
            return read_flags(path)[np.newaxis], None
    except OSError as error:
        raise TrainingDataError(say("The mask cannot be read ({reason}).", reason=error.strerror)) from error
    voxels, affine_lps = _read_grid(path)
    low, high = float(voxels.min()), float(voxels.max())
    if not (low >= 0 and high <= LARGEST_VALUE):
        raise TrainingDataError(
            say("The mask has values from {low} to {high}; it must hold whole numbers from 0.", low=low, high=high)
        )
    values: Values = voxels.astype(np.uint8) if high <= np.iinfo(np.uint8).max else voxels.astype(np.uint16)
    if voxels.dtype.kind == "f" and not np.array_equal(values, voxels):
        raise TrainingDataError(say("The mask has broken values; it must hold whole numbers from 0."))
    return values, affine_lps


def _read_grid(path: Path) -> tuple[npt.NDArray[np.generic], Affine]:
    """Read a NIfTI or NRRD file: (slices, rows, columns) and its affine."""
    _require_own_voxels(path)
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
        size = reader.GetSize()
        if reader.GetDimension() == 4 and size[3] == 1:
            reader.SetExtractSize([*size[:3], 0])
            size = size[:3]
        if len(size) != 3 or reader.GetNumberOfComponents() != 1:
            raise TrainingDataError(
                say("The file holds several volumes or is no volume; one of three dimensions is needed."),
                say("Write each volume into a file of its own."),
            )
        if prod(size) > LARGEST_VOXELS:
            raise TrainingDataError(say("The volume is larger than a scan can be."))
        image = reader.Execute()
    except RuntimeError as error:
        raise TrainingDataError(say("The file is damaged or no volume.")) from error
    voxels: npt.NDArray[np.generic] = SimpleITK.GetArrayFromImage(image)
    return voxels, itk_affine(image)


def _require_own_voxels(path: Path) -> None:
    """Refuse a NRRD file whose header sends the reader to another file, which may be any on this computer."""
    if path.suffix.casefold() != ".nrrd":
        return
    try:
        with path.open("rb") as file:
            start = file.read(_NRRD_HEADER_BYTES)
    except OSError as error:
        raise TrainingDataError(say("The file cannot be read ({reason}).", reason=error.strerror)) from error
    ends = [at for mark in (b"\n\n", b"\r\n\r\n") if (at := start.find(mark)) >= 0]
    if not ends:
        raise Unsafe(say("The head of the file is longer than one can be."))
    header = start[: min(ends)]
    if any(line.lower().replace(b" ", b"").startswith(b"datafile:") for line in header.splitlines()):
        raise Unsafe(say("The file has no voxels of its own: it sends to another file."))
