"""Source images on disk with the series that is open of them, and results of a model made by hand."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    ComputedRadiographyImageStorage,
    CTImageStorage,
    EnhancedCTImageStorage,
    ExplicitVRLittleEndian,
    generate_uid,
)

from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import Caliper, Classification, Detection, Measurement, ModelResult, Structure, Verdict
from ai.library.card import Code, Label
from ai.volume import SpacingKind, Volume
from app.dicom.series import Instance, Series, SliceFacts
from app.dicom.series_load import OpenSeries
from app.imaging.window import Presentation

SHAPE = (5, 24, 19)
"""(slices, rows, columns): an odd count of pixels, so that frames do not start at whole bytes."""

Vector = npt.NDArray[np.float64]


def identity(sop_class: str, modality: str, study: str = "1.2.3.4") -> FileDataset:
    """A header with patient and study, no image yet."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = generate_uid()
    header = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    header.SOPClassUID = sop_class
    header.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    header.StudyInstanceUID = study
    header.SeriesInstanceUID = "1.2.3.4.5"
    header.Modality = modality
    header.PatientName = "Phantom^Test"
    header.PatientID = "P1"
    header.PatientBirthDate = "19600102"
    header.PatientSex = "F"
    header.StudyDate = "20260102"
    header.StudyTime = "101112"
    header.StudyID = "S1"
    header.AccessionNumber = "A1"
    header.ReferringPhysicianName = ""
    header.Manufacturer = "Maker"
    return header


def add_pixels(header: Dataset, frames: int = 1) -> None:
    _, rows, columns = SHAPE
    header.Rows, header.Columns = rows, columns
    header.SamplesPerPixel = 1
    header.PhotometricInterpretation = "MONOCHROME2"
    header.BitsAllocated = header.BitsStored = 16
    header.HighBit = 15
    header.PixelRepresentation = 0
    header.PixelData = bytes(2 * rows * columns * frames)


def opened_from(series: Series, affine: Vector, **facts: object) -> OpenSeries:
    """The open series with an empty picture: an export never looks at the pixels."""
    count = len(series.slices)
    slots = np.zeros((count, *SHAPE[1:]), dtype=np.int16)
    volume = Volume(slots, affine, modality=series.modality, **facts)  # type: ignore[arg-type]
    filled = np.ones(count, dtype=np.bool_)
    return OpenSeries(series, volume, filled, Presentation(vois=tuple(() for _ in range(count))), slots)


def write_radiograph(folder: Path, change: Callable[[Dataset], None] | None = None) -> OpenSeries:
    """A CR image as scanners write them: no Frame of Reference, no place in the patient."""
    header = identity(ComputedRadiographyImageStorage, "CR")
    header.PixelSpacing = [0.35, 0.35]
    header.PatientOrientation = ["L", "F"]
    header.BodyPartExamined = "CHEST"
    header.ViewPosition = "PA"
    add_pixels(header)
    if change is not None:
        change(header)
    path = folder / "radiograph.dcm"
    header.save_as(path, enforce_file_format=True)
    known = bool(header.get("PatientOrientation"))
    spacing = header.get("PixelSpacing")
    instance = Instance(
        path=path,
        sop_instance_uid=header.get("SOPInstanceUID", ""),
        sop_class_uid=header.SOPClassUID,
        transfer_syntax_uid=ExplicitVRLittleEndian,
        instance_number=1,
        frames=1,
        rows=SHAPE[1],
        columns=SHAPE[2],
        position_lps_mm=None,
        orientation=None,
        pixel_spacing_mm=None if spacing is None else (float(spacing[0]), float(spacing[1])),
    )
    series = Series("1.2.3.4.5", 1, "Chest", "CR", "CHEST", (instance,))
    step = 1.0 if spacing is None else float(spacing[0])
    # Slice index to the back, row index down, column index to the patient's left.
    affine = np.array([[0, 0, step, 0], [1, 0, 0, 0], [0, -step, 0, 0], [0, 0, 0, 1]], dtype=np.float64)
    kind = SpacingKind.UNKNOWN if spacing is None else SpacingKind.DETECTOR
    return opened_from(series, affine, axes_known=known, spacing_kind=kind, view="PA")


def geometry(name: str) -> tuple[Vector, Vector, Vector, Vector]:
    """(direction along rows, direction down columns, step between slices in mm, first position)."""
    row, column = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
    if name == "oblique":
        a, b = np.deg2rad(25), np.deg2rad(-17)
        turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
        turn = turn @ np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
        row, column = turn @ row, turn @ column
    if name == "head first reversed":
        row = -row
    normal = np.cross(row, column)
    return row, column, 2.5 * normal, np.array([-61.25, -70.5, 12.75])


