"""A series as a volume: open it with one slice decoded, then fill in the rest."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from ai.progress import Progress, silent
from ai.volume import Volume, Voxels
from ai.words import say
from app.dicom.display.frame_rate import frame_rate_of
from app.dicom.display.modality import first_dtype, unit_of, wide_dtype
from app.dicom.display.overlay import OverlayPlane
from app.dicom.display.read_presentation import is_inverted
from app.dicom.files.attribute import integer, text, texts
from app.dicom.files.memory import MEMORY_SHARE, available_bytes
from app.dicom.loading.fill_order import FillOrder
from app.dicom.loading.slice_reader import SliceRead, SliceReader
from app.dicom.loading.voxel_memory import allocate
from app.dicom.series import Series
from app.dicom.stacking.geometry import PLAIN_RADIOGRAPHS, grid_of
from app.errors import DicomReadError, PictureFileError, VolumeFileError
from app.imaging.image_file import read_image
from app.imaging.image_source import ImageFile
from app.imaging.window import Presentation, Voi

SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
"""Start of the SOP class UIDs of secondary captures, PS3.4 B.5."""

NO_CONTRAST = ("", "NONE", "NO", "N")
"""Values of (0018,0010) Contrast/Bolus Agent, in capitals, by which scanners say that none was given."""

FILL_THREADS = 4
"""With that of the caller; more do not help where all wait for the same memory and disk."""

PLAIN_BATCH, PLAIN_BATCH_BYTES = 16, 8 << 20
"""Slices and bytes that a thread reads before it reports, where reading is all there is to do."""

FAULT_LIMIT = 8
"""After so many slices that cannot be read the rest is not tried: each may take long to fail."""

_Result: TypeAlias = "tuple[int, SliceRead | DicomReadError]"
"""Slice and what came of it."""


@dataclass(frozen=True, eq=False)
class OpenSeries:
    """A series that is open.

    Parameters
    ----------
    series
        What the scan found, in geometric order.
    volume
        Slices not decoded yet hold 0; they change once, when `fill` decodes them.
    filled
        (slices,) bool; written by `fill` only, from its thread, each flag after its slice is complete.
    presentation
        How the file wants to be shown. Slices not decoded yet carry the windows of the decoded one.
    slots
        The memory of ``volume.voxels``, writable; only `fill` writes into it.
    read_vois
        Windows of the filled slices, by slice; written by `fill` only.
    warnings
        Sentences about the files that only their decoding showed, and about memory.
    overlays
        What the files lay over the filled slices, by slice, where there is anything; written by `fill` only.
    frame_of_reference_uid
        (0020,0052) Frame of Reference UID, or ``""``: series of one have their places in the same space.
    frame_rate
        Frames per second that the file wants to be shown with, or None.
    """

    series: Series
    volume: Volume
    filled: npt.NDArray[np.bool_]
    presentation: Presentation
    slots: Voxels = field(repr=False)
    read_vois: dict[int, tuple[Voi, ...]] = field(default_factory=dict, repr=False)
    warnings: tuple[str, ...] = ()
    overlays: dict[int, tuple[OverlayPlane, ...]] = field(default_factory=dict, repr=False)
    frame_of_reference_uid: str = ""
    frame_rate: float | None = None


def open_series(series: Series, *, first: int | None = None) -> OpenSeries:
    """Allocate the volume and decode one slice.

    Parameters
    ----------
    series
        As the scan found it.
    first
        Slice to decode, from 0; the middle one unless told.

    Raises
    ------
    app.errors.DicomReadError
        When the slice cannot be decoded.
    ai.errors.MemoryShort
        When the volume does not fit into memory; nothing was allocated.

    Notes
    -----
    A file that is no DICOM is read as a whole.
    """
    if series.image is not None:
        return _open_image(series, series.image)
    index = series.slice_count // 2 if first is None else first
    # A scan gives equal formats one value, so that 600 files have one or two.
    formats = list({id(instance.pixels): instance.pixels for instance in series.instances}.values())
    instance = series.instances[0]
    shape = (series.slice_count, instance.rows, instance.columns, *((3,) if formats[0].is_colour else ()))
    reader = SliceReader(series)
    # Files that announce more than they hold are found out here, before memory is taken for them.
    header = reader.header(index)
    slots, spilled = allocate(shape, first_dtype(formats))
    read = reader.read(index, slots[index])
    if read.misfit is not None:
        slots, spilled = allocate(shape, wide_dtype(formats))
        slots[index] = read.misfit
    filled = np.zeros(series.slice_count, dtype=np.bool_)
    filled[index] = True
    presentation = Presentation(
        vois=(read.vois,) * series.slice_count,
        inverted=not formats[0].is_colour and is_inverted(header),
        padding=None if formats[0].is_colour else reader.padding(index),
    )
    warnings = tuple(sentence for sentence in (spilled, read.warning) if sentence)
    return OpenSeries(
        series,
        _volume(series, header, slots),
        filled,
        presentation,
        slots,
        {index: read.vois},
        warnings,
        {index: read.overlays} if read.overlays else {},
        text(header, "FrameOfReferenceUID"),
        frame_rate_of(header),
    )


def _open_image(series: Series, file: ImageFile) -> OpenSeries:
    """Read a file that is no DICOM: all of it, or the one slice that the series is."""
    instance, count = series.instances[0], series.slice_count
    only = series.slices[0].frame if count < instance.frames else None
    free = available_bytes()
    try:
        read = read_image(file, only=only, may_use_bytes=None if free is None else int(MEMORY_SHARE * free))
    except (VolumeFileError, PictureFileError) as error:
        raise DicomReadError(error.message, error.hint) from error
    if read.volume.shape != (count, instance.rows, instance.columns):
        raise DicomReadError(say("{file} has changed since it was listed.", file=file.path.name), say("Open it again."))
    vois = () if read.window is None else (read.window,)
    return OpenSeries(
        series,
        read.volume,
        np.ones(count, dtype=np.bool_),
        Presentation((vois,) * count, inverted=read.inverted),
        read.volume.voxels,
        dict.fromkeys(range(count), vois),
        read.warnings,
    )


def fill(opened: OpenSeries, *, progress: Progress = silent, focus: Callable[[], int] | None = None) -> OpenSeries:
    """Decode the slices that are missing, those first that the reader looks at.

    Take the returned value: it is the same series with the same ``source_id`` and all slices filled, with the windows
    of every slice, and, where values turned up that the first dtype could not hold, a new wider volume (then
    ``opened`` stays as it was at that moment).

    Parameters
    ----------
    opened
        As `open_series` gave it, or partly filled by a call that was cancelled.
    progress
        Called after every few slices, from the thread of the caller.
    focus
        Index of the slice that is looked at, from 0: it is decoded next, then its neighbours in the direction in which
        it last moved. Asked from the thread of the caller. From the decoded slice outwards where None.

    Raises
    ------
    app.errors.DicomReadError
        Names the first slice that cannot be decoded; the others are filled before, unless many fail.
    ai.errors.MemoryShort
        When a wider volume is needed and does not fit into memory.
    """
    missing = np.flatnonzero(~opened.filled).tolist()
    count = opened.series.slice_count
    if missing:
        filling = _Filling(opened, FillOrder(missing, int(opened.filled.argmax()), focus))
        filling.run(progress)
        opened = filling.opened
    progress(1.0, say("{count} slices loaded", count=count))
    vois_by_slice = tuple(opened.read_vois[index] for index in range(count))
    return replace(opened, presentation=replace(opened.presentation, vois=vois_by_slice))


def load_series(series: Series, *, progress: Progress = silent) -> OpenSeries:
    """Open and fill in one go, for the command line and tests; raises what both raise."""
    return fill(open_series(series), progress=progress)


class _Filling:
    """One run of `fill`: slices read in threads, everything else in the thread of the caller."""

    def __init__(self, opened: OpenSeries, order: FillOrder) -> None:
        self.opened = opened
        self._order = order
        self._reader = SliceReader(opened.series)
        self._running: dict[Future[list[_Result]], None] = {}
        self._misfits: dict[int, SliceRead] = {}
        self._faults: list[DicomReadError] = []
        plain = all(instance.plain and not instance.plain.encapsulated for instance in opened.series.instances)
        self._batch = max(1, min(PLAIN_BATCH, PLAIN_BATCH_BYTES // opened.slots[0].nbytes)) if plain else 1

    def run(self, progress: Progress) -> None:
        """Fill what is missing; returns, or raises, when no thread runs any more."""
        others = min(FILL_THREADS, processors()) - 1
        count = self.opened.series.slice_count
        pool = ThreadPoolExecutor(max(1, others), "fill")
        try:
            while self._order or self._running:
                if len(self._faults) >= FAULT_LIMIT:
                    break
                # One batch waits for whichever thread is free first; no more, or a change of focus came late.
                while others and self._order and len(self._running) <= others:
                    self._running[pool.submit(self._read, self._order.take(self._batch), self.opened.slots)] = None
                if self._order:
                    # The thread of the caller reads as well: waiting would cost as much as the reading of plain slices.
                    last = self._note_all(self._read(self._order.take(self._batch), self.opened.slots))
                    self._collect([future for future in self._running if future.done()])
                else:
                    last = self._collect(wait(self._running, return_when=FIRST_COMPLETED).done)
                if self._misfits:
                    self._collect(wait(self._running).done)
                    self._widen()
                words = say("Slice {number} of {count}", number=last + 1, count=count)
                progress(int(np.count_nonzero(self.opened.filled)) / count, words)
        finally:
            pool.shutdown(cancel_futures=True)
        if self._faults:
            raise self._faults[0]

    def _read(self, indices: tuple[int, ...], slots: Voxels) -> list[_Result]:
        """Read some slices; runs in a thread."""
        results: list[_Result] = []
        for index in indices:
            try:
                results.append((index, self._reader.read(index, slots[index])))
            except DicomReadError as error:
                results.append((index, error))
        return results

    def _collect(self, done: Iterable[Future[list[_Result]]]) -> int:
        """Note what threads have read; the slice that was noted last."""
        last = 0
        for future in done:
            del self._running[future]
            last = self._note_all(future.result())
        return last

    def _note_all(self, results: list[_Result]) -> int:
        for index, result in results:
            if isinstance(result, DicomReadError):
                self._faults.append(result)
            elif result.misfit is not None:
                self._misfits[index] = result
            else:
                self._note(index, result)
        return results[-1][0]

    def _note(self, index: int, read: SliceRead) -> None:
        self.opened.read_vois[index] = read.vois
        if read.overlays:
            self.opened.overlays[index] = read.overlays
        self.opened.filled[index] = True
        if read.warning and read.warning not in self.opened.warnings:
            self.opened = replace(self.opened, warnings=(*self.opened.warnings, read.warning))

    def _widen(self) -> None:
        """Go on in a dtype that holds every value; the old volume stays for whoever still shows it."""
        opened = self.opened
        if opened.slots.dtype == np.int16:
            dtype = wide_dtype([instance.pixels for instance in opened.series.instances])
            slots, spilled = allocate(opened.slots.shape, dtype)
            slots[...] = opened.slots
            warnings = (*opened.warnings, spilled) if spilled and spilled not in opened.warnings else opened.warnings
            volume = replace(opened.volume, voxels=slots)
            self.opened = replace(opened, volume=volume, slots=slots, filled=opened.filled.copy(), warnings=warnings)
        for index, read in self._misfits.items():
            self.opened.slots[index] = read.misfit
            self._note(index, read)
        self._misfits.clear()


def processors() -> int:
    """Processors that this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _volume(series: Series, header: Dataset, slots: Voxels) -> Volume:
    grid = grid_of(series, header)
    return Volume(
        voxels=slots,
        affine_lps=grid.affine_lps,
        unit="" if slots.ndim == 4 else unit_of(header, series.modality),
        modality=series.modality,
        spacing_kind=grid.spacing_kind,
        axes_known=grid.axes_known,
        geometry_fault=series.geometry_fault,
        slice_positions_mm=grid.slice_positions_mm,
        places_known=grid.places_known,
        body_part=series.body_part,
        view=text(header, "ViewPosition").upper(),
        patient_position=text(header, "PatientPosition").upper(),
        bones_bright=_bones_bright(series, header),
        stored_bits=integer(header, "BitsStored") or 0,
        derived=_is_derived(header),
        age_band=age_band(text(header, "PatientAge")),
        kernel=text(header, "ConvolutionKernel"),
        contrast_agent=text(header, "ContrastBolusAgent").strip().upper() not in NO_CONTRAST,
    )


