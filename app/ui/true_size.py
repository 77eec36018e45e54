"""True size and pixel by pixel: what of the picture, and of the screen, has to be known for them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ai.errors import ReportableError
from app.actions.view import ViewActions
from app.ui.notices import Notices
from app.ui.slice_view import SliceView
from app.ui.view_grid import ViewGrid


class TrueSize(QObject):
    """Shows the active picture at a scale of the real world, or says why that cannot be.

    Parameters
    ----------
    grid
        Whose active picture.
    view
        Changes its zoom.
    notices
        Where it is said.
    """

    def __init__(self, grid: ViewGrid, view: ViewActions, notices: Notices) -> None:
        super().__init__(grid)
        self._grid = grid
        self._view = view
        self._notices = notices

    def show_true_size(self) -> None:
        """Show a millimetre of the patient as a millimetre of the screen."""
        picture = self._grid.active_view
        reason = self._reason(picture)
        if reason is not None:
            self._notices.show_error(reason)
            return
        self._zoom(picture, picture.true_scale)
        scale = picture.scale
        if scale is not None and scale.note and not scale.is_calibrated:
            self._notices.show_warning(
                self.tr("True size of the detector plane: what lies nearer to the tube is smaller than shown.")
            )

    def show_pixels(self) -> None:
        """Show a column of the picture as a pixel of the screen."""
        self._zoom(self._grid.active_view, 1.0)

    def _reason(self, picture: SliceView) -> ReportableError | None:
        """Say why there is no true size; None where there is one."""
        scale = picture.scale
        if scale is None or picture.true_scale is not None:
            return None
        if scale.unit == "px":
            return ReportableError(
                self.tr("There is no true size: the file does not tell how large its pixels are."),
                self.tr("Calibrate with an object of known length, or fit the picture to the pane."),
            )
        return ReportableError(
            self.tr("There is no true size: this screen does not tell how large it is."),
            self.tr("Use a screen that does, or measure: lengths in millimetres are right at any zoom."),
        )

    def _zoom(self, picture: SliceView, scale: float | None) -> None:
        geometry = picture.geometry_px
        if geometry is not None and scale is not None:
            self._view.zoom_to(picture.pane.state.zoom * scale / geometry.column_scale)