def write_ct(folder: Path, name: str = "axial", count: int = SHAPE[0], missing: Sequence[int] = ()) -> OpenSeries:
    """A CT series of single-frame files; instance numbers run against the geometric order."""
    row, column, step, first = geometry(name)
    instances = []
    for index in range(count + len(missing)):
        if index in missing:
            continue
        header = identity(CTImageStorage, "CT")
        header.FrameOfReferenceUID = "1.2.3.4.6"
        header.PositionReferenceIndicator = ""
        header.ImageOrientationPatient = [f"{value:.8f}" for value in (*row, *column)]
        position = first + index * step
        header.ImagePositionPatient = [f"{value:.6f}" for value in position]
        header.PixelSpacing = [0.8, 0.7]
        header.SliceThickness = 2.5
        header.InstanceNumber = count - index
        add_pixels(header)
        path = folder / f"slice{count - index:02d}.dcm"
        header.save_as(path, enforce_file_format=True)
        instances.append(
            Instance(
                path=path,
                sop_instance_uid=header.SOPInstanceUID,
                sop_class_uid=CTImageStorage,
                transfer_syntax_uid=ExplicitVRLittleEndian,
                instance_number=count - index,
                frames=1,
                rows=SHAPE[1],
                columns=SHAPE[2],
                position_lps_mm=(position[0], position[1], position[2]),
                orientation=(*row.tolist(), *column.tolist()),
                pixel_spacing_mm=(0.8, 0.7),
            )
        )
    fault = "Slice 3 is missing." if missing else ""
    series = Series("1.2.3.4.5", 2, "Thorax", "CT", "CHEST", tuple(instances), geometry_fault=fault)
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1], affine[:3, 2], affine[:3, 3] = step, 0.8 * column, 0.7 * row, first
    return opened_from(series, affine, unit="HU", geometry_fault=fault)


def write_enhanced_ct(folder: Path) -> OpenSeries:
    """One multi-frame file whose frames run against the geometric order; its first frame is left out of the stack."""
    row, column, step, first = geometry("oblique")
    header = identity(EnhancedCTImageStorage, "CT")
    header.FrameOfReferenceUID = "1.2.3.4.6"
    header.PositionReferenceIndicator = ""
    frames = SHAPE[0] + 1
    header.NumberOfFrames = frames
    plane, measures, shared = Dataset(), Dataset(), Dataset()
    plane.ImageOrientationPatient = [f"{value:.8f}" for value in (*row, *column)]
    measures.PixelSpacing = [0.8, 0.7]
    measures.SliceThickness = 2.5
    shared.PlaneOrientationSequence = [plane]
    shared.PixelMeasuresSequence = [measures]
    header.SharedFunctionalGroupsSequence = [shared]
    per_frame = []
    slices = []
    for frame in range(frames):
        index = frames - 1 - frame
        position = first + index * step
        place, group = Dataset(), Dataset()
        place.ImagePositionPatient = [f"{value:.6f}" for value in position]
        group.PlanePositionSequence = [place]
        per_frame.append(group)
        if frame > 0:
            slices.append(SliceFacts(0, frame, position_lps_mm=(position[0], position[1], position[2])))
    header.PerFrameFunctionalGroupsSequence = per_frame
    add_pixels(header, frames)
    path = folder / "enhanced.dcm"
    header.save_as(path, enforce_file_format=True)
    instance = Instance(
        path=path,
        sop_instance_uid=header.SOPInstanceUID,
        sop_class_uid=EnhancedCTImageStorage,
        transfer_syntax_uid=ExplicitVRLittleEndian,
        instance_number=1,
        frames=frames,
        rows=SHAPE[1],
        columns=SHAPE[2],
        position_lps_mm=None,
        orientation=(*row.tolist(), *column.tolist()),
        pixel_spacing_mm=(0.8, 0.7),
    )
    series = Series("1.2.3.4.5", 2, "Thorax", "CT", "CHEST", (instance,), slices=tuple(reversed(slices)))
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1], affine[:3, 2], affine[:3, 3] = step, 0.8 * column, 0.7 * row, first
    return opened_from(series, affine, unit="HU")


LABELS = (
    Label("right_lung", "Right lung", Code("39607008", "SCT", "Lung"), "right"),
    Label("heart", "Heart", Code("80891009", "SCT", "Heart")),
    Label("left_clavicle", "Left clavicle", Code("51299004", "SCT", "Clavicle"), "left"),
)


NODULE = Label("nodule", "Nodule", Code("27925004", "SCT", "Nodule"))


def findings_for(opened: OpenSeries) -> ModelResult:
    """The result of `result_for` with boxes of one and of several slices, and classes with and without a code."""
    last = opened.volume.shape[0] - 0.5
    boxes = (
        Detection(NODULE, 0.9, 0.7, (-0.5, 2.0, 3.0), (last, 8.5, 9.25)),
        Detection(NODULE, 0.4, None, (-0.5, -1.5, 12.0), (0.5, 6.0, 25.0)),
    )
    plain = Label("effusion", "Effusion", Code("", "", ""))
    classes = (
        Classification(NODULE, 0.8, 0.6, (0.5, 0.7), 0.2, Verdict.YES),
        Classification(plain, 0.3, None, None, 0.5, Verdict.NOT_SURE),
    )
    return dataclasses.replace(result_for(opened), detections=boxes, classifications=classes)