def _bones_bright(series: Series, header: Dataset) -> bool | None:
    photometric = text(header, "PhotometricInterpretation").upper()
    if series.modality == "CT":
        return True
    if series.modality in PLAIN_RADIOGRAPHS and photometric in ("MONOCHROME1", "MONOCHROME2"):
        return photometric == "MONOCHROME2"
    return None


def _is_derived(header: Dataset) -> bool:
    """Secondary capture, secondary derived image, or (0028,2110) Lossy Image Compression."""
    sop_class = text(header, "SOPClassUID")
    captured = sop_class == SECONDARY_CAPTURE or sop_class.startswith(f"{SECONDARY_CAPTURE}.")
    secondary = texts(header, "ImageType")[:2] == ("DERIVED", "SECONDARY")
    return captured or secondary or text(header, "LossyImageCompression") == "01"


def age_band(age: str) -> str:
    """Ten-year band of (0010,1010) Patient's Age, "063Y" → "60-69", or ``""``; PS3.5 6.2 (AS)."""
    found = re.fullmatch(r"(\d{1,3})([DWMY])", age.strip().upper())
    if found is None:
        return ""
    years = int(found[1]) / {"D": 365.25, "W": 52.18, "M": 12, "Y": 1}[found[2]]
    start = int(years) // 10 * 10
    return f"{start}-{start + 9}"
