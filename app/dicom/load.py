"""A series as a volume: open it with one slice decoded, then fill in the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from ai.progress import Progress, silent
from ai.volume import Volume, Voxels
from app.dicom.attribute import text, texts
from app.dicom.decode import FrameDecoder
from app.dicom.dicom_file import DicomFile, open_dicom
from app.dicom.geometry import PLAIN_RADIOGRAPHS, grid_of
from app.dicom.memory import require_memory
from app.dicom.modality import Values, first_dtype, fits, transform_of, unit_of, wide_dtype
from app.dicom.multiframe import FunctionalGroups
from app.dicom.read_presentation import is_inverted, padding_of, vois_of
from app.dicom.series import Series
from app.errors import DicomReadError
from app.imaging.window import Presentation, Voi

SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
"""Start of the SOP class UIDs of secondary captures, PS3.4 B.5."""


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
    """

    series: Series
    volume: Volume
    filled: npt.NDArray[np.bool_]
    presentation: Presentation
    slots: Voxels = field(repr=False)
    read_vois: dict[int, tuple[Voi, ...]] = field(default_factory=dict, repr=False)


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
    """
    index = series.slice_count // 2 if first is None else first
    formats = [instance.pixels for instance in series.instances]
    dtype = first_dtype(formats)
    instance = series.instances[0]
    shape = (series.slice_count, instance.rows, instance.columns, *((3,) if formats[0].is_colour else ()))
    require_memory(int(np.prod(shape, dtype=np.int64)) * dtype.itemsize, "This series")
    reader = _SliceReader(series)
    values, vois = reader.read(index)
    if not fits(values, dtype):
        dtype = wide_dtype(formats)
        require_memory(int(np.prod(shape, dtype=np.int64)) * dtype.itemsize, "This series")
    slots = np.zeros(shape, dtype)
    slots[index] = values
    filled = np.zeros(series.slice_count, dtype=np.bool_)
    filled[index] = True
    header = reader.header
    presentation = Presentation(
        vois=(vois,) * series.slice_count,
        inverted=not formats[0].is_colour and is_inverted(header),
        padding=None if formats[0].is_colour else reader.padding(index),
    )
    return OpenSeries(series, _volume(series, header, slots), filled, presentation, slots, {index: vois})


def fill(opened: OpenSeries, *, progress: Progress = silent) -> OpenSeries:
    """Decode the slices that are missing, from the decoded one outwards.

    Take the returned value: it is the same series with the same ``source_id`` and all slices filled, with the windows
    of every slice, and, where values turned up that the first dtype could not hold, a new wider volume (then
    ``opened`` stays as it was at that moment).

    Parameters
    ----------
    opened
        As `open_series` gave it, or partly filled by a call that was cancelled.
    progress
        Called once per slice.

    Raises
    ------
    app.errors.DicomReadError
        Names the slice that cannot be decoded. Slices filled before stay filled.
    ai.errors.MemoryShort
        When a wider volume is needed and does not fit into memory.
    """
    count = opened.series.slice_count
    start = int(np.flatnonzero(opened.filled)[0])
    missing = sorted(np.flatnonzero(~opened.filled).tolist(), key=lambda index: abs(index - start))
    reader = _SliceReader(opened.series)
    for done, index in enumerate(missing):
        progress((count - len(missing) + done) / count, f"Slice {index + 1} of {count}")
        values, vois = reader.read(index)
        if not fits(values, opened.slots.dtype):
            opened = _widened(opened)
        opened.slots[index] = values
        opened.read_vois[index] = vois
        opened.filled[index] = True
    progress(1.0, f"{count} slices loaded")
    vois_by_slice = tuple(opened.read_vois[index] for index in range(count))
    return replace(opened, presentation=replace(opened.presentation, vois=vois_by_slice))


def load_series(series: Series, *, progress: Progress = silent) -> OpenSeries:
    """Open and fill in one go, for the command line and tests; raises what both raise."""
    return fill(open_series(series), progress=progress)


class _SliceReader:
    """Reads slices of a series; keeps the last file open in memory, which holds many slices or one."""

    def __init__(self, series: Series) -> None:
        self._series = series
        self._instance = -1
        self._file: DicomFile
        self._decoder: FrameDecoder
        self._groups: FunctionalGroups

    @property
    def header(self) -> Dataset:
        """Header of the file that was read last."""
        return self._file.header

    def read(self, index: int) -> tuple[Values, tuple[Voi, ...]]:
        """Modality values (rows, columns[, 3]) and windows of a slice, from 0."""
        facts = self._series.slices[index]
        instance = self._series.instances[facts.instance]
        try:
            self._open(facts.instance)
            stored = self._decoder.frame(facts.frame)
            expected = (instance.rows, instance.columns)
            if stored.shape[:2] != expected or (stored.ndim == 3) != instance.pixels.is_colour:
                raise DicomReadError("The image is of another size or kind than when the folder was read.")
        except DicomReadError as error:
            if self._series.slice_count == 1:
                raise
            where = f"Slice {index + 1} of {self._series.slice_count}"
            raise DicomReadError(f"{where} cannot be read: {error.message}", error.hint) from error
        except MemoryError as error:
            raise DicomReadError("The image needs more memory than there is.") from error
        if stored.ndim == 3:
            return stored, ()
        transform = transform_of(self.header, self._groups, facts.frame, self._series.modality)
        values = transform.apply(stored)
        vois = vois_of(self.header, self._groups, facts.frame, signed=bool(values.min() < 0))
        return values, vois

    def padding(self, index: int) -> tuple[float, float] | None:
        """Find the padding of the slice that was read last, in modality values."""
        frame = self._series.slices[index].frame
        return padding_of(self.header, transform_of(self.header, self._groups, frame, self._series.modality))

    def _open(self, number: int) -> None:
        if number == self._instance:
            return
        # Forget the old file first: two large ones need not be in memory at once.
        self._instance = -1
        path = self._series.instances[number].path
        self._file = open_dicom(path)
        self._decoder = FrameDecoder(self._file)
        self._groups = FunctionalGroups(self._file.header)
        self._instance = number


def _widened(opened: OpenSeries) -> OpenSeries:
    """Copy into a dtype that holds every value; the old volume stays for whoever still shows it."""
    dtype = wide_dtype([instance.pixels for instance in opened.series.instances])
    require_memory(opened.slots.size * dtype.itemsize, "This series")
    slots = opened.slots.astype(dtype)
    return replace(opened, volume=replace(opened.volume, voxels=slots), slots=slots, filled=opened.filled.copy())


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
        derived=_is_derived(header),
        age_band=age_band(text(header, "PatientAge")),
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
