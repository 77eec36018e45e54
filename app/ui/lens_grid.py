"""All filters of the lens on the middle of the picture, side by side: choose one by mouse or keys."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.actions.lens_previews import SIDE_PX, LensPreview, LensPreviews
from app.imaging.lens import Lens, Step
from app.imaging.levels import range_window, value_range
from app.imaging.voi import apply_voi
from app.state.session import Session
from app.state.view_state import View
from app.ui.panel import words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.theme import Token

_COLUMNS = 5
_NAME_PX = 24
_RIM_PX = 2


class PreviewTile(QWidget):
    """One preview with its name.

    Signals
    -------
    chosen(object, bool)
        The lens (None for the original), and whether it is to be added to those in use (Shift held).
    stepped(int, int)
        Columns and rows to go by the arrow keys.
    """

    chosen = Signal(object, bool)
    stepped = Signal(int, int)

    def __init__(self, preview: LensPreview, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = preview
        self.name = name
        self._image = QImage()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(self.sizeHint())
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Ask for the picture and a line of words."""
        return QSize(SIDE_PX + 2 * _RIM_PX, SIDE_PX + 2 * _RIM_PX + _NAME_PX)

    def show_image(self, image: QImage) -> None:
        """Show the preview with another window."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture, name and the rim of the one that the keys are at."""
        painter = QPainter(self)
        frame = QRectF(_RIM_PX, _RIM_PX, SIDE_PX, SIDE_PX)
        painter.fillRect(frame, Qt.GlobalColor.black)
        if not self._image.isNull():
            place = QRectF(0, 0, min(self._image.width(), SIDE_PX), min(self._image.height(), SIDE_PX))
            place.moveCenter(frame.center())
            painter.drawImage(place, self._image)
        if self.hasFocus():
            painter.setPen(QPen(QColor(Token.ACCENT), _RIM_PX))
            painter.drawRect(frame.adjusted(-1, -1, 1, 1))
        painter.setPen(Token.TEXT if self.hasFocus() else Token.DIM)
        line = QRectF(0, SIDE_PX + 2 * _RIM_PX, self.width(), _NAME_PX)
        shown = self.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), shown)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the rim."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the rim."""
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self.preview.lens, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose it by Enter or Space, go on by the arrows."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.stepped.emit(*steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.preview.lens, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)


class LensGrid(QDialog):
    """The previews; they follow the window while it is open and close with a choice.

    Parameters
    ----------
    session, view
        What is open, and how it is shown.
    previews
        Makes them.

    Signals
    -------
    filter_chosen(str), filter_added(str), off_requested()
        As in `app.ui.lens_panel.LensPanel`.
    """

    filter_chosen = Signal(str)
    filter_added = Signal(str)
    off_requested = Signal()

    def __init__(self, session: Session, view: View, previews: LensPreviews, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view = view
        self._previews = previews
        self.tiles: list[PreviewTile] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Filters on this picture"))
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(self._grid)
        layout.addStretch(1)
        layout.addWidget(words(self.tr("Click to use a filter, Shift+click to add it to those in use."), "small"))
        self._refresh = Refresh(self.refresh, self)
        view.view_changed.connect(self._refresh.soon)
        session.volume_changed.connect(self.close)
        previews.preview_made.connect(self._on_preview_made)

    def refresh(self) -> None:
        """Show every preview with the window of the pane."""
        for tile in self.tiles:
            tile.show_image(self._drawn(tile.preview))

    def _drawn(self, preview: LensPreview) -> QImage:
        opened, state = self._session.opened, self._view.state
        inverted = opened is not None and opened.presentation.inverted != state.inverted
        voi = preview.voi or state.voi or range_window(*value_range(preview.plane))
        grey = apply_voi(preview.plane, voi, inverted=inverted)
        rows, columns = grey.shape
        return QImage(grey.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8).copy()

    def _on_preview_made(self, preview: LensPreview) -> None:
        shown = next((each for each in self.tiles if _steps(each.preview) == _steps(preview)), None)
        if shown is not None:
            shown.preview = preview
            shown.show_image(self._drawn(preview))
            return
        tile = PreviewTile(preview, self.tr("Original") if preview.lens is None else spoken(preview.lens.words))
        tile.show_image(self._drawn(preview))
        tile.chosen.connect(self._on_chosen)
        tile.stepped.connect(self._on_stepped)
        self._grid.addWidget(tile, *divmod(len(self.tiles), _COLUMNS))
        self.tiles.append(tile)
        if len(self.tiles) == 1:
            tile.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self, lens: object, added: bool) -> None:
        if not isinstance(lens, Lens):
            self.off_requested.emit()
        elif added:
            self.filter_added.emit(lens.steps[0].name)
        else:
            self.filter_chosen.emit(lens.steps[0].name)
        self.close()

    def _on_stepped(self, columns: int, rows: int) -> None:
        here = next((number for number, tile in enumerate(self.tiles) if tile.hasFocus()), 0)
        wanted = here + columns + rows * _COLUMNS
        if 0 <= wanted < len(self.tiles):
            self.tiles[wanted].setFocus(Qt.FocusReason.TabFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the filters that are left rest."""
        self._previews.stop()
        super().closeEvent(event)


def _steps(preview: LensPreview) -> tuple[Step, ...]:
    """Return the filters that made a preview; none for the original."""
    return () if preview.lens is None else preview.lens.steps