def ring_result(opened: OpenSeries) -> ModelResult:
    """Two structures of plain shape: a block with two holes and an island in one of them, and a corner of the grid."""
    block = np.zeros(opened.volume.shape, dtype=np.bool_)
    block[:, 2:20, 1:18] = True
    block[:, 4:12, 3:10] = False
    block[:, 6:9, 5:8] = True
    block[:, 15:17, 12:13] = False
    corner = np.zeros_like(block)
    corner[0, :3, :2] = True
    shapes = zip(LABELS[:2], (block, corner), strict=True)
    structures = tuple(Structure(label, mask, (200 * mask).astype(np.uint8)) for label, mask in shapes)
    return dataclasses.replace(result_for(opened), structures=structures)


def complaints(path: Path) -> set[str]:
    """Errors that dciodvfy (Debian's dicom3tools) finds in a file."""
    done = subprocess.run(["dciodvfy", str(path)], capture_output=True, text=True, errors="replace", check=False)
    return {line for line in (*done.stdout.splitlines(), *done.stderr.splitlines()) if line.startswith("Error")}


@pytest.fixture
def require_conforming() -> Callable[[Path, OpenSeries], None]:
    """Fail where dciodvfy finds an error in an object that the source does not itself show."""
    if shutil.which("dciodvfy") is None:
        pytest.skip("dciodvfy (Debian's dicom3tools) is not installed")

    def require(path: Path, opened: OpenSeries) -> None:
        known = complaints(opened.series.instances[0].path)
        assert complaints(path) - known == set()

    return require


def result_for(opened: OpenSeries, *, measurements: bool = True) -> ModelResult:
    """Three overlapping structures without any symmetry, drawn from a seed, and a ratio with its calipers."""
    rng = np.random.default_rng(20261121)
    shape = opened.volume.shape
    structures = []
    for label in LABELS:
        mask = rng.random(shape) < 0.3
        structures.append(Structure(label, mask, (255 * mask).astype(np.uint8), 0.97))
    ratio = Measurement(
        name="cardiothoracic_ratio",
        title="Cardiothoracic ratio",
        value=0.512,
        unit="1",
        interval=(0.49, 0.535),
        interval_note="Covers 90 % of the training cases.",
        calipers=(Caliper("heart", (0, 12, 5), (0, 12, 11.5)), Caliper("thorax", (0, 15, 2), (0, 15, 17))),
    )
    provenance = Provenance(
        model_id="cxr-anatomy",
        model_version="0.1.0",
        weights_sha256="ab" * 32,
        contract_sha256="cd" * 32,
        gate=Gate(GateVerdict.WARN, ("The file does not name the body part.",)),
        thresholds=(("heart", 0.5),),
        device="cpu",
        seconds=1.5,
        app_version="0.1.0",
        source_id=opened.volume.source_id,
    )
    return ModelResult(tuple(structures), (ratio,) if measurements else (), ("A note for the reader.",), provenance)


@pytest.fixture
def radiograph(tmp_path: Path) -> OpenSeries:
    return write_radiograph(tmp_path)


@pytest.fixture
def make_radiograph(tmp_path: Path) -> Callable[[Callable[[Dataset], None]], OpenSeries]:
    """Write a radiograph whose header the test changes first."""

    def make(change: Callable[[Dataset], None]) -> OpenSeries:
        return write_radiograph(tmp_path, change)

    return make


@pytest.fixture(params=["axial", "oblique", "head first reversed", "single slice", "gapped", "enhanced"])
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> OpenSeries:
    """CT in every geometry that has to survive."""
    if request.param == "enhanced":
        return write_enhanced_ct(tmp_path)
    if request.param == "single slice":
        return write_ct(tmp_path, "oblique", count=1)
    if request.param == "gapped":
        return write_ct(tmp_path, "oblique", missing=(3,))
    return write_ct(tmp_path, request.param)


@pytest.fixture
def ct(tmp_path: Path) -> OpenSeries:
    return write_ct(tmp_path)


@pytest.fixture
def make_enhanced(tmp_path: Path) -> Callable[[], OpenSeries]:
    """Write the multi-frame CT."""

    def make() -> OpenSeries:
        return write_enhanced_ct(tmp_path)

    return make


@pytest.fixture
def make_result() -> Callable[..., ModelResult]:
    return result_for


@pytest.fixture
def make_findings() -> Callable[[OpenSeries], ModelResult]:
    return findings_for


@pytest.fixture
def make_rings() -> Callable[[OpenSeries], ModelResult]:
    return ring_result
