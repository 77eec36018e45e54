"""The procedural phantom as DICOM: one study of nobody, with its truth."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    CTImageStorage,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRLittleEndian,
    generate_uid,
)
from pydicom.valuerep import format_number_as_ds

from ai.phantom.anatomy import Anatomy, draw_anatomy
from ai.phantom.ct import CtGrid, CtPhantom, ct_phantom
from ai.phantom.radiograph import STORED_MAX, RadiographPhantom, radiograph_phantom
from ai.progress import Progress, part, silent
from ai.volume import Volume
from ai.words import say
from app.errors import ExportError

STUDY_DESCRIPTION = "Procedural phantom, not a patient"
PATIENT_NAME = "PHANTOM^THORAX"
RADIOGRAPH_FILE = "radiograph.dcm"
CT_FOLDER = "ct"

CT_GRID = CtGrid.axial((108, 256, 256), (3.0, 1.5, 1.5))
"""The chest from below the diaphragm to the neck, fine enough for other planes."""
CT_NOISE_HU = 12.0
CT_INTERCEPT = -1024
"""(0028,1052) Rescale Intercept: 12 bit hold -1024 to 3071 HU."""
CT_WINDOWS = ((40, 400, "SOFT TISSUE"), (-600, 1500, "LUNG"))
FILM_WINDOW = (2730, 2700)
"""(0028,1050) Window Center and (0028,1051) Window Width of the film: lung to abdomen."""

_WRITTEN = ("20260101", "120000")
"""Date and time of a study that was never made."""


@dataclass(frozen=True, eq=False)
class PhantomTruth:
    """What was written, and what is true of it.

    Parameters
    ----------
    anatomy
        The measures, with the nodules.
    radiograph
        The film with masks and cardiothoracic ratio.
    radiograph_path
        Its file.
    ct
        The CT with masks, or None; its file holds the same values.
    ct_paths
        Its files in the order of its slices.
    """

    anatomy: Anatomy
    radiograph: RadiographPhantom
    radiograph_path: Path
    ct: CtPhantom | None
    ct_paths: tuple[Path, ...]


def write_phantom_study(
    folder: Path,
    *,
    seed: int,
    cardiothoracic_ratio: float | None = None,
    with_ct: bool = True,
    size_px: int = 1024,
    ct_grid: CtGrid = CT_GRID,
    progress: Progress = silent,
) -> PhantomTruth:
    """Make the phantom of a seed and write it as one study: a chest film, and a CT if wanted.

    Parameters
    ----------
    folder
        Made if absent; must be empty. Nothing is left in it when the work is cancelled or fails.
    seed
        Which phantom. The same seed and ratio give the same files.
    cardiothoracic_ratio
        The true ratio of the film, or None for the one that the seed draws.
    with_ct
        Whether the CT is written too.
    size_px
        Rows and columns of the film, which always shows the same 358 mm.
    ct_grid
        Where the voxels of the CT lie.
    progress
        News once per file.

    Raises
    ------
    app.errors.ExportError
        When the folder holds something already or cannot be written.
    """
    anatomy = draw_anatomy(seed, cardiothoracic_ratio=cardiothoracic_ratio)
    progress(0.0, say("Making the radiograph"))
    film = radiograph_phantom(anatomy, size_px=size_px, spacing_mm=358.4 / size_px)
    ct: CtPhantom | None = None
    if with_ct:
        progress(0.3, say("Making the CT"))
        ct = ct_phantom(anatomy, grid=ct_grid, noise_hu=CT_NOISE_HU)
    ratio_key = repr(anatomy.cardiothoracic_ratio)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ExportError(say("The folder for the phantom is not empty."), say("Choose another folder."))
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".phantom-") as draft:
            _radiograph_dataset(film, f"{seed} {ratio_key}", seed).save_as(
                Path(draft) / RADIOGRAPH_FILE, enforce_file_format=True
            )
            files: tuple[Path, ...] = ()
            if ct is not None:
                files = write_ct(
                    ct.volume,
                    Path(draft) / CT_FOLDER,
                    seed=seed,
                    uid_key=ratio_key,
                    progress=part(progress, 0.6, 1.0),
                )
            for written in sorted(Path(draft).iterdir()):
                os.replace(written, folder / written.name)
    except OSError as error:
        raise ExportError(
            say("The phantom could not be written: {reason}.", reason=error.strerror),
            say("Free some space or choose another folder."),
        ) from error
    paths = tuple(folder / CT_FOLDER / path.name for path in files)
    return PhantomTruth(anatomy, film, folder / RADIOGRAPH_FILE, ct, paths)


def write_ct(
    volume: Volume,
    folder: Path,
    *,
    seed: int,
    uid_key: str = "",
    drop_slices: Collection[int] = (),
    tilt_deg: float = 0.0,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write a volume in HU as a CT series, one file per slice.

    Parameters
    ----------
    volume
        (slices, rows, columns) HU; its affine becomes Image Position and Orientation (Patient), whatever its direction:
        oblique, reversed and sheared stacks come from the grid.
    folder
        Made if absent; gets 0001.dcm, 0002.dcm, ... in the order of the slices.
    seed
        For the patient's name and ID and the UIDs.
    uid_key
        Tells series of one seed apart in their UIDs.
    drop_slices
        Slices that are not written, as if they were lost.
    tilt_deg
        Slides the slices along their columns, as a tilted gantry does; the pixels stay. (To get pixels that are right
        for a tilt, scan on `CtGrid.tilted` instead.)
    progress
        News once per file.

    Returns
    -------
    tuple of Path
        The files in the order of the slices.
    """
    folder.mkdir(parents=True, exist_ok=True)
    key = f"{seed} {uid_key}"
    affine = np.array(volume.affine_lps)
    _, row_spacing, column_spacing = volume.spacing_mm
    column, row = affine[:3, 1] / row_spacing, affine[:3, 2] / column_spacing
    normal = np.cross(row, column)
    step = affine[:3, 0]
    along = float(step @ normal)
    step = step + column * along * np.tan(np.deg2rad(tilt_deg))
    lean = float(np.rad2deg(np.arctan2(step @ column, along)))
    paths = []
    for index in range(volume.shape[0]):
        if index in drop_slices:
            continue
        progress(index / volume.shape[0], say("Writing the CT"))
        dataset = _base(key, seed, modality="CT", series=2, description="CT chest, phantom")
        dataset.SOPClassUID = CTImageStorage
        dataset.SOPInstanceUID = _uid(key, "ct", str(index))
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        dataset.InstanceNumber = index + 1
        dataset.FrameOfReferenceUID = _uid(key, "frame of reference")
        dataset.PositionReferenceIndicator = ""
        dataset.PatientPosition = "HFS"
        dataset.ImagePositionPatient = _decimals(affine[:3, 3] + step * index)
        dataset.ImageOrientationPatient = _decimals(np.concatenate([row, column]))
        dataset.PixelSpacing = _decimals(np.array([row_spacing, column_spacing]))
        dataset.SliceThickness = _decimals(np.array([abs(along)]))[0]
        if abs(lean) > 1e-3:
            dataset.GantryDetectorTilt = _decimals(np.array([lean]))[0]
        dataset.KVP = "120"
        dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = str(CT_INTERCEPT), "1", "HU"
        dataset.WindowCenter = [str(centre) for centre, _, _ in CT_WINDOWS]
        dataset.WindowWidth = [str(width) for _, width, _ in CT_WINDOWS]
        dataset.WindowCenterWidthExplanation = [name for _, _, name in CT_WINDOWS]
        _put_pixels(dataset, np.clip(volume.voxels[index].astype(np.int32) - CT_INTERCEPT, 0, STORED_MAX))
        path = folder / f"{index + 1:04d}.dcm"
        dataset.save_as(path, enforce_file_format=True)
        paths.append(path)
    return tuple(paths)


