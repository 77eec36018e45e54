"""Slices of a series, one by one: from file to modality values in the memory of the volume."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from ai.words import say
from app.dicom.display.modality import ModalityTransform, Values, fits, transform_of
from app.dicom.display.overlay import OverlayPlane, has_overlays, overlays_of
from app.dicom.display.read_presentation import padding_of, vois_of
from app.dicom.files.dicom_file import DicomFile, open_dicom
from app.dicom.files.file_bytes import read_rest
from app.dicom.frames.mosaic import mosaic_of, tile
from app.dicom.frames.multiframe import FunctionalGroups
from app.dicom.loading.plain_pixels import add_intercept, drop_unused_bits, read_values, read_words
from app.dicom.pixels.compressed_frames import decode_sound
from app.dicom.pixels.decode import FrameDecoder
from app.dicom.pixels.fragments import EncapsulatedFrames
from app.dicom.pixels.frame_format import Frame, FrameFormat
from app.dicom.pixels.icc import srgb_transform_of
from app.dicom.pixels.palette import supplemental_warning
from app.dicom.pixels.quarantine import Quarantine
from app.dicom.series import Instance, PlainPixels, Series
from app.errors import DicomReadError
from app.imaging.window import Voi

Slot = npt.NDArray[Any]
"""(rows, columns[, 3]), C order, writable: where a slice stands in the volume."""

WORD_BYTES = 2
"""Of a pixel that is read without a header."""


@dataclass(frozen=True, eq=False)
class SliceRead:
    """What was read of a slice besides its values.

    Parameters
    ----------
    vois
        Its windows, the file's first choice first.
    misfit
        Its modality values where they do not fit into the dtype of the slot, which is left zero then; else None.
    warning
        A sentence about its file, or ``""``.
    overlays
        What its file lays over it.
    """

    vois: tuple[Voi, ...]
    misfit: Values | None = None
    warning: str = ""
    overlays: tuple[OverlayPlane, ...] = ()


class SliceReader:
    """Reads slices of a series; may be used by several threads at once.

    Parameters
    ----------
    series
        As the scan found it.
    """

    def __init__(self, series: Series) -> None:
        self._series = series
        self._opening = threading.Lock()
        self._kept: _OpenFile | None = None
        self._quarantine = Quarantine()

    def header(self, index: int) -> Dataset:
        """Header of the file of a slice; only read."""
        return self._named(index).header

    def padding(self, index: int) -> tuple[float, float] | None:
        """Find the padding of a slice, in modality values."""
        file, frame = self._named(index), self._series.slices[index].frame
        return padding_of(file.header, file.transform(frame, self._series.modality))

    def read(self, index: int, slot: Slot) -> SliceRead:
        """Put the modality values of a slice, from 0, into its slot.

        Raises
        ------
        app.errors.DicomReadError
            Names the slice; the slot is zero then.
        """
        instance = self._series.instances[self._series.slices[index].instance]
        try:
            found = _read_plain(instance, instance.plain, slot) if instance.plain is not None else None
            return found or self._read(index, slot)
        except DicomReadError as error:
            _clear(slot)
            raise self._with_place(error, index) from error
        except MemoryError as error:
            _clear(slot)
            raise DicomReadError(say("The image needs more memory than there is.")) from error

    def _read(self, index: int, slot: Slot) -> SliceRead:
        facts = self._series.slices[index]
        instance = self._series.instances[facts.instance]
        file = self._open(facts.instance)
        offered = slot if slot.dtype == np.int16 else None
        if file.mosaic is not None:
            stored = tile(file.whole_mosaic, file.mosaic, facts.frame)
        else:
            stored = file.decoder.frame(facts.frame, offered)
        expected = (instance.rows, instance.columns)
        if stored.shape[:2] != expected or (stored.ndim == 3) != instance.pixels.is_colour:
            raise DicomReadError(say("The image is of another size or kind than when the folder was read."))
        warning = file.decoder.warning
        if stored.ndim == 3:
            slot[...] = stored if file.colours is None else file.colours.apply(stored)
            return SliceRead((), warning=warning, overlays=file.overlays(facts.frame))
        transform = file.transform(facts.frame, self._series.modality)
        values = _place(stored, transform, slot)
        vois = vois_of(file.header, file.groups, facts.frame, transform)
        warning = warning or supplemental_warning(file.header)
        return SliceRead(vois, values, warning, file.overlays(facts.frame))

    def _named(self, index: int) -> _OpenFile:
        try:
            return self._open(self._series.slices[index].instance)
        except DicomReadError as error:
            raise self._with_place(error, index) from error

    def _open(self, number: int) -> _OpenFile:
        """Open the file of an instance, or take the one that was opened last: many slices may be in it."""
        if self._series.instances[number].frames == 1:
            kept = self._kept
            if kept is None or kept.number != number:
                kept = self._kept = _OpenFile(number, self._series.instances[number], self._quarantine)
            return kept
        with self._opening:
            if self._kept is None or self._kept.number != number:
                # Forget the old file first: two large ones need not be in memory at once.
                self._kept = None
                self._kept = _OpenFile(number, self._series.instances[number], self._quarantine)
            return self._kept

    def _with_place(self, error: DicomReadError, index: int) -> DicomReadError:
        count = self._series.slice_count
        if count == 1:
            return error
        sentence = say(
            "Slice {number} of {count} cannot be read: {reason}", number=index + 1, count=count, reason=error.message
        )
        return DicomReadError(sentence, error.hint)


class _OpenFile:
    """A file with its header read and all that its frames share."""

    def __init__(self, number: int, instance: Instance, quarantine: Quarantine) -> None:
        self.number = number
        file: DicomFile = open_dicom(instance.path)
        self._file = file
        self.header = file.header
        self.decoder = FrameDecoder(file, quarantine)
        self.groups = FunctionalGroups(file.header)
        self.mosaic = mosaic_of(file.header)
        self.colours = srgb_transform_of(file.header) if instance.pixels.is_colour else None

    @cached_property
    def whole_mosaic(self) -> Frame:
        """The picture that holds all tiles, decoded once."""
        return self.decoder.frame(0)

    def overlays(self, frame: int) -> tuple[OverlayPlane, ...]:
        """Give what the file lays over a frame; a mosaic is no picture that anything could lie on."""
        return overlays_of(self._file, frame) if self.mosaic is None and has_overlays(self.header) else ()

    def transform(self, frame: int, modality: str) -> ModalityTransform:
        """Give what makes modality values of the stored ones of a frame."""
        return transform_of(self.header, self.groups, frame, modality)


def _read_plain(instance: Instance, plain: PlainPixels, slot: Slot) -> SliceRead | None:
    """Read a slice without its header, or None where that is not possible after all."""
    if plain.high_bit != instance.pixels.bits_stored - 1:
        return None
    transform = ModalityTransform(plain.slope, plain.intercept)
    if plain.encapsulated:
        stored = _plain_frame(instance, plain, slot if slot.dtype == np.int16 else None)
        return None if stored is None else SliceRead(plain.vois, _place(stored, transform, slot))
    if plain.size >= 2 * slot.size * WORD_BYTES:
        # The data of another frame, about which there is something to say.
        return None
    if slot.dtype == np.int16 and transform.is_integral:
        fit = read_values(instance, plain, slot)
        if fit is None:
            return None
        if fit:
            return SliceRead(plain.vois)
        values = transform.apply(_as_stored(slot, instance).copy())
        slot[...] = 0
        return SliceRead(plain.vois, values)
    words = np.empty(slot.shape, np.int16)
    if not read_words(instance, plain, words):
        return None
    drop_unused_bits(words, instance)
    return SliceRead(plain.vois, _place(_as_stored(words, instance), transform, slot))


def _plain_frame(instance: Instance, plain: PlainPixels, offered: npt.NDArray[np.int16] | None) -> Frame | None:
    """Decode the only frame of a compressed file where it is plainly sound, else None."""
    value = read_rest(instance.path, plain.offset, unchanged=(plain.file_size, plain.modified_ns))
    if value is None:
        return None

    def read(start: int, count: int) -> bytes:
        return value[start : start + count]

    try:
        encoded = EncapsulatedFrames(read, len(value), 1)
    except DicomReadError:
        return None
    told = FrameFormat(
        rows=instance.rows,
        columns=instance.columns,
        photometric=instance.pixels.photometric,
        allocated=instance.pixels.bits_allocated,
        stored=instance.pixels.bits_stored,
        high_bit=plain.high_bit,
        signed=instance.pixels.signed,
    )
    return None if encoded.warning else decode_sound(encoded.frame(0), told, instance.transfer_syntax_uid, offered)


def _as_stored(words: npt.NDArray[np.int16], instance: Instance) -> Frame:
    return words if instance.pixels.signed else words.view(np.uint16)


def _clear(slot: Slot) -> None:
    """Zero what was written of a slot; memory of a giant that could not be read stays untaken."""
    for row in slot:
        if row.any():
            row[...] = 0


def _place(stored: Frame, transform: ModalityTransform, slot: Slot) -> Values | None:
    """Put a decoded frame into its slot as modality values.

    Parameters
    ----------
    stored
        (rows, columns); may be the memory of the slot itself.
    transform
        To modality values.
    slot
        (rows, columns).

    Returns
    -------
    numpy.ndarray or None
        The modality values where they do not fit into the slot, which is zero then.
    """
    short = stored.dtype in (np.int16, np.uint16) and slot.dtype == np.int16
    if short and transform.table is None and transform.is_integral:
        if not np.may_share_memory(stored, slot):
            slot.view(stored.dtype)[...] = stored
        if add_intercept(slot, int(transform.intercept), signed=stored.dtype == np.int16):
            return None
        stored = slot.view(stored.dtype)
    try:
        with np.errstate(over="raise", invalid="ignore"):
            values = transform.apply(stored)
            if fits(values, slot.dtype):
                slot[...] = values
                return None
    except FloatingPointError as error:
        raise DicomReadError(
            say("The rescale slope or intercept is so large that no values can be computed.")
        ) from error
    misfit = values.copy() if np.may_share_memory(values, slot) else values
    slot[...] = 0
    return misfit
