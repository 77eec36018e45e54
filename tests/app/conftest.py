"""Fixtures of the tests of the app: a runner without threads, small scans, a worker without torch."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ComputedRadiographyImageStorage, CTImageStorage, ExplicitVRLittleEndian, generate_uid
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ai.errors import ReportableError
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import Caliper, Measurement, ModelResult, Structure
from ai.library.card import Architecture, Code, InputSpec, Label, ModelCard, Reading, Weights
from ai.library.choice import Choices
from ai.progress import Progress, silent
from ai.volume import SpacingKind, Volume
from app.dicom.series import Instance, Series, Study
from app.dicom.series_load import OpenSeries
from app.imaging.window import Presentation, Window
from app.jobs.job import Done, Failed, Stopped, attempt
from app.jobs.runner import JobRunner, Lane, Task
from app.state.active_view import ActiveView
from app.state.session import Session
from app.state.view_state import View


class InlineRunner(JobRunner):
    """Runs work at once, on the calling thread: what an action does can be read line by line."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[tuple[str, Lane, Hashable | None]] = []
        self.held = False
        self.waiting: list[Callable[[], None]] = []
        self.active: list[Hashable | None] = []

    def start(
        self,
        title: str,
        work: Callable[..., Any],
        *args: Any,
        lane: Lane,
        key: Hashable | None = None,
        on_done: Callable[[Any], None] | None = None,
        on_stopped: Callable[[], None] | None = None,
        quiet: bool = False,
        **kwargs: Any,
    ) -> Task:
        task = Task(next(self._numbers), title, lane, quiet)
        self.started.append((title, lane, key))

        def run() -> None:
            self.job_started.emit(task)

            def progress(fraction: float, message: str) -> None:
                self.job_progressed.emit(task, fraction, message)

            outcome = attempt(title, lambda report: work(*args, **kwargs, progress=report), progress)
            self.active.remove(key)
            self.job_finished.emit(task, outcome)
            if isinstance(outcome, Done):
                if on_done is not None:
                    on_done(outcome.value)
            elif on_stopped is not None:
                on_stopped()

        self.active.append(key)
        if self.held:
            self.waiting.append(run)
        else:
            run()
        return task

    def is_active(self, key: Hashable) -> bool:
        return key in self.active

    def release(self) -> None:
        """Run what was held back."""
        self.held = False
        while self.waiting:
            self.waiting.pop(0)()


