"""Headers of files, folders, archives and DICOMDIRs → patients, studies and series.

Nothing of a file's content ever becomes a path.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from ai.progress import Progress, part, silent
from ai.words import joined, say
from app.dicom.files.archive import Unpacked, member_reason, private_folder, starts_as_archive, unpack, without_member
from app.dicom.files.attribute import PYDICOM_FAULTS
from app.dicom.files.dicom_file import NotDicomError, looks_like_dicom, open_dicom
from app.dicom.files.dicomdir import index_of, starts_as_index
from app.dicom.files.folder import listing
from app.dicom.headers.header import Header, LostImage, header_of, lost_image
from app.dicom.headers.objects import FoundObject, is_index, object_of
from app.dicom.headers.quick_columns import Known
from app.dicom.headers.quick_header import quick_headers
from app.dicom.image_study import FoundImage, image_studies
from app.dicom.series import ScanResult, Series, Study, Unreadable
from app.dicom.stacking.catalogue import Catalogue
from app.errors import DicomReadError
from app.imaging.image_source import START_BYTES, SUFFIXES, ImageKind, kind_of

OnFound = Callable[[tuple[Study, ...]], None]
"""Called from the scanning thread with all studies found so far."""

NEWS_SECONDS = 0.5
"""Least time between two calls of ``on_found``."""

FIRST_NEWS_SECONDS = 0.1
"""Time to the first call: somebody waits for a first picture."""

NEWS_PAUSE = 8.0
"""Least time between two calls of ``on_found`` in units of what the last one took: news must not slow the scan."""

REASONS_SHOWN = 3
"""Different reasons that the sentence about an unreadable folder names."""

FEW_FILES = 16
"""So many are read one after the other, without threads."""

BATCH_FILES = 1024
"""Files that one thread reads at a time, at most; the first batch is small, so that the reader sees something soon."""

BATCH_SECONDS = 0.2
"""A batch has as many files as can be read in this time at the pace of the last one: progress is told between them."""

AHEAD = ((12.0, 8), (5.0, 3), (0.0, 1))
"""Time of a batch in units of the work in it, from which so many batches are on their way, each in a thread of its own.

While one waits for the disk or the network, another parses. Where none waits, Python lets them parse one at a time, and
more of them only stand in each other's way and in that of the window: a batch that has to share the processor with
other programs, or Python with the window, takes up to four times the work in it, and has nothing to gain.
"""

LOOKED_INTO = 64
"""Named files whose content is looked at to tell archives and indexes; of longer lists, the names decide first."""

UNPACKING_SHARE = 0.5
"""Part of the progress that unpacking takes where there is something to unpack."""

WAIT_SECONDS = 0.1
"""Time between two chances to cancel while a batch is read."""

Found = Header | FoundObject | LostImage | FoundImage | Unreadable | None
"""What a file is: an image, an object without picture, a damaged image, an image file that is no DICOM, not to be read
at all, or an index that is passed over silently."""


@dataclass(frozen=True)
class _Read:
    """A batch of files that was read, the time it took, and the processor's time in it; seconds."""

    found: list[Found]
    took: float
    worked: float

    @property
    def ahead(self) -> int:
        """How many batches are worth to be on their way after this one."""
        return next(count for share, count in AHEAD if self.took >= share * self.worked)


Batch = Future[_Read]


@dataclass
class _Material:
    """What is to be read, and what is known about it before."""

    files: dict[str, Path] = field(default_factory=dict)
    left_out: list[Unreadable] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    members: dict[Path, tuple[Path, str]] = field(default_factory=dict)
    images: list[FoundImage] = field(default_factory=list)

    def take(self, files: Sequence[Path]) -> None:
        # By their names, which are quicker to compare than paths.
        self.files |= {str(file): file for file in files}

    def take_unpacked(self, archive: Path, unpacked: Unpacked) -> None:
        self.take(unpacked.files)
        self.left_out += unpacked.left_out
        self.members |= {path: (archive, name) for path, name in unpacked.names.items()}

    def named(self, unreadable: Unreadable) -> Unreadable:
        """Name a member of an archive as such."""
        if unreadable.path not in self.members:
            return unreadable
        archive, name = self.members[unreadable.path]
        return Unreadable(archive, member_reason(name, unreadable.reason))


