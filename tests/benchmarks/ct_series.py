"""The series that the benchmarks read: CT slices with the header of a real scanner, shuffled names, any codec."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import cv2
import imagecodecs
import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    CTImageStorage,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLossless,
    JPEGLSLossless,
    RLELossless,
)

SIDE = 512
STEP_MM = 0.625
INTERCEPT = -1024
PICTURES = 24
"""Different pictures of a series; they come again every so many slices, so that encoding takes seconds."""

_ROOT = "1.2.826.0.1.3680043.10.543"

Encoder = Callable[[npt.NDArray[np.uint16]], bytes]


def _jpeg_ls(picture: npt.NDArray[np.uint16]) -> bytes:
    return bytes(imagecodecs.jpegls_encode(picture))


def _jpeg_2000(picture: npt.NDArray[np.uint16]) -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(picture, reversible=True, codecformat="j2k", level=0, bitspersample=12))


def _jpeg_lossless(picture: npt.NDArray[np.uint16]) -> bytes:
    return bytes(imagecodecs.ljpeg_encode(picture, bitspersample=12))


def _rle(picture: npt.NDArray[np.uint16]) -> bytes:
    """PS3.5 Annex G: one segment per byte of a pixel, the high byte first, every row packed by itself."""
    segments = []
    for plane in (picture >> 8, picture & 255):
        packed = b"".join(bytes(imagecodecs.packbits_encode(row.tobytes())) for row in plane.astype(np.uint8))
        segments.append(packed + bytes(len(packed) % 2))
    return struct.pack("<16L", 2, 64, 64 + len(segments[0]), *(0,) * 13) + b"".join(segments)


CODECS: dict[str, tuple[str, Encoder | None]] = {
    "raw": (ExplicitVRLittleEndian, None),
    "rle": (RLELossless, _rle),
    "jpeg-ls": (JPEGLSLossless, _jpeg_ls),
    "jpeg-2000": (JPEG2000Lossless, _jpeg_2000),
    "jpeg-lossless": (JPEGLossless, _jpeg_lossless),
}
"""Name → transfer syntax and encoder, all without loss."""


def write_series(folder: Path, slices: int = 600, codec: str = "raw") -> list[Path]:
    """Write an axial CT: 512 x 512, 12 bit unsigned from -1024 HU, a header of 129 elements and some 8 kB.

    Parameters
    ----------
    folder
        Made if absent.
    slices
        How many.
    codec
        A key of `CODECS`.

    Returns
    -------
    list of Path
        The files from the feet to the head; their names are shuffled.
    """
    folder.mkdir(parents=True, exist_ok=True)
    syntax, encode = CODECS[codec]
    pictures = [picture_of(number) for number in range(min(slices, PICTURES))]
    values = [picture.tobytes() if encode is None else encapsulate([encode(picture)]) for picture in pictures]
    names = np.random.default_rng(7).permutation(slices)
    dataset = _header(syntax)
    paths = []
    for index in range(slices):
        _place(dataset, index, slices)
        dataset.PixelData = values[index % len(values)]
        dataset["PixelData"].VR = "OW" if encode is None else "OB"
        dataset["PixelData"].is_undefined_length = encode is not None
        path = folder / f"IM{names[index]:06d}"
        dcmwrite(path, dataset, enforce_file_format=True)
        paths.append(path)
    return paths


def picture_of(index: int) -> npt.NDArray[np.uint16]:
    """(512, 512) uint16 stored values of a slice: a body with organs, noise of a scanner, air around it."""
    random = np.random.default_rng(index % PICTURES)
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32) / SIDE - 0.5
    phase = 2 * np.pi * (index % PICTURES) / PICTURES
    inside = (x / 0.42) ** 2 + (y / 0.3) ** 2 < 1
    organs = 60 * np.sin(11 * x + phase) * np.cos(9 * y - phase)
    lungs = ((np.abs(x) - 0.17) / 0.11) ** 2 + ((y + 0.02 * np.sin(phase)) / 0.18) ** 2 < 1
    spine = x**2 + (y - 0.2) ** 2 < 0.04**2
    hu = np.where(inside, 40 + organs, -1000)
    hu = np.where(lungs, -830 + organs / 2, hu)
    hu = np.where(spine, 700 + 4 * organs, hu).astype(np.float32)
    noise = cv2.GaussianBlur(random.normal(0, 30, (SIDE, SIDE)).astype(np.float32), (0, 0), 0.8)
    return np.clip(np.rint(hu + noise) - INTERCEPT, 0, 4095).astype(np.uint16)


def _place(dataset: Dataset, index: int, slices: int) -> None:
    """Write what differs from slice to slice."""
    uid = f"{_ROOT}.5.{index + 1}.20260312101530.{777000 + 31 * index}"
    second = 15 + 0.05 * index
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uid
    dataset.AcquisitionTime = dataset.ContentTime = f"1015{second % 60:09.6f}"
    dataset.InstanceNumber = str(slices - index)
    location = f"{-310.5 + STEP_MM * index:.3f}"
    dataset.ImagePositionPatient = ["-171.332", "-165.168", location]
    dataset.SliceLocation = dataset.TableHeight = location
    dataset.XRayTubeCurrent = str(200 + int(90 * np.sin(index / 20)))
    dataset[0x0019, 0x1024].value = f"{index * 0.984:.6f}"


def _header(syntax: str) -> Dataset:
    """129 elements at the top level as a scanner writes them, pixel data included."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = CTImageStorage
    for keyword, value in _VALUES.items():
        setattr(dataset, keyword, value)
    dataset.SOPClassUID = CTImageStorage
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = f"{_ROOT}.3.20260312", f"{_ROOT}.4.20260312.2"
    dataset.FrameOfReferenceUID = f"{_ROOT}.6.20260312"
    dataset.ReferencedStudySequence = [_reference("1.2.840.10008.3.1.2.3.1", f"{_ROOT}.7.1")]
    dataset.ReferencedImageSequence = [_reference(CTImageStorage, f"{_ROOT}.8.{number}") for number in range(3)]
    dataset.SourceImageSequence = [_reference(CTImageStorage, f"{_ROOT}.9.{number}") for number in range(2)]
    dataset.ProcedureCodeSequence = [_code("CTCHEST", "CT chest with contrast")]
    dataset.RequestAttributesSequence = [_request()]
    dataset.AnatomicRegionSequence = [_code("51185008", "Thorax")]
    for group, creator, count in (
        (0x0009, "GEMS_IDEN_01", 4),
        (0x0019, "GEMS_ACQU_01", 6),
        (0x0027, "GEMS_IMAG_01", 2),
    ):
        block = dataset.private_block(group, creator, create=True)
        for number in range(count):
            block.add_new(0x20 + number, "DS" if number % 3 else "LO", f"{number * 1.5:.6f}")
    block = dataset.private_block(0x0029, "SIEMENS CSA HEADER", create=True)
    block.add_new(0x10, "OB", bytes(range(256)) * 13)
    block.add_new(0x20, "OB", bytes(range(256)) * 4)
    return dataset