@pytest.fixture
def keep(qtbot: QtBot) -> Iterator[Callable[[QWidget], None]]:
    """Close a widget after the test, and hold it until then.

    `QtBot.addWidget` alone holds no reference: a widget that only the test knows may be collected while it is painted,
    which ends the process.
    """
    kept: list[QWidget] = []

    def add(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        kept.append(widget)

    yield add
    kept.clear()


@pytest.fixture
def runner() -> InlineRunner:
    return InlineRunner()


@pytest.fixture
def errors(runner: InlineRunner) -> list[ReportableError]:
    """Every error that a job reported."""
    seen: list[ReportableError] = []

    def collect(task: Task, outcome: Done | Failed | Stopped) -> None:
        if isinstance(outcome, Failed):
            seen.append(outcome.error)

    runner.job_finished.connect(collect)
    return seen


@pytest.fixture
def session() -> Session:
    return Session()


@pytest.fixture
def view(session) -> View:
    return ActiveView(session.panes)


def make_series(uid: str = "1.2.3", modality: str = "CR", slices: int = 1, **changes: Any) -> Series:
    instances = tuple(
        Instance(Path(f"{uid}-{number}.dcm"), f"{uid}.{number}", "", "", number + 1, 1, 60, 40, None, None, None)
        for number in range(slices)
    )
    facts: dict[str, Any] = {"number": 1, "description": f"{modality} {uid}", "body_part": "CHEST"} | changes
    return Series(uid=uid, modality=modality, instances=instances, **facts)


def make_study(*series: Series, uid: str = "9.9", name: str = "Example, Anna", patient_id: str = "P1") -> Study:
    return Study(
        uid=uid,
        date="20260312",
        time="101500",
        description="Chest",
        accession_number="A77",
        institution="",
        patient_name=name,
        patient_id=patient_id,
        patient_birth_date="19580412",
        patient_sex="F",
        patient_age="",
        series=series,
    )


def make_opened(series: Series | None = None, *, filled: bool = True, source_id: str = "") -> OpenSeries:
    """A series of 60 x 40 pixels, 0.5 mm each, with a ramp in it."""
    series = series or make_series()
    shape = (series.slice_count, 60, 40)
    slots = (np.arange(np.prod(shape)).reshape(shape) % 2000 - 1000).astype(np.int16)
    # Columns run to the left of the patient, rows to the feet, slices to the back.
    affine = np.zeros((4, 4))
    affine[1, 0], affine[2, 1], affine[0, 2], affine[3, 3] = 2.0, -0.5, 0.5, 1.0
    volume = Volume(
        slots,
        affine,
        unit="HU" if series.modality == "CT" else "",
        modality=series.modality,
        spacing_kind=SpacingKind.PATIENT if series.modality == "CT" else SpacingKind.DETECTOR,
        body_part="CHEST",
        view="" if series.modality == "CT" else "PA",
        bones_bright=True,
        **({"source_id": source_id} if source_id else {}),
    )
    flags = np.full(series.slice_count, filled)
    flags[series.slice_count // 2] = True
    window = Window(1000.0, 2000.0, name="From the file")
    return OpenSeries(series, volume, flags, Presentation(((window,),) * series.slice_count), slots)


def make_card(card_id: str = "cxr-anatomy", *, modalities: tuple[str, ...] = ("CR", "DX"), **changes: Any) -> ModelCard:
    facts: dict[str, Any] = {
        "id": card_id,
        "version": "0.1.0",
        "title": "Chest X-ray anatomy",
        "task": "chest-anatomy",
        "labels": LABELS,
        "input": InputSpec(modalities, ("CHEST",), ("PA", "AP"), (256, 256), (0.5, 99.5), 16),
        "architecture": Architecture("unet2d", ()),
        "members": (Weights("member0.safetensors", "ab" * 32),),
        "threshold": 0.5,
        "reading": Reading("Outlines.", "Diagnosis.", "Research only.", "JSRT.", "Adults.", ("Few films.",)),
        "metrics": {"films": 40, "jaccard_lungs": {"mean": 0.9524, "sd": 0.02, "interval_95": [0.946, 0.958]}},
        "reference": {},
        "parent": "",
        "folder": Path("cxr-anatomy-0.1.0"),
    }
    return ModelCard(**(facts | changes))


LABELS = (
    Label("right_lung", "Right lung", Code("39607008", "SCT", "Lung"), "right"),
    Label("heart", "Heart", Code("80891009", "SCT", "Heart")),
)


def make_result(volume: Volume, model_id: str = "cxr-anatomy", **changes: Any) -> ModelResult:
    """Two structures, and a ratio of a line of 10 mm by one of 20 mm."""
    masks = np.zeros((2, *volume.shape), dtype=np.bool_)
    masks[0, 0, 10:40, 4:16] = True
    masks[1, 0, 30:50, 14:30] = True
    structures = tuple(
        Structure(label, mask, mask.astype(np.uint8) * 255, None) for label, mask in zip(LABELS, masks, strict=True)
    )
    ratio = Measurement(
        "cardiothoracic_ratio",
        "Cardiothoracic ratio",
        0.5,
        "1",
        (0.47, 0.53),
        "95 % interval of held-out films.",
        (
            Caliper("Heart", (0.0, 40.0, 10.0), (0.0, 40.0, 30.0)),
            Caliper("Thorax", (0.0, 45.0, 0.0), (0.0, 45.0, 40.0)),
        ),
    )
    provenance = Provenance(
        model_id=model_id,
        model_version="0.1.0",
        weights_sha256="cd" * 32,
        contract_sha256="ef" * 32,
        gate=Gate(GateVerdict.OK),
        thresholds=(("right_lung", 0.5), ("heart", 0.5)),
        device="cpu",
        seconds=1.25,
        app_version="0.1.0",
        source_id=volume.source_id,
    )
    facts: dict[str, Any] = {"structures": structures, "measurements": (ratio,), "notes": ("A note.",)}
    return ModelResult(**(facts | {"provenance": provenance} | changes))


@dataclass
class FakeWorker:
    """Answers like `ai.worker.client.Worker`, without a process."""

    error: ReportableError | None = None
    warmed: int = 0
    loaded: list[str] = field(default_factory=list)
    closed: int = 0
    ran: list[str] = field(default_factory=list)

    def warm_up(self) -> None:
        self.warmed += 1

    def load(self, card: ModelCard) -> None:
        self.loaded.append(card.id)

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        progress(0.5, "Looking at the picture")
        self.ran.append(card.id)
        if self.error is not None:
            raise self.error
        return make_result(volume, card.id)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def worker() -> FakeWorker:
    return FakeWorker()


class FakeLibrary:
    """Cards without files."""

    def __init__(self, *cards: ModelCard) -> None:
        self.installed = cards
        self.choices = Choices()

    def can_take_back(self, card: ModelCard) -> bool:
        return self.choices.adopted(card) is not None

    def scan(self) -> tuple[tuple[ModelCard, ...], tuple[()]]:
        return self.installed, ()


def write_scan(
    folder: Path, *, modality: str = "CT", slices: int = 5, missing: tuple[int, ...] = (), patient: str = "Example^Anna"
) -> Path:
    """Write a small study of one series: CT slices 2 mm apart, or a radiograph; a ramp from left to right."""
    folder.mkdir(parents=True, exist_ok=True)
    is_ct = modality == "CT"
    sop_class = CTImageStorage if is_ct else ComputedRadiographyImageStorage
    study, series = generate_uid(), generate_uid()
    for number in range(slices):
        if number in missing:
            continue
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = sop_class
        meta.MediaStorageSOPInstanceUID = generate_uid()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        path = folder / f"{modality}{number}.dcm"
        scan = FileDataset(str(path), {}, file_meta=meta, preamble=bytes(128))
        scan.SOPClassUID, scan.SOPInstanceUID = sop_class, meta.MediaStorageSOPInstanceUID
        scan.PatientName, scan.PatientID = patient, f"ID-{patient}"
        scan.PatientBirthDate, scan.PatientSex = "19580412", "F"
        scan.StudyInstanceUID, scan.SeriesInstanceUID = study, series
        scan.StudyDate, scan.StudyTime, scan.AccessionNumber = "20260312", "101500", "A77"
        scan.StudyDescription, scan.SeriesDescription = "Chest", f"{modality} chest"
        scan.SeriesNumber, scan.InstanceNumber = 1, number + 1
        scan.Modality, scan.BodyPartExamined = modality, "CHEST"
        scan.ImageType = ["ORIGINAL", "PRIMARY"]
        if is_ct:
            scan.ImagePositionPatient = [-32, -32, 2.0 * number]
            scan.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
            scan.PixelSpacing, scan.SliceThickness = [1, 1], 2
            scan.RescaleIntercept, scan.RescaleSlope, scan.RescaleType = -1024, 1, "HU"
        else:
            scan.ViewPosition, scan.PatientOrientation, scan.ImagerPixelSpacing = "PA", ["L", "F"], [0.5, 0.5]
        scan.Rows, scan.Columns, scan.SamplesPerPixel = 64, 48, 1
        scan.PhotometricInterpretation = "MONOCHROME2"
        scan.BitsAllocated, scan.BitsStored, scan.HighBit, scan.PixelRepresentation = 16, 12, 11, 0
        scan.WindowCenter, scan.WindowWidth = 40, 400
        ramp = np.broadcast_to(np.linspace(0, 2000, 48), (64, 48)) + number
        scan.PixelData = ramp.astype("<u2").tobytes()
        scan.save_as(path, enforce_file_format=True)
    return folder


@dataclass(frozen=True)
class Make:
    """What tests build their values with."""

    series: Callable[..., Series] = make_series
    study: Callable[..., Study] = make_study
    opened: Callable[..., OpenSeries] = make_opened
    card: Callable[..., ModelCard] = make_card
    result: Callable[..., ModelResult] = make_result
    library: Callable[..., FakeLibrary] = FakeLibrary
    scan: Callable[..., Path] = write_scan


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()