def _radiograph_dataset(film: RadiographPhantom, key: str, seed: int) -> Dataset:
    """Digital X-Ray Image for presentation, PS3.3 A.26."""
    dataset = _base(key, seed, modality="DX", series=1, description="Chest PA, phantom")
    dataset.SOPClassUID = DigitalXRayImageStorageForPresentation
    dataset.SOPInstanceUID = _uid(key, "radiograph")
    dataset.ImageType = ["ORIGINAL", "PRIMARY", ""]
    dataset.InstanceNumber = 1
    dataset.PresentationIntentType = "FOR PRESENTATION"  # PS3.3 C.8.11.1
    # PS3.3 C.8.11.2: what is on the film; an unpaired part has the laterality U.
    dataset.ImageLaterality = "U"
    dataset.AnatomicRegionSequence = [_code("51185008", "Chest")]
    dataset.ViewPosition = "PA"
    view = _code("399348003", "postero-anterior")
    view.ViewModifierCodeSequence = []
    dataset.ViewCodeSequence = [view]  # PS3.3 C.8.11.5
    dataset.PatientOrientationCodeSequence = [_code("10904000", "erect")]
    dataset.PatientOrientation = ["L", "F"]
    dataset.AcquisitionContextSequence = []
    # PS3.3 C.8.11.3: P-values of 12 bit, brighter where the body is denser.
    dataset.PixelIntensityRelationship, dataset.PixelIntensityRelationshipSign = "LOG", -1
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = "0", "1", "US"
    dataset.PresentationLUTShape = "IDENTITY"
    dataset.LossyImageCompression = "00"
    dataset.WindowCenter, dataset.WindowWidth = (str(value) for value in FILM_WINDOW)
    dataset.DetectorType = "SCINTILLATOR"
    _, row_spacing, column_spacing = film.volume.spacing_mm
    dataset.ImagerPixelSpacing = _decimals(np.array([row_spacing, column_spacing]))
    dataset.FieldOfViewShape = "RECTANGLE"
    dataset.KVP = "125"
    _put_pixels(dataset, film.volume.voxels[0])
    return dataset


