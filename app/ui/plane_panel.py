"""Which planes the active pane shows, and the slab around them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from app.actions.mpr import DIRECTIONS, PROJECTIONS, THICKNESSES_MM
from app.state.session import Session
from app.ui.panel import Panel, words
from app.ui.refresh import Refresh
from app.ui.segment import Segment


class PlanePanel(Panel):
    """Planes and slab of the active pane; hidden where a series has one slice.

    Signals
    -------
    direction_chosen(int), projection_chosen(int)
        One of `app.actions.mpr.DIRECTIONS`, one of `app.actions.mpr.PROJECTIONS`.
    slab_off_requested()
        The reader wants the plane alone.
    thickness_moved(float)
        Millimetres.
    """

    direction_chosen = Signal(int)
    projection_chosen = Signal(int)
    slab_off_requested = Signal()
    thickness_moved = Signal(float)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("PlanePanel", "Planes"), parent)
        self._session = session
        self.directions = (
            Segment(0, self.tr("Slices"), self.tr("As they were taken")),
            Segment(1, self.tr("Axial"), self.tr("From the feet to the head")),
            Segment(2, self.tr("Coronal"), self.tr("From the front to the back")),
            Segment(3, self.tr("Sagittal"), self.tr("From the right to the left")),
        )
        self.slab_off = Segment(0, self.tr("No slab"), self.tr("The plane alone"))
        self.projections = (
            Segment(0, "MIP", self.tr("Largest value within the slab")),
            Segment(1, "MinIP", self.tr("Smallest value within the slab")),
            Segment(2, self.tr("Mean"), self.tr("Mean value within the slab")),
        )
        self.thickness = QSlider(Qt.Orientation.Horizontal)
        self.thickness.setRange(0, len(THICKNESSES_MM) - 1)
        self.thickness.setPageStep(1)
        self.thickness.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.thickness.setAccessibleName(self.tr("Thickness of the slab"))
        self.value = words("", "dim")
        self.value.setMinimumWidth(56)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._thick = QWidget()
        row = QHBoxLayout(self._thick)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.thickness, 1)
        row.addWidget(self.value)
        self.body.addLayout(_row(self.directions))
        self.body.addLayout(_row((self.slab_off, *self.projections)))
        self.body.addWidget(self._thick)
        for button in self.directions:
            button.chosen.connect(self.direction_chosen)
        for button in self.projections:
            button.chosen.connect(self.projection_chosen)
        self.slab_off.chosen.connect(self._on_slab_off)
        self.thickness.valueChanged.connect(self._on_thickness_changed)
        self._refresh = Refresh(self.refresh, self)
        for news in (
            session.panes.active_changed,
            session.volume_changed,
            *(pane.view_changed for pane in session.panes.all),
        ):
            news.connect(self._refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show what the active pane shows."""
        pane = self._session.panes.active
        opened, cut = pane.opened, pane.state.cut
        self.setVisible(opened is not None and opened.volume.shape[0] > 1 and not opened.volume.is_colour)
        for button, direction in zip(self.directions, DIRECTIONS, strict=True):
            button.setChecked(cut.direction is direction)
        self.slab_off.setChecked(cut.slab is None)
        for button, projection in zip(self.projections, PROJECTIONS, strict=True):
            button.setChecked(cut.slab is not None and cut.slab.projection is projection)
        self._thick.setVisible(cut.slab is not None)
        if cut.slab is not None:
            mm = cut.slab.thickness_mm
            nearest = min(range(len(THICKNESSES_MM)), key=[abs(each - mm) for each in THICKNESSES_MM].__getitem__)
            self.thickness.blockSignals(True)
            self.thickness.setValue(nearest)
            self.thickness.blockSignals(False)
            self.value.setText(self.tr("{mm} mm").format(mm=f"{mm:g}"))

    def _on_slab_off(self) -> None:
        self.slab_off_requested.emit()
        self._refresh.soon()

    def _on_thickness_changed(self, number: int) -> None:
        self.thickness_moved.emit(THICKNESSES_MM[number])


def _row(buttons: tuple[Segment, ...]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2)
    for button in buttons:
        row.addWidget(button, 1)
    return row
