"""One place of the grid: the series that it shows, and how."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.dicom.series import Study
from app.dicom.series_load import OpenSeries
from app.imaging.window import Voi
from app.state.view_state import View, ViewState


class Pane(View):
    """Holder of what one pane shows.

    Signals
    -------
    shown_changed()
        Another series is shown, or none.
    slices_arrived()
        More slices of its series are decoded; take `opened` anew.
    """

    shown_changed = Signal()
    slices_arrived = Signal()

    def __init__(self, number: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.number = number
        """Place in the grid, from 0: row by row."""
        self.drag_scale = 1.0
        """Change of centre or width per screen pixel of a window drag, in the unit of the volume."""
        self.starting_voi: Voi | None = None
        """What its series was first shown with."""
        self._opened: OpenSeries | None = None
        self._study: Study | None = None

    @property
    def opened(self) -> OpenSeries | None:
        """The series that it shows."""
        return self._opened

    @property
    def study(self) -> Study | None:
        """The study of that series."""
        return self._study

    def shows(self, opened: OpenSeries) -> bool:
        """Whether it shows this opening of a series, perhaps with fewer slices decoded."""
        return self._opened is not None and self._opened.volume.source_id == opened.volume.source_id

    def set_shown(self, opened: OpenSeries, study: Study | None) -> None:
        """Show another series, or a fuller value of the same (then only `slices_arrived` is told)."""
        same = self.shows(opened)
        self._opened, self._study = opened, study
        if same:
            self.slices_arrived.emit()
        else:
            self.set_filtered(None)
            self.shown_changed.emit()

    def set_study(self, study: Study) -> None:
        """Take another value of the study, after a scan found more of it; told by `Session.studies_changed`."""
        self._study = study

    def note_slices_arrived(self) -> None:
        """Tell that more slices are decoded."""
        self.slices_arrived.emit()

    def clear(self) -> None:
        """Show nothing, in the way of a new pane."""
        was_open = self._opened is not None
        self._opened = self._study = self.starting_voi = None
        self.drag_scale = 1.0
        self.set_filtered(None)
        state = self.state
        # Which words are wanted is the reader's taste, not a thing of the series.
        self.set_state(ViewState(overlay_text=state.overlay_text, graphics=state.graphics))
        if was_open:
            self.shown_changed.emit()
