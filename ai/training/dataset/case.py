"""One case of a dataset: a picture or volume with its class or masks, in a folder of its own, without a name in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ai.errors import TrainingDataError
from ai.training.dataset.boxes import BoxRecord
from ai.training.dataset.exact_grid import AffineRows, exact_affine
from ai.training.dataset.face import Face
from ai.training.dataset.image_file import PICTURE, VOLUME, read_mask, read_pixels
from ai.training.dataset.label_origin import LabelRecord, Origin
from ai.training.dataset.particulars import Particulars
from ai.training.dataset.points import PointRecord, read_marks
from ai.training.dataset.whole_file import read_json
from ai.volume import BoolMask, SpacingKind, Volume
from ai.words import say

CASE_FORMAT = 2
"""Version of ``case.json`` and ``labels.json``; a number that is not known is refused, not guessed.

2 added the origin of each label, faces, the exact grid, the optional fields and the answer "not sure"."""

OLDER_FORMATS = (1,)
"""That are read too."""

CASE_FILE, CLASS_FILE, MASK_FOLDER = "case.json", "labels.json", "labels"

DATASET_FILE = "dataset.json"
"""Beside the folders of the cases."""


class Task(Enum):
    """What a dataset teaches."""

    CLASSIFICATION = "classification"
    SEGMENTATION = "segmentation"
    DETECTION = "detection"


class Grouping(Enum):
    """How it is known which cases may be of one person."""

    PATIENT_ID = "patient_id"
    """(0010,0021) Issuer of Patient ID and (0010,0020) Patient ID of the file, salted and hashed."""
    STUDY = "study"
    """(0020,000D) Study Instance UID, salted and hashed, where there is no Patient ID."""
    NAME = "name"
    """The part of the file name that the site's pattern picks, salted and hashed."""
    TABLE = "table"
    """What the site's table says of the person, salted and hashed."""
    BLOCK = "block"
    """Nothing tells persons apart: neighbouring files stay together."""


@dataclass(frozen=True)
class ImageFacts:
    """What a picture is, where its file cannot say it; ``""`` and None where unknown.

    Parameters
    ----------
    modality, body_part, view
        As (0008,0060) Modality, (0018,0015) Body Part Examined, (0018,5101) View Position: ``"CR"``, ``"CHEST"``,
        ``"PA"``.
    pixel_mm
        Side of a pixel; on the detector for a radiograph.
    bones_bright
        Whether dense tissue is bright.
    """

    modality: str = ""
    body_part: str = ""
    view: str = ""
    pixel_mm: float | None = None
    bones_bright: bool | None = None


@dataclass(frozen=True)
class CaseRecord:
    """The content of ``case.json``; nothing in it names a person, a date or a UID.

    Parameters
    ----------
    format
        `CASE_FORMAT`.
    group
        Salted hash of the person, or the block of neighbouring files.
    grouping
        How ``group`` was found.
    sequence, position
        Salted hash of the row of numbered files that the case was in, and its place there counted from a salted
        start: only differences mean something.
    image
        ``image.png`` (8 bit grey) or ``image.nii.gz``.
    image_sha256, pixels_sha256
        Of the file, and of shape, type and values of its pixels.
    fingerprint
        `ai.training.dataset.duplicates.fingerprint` as 16 hexadecimal digits.
    origin
        Where the labels come from: `Origin.SITE` for imported ones, `Origin.MIXED` where ``labels`` tells several.
    unit, modality, body_part, view, patient_position, bones_bright, derived, axes_known, spacing_kind, source_id
        As in `ai.volume.Volume`.
    pixel_mm
        (row spacing, column spacing) of a picture, or None; a volume has its own in the file.
    affine_lps
        As in `ai.volume.Volume`, row by row: the file of the image rounds it. None where it was not kept.
    labels
        Of each mask, or of the class, where more than ``origin`` is known of it.
    face
        Whether a face could be made out of it.
    particulars
        What the site wanted kept besides, None for nothing.
    """

    format: int
    key: str
    group: str
    grouping: Grouping
    sequence: str
    position: int
    image: str
    image_sha256: str
    pixels_sha256: str
    fingerprint: str
    source_id: str
    origin: Origin = Origin.SITE
    unit: str = ""
    modality: str = ""
    body_part: str = ""
    view: str = ""
    patient_position: str = ""
    bones_bright: bool | None = None
    derived: bool = False
    axes_known: bool = False
    spacing_kind: SpacingKind = SpacingKind.UNKNOWN
    pixel_mm: tuple[float, float] | None = None
    affine_lps: AffineRows | None = None
    labels: tuple[LabelRecord, ...] = ()
    face: Face = Face.NOT_LOOKED
    particulars: Particulars | None = None