def scan(
    paths: Sequence[Path],
    *,
    progress: Progress = silent,
    on_found: OnFound | None = None,
    unpack_into: Path | None = None,
) -> ScanResult:
    """Read the headers of all DICOM files at some paths, and of image files that are none.

    Parameters
    ----------
    paths
        Files, folders, ZIP archives and DICOMDIRs. Folders are searched to the bottom, and archives in them opened
        where they are called ``*.zip``; links inside them are not followed. A DICOMDIR stands for the files that it
        names inside its own folder. A NIfTI, NRRD, PNG, JPEG or TIFF file becomes a study where it is named itself;
        those in folders and archives only where the scan finds no DICOM at all.
    progress
        Called from the calling thread for every file or batch of files. May raise `ai.progress.Cancelled`.
    on_found
        Optional: told of the studies so far, at most twice a second, so that the reader sees them come in.
    unpack_into
        A folder for the content of archives, which the caller removes; without it a private one is made that goes
        when the program ends.

    Returns
    -------
    ScanResult
        At least one image or object; ``unreadable`` lists every file that was left out, with the reason.

    Raises
    ------
    app.errors.DicomReadError
        When a path does not exist, a folder is empty, or nothing that can be read was found.
    """
    material, read_progress = _gather(paths, progress, unpack_into)
    if not material.files and not material.left_out and not material.images:
        raise DicomReadError(say("The folder holds no files."), say("Choose a folder with DICOM images."))
    catalogue = Catalogue()
    unreadable = material.left_out
    news = _News(on_found)
    for found in _read_all(list(material.files.values()), read_progress):
        match found:
            case Header():
                catalogue.add(found)
            case FoundObject():
                catalogue.add_object(found)
            case LostImage():
                unreadable.append(material.named(found.unreadable))
                catalogue.add_lost(found)
            case FoundImage():
                material.images.append(found)
            case Unreadable():
                unreadable.append(material.named(found))
        news.tell(catalogue)
    images = image_studies(material.images, material.members, beside_dicom=bool(catalogue), progress=progress)
    unreadable += (material.named(each) for each in images.left_out)
    unreadable = [each for each in unreadable if each.path not in images.companions]
    if not catalogue and not images.studies:
        raise _nothing_found(unreadable)
    progress(1.0, say("{count} files read", count=len(material.files) + len(material.images)))
    studies = (*catalogue.studies(), *images.studies)
    return ScanResult(studies, tuple(unreadable), (*material.warnings, *catalogue.warnings))


def series_of(result: ScanResult) -> tuple[Series, ...]:
    """Every series of a scan, in the order of the studies."""
    return tuple(series for study in result.studies for series in study.series)


class _News:
    """Tells of what was found, seldom enough."""

    def __init__(self, on_found: OnFound | None) -> None:
        self._on_found = on_found
        self._next = time.monotonic() + min(NEWS_SECONDS, FIRST_NEWS_SECONDS)

    def tell(self, catalogue: Catalogue) -> None:
        if self._on_found is None:
            return
        began = time.monotonic()
        if began < self._next or not catalogue:
            return
        self._on_found(catalogue.studies())
        ended = time.monotonic()
        self._next = ended + max(NEWS_SECONDS, NEWS_PAUSE * (ended - began))


def _gather(paths: Sequence[Path], progress: Progress, unpack_into: Path | None) -> tuple[_Material, Progress]:
    """List what is to be read; archives are unpacked. Returns the progress that is left for reading."""
    material = _Material()
    archives: list[Path] = []
    for path in paths:
        found = listing(path, progress=progress)
        material.left_out += found.left_out
        if found.is_folder:
            zipped = {file for file in found.files if _is_zip_by_name(file) and _is_archive(file)}
            if zipped:
                archives += [file for file in found.files if file in zipped]
            material.take([file for file in found.files if file not in zipped] if zipped else found.files)
            continue
        for file in found.files:
            start = _start(path) if len(paths) <= LOOKED_INTO or _may_hold_others(path) else b""
            if starts_as_archive(start):
                archives.append(path)
            elif starts_as_index(start):
                index = index_of(path, progress=progress)
                material.take(index.files)
                material.warnings += index.warnings
                if not index.files:
                    words = joined(index.warnings) or say("The DICOMDIR names no files.")
                    hint = say("Open the folder of the disc instead.")
                    material.left_out.append(Unreadable(path, joined((words, hint))))
            elif (kind := _image_kind(start)) is not None:
                material.images.append(FoundImage(path, kind, is_named=True))
            else:
                material.take([file])
    if not archives:
        return material, progress
    folder = private_folder() if unpack_into is None else unpack_into
    for number, archive in enumerate(dict.fromkeys(archives)):
        share = UNPACKING_SHARE / len(archives)
        unpacking = part(progress, number * share, (number + 1) * share)
        try:
            material.take_unpacked(archive, _unpacked(archive, folder, unpacking))
        except DicomReadError as error:
            if len(archives) == 1 and not material.files:
                raise
            material.left_out.append(Unreadable(archive, error.message))
    return material, part(progress, UNPACKING_SHARE, 1.0)


