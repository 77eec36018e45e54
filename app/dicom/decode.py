"""One frame of a file → stored values; PS3.5 section 8, PS3.3 C.7.6.3."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import SimpleITK
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID

from app.dicom.attribute import PYDICOM_FAULTS, integer, quiet_pydicom, raw_value, text
from app.dicom.codecs import CODECS, decode_frame
from app.dicom.codestream import frame_size, require_whole, truncated
from app.dicom.colour import COLOUR, YBR_SUBSAMPLED, jpeg_photometric, jpeg_rgb, native_samples, rgb_of, samples_per_row
from app.dicom.dicom_file import DicomFile, PixelElement
from app.dicom.lookup_table import swapped_pairs
from app.dicom.multiframe import frame_count, rescale_of
from app.dicom.palette import Palette, palette_of
from app.errors import DicomReadError

Frame: TypeAlias = npt.NDArray[Any]
"""(rows, columns) stored values as integers or floats, or (rows, columns, 3) uint8 RGB."""

NATIVE = {
    "1.2.840.10008.1.2": "<",
    "1.2.840.10008.1.2.1": "<",
    "1.2.840.10008.1.2.1.99": "<",
    "1.2.840.10008.1.2.2": ">",
}
"""Uncompressed transfer syntaxes with their byte order, PS3.5 A.1 to A.3 and A.5."""

FLOATS = {"FloatPixelData": "f4", "DoubleFloatPixelData": "f8"}
"""Pixel data of real numbers, PS3.3 C.7.6.24 and C.7.6.25."""

GREY = frozenset({"MONOCHROME1", "MONOCHROME2", ""})
"""Photometric interpretations of one sample that is a brightness."""

JPEG = frozenset({"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"})
"""Transfer syntaxes of JPEG whose decoder converts colours itself."""

JPEG_LOSSLESS = frozenset({"1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"})
"""Transfer syntaxes of JPEG whose markers tell the colour space, too."""

OFFSET_TABLES = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")
"""(7FE0,0001) and (7FE0,0002), where frames start in encapsulated pixel data, PS3.3 C.7.6.3.1.8."""

DAMAGED = "Fetch the file again from its source."


class FrameDecoder:
    """Decodes the frames of one file; keeps what they share.

    Parameters
    ----------
    file
        A file with pixel data; its header is only read.

    Raises
    ------
    app.errors.DicomReadError
        When the pixels are of a kind that cannot be decoded, or the file is shorter than it says.
    """

    def __init__(self, file: DicomFile) -> None:
        if file.pixels is None:
            raise DicomReadError("The file has no pixel data.", DAMAGED)
        self._file = file
        self._pixels: PixelElement = file.pixels
        header = file.header
        self._shape = integer(header, "Rows") or 0, integer(header, "Columns") or 0
        self._frames = frame_count(header)
        self._samples = integer(header, "SamplesPerPixel") or 1
        self._photometric = text(header, "PhotometricInterpretation").upper()
        self._allocated = integer(header, "BitsAllocated") or 16
        self._stored = integer(header, "BitsStored") or self._allocated
        self._signed = integer(header, "PixelRepresentation") == 1
        self._dataset: Dataset | None = None
        self._value = b""
        self._palette: Palette | None = None
        self._require_known()
        if file.transfer_syntax in NATIVE:
            self._require_length()

    def frame(self, number: int) -> Frame:
        """Decode a frame.

        Parameters
        ----------
        number
            From 0.

        Returns
        -------
        numpy.ndarray
            (rows, columns) stored values, or (rows, columns, 3) uint8 RGB. A new array, or one that is read-only.
        """
        byte_order = NATIVE.get(self._file.transfer_syntax)
        if self._pixels.keyword in FLOATS:
            return self._native(number, f"{byte_order}{FLOATS[self._pixels.keyword]}")
        if byte_order is not None and self._allocated == 1 and self._samples == 1:
            return self._single_bits(number)
        if byte_order is not None and self._allocated in (8, 16, 32):
            values = self._unused_bits(self._words(number, f"{byte_order}u{self._allocated // 8}"))
            if self._samples == 3:
                planar = integer(self._file.header, "PlanarConfiguration") == 1
                samples = native_samples(
                    values, self._shape, self._photometric, planar=planar, padded=self._padded_rows
                )
                return rgb_of(samples, self._photometric, self._stored)
            values = values.reshape(self._shape)
        else:
            values = self._decoded(number)
        return self._coloured(values) if self._photometric == "PALETTE COLOR" else values

    def _require_known(self) -> None:
        syntax = UID(self._file.transfer_syntax)
        if syntax not in NATIVE and syntax not in CODECS and not _pydicom_decodes(syntax):
            name = f"“{syntax.name}” ({syntax})" if syntax.name != syntax else f"{syntax}"
            raise DicomReadError(
                f"The image is compressed in the transfer syntax {name}, which cannot be read here.",
                "Export it again uncompressed, or as JPEG, JPEG-LS, JPEG 2000 or RLE.",
            )
        if self._pixels.keyword in FLOATS and (syntax not in NATIVE or self._samples != 1):
            raise DicomReadError("The image holds compressed or coloured real numbers, which cannot be read here.")
        if not 0 < self._stored <= self._allocated <= 64:
            raise DicomReadError(
                f"The header contradicts itself: {self._stored} bits stored in {self._allocated} bits.", DAMAGED
            )
        known = (self._samples == 1 and self._photometric in GREY | {"PALETTE COLOR"}) or (
            self._samples == 3 and self._photometric in COLOUR
        )
        if not known:
            raise DicomReadError(
                f"The image has {self._samples} samples per pixel of the kind "
                f"“{self._photometric or 'not said'}”, which cannot be shown."
            )

    def _require_length(self) -> None:
        """Compare what the header announces with what the file holds, before anything is allocated."""
        expected = (self._frames * self._frame_bits() + 7) // 8
        held = self._pixels.available
        announced = self._pixels.length
        if announced is None:
            raise DicomReadError("The file says that its pixels are not compressed, and they are.", DAMAGED)
        if announced > held:
            raise truncated(100 * held / announced)
        if announced < expected:
            share = 100 * announced // expected
            raise DicomReadError(f"The file holds {share} % of the pixel data it announces.", DAMAGED)

    def _frame_bits(self) -> int:
        rows, columns = self._shape
        if self._pixels.keyword in FLOATS:
            return rows * columns * (32 if self._pixels.keyword == "FloatPixelData" else 64)
        if self._samples == 3:
            per_row = samples_per_row(columns, self._photometric, padded=self._padded_rows)
            return rows * per_row * self._allocated
        return rows * columns * self._allocated

    @property
    def _padded_rows(self) -> bool:
        """Whether the file is long enough for rows of whole pairs, where pixels share colours."""
        rows, columns = self._shape
        if self._photometric not in YBR_SUBSAMPLED or columns % 2 == 0:
            return False
        per_row = samples_per_row(columns, self._photometric, padded=True)
        return (self._pixels.length or 0) >= self._frames * rows * per_row * self._allocated // 8

    def _native(self, number: int, dtype: str) -> Frame:
        return self._words(number, dtype).reshape(self._shape)

    def _words(self, number: int, dtype: str) -> Frame:
        """Read the values of a frame as they follow each other."""
        size = self._frame_bits() // 8
        start = number * size
        # Bytes in the words of a big endian file stand in pairs, second one first, PS3.5 8.2 and A.3.
        in_pairs = dtype == ">u1" and self._pixels.vr == "OW"
        before = start % 2 if in_pairs else 0
        data = self._file.read_pixels(start - before, size + before + (size + before) % 2 if in_pairs else size)
        if in_pairs:
            data = swapped_pairs(data)[before : before + size]
        if len(data) < size:
            raise truncated(100 * (start + len(data)) / (self._frames * size))
        return np.frombuffer(data, dtype)

    def _single_bits(self, number: int) -> Frame:
        """Unpack bits that follow each other across rows and frames, lowest bit first; PS3.5 8.1.1 and 8.2."""
        count = self._frame_bits()
        first = number * count
        data = self._file.read_pixels(first // 8, (first + count + 7) // 8 - first // 8)
        bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")[first % 8 :][:count]
        return bits.reshape(self._shape)

    def _unused_bits(self, words: Frame) -> Frame:
        """Words of the file → values: drop what lies above and below the stored bits, extend the sign; PS3.5 8.1.1."""
        high = integer(self._file.header, "HighBit")
        if high is None or not self._stored - 1 <= high < self._allocated:
            high = self._stored - 1
        values = words.astype(f"{'i' if self._signed else 'u'}{words.itemsize}", copy=False)
        above, beside = self._allocated - 1 - high, self._allocated - self._stored
        if not above and not beside:
            return values
        shifted: Frame = np.right_shift(np.left_shift(values, above), beside)
        return shifted

    def _decoded(self, number: int) -> Frame:
        """Decode with pydicom, or with imagecodecs where pydicom has no codec; SimpleITK is the second opinion."""
        syntax = UID(self._file.transfer_syntax)
        dataset = self._for_pydicom()
        with quiet_pydicom():
            try:
                if syntax not in NATIVE:
                    self._require_size(number)
                if not _pydicom_decodes(syntax):
                    return self._with_imagecodecs(number)
                try:
                    return self._with_pydicom(dataset, number)
                except PYDICOM_FAULTS:
                    if syntax not in CODECS:
                        raise
                    return self._with_imagecodecs(number)
            except PYDICOM_FAULTS as error:
                second = self._with_itk(number)
                if second is None:
                    raise DicomReadError(f"Frame {number + 1} of the image cannot be decoded.", DAMAGED) from error
                return second

    def _with_pydicom(self, dataset: Dataset, number: int) -> Frame:
        if self._samples == 3 and self._file.transfer_syntax in JPEG and self._allocated == 8:
            return jpeg_rgb(self._encoded(number), self._photometric)
        decoder = get_decoder(dataset.file_meta.TransferSyntaxUID)
        values: Frame = decoder.as_array(dataset, index=number, raw=True)[0]
        if self._samples == 3:
            return self._rgb(values, number)
        if self._samples == 1 and self._signed and self._stored < self._allocated:
            return self._extended(values)
        return values

    def _rgb(self, samples: Frame, number: int) -> Frame:
        """Convert decoded samples to RGB; the markers of a JPEG know their colour space."""
        photometric = self._photometric
        if self._file.transfer_syntax in JPEG_LOSSLESS:
            photometric = jpeg_photometric(self._encoded(number), photometric)
        return rgb_of(samples, photometric, self._stored)

    def _extended(self, values: Frame) -> Frame:
        """Extend the sign where a stream of more bits than are stored carries them without it, PS3.5 8.1.1."""
        half = 1 << (self._stored - 1)
        low, high = int(values.min()), int(values.max())
        if low < 0 or not half <= high < 2 * half:
            return values
        return np.where(values >= half, values - 2 * half, values).astype(values.dtype)

    def _with_imagecodecs(self, number: int) -> Frame:
        values = decode_frame(self._encoded(number), self._file.transfer_syntax)
        expected = (*self._shape, self._samples) if self._samples > 1 else self._shape
        if values.shape != expected:
            raise ValueError(f"decoded shape {values.shape}, expected {expected}")
        if self._samples == 3:
            return self._rgb(values, number)
        if self._samples == 1:
            # A lossless stream carries the stored bits without their sign.
            wide = values.astype(f"u{max(self._allocated // 8, 1)}", copy=False)
            spare = 8 * wide.itemsize - self._stored
            if self._signed:
                signed: Frame = np.right_shift(np.left_shift(wide.view(f"i{wide.itemsize}"), spare), spare)
                return signed
            return wide
        return values

    def _with_itk(self, number: int) -> Frame | None:
        """Second decoder, for compressed grey: ITK gives modality values, so the rescale is taken back."""
        native = self._file.transfer_syntax in NATIVE
        if native or self._samples != 1 or self._photometric not in GREY or self._allocated < 8:
            return None
        slope, intercept = rescale_of(self._file.header)
        reader = SimpleITK.ImageFileReader()
        reader.SetFileName(str(self._file.path))
        reader.SetImageIO("GDCMImageIO")
        try:
            values: Frame = np.asarray(SimpleITK.GetArrayFromImage(reader.Execute()))
        except RuntimeError:
            return None
        values = values.reshape(-1, *values.shape[-2:])
        if number >= len(values) or values.shape[1:] != self._shape:
            return None
        stored: Frame = np.rint((values[number].astype(np.float64) - intercept) / slope)
        return stored.astype(f"{'i' if self._signed else 'u'}{self._allocated // 8}", copy=False)

    def _require_size(self, number: int) -> None:
        """Refuse a stream of another size than the header says: it costs memory, and shows something else."""
        size = frame_size(self._encoded(number))
        if size is not None and size != self._shape:
            raise DicomReadError(
                f"The compressed picture has {size[1]} × {size[0]} pixels, "
                f"the header says {self._shape[1]} × {self._shape[0]}.",
                DAMAGED,
            )

    def _encoded(self, number: int) -> bytes:
        dataset = self._for_pydicom()
        offsets = (
            (dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths)
            if all(keyword in dataset for keyword in OFFSET_TABLES)
            else None
        )
        frame: bytes = get_frame(self._value, number, number_of_frames=self._frames, extended_offsets=offsets)
        return frame

    def _for_pydicom(self) -> Dataset:
        """Build a data set with the pixels and what decoders ask for; the file's own stays untouched."""
        if self._dataset is not None:
            return self._dataset
        encapsulated = self._file.transfer_syntax not in NATIVE
        length = self._pixels.available if self._pixels.length is None else self._pixels.length
        self._value = self._file.read_pixels(0, length)
        if encapsulated:
            require_whole(self._value)
        dataset = Dataset()
        for keyword in OFFSET_TABLES:
            table = raw_value(self._file.header, keyword)
            if isinstance(table, bytes) and table:
                setattr(dataset, keyword, table)
        dataset.Rows, dataset.Columns = self._shape
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = self._allocated, self._stored, self._stored - 1
        dataset.SamplesPerPixel, dataset.NumberOfFrames = self._samples, self._frames
        dataset.PixelRepresentation = int(self._signed)
        dataset.PhotometricInterpretation = self._photometric or "MONOCHROME2"
        if self._samples > 1:
            dataset.PlanarConfiguration = integer(self._file.header, "PlanarConfiguration") or 0
        vr = self._pixels.vr or ("OW" if self._allocated > 8 else "OB")
        dataset["PixelData"] = DataElement("PixelData", vr, self._value, is_undefined_length=encapsulated)
        dataset.file_meta = FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = UID(self._file.transfer_syntax)
        self._dataset = dataset
        return dataset

    def _coloured(self, index: Frame) -> Frame:
        if self._palette is None:
            self._palette = palette_of(self._file.header)
        return self._palette.apply(index)


def _pydicom_decodes(syntax: UID) -> bool:
    try:
        return bool(get_decoder(syntax).is_available)
    except NotImplementedError:
        return False
