"""What a folder or file of a site is, found out by looking: a proposal that a person can correct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from ai.errors import ReportableError, TrainingDataError
from ai.progress import Progress, silent
from ai.training.dataset.class_folders import files_below
from ai.training.dataset.foreign_picture import is_picture
from ai.training.dataset.sources.columns import guess, task_of
from ai.training.dataset.sources.datalist import LISTS
from ai.training.dataset.sources.label_masks import MaskPart
from ai.training.dataset.sources.nifti_pairs import TABLE_FILE, folder_pair, found_table, known_table
from ai.training.dataset.sources.site_json import read_object
from ai.training.dataset.sources.site_pair import is_volume
from ai.training.dataset.sources.site_table import read_table
from ai.words import say


class SourceKind(Enum):
    """Ways in which sites keep images with what is known of them."""

    CLASSES = "classes"
    """A folder per class."""
    PATTERN = "pattern"
    """Images and masks that patterns bring together."""
    NIFTI = "nifti"
    """Volumes and label maps in two folders."""
    DATALIST = "datalist"
    """dataset.json of MONAI or the Decathlon."""
    TABLE = "table"
    """Comma-separated values."""
    COCO = "coco"
    """Boxes in JSON."""
    DICOM = "dicom"
    """Series with segmentations or contours."""


TABLE_ENDINGS = (".csv", ".tsv", ".txt")

_LOOKED_AT = 400
"""Files that are looked at to tell what a folder is."""

_LISTED = 20_000
"""Files that are listed for that."""


class FileLook(Enum):
    """What a file seems to be that is neither picture nor volume here."""

    PICTURE = "picture"
    IMAGE = "image"
    RESULT = "result"
    """Segmentations or contours over images."""
    OTHER = "other"


Look: TypeAlias = Callable[[Path], FileLook]
"""Looks at a file of another format, such as DICOM."""


def look_away(path: Path) -> FileLook:
    """Know no other format."""
    return FileLook.OTHER


@dataclass(frozen=True)
class Recognised:
    """What a source seems to be.

    Parameters
    ----------
    path
        The folder or file; where a folder is told by a file in it, that file.
    kind
        What it seems to be.
    why
        The sentence for the reader.
    also
        Other files of the folder that could be imported instead.
    images, masks
        Patterns, for `SourceKind.PATTERN`.
    parts
        Proposed structures; empty where the source has none.
    columns
        Header by role, for `SourceKind.TABLE`.
    """

    path: Path
    kind: SourceKind
    why: str
    also: tuple[Path, ...] = ()
    images: str = ""
    masks: str = ""
    parts: tuple[MaskPart, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


def recognise(path: Path, *, look: Look = look_away, progress: Progress = silent) -> Recognised:
    """Tell what a folder or file is.

    Parameters
    ----------
    path
        Chosen by a person.
    look
        Knows files of other formats, such as DICOM.
    progress
        Called while masks are looked at.

    Raises
    ------
    TrainingDataError
        Where it is nothing that can be imported, with what would be.
    """
    if path.is_file():
        return _file(path)
    if not path.is_dir():
        raise TrainingDataError(say("There is no such folder or file."), say("Check the path and its spelling."))
    progress(0.0, say("Looking at the files"))
    lists = _lists(path)
    found = _folder(path, look, progress)
    if found is not None:
        own = tuple(one for one in lists if one != found.path)
        return Recognised(found.path, found.kind, found.why, own, found.images, found.masks, found.parts, found.columns)
    if lists:
        first = _file(lists[0])
        return Recognised(first.path, first.kind, first.why, tuple(lists[1:]), columns=first.columns)
    raise TrainingDataError(
        say("Nothing in this folder is known as labelled images."),
        say(
            "Give a folder per class, images with masks in two folders, a table (CSV), a dataset.json, a COCO file or "
            "DICOM series with segmentations."
        ),
    )


def _file(path: Path) -> Recognised:
    ending = path.suffix.casefold()
    if ending == ".json":
        data = read_object(path)
        if isinstance(data.get("annotations"), list) and isinstance(data.get("images"), list):
            return Recognised(
                path, SourceKind.COCO, say("A list of pictures with boxes (COCO). Outlines are not read.")
            )
        if any(isinstance(data.get(name), list) for name in LISTS):
            return Recognised(path, SourceKind.DATALIST, say("A list of images for training (MONAI, Decathlon)."))
        raise TrainingDataError(say("The file {file} is no list of images that is known here.", file=path.name))
    if ending in TABLE_ENDINGS:
        table = read_table(path)
        columns = guess(table.headers)
        words = say(
            "A table of {rows} rows: {columns}.",
            rows=len(table.rows),
            columns=", ".join(f"{role.value} = {header}" for role, header in columns.items()) or "–",
        )
        told = tuple((role.value, header) for role, header in columns.items())
        return Recognised(path, SourceKind.TABLE, words, columns=told)
    raise TrainingDataError(
        say("A single file of this kind is no source of labelled images."),
        say("Give its folder, or a table (CSV), a dataset.json or a COCO file."),
    )


def _lists(folder: Path) -> list[Path]:
    """Find tables and JSON lists directly in a folder that say what can be imported."""
    found = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.suffix.casefold() not in (*TABLE_ENDINGS, ".json"):
            continue
        try:
            one = _file(path)
            if one.kind is SourceKind.TABLE:
                task_of(guess(read_table(path).headers))
        except ReportableError:
            # A text file of another kind.
            continue
        found.append(path)
    return found


def _folder(folder: Path, look: Look, progress: Progress) -> Recognised | None:
    pair = folder_pair(folder)
    if pair is not None:
        images, masks = pair
        endings = Counter(_ending(path) for path in islice(files_below(images), _LOOKED_AT))
        ending = endings.most_common(1)[0][0] if endings else ""
        listed = folder / TABLE_FILE
        if listed.is_file() and any(isinstance(read_object(listed).get(name), list) for name in LISTS):
            return _file(listed)
        if ending in (".nii", ".nii.gz", ".nrrd"):
            parts = known_table(folder) or found_table(
                [path for path in files_below(masks) if is_volume(path)], progress=progress
            )
            words = say(
                "Volumes in {images} with label maps of equal names in {masks}.", images=images.name, masks=masks.name
            )
            return Recognised(folder, SourceKind.NIFTI, words, parts=parts)
        if ending:
            return _pictures(folder, images, masks, ending, progress)
    return _classes_or_dicom(folder, look)


def _pictures(folder: Path, images: Path, masks: Path, ending: str, progress: Progress) -> Recognised:
    """Say how pictures and masks belong together: flat, or a folder per structure or per case."""
    files = list(files_below(masks))
    flat = [path for path in files if path.parent == masks]
    mask_ending = Counter(_ending(path) for path in files).most_common(1)[0][0] if files else ending
    cases = {path.name[: -len(ending)] for path in islice(files_below(images), _LOOKED_AT)}
    if flat:
        pattern, parts = f"{masks.name}/{{case}}{mask_ending}", found_table(flat, progress=progress)
    elif any(path.parent.name in cases for path in files):
        pattern, parts = f"{masks.name}/{{case}}/{{structure}}{mask_ending}", ()
    else:
        pattern, parts = f"{masks.name}/{{structure}}/{{case}}{mask_ending}", ()
    words = say("Pictures in {images} with masks in {masks}.", images=images.name, masks=masks.name)
    return Recognised(
        folder, SourceKind.PATTERN, words, images=f"{images.name}/{{case}}{ending}", masks=pattern, parts=parts
    )


def _classes_or_dicom(folder: Path, look: Look) -> Recognised | None:
    """Tell folders of classes from folders of studies: in the latter lie segmentations or contours."""
    seen = Counter(FileLook.PICTURE if is_volume(path) or is_picture(path) else look(path) for path in _sample(folder))
    if seen[FileLook.RESULT]:
        return Recognised(folder, SourceKind.DICOM, say("DICOM series with segmentations or contours."))
    below = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    if len(below) > 1 and (seen[FileLook.IMAGE] or seen[FileLook.PICTURE]):
        words = say("A folder per class: {names}.", names=", ".join(sorted(path.name for path in below)[:8]))
        return Recognised(folder, SourceKind.CLASSES, words)
    return None


def _sample(folder: Path) -> list[Path]:
    """Take files evenly from all folders: results often lie in the last one."""
    by_folder: dict[Path, list[Path]] = {}
    for path in islice(files_below(folder), _LISTED):
        by_folder.setdefault(path.parent, []).append(path)
    each = max(1, _LOOKED_AT // max(len(by_folder), 1))
    return [path for files in by_folder.values() for path in files[:: max(1, len(files) // each)][:each]]


def _ending(path: Path) -> str:
    return ".nii.gz" if path.name.casefold().endswith(".nii.gz") else path.suffix.casefold()
