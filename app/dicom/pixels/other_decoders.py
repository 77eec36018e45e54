"""Second and third opinion on a compressed frame: pydicom's decoders, then SimpleITK."""

from __future__ import annotations

import numpy as np
import SimpleITK
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID

from app.dicom.files.attribute import quiet_pydicom
from app.dicom.files.dicom_file import DicomFile
from app.dicom.frames.place import rescale_of
from app.dicom.pixels.colour import rgb_of
from app.dicom.pixels.frame_format import GREY, Frame, FrameFormat
from app.dicom.pixels.stream_sign import extended


def with_pydicom(stream: bytes, told: FrameFormat, transfer_syntax: str) -> Frame:
    """Decode one compressed frame with pydicom.

    Parameters
    ----------
    stream
        All fragments of the frame.
    told, transfer_syntax
        What the header says.

    Returns
    -------
    numpy.ndarray
        (rows, columns) stored values, or (rows, columns, 3) uint8 RGB.

    Raises
    ------
    Exception
        Any of `app.dicom.files.attribute.PYDICOM_FAULTS` when it cannot.
    """
    dataset = Dataset()
    dataset.Rows, dataset.Columns = told.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = told.allocated, told.stored, told.stored - 1
    dataset.SamplesPerPixel, dataset.NumberOfFrames = told.samples, 1
    dataset.PixelRepresentation = int(told.signed)
    dataset.PhotometricInterpretation = told.photometric or "MONOCHROME2"
    if told.samples > 1:
        dataset.PlanarConfiguration = int(told.planar)
    dataset["PixelData"] = DataElement("PixelData", "OB", encapsulate([stream]), is_undefined_length=True)
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(transfer_syntax)
    with quiet_pydicom():
        values: Frame = get_decoder(UID(transfer_syntax)).as_array(dataset, index=0, raw=True)[0]
    if values.shape[:2] != told.shape:
        raise ValueError(f"decoded shape {values.shape}, expected {told.shape}")
    if told.samples == 3:
        return rgb_of(values, told.photometric, told.stored)
    return extended(np.array(values), told)


def with_itk(file: DicomFile, told: FrameFormat, number: int) -> Frame | None:
    """Decode a compressed grey frame with SimpleITK, or None where it cannot.

    Parameters
    ----------
    file, told
        The file and its format.
    number
        Frame, from 0.
    """
    if told.samples != 1 or told.photometric not in GREY or told.allocated < 8:
        return None
    slope, intercept = rescale_of(file.header)
    reader = SimpleITK.ImageFileReader()
    reader.SetFileName(str(file.path))
    reader.SetImageIO("GDCMImageIO")
    try:
        values: Frame = np.asarray(SimpleITK.GetArrayFromImage(reader.Execute()))
    except RuntimeError:
        return None
    values = values.reshape(-1, *values.shape[-2:])
    if number >= len(values) or values.shape[1:] != told.shape:
        return None
    # ITK gives modality values, so the rescale is taken back.
    stored: Frame = np.rint((values[number].astype(np.float64) - intercept) / slope)
    return stored.astype(f"{'i' if told.signed else 'u'}{told.allocated // 8}", copy=False)
