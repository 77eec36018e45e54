"""A volume as an MR series of files, one per slice, on whatever grid it lies."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid

from ai.volume import Volume


def write_mr(folder: Path, volume: Volume) -> Path:
    """Write a volume of whole numbers from 0 to 4095."""
    folder.mkdir(parents=True)
    slice_mm, row_mm, column_mm = volume.spacing_mm
    across, down = volume.affine_lps[:3, 2] / column_mm, volume.affine_lps[:3, 1] / row_mm
    study, series, frame = generate_uid(), generate_uid(), generate_uid()
    for number, plane in enumerate(volume.voxels):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = MRImageStorage
        meta.MediaStorageSOPInstanceUID = generate_uid()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        path = folder / f"{number:03d}.dcm"
        scan = FileDataset(str(path), {}, file_meta=meta, preamble=bytes(128))
        scan.SOPClassUID, scan.SOPInstanceUID = MRImageStorage, meta.MediaStorageSOPInstanceUID
        scan.PatientName, scan.PatientID = "Example^Anna", "ID-1"
        scan.StudyInstanceUID, scan.SeriesInstanceUID, scan.FrameOfReferenceUID = study, series, frame
        scan.StudyDate, scan.StudyTime, scan.AccessionNumber = "20260312", "101500", "A77"
        scan.StudyDescription, scan.SeriesDescription = "Head", "T1 MR head"
        scan.SeriesNumber, scan.InstanceNumber = 1, number + 1
        scan.Modality, scan.BodyPartExamined = "MR", "BRAIN"
        scan.ImageType = ["ORIGINAL", "PRIMARY"]
        scan.ScanningSequence, scan.SequenceVariant = "GR", "SP"
        scan.ImagePositionPatient = [round(float(each), 6) for each in volume.to_lps_mm((number, 0, 0))]
        scan.ImageOrientationPatient = [round(float(each), 8) for each in (*across, *down)]
        scan.PixelSpacing, scan.SliceThickness = [row_mm, column_mm], slice_mm
        scan.Rows, scan.Columns, scan.SamplesPerPixel = *plane.shape, 1
        scan.PhotometricInterpretation = "MONOCHROME2"
        scan.BitsAllocated, scan.BitsStored, scan.HighBit, scan.PixelRepresentation = 16, 12, 11, 0
        scan.WindowCenter, scan.WindowWidth = 600, 1200
        scan.PixelData = np.ascontiguousarray(plane).astype("<u2").tobytes()
        scan.save_as(path, enforce_file_format=True)
    return folder
