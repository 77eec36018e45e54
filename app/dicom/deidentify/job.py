"""Files and folders without what tells of their patients, written anew into a folder of their own; PS3.15 annex E.

Nothing of a source is changed, and nothing of it becomes a name of a file or folder. Clean pixels are not promised:
pictures that say they carry burned-in text are left out, and those of kinds that often do are told of.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from ai.errors import MemoryShort
from ai.progress import Progress, silent
from ai.words import say
from app.dicom.deidentify.cleaned import Cleaner, identity_of, is_named_in_pixels
from app.dicom.deidentify.pseudonyms import Pseudonyms
from app.dicom.files.attribute import PYDICOM_FAULTS, quiet_pydicom, text
from app.dicom.files.dicom_file import NotDicomError, open_dicom
from app.dicom.files.folder import listing
from app.dicom.files.memory import require_memory
from app.dicom.headers.burned_in import OFTEN_BURNED_IN
from app.dicom.headers.objects import is_index
from app.errors import DicomReadError, ExportError
from app.imaging.atomic import atomic_path, make_folder

_CLASSES = "1.2.840.10008.5.1.4.1.1."

REFUSED = {
    f"{_CLASSES}88.": say("Structured reports are left out: their words may name the patient."),
    f"{_CLASSES}104.": say("Documents (PDF, CDA, 3D models) are left out: their content cannot be cleaned."),
    f"{_CLASSES}9.4.": say("Recordings of a voice are left out: their content cannot be cleaned."),
}
"""Start of a SOP class UID -> why its objects are left out."""

RAW_DATA = f"{_CLASSES}66"

SECONDARY_CAPTURE = f"{_CLASSES}7"


@dataclass(frozen=True)
class DeidentifyOptions:
    """What is done besides the basic profile.

    Parameters
    ----------
    shift_dates
        Days stay in their distance from each other, shifted per patient (Retain Longitudinal Temporal Information with
        Modified Dates Option), instead of going.
    burned_in
        Pictures that say they carry burned-in text are written, too.
    """

    shift_dates: bool = False
    burned_in: bool = False


@dataclass(frozen=True)
class Deidentified:
    """What came of it.

    Parameters
    ----------
    written
        Files that were written.
    left_out
        Sentences that say why files were left out, with their number.
    warnings
        What a person has to look at.
    """

    written: int
    left_out: tuple[tuple[str, int], ...] = ()
    warnings: tuple[str, ...] = ()


class _LeftOutError(DicomReadError):
    """A file is not written, for this reason."""


@dataclass
class _Places:
    """Folders and names by counting: patient, study, series, file."""

    folder: Path
    known: dict[tuple[str, ...], Path] = field(default_factory=dict)
    below: Counter[Path] = field(default_factory=Counter)

    def of(self, dataset: Dataset) -> Path:
        """Choose the path of a file by what it was, before it is cleaned."""
        levels = (identity_of(dataset), text(dataset, "StudyInstanceUID"), text(dataset, "SeriesInstanceUID"))
        folder = self.folder
        for depth, name in enumerate(("patient", "study", "series"), start=1):
            key = levels[:depth]
            if key not in self.known:
                self.known[key] = self._next(folder, name + "-{:04d}")
                make_folder(self.known[key])
            folder = self.known[key]
        return self._next(folder, "{:06d}.dcm")

    def _next(self, folder: Path, name: str) -> Path:
        self.below[folder] += 1
        return folder / name.format(self.below[folder])


def deidentify(
    sources: Sequence[Path],
    target: Path,
    *,
    options: DeidentifyOptions | None = None,
    progress: Progress = silent,
) -> Deidentified:
    """Write DICOM files without what tells of their patients.

    Parameters
    ----------
    sources
        Files and folders; folders are searched to the bottom. What is no DICOM is left out and told, an index
        (DICOMDIR) is left out: it would name the patients.
    target
        A folder that is not there yet, or is empty; not inside a source, nor the other way round.
    options
        What is done besides the basic profile.
    progress
        Called once per file. Cancelled or failed, the job leaves nothing behind.

    Raises
    ------
    app.errors.ExportError
        When the folder does not suit, or the disk is full.
    app.errors.DicomReadError
        When a source is not there, or nothing in it can be written.
    """
    chosen = options or DeidentifyOptions()
    _require_apart(sources, target)
    listed = [listing(source, progress=progress) for source in sources]
    files = [file for each in listed for file in each.files]
    job = _Job(target, chosen)
    job.left_out.update(unreadable.reason for each in listed for unreadable in each.left_out)
    with ExitStack() as undo:
        if not target.exists():
            make_folder(target)
            undo.callback(shutil.rmtree, target, ignore_errors=True)
        else:
            undo.callback(_empty, target)
        for number, file in enumerate(files):
            words = say("Writing file {number} of {count} without names", number=number + 1, count=len(files))
            progress(number / len(files), words)
            job.take(file)
        if not job.written:
            reasons = " ".join(reason for reason, _ in job.left_out.most_common(3))
            raise DicomReadError(
                say("There is nothing to write: {reasons}", reasons=reasons or say("the folder holds no files.")),
                say("Choose a folder with DICOM images."),
            )
        undo.pop_all()
    progress(1.0, say("Files written without names: {count}", count=job.written))
    return Deidentified(job.written, tuple(job.left_out.most_common()), job.warnings())


class _Job:
    """Takes the files one by one."""

    def __init__(self, target: Path, options: DeidentifyOptions) -> None:
        self._cleaner = Cleaner(Pseudonyms(), shift_dates=options.shift_dates)
        self._places = _Places(target)
        self._options = options
        self._suspects: Counter[str] = Counter()
        self.written = 0
        self.left_out: Counter[str] = Counter()

    def take(self, path: Path) -> None:
        """Write one file, or note why not."""
        try:
            dataset = self._read(path)
        except (DicomReadError, MemoryShort) as error:
            self.left_out[error.message] += 1
            return
        target = self._places.of(dataset)
        try:
            with quiet_pydicom():
                self._cleaner.clean(dataset)
                dataset.file_meta = _meta(dataset)
                with atomic_path(target) as temporary:
                    dataset.save_as(temporary, enforce_file_format=True)
        except PYDICOM_FAULTS as error:
            if isinstance(error, OSError):
                raise
            self.left_out[say("The file is damaged: it cannot be written again.")] += 1
            return
        self.written += 1

    def warnings(self) -> tuple[str, ...]:
        """List what a person has to look at."""
        return tuple(
            say(
                "Pictures of the kind {modality} that may carry names in their pixels: {count}. Look at them before "
                "you hand them on.",
                count=count,
                modality=modality,
            )
            for modality, count in self._suspects.items()
        )

    def _read(self, path: Path) -> Dataset:
        try:
            file = open_dicom(path)
        except NotDicomError as error:
            raise _LeftOutError(say("Files that are no DICOM are left out.")) from error
        header = file.header
        if is_index(file):
            raise _LeftOutError(say("A DICOMDIR is left out: it names the patients."))
        sop_class = text(header, "SOPClassUID")
        if sop_class == RAW_DATA or not sop_class:
            raise _LeftOutError(say("Raw data and files of an unknown kind are left out: nobody knows what they hold."))
        for start, reason in REFUSED.items():
            if sop_class.startswith(start):
                raise _LeftOutError(reason)
        self._look_at_pixels(header, sop_class, has_pixels=file.pixels is not None)
        require_memory(2 * file.size, say("This file"))
        try:
            with quiet_pydicom():
                dataset = dcmread(path, force=True)
        except PYDICOM_FAULTS as error:
            raise _LeftOutError(say("The file is damaged: its header cannot be read.")) from error
        if not file.has_meta:
            dataset.file_meta = FileMetaDataset()
            dataset.file_meta.TransferSyntaxUID = UID(file.transfer_syntax)
        if is_named_in_pixels(dataset):
            raise _LeftOutError(say("Pictures whose compressed pixels carry the patient's name as text are left out."))
        return dataset

    def _look_at_pixels(self, header: Dataset, sop_class: str, *, has_pixels: bool) -> None:
        """Leave out what says that it carries burned-in text, and note what often does; (0028,0301)."""
        if not has_pixels:
            return
        told = text(header, "BurnedInAnnotation").upper()
        if told == "YES" and not self._options.burned_in:
            raise _LeftOutError(say("Pictures that say they carry burned-in text are left out."))
        modality = text(header, "Modality").upper()
        captured = sop_class == SECONDARY_CAPTURE or sop_class.startswith(f"{SECONDARY_CAPTURE}.")
        if told == "YES" or (told != "NO" and (captured or modality in OFTEN_BURNED_IN)):
            self._suspects[modality or "OT"] += 1


def _meta(dataset: Dataset) -> FileMetaDataset:
    """Make new file meta information: the old one may name who sent the file, PS3.10 7.1."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = dataset.file_meta.get("TransferSyntaxUID", ExplicitVRLittleEndian)
    dataset.preamble = bytes(128)
    return meta


def _require_apart(sources: Sequence[Path], target: Path) -> None:
    """Refuse a folder where cleaned files would mix with others."""
    own = target.resolve()
    for source in sources:
        other = source.resolve()
        if own == other or other in own.parents or own in other.parents:
            raise ExportError(
                say("The folder for the files without names must not lie inside that of the originals, nor around it."),
                say("Choose another folder."),
            )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ExportError(
            say("{name} is there already and not empty, so nothing was written.", name=target.name),
            say("Choose an empty folder, or a name that is not taken."),
        )


def _empty(folder: Path) -> None:
    """Take back what was written."""
    for each in folder.iterdir():
        shutil.rmtree(each, ignore_errors=True)