def _unpacked(archive: Path, folder: Path, progress: Progress) -> Unpacked:
    """Unpack into a folder of its own, which is empty again where that fails or is cancelled."""
    into = Path(tempfile.mkdtemp(dir=folder))
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, into, ignore_errors=True)
        unpacked = unpack(archive, into, progress=progress)
        undo.pop_all()
    return unpacked


def _is_zip_by_name(path: Path) -> bool:
    return str(path)[-4:].lower() == ".zip"


def _may_hold_others(path: Path) -> bool:
    return _is_zip_by_name(path) or path.name.upper() == "DICOMDIR" or path.name.lower().endswith(SUFFIXES)


def _image_kind(start: bytes) -> ImageKind | None:
    return None if looks_like_dicom(start) else kind_of(start)


def _is_archive(path: Path) -> bool:
    return starts_as_archive(_start(path))


def _start(path: Path) -> bytes:
    try:
        with path.open("rb", buffering=0) as file:
            return file.read(START_BYTES)
    except OSError:
        # Said when it is its turn to be read.
        return b""


def _read_all(files: Sequence[Path], progress: Progress) -> Iterator[Found]:
    """Read headers, in the order of the files."""
    if len(files) <= FEW_FILES:
        for number, file in enumerate(files):
            progress(number / len(files), say("Reading file {number} of {count}", number=number + 1, count=len(files)))
            yield read_file(file)
        return
    stop = threading.Event()
    # What the batches share: values that repeat from file to file are worked out once.
    known = Known()
    pool = ThreadPoolExecutor(AHEAD[0][1], thread_name_prefix="scan")
    try:
        done = 0
        for batch in _ahead(pool, files, known, stop):
            while not wait((batch,), timeout=WAIT_SECONDS).done:
                progress(done / len(files), say("Reading file {number} of {count}", number=done + 1, count=len(files)))
            for found in batch.result().found:
                done += 1
                yield found
            progress(done / len(files), say("Read {number} of {count} files", number=done, count=len(files)))
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def _ahead(pool: ThreadPoolExecutor, files: Sequence[Path], known: Known, stop: threading.Event) -> Iterator[Batch]:
    """Hand out batches, a few ahead of the one that is waited for."""
    under_way: deque[Batch] = deque()
    start, size, ahead = 0, FEW_FILES, 1
    while start < len(files) or under_way:
        while start < len(files) and len(under_way) < ahead:
            under_way.append(pool.submit(_read_batch, files[start : start + size], known, stop))
            start += size
        batch = under_way.popleft()
        yield batch
        read = batch.result()
        ahead = read.ahead
        pace = len(read.found) / max(read.took, 1e-6)
        size = min(max(FEW_FILES, round(pace * BATCH_SECONDS)), BATCH_FILES)


def _read_batch(files: Sequence[Path], known: Known, stop: threading.Event) -> _Read:
    began, worked = time.perf_counter(), time.thread_time()
    found: list[Found] = []
    for file, header in zip(files, quick_headers(files, known), strict=True):
        if stop.is_set():
            # Nobody waits for it any more.
            break
        found.append(read_file(file) if header is None else header)
    return _Read(found, time.perf_counter() - began, time.thread_time() - worked)


def read_file(path: Path) -> Found:
    """Read the header of one file; whatever is wrong with it becomes a sentence."""
    try:
        file = open_dicom(path, for_pixels=False)
        if is_index(file):
            return None
        found = object_of(file)
        if found is not None:
            return found
        try:
            return header_of(file)
        except DicomReadError as error:
            return lost_image(file, Unreadable(path, error.message))
    except NotDicomError as error:
        kind = _image_kind(_start(path))
        return Unreadable(path, error.message) if kind is None else FoundImage(path, kind)
    except DicomReadError as error:
        return Unreadable(path, error.message)
    except (*PYDICOM_FAULTS, MemoryError):
        return Unreadable(path, say("The file is damaged: its header cannot be read."))


def _nothing_found(unreadable: Sequence[Unreadable]) -> DicomReadError:
    if not unreadable:
        return DicomReadError(
            say("There is only an index (DICOMDIR) here, no images."), say("Choose the folder of the images.")
        )
    if len(unreadable) == 1:
        reason = unreadable[0].reason
        return NotDicomError() if reason == NotDicomError().message else DicomReadError(reason)
    reasons = Counter(without_member(one.reason) for one in unreadable).most_common(REASONS_SHOWN)
    whole = say("None of the {count} files is a readable DICOM image.", count=len(unreadable))
    return DicomReadError(
        joined((whole, *(joined((f"{count} ×:", reason)) for reason, count in reasons))),
        say("Choose the folder of a study, or fetch the images again from their source."),
    )
