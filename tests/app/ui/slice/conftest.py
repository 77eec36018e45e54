"""A pane with a session and a view of its own, and synthetic things to show in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ai.inference.provenance import Gate, GateVerdict, Provenance
from ai.inference.results import Caliper, Measurement, ModelResult, Point, Structure
from ai.library.card import Code, Label
from ai.volume import SpacingKind, Volume
from app.dicom.series import Instance, Series, SliceFacts, Study
from app.dicom.series_load import OpenSeries
from app.imaging.window import Presentation, Window
from app.state.pane import Pane
from app.state.session import Session
from app.ui.rgb_pixels import rgb_pixels
from app.ui.slice_view import SliceView

AXIAL = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
"""(slice, row, column) steps of a slice seen from the feet: columns go to the left, rows to the back."""


def make_opened(
    voxels: npt.NDArray[np.generic],
    *,
    spacing_mm: tuple[float, float, float] = (2.5, 1.0, 1.0),
    kind: SpacingKind = SpacingKind.PATIENT,
    axes_known: bool = True,
    fault: str = "",
    warnings: tuple[str, ...] = (),
    inverted: bool = False,
    derived: bool = False,
    description: str = "Thorax 2.5 mm",
) -> OpenSeries:
    """An open series of (slices, rows, columns[, 3]) voxels, all decoded."""
    count, rows, columns = voxels.shape[:3]
    affine = np.eye(4)
    affine[:3, :3] = AXIAL.T * spacing_mm
    volume = Volume(
        voxels,
        affine,
        unit="HU",
        modality="CT",
        spacing_kind=kind,
        axes_known=axes_known,
        geometry_fault=fault,
        derived=derived,
    )
    series = Series(
        uid=f"1.2.{id(voxels)}",
        number=3,
        description=description,
        modality="CT",
        body_part="CHEST",
        instances=tuple(
            Instance(Path(str(k)), f"1.2.3.{k}", "", "", k + 1, 1, rows, columns, None, None, None)
            for k in range(count)
        ),
        warnings=warnings,
        geometry_fault=fault,
        slices=tuple(SliceFacts(k, location_mm=-100 + 2.5 * k, thickness_mm=2.5) for k in range(count)),
    )
    return OpenSeries(
        series=series,
        volume=volume,
        filled=np.ones(count, np.bool_),
        presentation=Presentation(vois=((Window(40, 400, name="Soft tissue"),),) * count, inverted=inverted),
        slots=voxels,
    )


def make_study(opened: OpenSeries) -> Study:
    return Study(
        uid="1.2",
        date="20260115",
        time="103055.5",
        description="Chest CT",
        accession_number="A1",
        institution="Hospital",
        patient_name="Phantom Petra",
        patient_id="P1",
        patient_birth_date="19560203",
        patient_sex="F",
        patient_age="069Y",
        series=(opened.series,),
    )


def make_structure(name: str, mask: npt.NDArray[np.bool_]) -> Structure:
    title = name.replace("_", " ").capitalize()
    return Structure(Label(name, title, Code("1", "SCT", title)), mask, mask.astype(np.uint8) * 255, None)


def make_result(
    opened: OpenSeries, structures: Sequence[Structure] = (), measurements: Sequence[Measurement] = ()
) -> ModelResult:
    return ModelResult(
        structures=tuple(structures),
        measurements=tuple(measurements),
        notes=(),
        provenance=Provenance(
            model_id="cxr-anatomy",
            model_version="0.1.0",
            weights_sha256="0",
            contract_sha256="0",
            gate=Gate(GateVerdict.OK),
            thresholds=tuple((each.label.name, 0.5) for each in structures),
            device="cpu",
            seconds=1.0,
            app_version="0",
            source_id=opened.volume.source_id,
        ),
    )


def make_ratio(heart: tuple[Point, Point], thorax: tuple[Point, Point]) -> Measurement:
    return Measurement(
        name="cardiothoracic_ratio",
        title="Cardiothoracic ratio",
        value=0.47,
        unit="1",
        interval=(0.44, 0.50),
        interval_note="95 %",
        calipers=(Caliper("heart", *heart), Caliper("thorax", *thorax)),
    )


class Make:
    """What tests put on the desk."""

    opened = staticmethod(make_opened)
    study = staticmethod(make_study)
    structure = staticmethod(make_structure)
    result = staticmethod(make_result)
    ratio = staticmethod(make_ratio)


@pytest.fixture
def make() -> Make:
    return Make()


@dataclass
class Desk:
    """A pane on a desk: what is open, how it is shown, and what the pane asked for."""

    session: Session
    view: Pane
    pane: SliceView
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def open(self, opened: OpenSeries, **state: object) -> None:
        """Open a series in the size and window of the test."""
        self.session.set_studies((make_study(opened),), ())
        self.session.set_opened(opened)
        voi = None if opened.volume.is_colour else opened.presentation.vois[0][0]
        self.view.update(**{"voi": voi, "index": 0, **state})
        self.settle()

    def settle(self) -> None:
        """Let the news arrive."""
        QApplication.processEvents()
        QApplication.processEvents()

    def pixels(self) -> npt.NDArray[np.uint8]:
        """(rows, columns, 3) of the canvas as painted."""
        self.settle()
        return rgb_pixels(self.pane.canvas.grab().toImage())

    def at(self, row: float, column: float) -> QPointF:
        """Position of an index in the canvas."""
        geometry = self.pane.geometry_px
        assert geometry is not None
        x, y = geometry.to_screen(row, column)
        return QPointF(x, y) / self.pane.canvas.ratio


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    """A shown pane of 600 x 400 without series."""
    session = Session()
    view = session.panes.active
    pane = SliceView(session, view)
    qtbot.addWidget(pane)
    pane.resize(600, 400)
    pane.show()
    with qtbot.waitExposed(pane):
        pass
    desk = Desk(session, view, pane)
    for name in ("slice_requested", "caliper_moved"):
        _note(desk, name, getattr(pane, name).connect)
    for name in (
        "scroll_requested",
        "axis_requested",
        "window_dragged",
        "zoom_requested",
        "pan_requested",
        "probe_moved",
        "context_menu_requested",
        "maximise_requested",
    ):
        _note(desk, name, getattr(pane.mouse, name).connect)
    yield desk
    # qtbot asked for the deletion; nothing runs an event loop that would do it.
    QCoreApplication.sendPostedEvents(pane, QEvent.Type.DeferredDelete)


def _note(desk: Desk, name: str, connect: Callable[[Callable[..., None]], object]) -> None:
    def asked(*arguments: object) -> None:
        desk.asked.append((name, *arguments))

    connect(asked)


@pytest.fixture
def opened() -> OpenSeries:
    """Six slices of 40 x 60, a ramp with a bright bar, every slice 10 HU brighter."""
    rows, columns = np.mgrid[:40, :60]
    plane = (rows * 4 + columns * 2 - 160).astype(np.int16)
    plane[10:14, 5:20] = 1000
    return make_opened(np.stack([plane + 10 * k for k in range(6)]))