def _base(key: str, seed: int, *, modality: str, series: int, description: str) -> Dataset:
    """Patient, study, series and equipment of any file of the phantom."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.PatientName, dataset.PatientID = PATIENT_NAME, f"PHANTOM-{seed}"
    dataset.PatientBirthDate, dataset.PatientSex = "", "O"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = _uid(key, "study"), _uid(key, modality, "series")
    dataset.StudyDate, dataset.StudyTime = _WRITTEN
    dataset.SeriesDate, dataset.SeriesTime = _WRITTEN
    dataset.AcquisitionDate, dataset.AcquisitionTime = _WRITTEN
    dataset.ContentDate, dataset.ContentTime = _WRITTEN
    dataset.StudyID, dataset.AccessionNumber, dataset.ReferringPhysicianName = str(seed), "", ""
    dataset.StudyDescription, dataset.SeriesDescription = STUDY_DESCRIPTION, description
    dataset.Modality, dataset.SeriesNumber, dataset.AcquisitionNumber = modality, series, 1
    dataset.BodyPartExamined = "CHEST"
    dataset.Manufacturer, dataset.ManufacturerModelName = "Lightbox", "Procedural phantom"
    dataset.SoftwareVersions, dataset.DeviceSerialNumber = "1", "0"
    dataset.BurnedInAnnotation = "NO"
    return dataset


def _uid(key: str, *role: str) -> str:
    """Make a UID that depends on nothing but the phantom and the role."""
    return str(generate_uid(entropy_srcs=["lightbox phantom", key, *role]))


def _code(value: str, meaning: str) -> Dataset:
    """Item of a code sequence, SNOMED CT."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "SCT", meaning
    return item


def _decimals(values: npt.NDArray[np.float64]) -> list[str]:
    """Decimal strings of at most 16 characters (PS3.5 6.2), as exact as that allows."""
    return [format_number_as_ds(float(value) + 0.0) for value in values]


def _put_pixels(dataset: Dataset, pixels: npt.NDArray[np.integer[npt.NBitBase]]) -> None:
    """(rows, columns) of 0 to 4095 as 12 bit in 16, dense bright."""
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    dataset.PixelData = np.ascontiguousarray(pixels, dtype="<u2").tobytes()
    dataset["PixelData"].VR = "OW"