def _reference(sop_class: str, uid: str) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = sop_class, uid
    return item


def _code(value: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "99BENCH", meaning
    return item


def _request() -> Dataset:
    item = Dataset()
    item.ScheduledProcedureStepDescription, item.ScheduledProcedureStepID = "CT chest", "S1"
    item.RequestedProcedureID = "R1"
    item.ScheduledProtocolCodeSequence = [_code("CTCHEST", "CT chest with contrast")]
    return item


_VALUES: dict[str, object] = {
    "SpecificCharacterSet": "ISO_IR 100",
    "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
    "InstanceCreationDate": "20260312",
    "InstanceCreationTime": "101702.145",
    "StudyDate": "20260312",
    "SeriesDate": "20260312",
    "AcquisitionDate": "20260312",
    "ContentDate": "20260312",
    "StudyTime": "101203",
    "SeriesTime": "101455.312",
    "AccessionNumber": "A00077123",
    "Modality": "CT",
    "Manufacturer": "BENCHMARK MEDICAL SYSTEMS",
    "InstitutionName": "University Hospital of Nowhere",
    "InstitutionAddress": "1 Example Road, Nowhere",
    "ReferringPhysicianName": "Referrer^Rita",
    "StationName": "CT01OC0",
    "StudyDescription": "CT Chest with contrast",
    "SeriesDescription": "Chest 0.625 mm standard",
    "PerformingPhysicianName": "Perform^Petra",
    "OperatorsName": "Operator^Otto",
    "ManufacturerModelName": "Bench Ultra 64",
    "PatientName": "Benchmark^Bertha^^Dr",
    "PatientID": "BENCH-000417",
    "PatientBirthDate": "19580412",
    "PatientSex": "F",
    "PatientAge": "067Y",
    "PatientSize": "1.68",
    "PatientWeight": "71.5",
    "AdditionalPatientHistory": "cough since six weeks",
    "PatientComments": "made by a benchmark",
    "ContrastBolusAgent": "CONTRAST",
    "BodyPartExamined": "CHEST",
    "ScanOptions": "HELICAL MODE",
    "SliceThickness": "0.625",
    "KVP": "120",
    "DataCollectionDiameter": "500.000",
    "DeviceSerialNumber": "000000417",
    "SoftwareVersions": ["bench_1.0", "bench_1.1"],
    "ContrastBolusRoute": "IV",
    "ContrastBolusVolume": "80",
    "ProtocolName": "5.1 CHEST ROUTINE",
    "ReconstructionDiameter": "360.000",
    "DistanceSourceToDetector": "949.075",
    "DistanceSourceToPatient": "541.000",
    "GantryDetectorTilt": "0.000",
    "RotationDirection": "CW",
    "ExposureTime": "500",
    "Exposure": "12",
    "FilterType": "BODY FILTER",
    "GeneratorPower": "36000",
    "FocalSpots": "1.2",
    "ConvolutionKernel": "STANDARD",
    "PatientPosition": "FFS",
    "RevolutionTime": 0.5,
    "SingleCollimationWidth": 0.625,
    "TotalCollimationWidth": 40.0,
    "TableSpeed": 78.75,
    "TableFeedPerRotation": 39.375,
    "SpiralPitchFactor": 0.984375,
    "CTDIvol": 8.41,
    "StudyID": "4711",
    "SeriesNumber": "2",
    "AcquisitionNumber": "1",
    "ImageOrientationPatient": ["1.000000", "0.000000", "0.000000", "0.000000", "1.000000", "0.000000"],
    "PositionReferenceIndicator": "SN",
    "ImageComments": "",
    "SamplesPerPixel": 1,
    "PhotometricInterpretation": "MONOCHROME2",
    "Rows": SIDE,
    "Columns": SIDE,
    "PixelSpacing": ["0.703125", "0.703125"],
    "BitsAllocated": 16,
    "BitsStored": 12,
    "HighBit": 11,
    "PixelRepresentation": 0,
    "BurnedInAnnotation": "NO",
    "PixelPaddingValue": 0,
    "WindowCenter": ["40", "-600"],
    "WindowWidth": ["400", "1500"],
    "RescaleIntercept": str(INTERCEPT),
    "RescaleSlope": "1",
    "RescaleType": "HU",
    "WindowCenterWidthExplanation": ["MEDIASTINUM", "LUNG"],
    "LossyImageCompression": "00",
    "StudyStatusID": "COMPLETED",
    "RequestingPhysician": "Referrer^Rita",
    "RequestedProcedureDescription": "CT chest with contrast",
    "PerformedProcedureStepStartDate": "20260312",
    "PerformedProcedureStepStartTime": "101203",
    "PerformedProcedureStepID": "PPS4711",
    "PerformedProcedureStepDescription": "CT chest",
}
