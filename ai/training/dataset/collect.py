"""One case that a person has looked at goes into a dataset, with its labels as they stand now."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ai.errors import TrainingDataError
from ai.progress import Progress, part, silent
from ai.training.dataset.case import (
    CASE_FILE,
    CASE_FORMAT,
    CLASS_FILE,
    DATASET_FILE,
    MASK_FOLDER,
    OLDER_FORMATS,
    CaseRecord,
    ClassRecord,
    Grouping,
    Task,
    file_sha256,
    mask_ending,
)
from ai.training.dataset.case_folder import clear_unfinished, flush, put, settle, unfinished_folder
from ai.training.dataset.coded_facts import coded
from ai.training.dataset.dataset import DATASET_FORMAT, DatasetRecord, Part, read_record
from ai.training.dataset.dataset_lock import Lock, held
from ai.training.dataset.duplicates import fingerprint
from ai.training.dataset.exact_grid import affine_rows, is_same_grid
from ai.training.dataset.face import Face, face_of
from ai.training.dataset.image_file import PICTURE, file_affine, require_grid, write_image, write_mask
from ai.training.dataset.intake import grey, pixels_sha256, prepare, write_names
from ai.training.dataset.label_origin import LabelRecord, common_origin
from ai.training.dataset.new_case import NewBox, NewCase, require_labels, with_names
from ai.training.dataset.particulars import particulars, with_before
from ai.training.dataset.points import is_point, marks_record
from ai.training.dataset.salt import Salt, load_salt
from ai.training.dataset.structures import Structures, load_structures
from ai.training.dataset.whole_file import read_json, write_error, write_json
from ai.volume import Volume
from ai.words import say

_SEARCHING_SHARE, _IMAGE_SHARE = 0.1, 0.4


@dataclass(frozen=True)
class Added:
    """What came of it.

    Parameters
    ----------
    folder
        Of the dataset.
    key
        Of the case.
    was_known
        Whether the picture was in the dataset before: its labels are replaced.
    kept
        Masks of the known case that stay, because none of their name was offered.
    cases, persons
        That the dataset has now.
    part
        Where the frozen split has the case; None where it has none, or there is no split.
    is_split
        Whether the dataset has a split.
    joins
        Where the person is in the frozen split by other cases, and so this one will be; None for a new person.
    names
        Of the masks that were written, as the dataset has them.
    """

    folder: Path
    key: str
    was_known: bool
    kept: tuple[str, ...]
    cases: int
    persons: int
    part: Part | None = None
    is_split: bool = False
    joins: Part | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Known:
    """What is in the dataset already."""

    records: tuple[CaseRecord, ...]

    def same_picture(self, pixels: str, group: str) -> CaseRecord | None:
        """Find the case with this picture: of the same person first."""
        found = [record for record in self.records if record.pixels_sha256 == pixels]
        return next((record for record in found if record.group == group), found[0] if found else None)


def add_case(target: Path, task: Task, case: NewCase, *, progress: Progress = silent) -> Added:
    """Write a case into a new or known dataset; it is there whole, or nothing has changed.

    The same picture is the same case: its labels are replaced, its image, person and place in a frozen split stay.
    Nothing is resampled: a grid that the file has no place for (slices that are missing, uneven or tilted) is refused,
    because a label that was interpolated is not the one that a person drew.

    Parameters
    ----------
    target
        Folder of the dataset: new, empty, or with a dataset of the same task.
    task
        What the dataset teaches.
    case
        What goes in.
    progress
        Called once per step; cancelled, nothing has changed.

    Raises
    ------
    TrainingDataError
        Where labels or folder do not suit, the picture is there as that of another person, or the disk is full.
    ai.errors.GeometryError
        Where the slices are not even.
    """
    names = require_labels(task, case)
    volume = coded(grey(case.volume))
    require_grid(volume)
    prepare(target, task)
    progress(0.0, say("Looking for the case in the dataset"))
    pixels = pixels_sha256(volume.voxels)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with held(target, Lock.WRITER, progress=progress):
            known_names = prepare(target, task)
            salt = load_salt(target, has_cases=(target / DATASET_FILE).exists())
            structures = load_structures(target, known_names, salt)
            if task is Task.SEGMENTATION:
                case, structures = with_names(case, structures)
                names = tuple(mask.name for mask in case.masks)
            known = _read_known(target, progress=part(progress, 0, _SEARCHING_SHARE))
            fresh = _record(case, volume, pixels, salt)
            before = known.same_picture(pixels, fresh.group)
            _require_same_person(before, fresh)
            wanted = DatasetRecord(DATASET_FORMAT, task, tuple(dict.fromkeys((*known_names, *names))))
            clear_unfinished(target)
            steps = part(progress, _SEARCHING_SHARE, 1)
            record, kept = _write(target, wanted, structures, fresh, before, case, volume, progress=steps)
    except OSError as error:
        raise write_error(error) from error
    progress(1.0, say("The case is in the dataset"))
    names = tuple(mask.name for mask in case.masks)
    return _told(target, record, known, names, was_known=before is not None, kept=kept)


def _read_known(target: Path, *, progress: Progress) -> _Known:
    """Read what is in the dataset; a case that cannot be read is passed over here, and found by the check."""
    with held(target, Lock.CASES):
        settle(target)
    folders = sorted(entry for entry in target.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    records = []
    for number, folder in enumerate(folders):
        progress(number / len(folders), say("Looking for the case in the dataset"))
        try:
            record = read_json(CaseRecord, folder / CASE_FILE, format=CASE_FORMAT, older=OLDER_FORMATS)
        except TrainingDataError:
            continue
        if record.key == folder.name:
            records.append(record)
    return _Known(tuple(records))


def _record(case: NewCase, volume: Volume, pixels: str, salt: Salt) -> CaseRecord:
    """Describe a case as if it were new; image and labels are still missing."""
    person = case.person
    row = salt.key("row", "", case.neighbours)
    group = (
        f"block-{salt.key('block', '', case.neighbours)}"
        if person is None
        else f"person-{salt.key('person', *person.identity)}"
    )
    _, rows_mm, columns_mm = volume.spacing_mm
    return CaseRecord(
        format=CASE_FORMAT,
        key=salt.key("collected", group, pixels),
        group=group,
        grouping=Grouping.BLOCK if person is None else person.grouping,
        sequence=row,
        position=salt.start("", case.neighbours),
        image=PICTURE,
        image_sha256="",
        pixels_sha256=pixels,
        fingerprint=f"{fingerprint(volume.voxels):016x}",
        source_id=secrets.token_hex(8),
        unit=volume.unit,
        modality=volume.modality,
        body_part=volume.body_part,
        view=volume.view,
        patient_position=volume.patient_position,
        bones_bright=volume.bones_bright,
        derived=volume.derived,
        axes_known=volume.axes_known,
        spacing_kind=volume.spacing_kind,
        pixel_mm=(rows_mm, columns_mm),
        affine_lps=affine_rows(volume.affine_lps),
        face=face_of(volume) if case.face is None else case.face,
        particulars=particulars(case.told, case.wanted, salt),
    )


def _require_same_person(before: CaseRecord | None, fresh: CaseRecord) -> None:
    """Refuse a picture that the dataset has as one of another person."""
    if before is None or before.group == fresh.group or before.grouping is not fresh.grouping:
        # Told in another way before, or not at all: equal pictures are of one person.
        return
    if fresh.grouping is not Grouping.BLOCK:
        raise TrainingDataError(
            say("The same picture is in the dataset as case {key}, of another person.", key=before.key),
            say("Remove that case first, or choose another dataset."),
        )


def _of_known(before: CaseRecord, fresh: CaseRecord, case: NewCase, volume: Volume) -> CaseRecord:
    """Describe a known case with what is known of it now; whose it is and where it stands stay."""
    if before.affine_lps is not None and before.axes_known and volume.axes_known:
        old = np.array(before.affine_lps)
        if not is_same_grid(old, volume.affine_lps, volume.shape, axes_known=True):
            raise TrainingDataError(
                say(
                    "The same pixels are in the dataset as case {key}, at another place in the patient.", key=before.key
                ),
                say("Remove that case first, or choose another dataset."),
            )
    # A file that says less than the one before takes nothing away.
    is_told = case.face is not None or before.face in (Face.NOT_LOOKED, Face.UNKNOWN)
    face = fresh.face if is_told or fresh.face is Face.POSSIBLE else before.face
    kept = with_before(fresh.particulars, before.particulars, case.wanted)
    known = replace(before, format=CASE_FORMAT, face=face, particulars=kept)
    if before.image != PICTURE:
        return known
    # A picture has its spacing here alone, and it may have been told since.
    return replace(known, spacing_kind=fresh.spacing_kind, pixel_mm=fresh.pixel_mm, affine_lps=fresh.affine_lps)


def _on_grid_of(record: CaseRecord, volume: Volume) -> Volume:
    """Return the volume on the grid of a case to the last digit: its masks and boxes are read beside its image."""
    if record.image == PICTURE or record.affine_lps is None:
        return volume
    return replace(volume, affine_lps=np.array(record.affine_lps), axes_known=record.axes_known)


def _write(
    target: Path,
    wanted: DatasetRecord,
    structures: Structures,
    fresh: CaseRecord,
    before: CaseRecord | None,
    case: NewCase,
    volume: Volume,
    *,
    progress: Progress,
) -> tuple[CaseRecord, tuple[str, ...]]:
    """Write the folder of a case, and its names into the dataset; returns it, and the masks that it had and keeps."""
    record = fresh if before is None else _of_known(before, fresh, case, volume)
    volume = _on_grid_of(record, volume)
    kept: tuple[str, ...] = ()
    with unfinished_folder(target) as unfinished:
        progress(0.0, say("Writing the image"))
        if before is None:
            image = write_image(volume, unfinished)
            record = replace(record, image=image.name, image_sha256=file_sha256(image))
        else:
            # The same bytes: a frozen split knows the file by its hash.
            shutil.copyfile(target / before.key / before.image, unfinished / before.image)
        labels = _write_labels(unfinished, wanted.task, record, case, volume, progress=part(progress, _IMAGE_SHARE, 1))
        flush(unfinished)
        with held(target, Lock.CASES, progress=part(progress, 1, 1)):
            if before is not None:
                # As it is now: readers may have kept something, or settled on labels, while this was written.
                old = target / before.key
                before = read_json(CaseRecord, old / CASE_FILE, format=CASE_FORMAT, older=OLDER_FORMATS)
                record = _of_known(before, fresh, case, volume)
                _copy_others(old, unfinished)
                kept = _copy_masks(old, unfinished, record, case) if wanted.task is Task.SEGMENTATION else ()
                labels = (*(_label_before(before, name) for name in kept), *labels)
            write_json(replace(record, labels=labels, origin=common_origin(labels)), unfinished / CASE_FILE)
            if wanted.task is Task.SEGMENTATION:
                structures.write(target)
            write_names(target, wanted)  # last: a stop leaves no class without a case
            put(unfinished, target / record.key)
    return record, kept


def _write_labels(
    folder: Path, task: Task, record: CaseRecord, case: NewCase, volume: Volume, *, progress: Progress
) -> tuple[LabelRecord, ...]:
    """Write masks, class or boxes and points; returns what is to be said of each."""
    if task is Task.CLASSIFICATION and case.answer is not None:
        answer = case.answer
        write_json(ClassRecord(CASE_FORMAT, answer.label, not answer.label), folder / CLASS_FILE)
        return (LabelRecord(answer.label, answer.origin, answer.model, answer.effort),)
    if task is Task.DETECTION and case.boxes is not None:
        # In the order of the file, so that each is found by its place.
        marks = sorted(case.boxes, key=_is_point)
        found = marks_record(
            [each.box for each in marks], affine_lps=file_affine(volume), shape=volume.shape, format=CASE_FORMAT
        )
        write_json(found, folder / CLASS_FILE)
        return tuple(LabelRecord(each.box.label, each.origin, each.model) for each in marks)
    for number, mask in enumerate(case.masks):
        words = say("Writing label {number} of {count}", number=number + 1, count=len(case.masks))
        progress(number / len(case.masks), words)
        path = folder / MASK_FOLDER / f"{mask.name}{mask_ending(record.image)}"
        path.parent.mkdir(exist_ok=True)
        write_mask(mask.source.mask, volume, path)
    return tuple(LabelRecord(mask.name, mask.origin, mask.model, mask.effort) for mask in case.masks)


def _is_point(mark: NewBox) -> bool:
    return is_point(mark.box)


def _copy_others(old: Path, unfinished: Path) -> None:
    """Take over what others keep beside a case, such as the reads of its readers: the picture is the same."""
    own = {CASE_FILE, CLASS_FILE, MASK_FOLDER, *(path.name for path in unfinished.iterdir())}
    for path in old.iterdir():
        if path.name in own:
            continue
        if path.is_dir():
            shutil.copytree(path, unfinished / path.name, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(path, unfinished / path.name)


def _copy_masks(old: Path, unfinished: Path, record: CaseRecord, case: NewCase) -> tuple[str, ...]:
    """Take over the masks of a known case for which no new one is offered."""
    offered = {mask.name for mask in case.masks}
    ending = mask_ending(record.image)
    kept = []
    for path in sorted((old / MASK_FOLDER).glob(f"*{ending}")):
        name = path.name.removesuffix(ending)
        if name not in offered:
            (unfinished / MASK_FOLDER).mkdir(exist_ok=True)
            shutil.copyfile(path, unfinished / MASK_FOLDER / path.name)
            kept.append(name)
    return tuple(kept)


def _label_before(before: CaseRecord, name: str) -> LabelRecord:
    return next((label for label in before.labels if label.name == name), LabelRecord(name, before.origin))


def _told(
    target: Path,
    record: CaseRecord,
    known: _Known,
    names: tuple[str, ...],
    *,
    was_known: bool,
    kept: tuple[str, ...],
) -> Added:
    split = read_record(target).split
    groups = {each.group for each in known.records} | {record.group}
    placed = () if split is None else split.placed
    sides = {each.group: each.part for each in placed if each.part is not Part.LEFT_OUT}
    return Added(
        target,
        record.key,
        was_known,
        kept,
        len(known.records) + (not was_known),
        len(groups),
        next((each.part for each in placed if each.key == record.key), None),
        split is not None,
        sides.get(record.group),
        names,
    )
