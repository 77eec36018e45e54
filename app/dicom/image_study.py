"""Image files that are no DICOM (NIfTI, NRRD, PNG, JPEG, TIFF) as studies: without patient, and saying so."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ai.progress import Progress, silent
from ai.volume import SpacingKind
from ai.words import joined, say
from app.dicom.files.attribute import plain
from app.dicom.series import AxisPlace, Instance, PixelFormat, Series, SliceFacts, Study, Unreadable
from app.errors import DicomReadError, PictureFileError, VolumeFileError
from app.imaging.image_file import PAGES_APART, ImageFacts, image_facts
from app.imaging.image_source import ImageFile, ImageKind, PixelSize
from app.imaging.nrrd import data_file

_UID_ROOT = "2.25."
"""Of UIDs that are made of a random or hashed number, PS3.5 B.2."""


@dataclass(frozen=True)
class FoundImage:
    """An image file that a scan came upon.

    Parameters
    ----------
    path, kind
        The file.
    is_named
        Whether a person named it, and not only a folder or archive that it lies in.
    """

    path: Path
    kind: ImageKind
    is_named: bool = False


@dataclass(frozen=True)
class ImageStudies:
    """What became of the image files of a scan.

    Parameters
    ----------
    studies
        Each file that a person named is one; those of one folder or archive are one together.
    left_out
        With the reason.
    companions
        Files that hold the voxels of one of the others; by themselves they are nothing.
    """

    studies: tuple[Study, ...] = ()
    left_out: tuple[Unreadable, ...] = ()
    companions: frozenset[Path] = frozenset()


def image_studies(
    found: Sequence[FoundImage],
    members: Mapping[Path, tuple[Path, str]],
    *,
    beside_dicom: bool,
    progress: Progress = silent,
) -> ImageStudies:
    """Make studies of image files.

    Parameters
    ----------
    found
        In the order of the scan.
    members
        Unpacked files with (archive, name in it).
    beside_dicom
        Whether the scan found DICOM: then only files that a person named count.
    progress
        Called for every file.
    """
    studies: list[Study] = []
    folders: dict[Path, list[Study]] = {}
    left_out: list[Unreadable] = []
    companions: set[Path] = set()
    for number, image in enumerate(found):
        progress(
            number / len(found), say("Reading image file {number} of {count}", number=number + 1, count=len(found))
        )
        if beside_dicom and not image.is_named:
            # Most pictures in the folder of a study are logos and prints.
            reason = say("It is a {kind} file among DICOM images; open it by itself to see it.", kind=image.kind.value)
            left_out.append(Unreadable(image.path, reason))
            continue
        archive, name = members.get(image.path, (image.path.parent, ""))
        try:
            study = image_study(image.path, image.kind, name)
            companions |= _companions(image)
        except DicomReadError as error:
            left_out.append(Unreadable(image.path, error.message))
            continue
        if image.is_named:
            studies.append(study)
        else:
            folders.setdefault(archive, []).append(study)
    studies += (folder_study(folder, own) for folder, own in folders.items())
    return ImageStudies(tuple(studies), tuple(left_out), frozenset(companions))


def image_study(path: Path, kind: ImageKind, name: str = "") -> Study:
    """Make a study of one image file; its volumes are series on one axis.

    Parameters
    ----------
    path, kind
        The file.
    name
        For the reader, where it is another one than that of the file: a member of an archive.

    Raises
    ------
    app.errors.DicomReadError
        As one sentence, where the head of the file cannot be read.
    """
    try:
        facts = image_facts(path, kind)
        uid = _uid(path)
    except OSError as error:
        raise DicomReadError(
            say("The file cannot be read: {reason}.", reason=error.strerror or say("input error"))
        ) from error
    except (VolumeFileError, PictureFileError) as error:
        raise DicomReadError(error.message, error.hint) from error
    title = plain(name or path.name)
    series = tuple(_series(uid, ImageFile(path, kind, place, told=facts.told), facts) for place in range(facts.volumes))
    return Study(
        uid=uid,
        date="",
        time="",
        description=title,
        accession_number="",
        institution="",
        patient_name="",
        patient_id="",
        patient_birth_date="",
        patient_sex="",
        patient_age="",
        series=series,
        not_dicom=say("{kind} file", kind=kind.value),
    )


def folder_study(folder: Path, studies: Sequence[Study]) -> Study:
    """Put the files of a folder that holds nothing else into one study; each keeps its name as that of its series."""
    first = studies[0]
    if len(studies) == 1:
        return first
    series = tuple(replace(each, description=study.description) for study in studies for each in study.series)
    uid = made_uid("folder", *(study.uid for study in studies))
    title = plain(folder.name) or plain(str(folder))
    words = say("{count} image files", count=len(studies))
    return replace(first, uid=uid, description=title, series=series, not_dicom=words)


def sized(series: Series, size: PixelSize | None) -> Series:
    """Return a picture with pixels of this size; None where it is unknown.

    It is another series: what was marked on it under another size would lie elsewhere on this one.
    """
    if series.image is None:
        raise ValueError("the pixels of a DICOM series have the size that its files tell")
    spacing = None if size is None else (size.row_mm, size.column_mm)
    pages_apart = size is not None and (series.slice_count == 1 or size.slice_mm is not None)
    fault = "" if pages_apart or series.slice_count == 1 else series.geometry_fault or PAGES_APART
    warnings = tuple(each for each in series.warnings if each != series.geometry_fault)
    return replace(
        series,
        instances=tuple(replace(instance, pixel_spacing_mm=spacing) for instance in series.instances),
        part="" if size is None else _size_words(size),
        image=replace(series.image, size=size),
        geometry_fault=fault,
        warnings=(*warnings, fault) if fault else warnings,
    )


def _companions(image: FoundImage) -> set[Path]:
    beside = data_file(image.path) if image.kind is ImageKind.NRRD else None
    return set() if beside is None else {beside}


def _size_words(size: PixelSize) -> str:
    parts: list[str] = [say("pixels {height:g} × {width:g} mm", height=size.row_mm, width=size.column_mm)]
    if size.slice_mm is not None:
        parts.append(say("{step:g} mm apart", step=size.slice_mm))
    if size.kind is SpacingKind.DETECTOR:
        parts.append(say("detector plane"))
    return joined(parts, ", ")


def _series(uid: str, file: ImageFile, facts: ImageFacts) -> Series:
    slices, rows, columns = facts.shape
    kind = file.kind.value
    orientation, positions = _places(facts)
    row_mm, column_mm = (float(step) for step in np.linalg.norm(facts.affine_lps[:3, 1:3], axis=0))
    instance = Instance(
        path=file.path,
        sop_instance_uid=f"{uid}.{file.place + 1}",
        sop_class_uid="",
        transfer_syntax_uid="",
        instance_number=None,
        frames=slices,
        rows=rows,
        columns=columns,
        position_lps_mm=None,
        orientation=orientation,
        pixel_spacing_mm=None if facts.spacing_kind is SpacingKind.UNKNOWN else (row_mm, column_mm),
        pixels=PixelFormat(3, "RGB", 8, 8) if facts.is_colour else PixelFormat(),
    )
    axis = None
    if facts.volumes > 1:
        axis = AxisPlace(say("volume"), str(file.place + 1), file.place, facts.volumes, "volumes")
    return Series(
        uid=uid,
        number=None,
        description=say("{kind} picture", kind=kind) if file.kind.is_picture else say("{kind} volume", kind=kind),
        modality="",
        body_part="",
        instances=(instance,),
        warnings=tuple(filter(None, (*facts.warnings, facts.geometry_fault))),
        geometry_fault=facts.geometry_fault,
        part="" if axis is None else say("volume {number}", number=axis.value),
        slices=tuple(_slice(frame, positions) for frame in range(slices)),
        axis=axis,
        image=file,
    )


def _slice(frame: int, positions: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None) -> SliceFacts:
    if positions is None:
        return SliceFacts(0, frame)
    places, along = positions
    x, y, z = (float(part) for part in places[frame])
    return SliceFacts(0, frame, position_lps_mm=(x, y, z), location_mm=float(along[frame]))


def _places(
    facts: ImageFacts,
) -> tuple[
    tuple[float, float, float, float, float, float] | None,
    tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None,
]:
    """Directions of a row and a column, and the (slices, 3) place and (slices,) location of each slice, in mm."""
    if not facts.axes_known:
        return None, None
    steps = facts.affine_lps[:3, :3] / np.linalg.norm(facts.affine_lps[:3, :3], axis=0)
    a, b, c, d, e, f = (float(part) for part in (*steps[:, 2], *steps[:, 1]))
    places = facts.affine_lps[:3, 3] + np.outer(np.arange(facts.shape[0]), facts.affine_lps[:3, 0])
    normal = np.cross(steps[:, 2], steps[:, 1])
    return (a, b, c, d, e, f), (places, places @ (normal / np.linalg.norm(normal)))


def _uid(path: Path) -> str:
    """Name a file by where it stands and when it was last written: another picture never passes for it."""
    status = path.stat()
    return made_uid(str(path.resolve()), str(status.st_size), str(status.st_mtime_ns))


def made_uid(*parts: str) -> str:
    """Make a UID of words, PS3.5 B.2: the same for the same words."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).digest()
    return f"{_UID_ROOT}{int.from_bytes(digest[:14], 'big')}"