@dataclass(frozen=True)
class Case:
    """A case as it lies on the disk.

    Parameters
    ----------
    folder
        ``DATASET/KEY``.
    record
        What ``case.json`` says.
    label
        Name of its class; ``""`` in a dataset of masks, and where nobody is sure.
    masks
        Structures that have a mask file, in the order of the dataset; ``()`` in a dataset of classes.
    image_sha256
        Of the image file as it is now.
    sha256
        Of image, class, masks, boxes and points as they are now.
    boxes
        Of a dataset of boxes; ``()`` where nothing is found in the image, or only points are.
    is_unsure
        Whether a person looked at it and was not sure of its class: it teaches nothing, and is never scored.
    points
        As ``boxes``: where something is, without its size.
    """

    folder: Path
    record: CaseRecord
    label: str
    masks: tuple[str, ...]
    image_sha256: str
    sha256: str
    boxes: tuple[BoxRecord, ...] = ()
    is_unsure: bool = False
    points: tuple[PointRecord, ...] = ()

    @property
    def key(self) -> str:
        """Name of the folder: tells nothing."""
        return self.record.key

    @property
    def group(self) -> str:
        """Cases of one group are always on the same side of a split."""
        return self.record.group

    @property
    def image(self) -> Path:
        """The image file."""
        return self.folder / self.record.image

    def mask_path(self, name: str) -> Path:
        """File of the mask of a structure: PNG beside a picture, NIfTI beside a volume."""
        return self.folder / MASK_FOLDER / f"{name}{mask_ending(self.record.image)}"

    def volume(self) -> Volume:
        """Read the image: a picture as a volume of one slice.

        Raises
        ------
        TrainingDataError
            Where the file cannot be read.
        """
        record = self.record
        voxels, affine_lps = read_pixels(self.image, record.pixel_mm)
        if record.affine_lps is not None:
            affine_lps = exact_affine(
                record.affine_lps, affine_lps, voxels.shape, axes_known=record.axes_known, case=self.key
            )
        return Volume(
            voxels,
            affine_lps,
            unit=record.unit,
            modality=record.modality,
            spacing_kind=record.spacing_kind,
            axes_known=record.axes_known,
            body_part=record.body_part,
            view=record.view,
            patient_position=record.patient_position,
            bones_bright=record.bones_bright,
            derived=record.derived,
            source_id=record.source_id,
        )

    def mask(self, name: str) -> BoolMask:
        """Read the mask of a structure: (slices, rows, columns) bool on the grid of `volume`.

        Raises
        ------
        TrainingDataError
            Where it is missing, cannot be read or holds more than 0 and one other value.
        """
        if name not in self.masks:
            raise TrainingDataError(
                say("Case {key} has no mask {name!r}.", key=self.key, name=name), say("Run 'lightbox dataset check'.")
            )
        return read_mask(self.mask_path(name))


@dataclass(frozen=True)
class ClassRecord:
    """The content of ``labels.json``: a class, or ``""`` with ``not_sure``."""

    format: int
    label: str
    not_sure: bool = False


def read_case(folder: Path, task: Task, names: Sequence[str]) -> Case:
    """Read a case folder and hash its files; the pixels are not decoded.

    Parameters
    ----------
    folder
        ``DATASET/KEY``.
    task
        Whether it has a class or masks.
    names
        Classes or structures of the dataset; a class of another name is refused, masks of other names are ignored.

    Raises
    ------
    TrainingDataError
        Where a file is missing or damaged, or the folder has another name than its key.
    """
    record = read_json(CaseRecord, folder / CASE_FILE, format=CASE_FORMAT, older=OLDER_FORMATS)
    if record.key != folder.name or record.image not in (PICTURE, VOLUME):
        raise TrainingDataError(
            say(
                "The file {file} of case {folder} belongs to another case.",
                file=CASE_FILE,
                folder=folder.name,
            )
        )
    image_sha256 = file_sha256(folder / record.image)
    if image_sha256 != record.image_sha256:
        raise TrainingDataError(
            say("The image of case {folder} was changed after it was imported.", folder=folder.name)
        )
    lines, label, masks, is_unsure = [image_sha256], "", [], False
    if task is Task.CLASSIFICATION:
        answer = read_json(ClassRecord, folder / CLASS_FILE, format=CASE_FORMAT, older=OLDER_FORMATS)
        label, is_unsure = answer.label, answer.not_sure and not answer.label
        if label not in names and not is_unsure:
            raise TrainingDataError(
                say(
                    "Case {folder} has the class {label!r}, which the dataset does not have.",
                    folder=folder.name,
                    label=label,
                )
            )
        lines.append(label)
    boxes: tuple[BoxRecord, ...] = ()
    points: tuple[PointRecord, ...] = ()
    if task is Task.DETECTION:
        marks = read_marks(folder / CLASS_FILE, names, format=CASE_FORMAT)
        boxes, points = marks.boxes, marks.points
        lines.append(file_sha256(folder / CLASS_FILE))
    ending = mask_ending(record.image)
    for name in names if task is Task.SEGMENTATION else ():
        path = folder / MASK_FOLDER / f"{name}{ending}"
        if path.is_file():
            masks.append(name)
            lines.append(f"{name} {file_sha256(path)}")
    sha256 = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Case(folder, record, label, tuple(masks), image_sha256, sha256, boxes, is_unsure, points)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file of a case; raises `TrainingDataError` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise TrainingDataError(say("The file {file} is missing or cannot be read.", file=path.name)) from error


def mask_ending(image: str) -> str:
    """Tell the ending of mask files: PNG beside a picture, NIfTI beside a volume."""
    return ".png" if image == PICTURE else ".nii.gz"


def require_names(names: Iterable[str]) -> None:
    """Refuse names of structures that are not safe as file names.

    Raises
    ------
    TrainingDataError
        With the first that is not.
    """
    for name in names:
        if not re.fullmatch(r"[A-Za-z0-9_]{1,64}", name):
            raise TrainingDataError(
                say("The structure name {name!r} has characters other than letters, digits and _.", name=name),
                say("Rename it."),
            )
