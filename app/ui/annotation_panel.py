"""The list of what the reader measured and marked on the open series."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.dicom.series_load import OpenSeries
from app.imaging.annotations.annotation import Annotation
from app.imaging.annotations.label import value_lines
from app.imaging.annotations.measuring import measure, region_histogram
from app.imaging.annotations.own_plane import is_ready
from app.imaging.annotations.place import slice_of
from app.state.session import Session
from app.ui.histogram_bars import HistogramBars
from app.ui.icons import tint
from app.ui.panel import ElidedLabel, Panel, empty, plain_tip
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.swatch import Swatch
from app.ui.theme import Token

_SHARES = (4, 5)
"""Of the width for name and value, side by side."""

_WORDS_GAP_PX = 6
_AROUND_PX = 3
"""Above and below two lines."""


class TitleAndValue(QWidget):
    """Name and value, in columns where both have room for all of their words, else below each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A name ends in its slice.
        self.title = ElidedLabel(elided=Qt.TextElideMode.ElideMiddle)
        self.value = ElidedLabel()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        for label, share in zip((self.title, self.value), _SHARES, strict=True):
            self._layout.addWidget(label, share)
        self._fit()

    def show_words(self, title: str, value: str) -> None:
        """Show other words."""
        self.title.set_text(title)
        self.value.set_text(value)
        self._fit()

    def _fit(self) -> None:
        """Choose between the columns and two lines; the width is the same with either."""
        room = self.width() - _WORDS_GAP_PX
        asked = (self.title.sizeHint().width(), self.value.sizeHint().width())
        fits = all(each <= room * share // sum(_SHARES) for each, share in zip(asked, _SHARES, strict=True))
        direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if direction != self._layout.direction():
            self._layout.setDirection(direction)
        # Two lines of one row stay nearer to each other than to those of the next row.
        self._layout.setSpacing(_WORDS_GAP_PX if fits else 0)
        around = 0 if fits else _AROUND_PX
        self._layout.setContentsMargins(0, around, 0, around)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words into another width."""
        super().resizeEvent(event)
        self._fit()


class AnnotationRow(QWidget):
    """One annotation.

    Signals
    -------
    chosen(str), opened(str), eye_toggled(str, bool)
        Id of the annotation: it was pressed, its label is wanted, it is to be drawn or not.
    """

    chosen = Signal(str)
    opened = Signal(str)
    eye_toggled = Signal(str, bool)

    def __init__(self, annotation: Annotation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.annotation_id = annotation.id
        self.words = TitleAndValue()
        self.title, self.value = self.words.title, self.words.value
        self.eye = QToolButton()
        self.eye.setCheckable(True)
        self.eye.setProperty("quiet", True)
        self.eye.setIconSize(QSize(16, 16))
        self.eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.eye.clicked.connect(self._on_eye_clicked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("row", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(Swatch(annotation.colour))
        layout.addWidget(self.words, 1)
        layout.addWidget(self.eye)

    def show_annotation(self, annotation: Annotation, title: str, value: str) -> None:
        """Show the annotation as it is by now; tells nobody."""
        self.words.show_words(title, value)
        self.eye.setChecked(annotation.visible)
        hint = self.tr("Hide {name}") if annotation.visible else self.tr("Show {name}")
        self.eye.setToolTip(plain_tip(hint.format(name=title)))
        self.eye.setAccessibleName(hint.format(name=title))
        tint(self.eye, "eye" if annotation.visible else "eye-off", colour=Token.DIM, size_px=16)
        self.setAccessibleName(f"{title}, {value}")

    def show_selected(self, selected: bool) -> None:
        """Stand out, or not."""
        if self.property("selected") is not selected:
            self.setProperty("selected", selected)
            self.style().unpolish(self)
            self.style().polish(self)

    def _on_eye_clicked(self, visible: bool) -> None:
        self.eye_toggled.emit(self.annotation_id, visible)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the annotation."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.annotation_id)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for its label."""
        self.opened.emit(self.annotation_id)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go to the annotation when the keys come to it."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.chosen.emit(self.annotation_id)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the label by Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.annotation_id)
        else:
            super().keyPressEvent(event)


class AnnotationPanel(Panel):
    """All annotations of the open series; quiet while there is none.

    Signals
    -------
    chosen(str), opened(str), eye_toggled(str, bool)
        As in `AnnotationRow`.
    export_requested()
        The reader wants the numbers in a file.
    """

    chosen = Signal(str)
    opened = Signal(str)
    eye_toggled = Signal(str, bool)
    export_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("AnnotationPanel", "Measurements"), parent)
        self._session = session
        self._shown: object = None
        self.rows: list[AnnotationRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self.histogram = HistogramBars()
        self.body.addWidget(self.histogram)
        self.export = QPushButton(self.tr("Export as CSV…"))
        self.export.setProperty("flat", True)
        self.export.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.export.setCursor(Qt.CursorShape.PointingHandCursor)
        self.export.clicked.connect(self.export_requested)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.export)
        self.body.addLayout(line)
        refresh = Refresh(self.refresh, self)
        for news in (
            session.annotations.annotations_changed,
            session.annotations.selection_changed,
            session.volume_changed,
            session.slices_arrived,
        ):
            news.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show what is drawn on the open series."""
        opened, book = self._session.opened, self._session.annotations
        listed = () if opened is None else book.on_series(opened.series)
        self.setVisible(bool(listed))
        if opened is None or not listed:
            self._shown = None
            return
        ready = tuple(not each.is_region or is_ready(each, opened.volume, opened.filled) for each in listed)
        calibrations = tuple(book.calibration(each.mark) for each in listed)
        shown = (listed, opened.volume, ready, calibrations)
        if shown != self._shown:
            self._shown = shown
            self._show_rows(opened, listed)
        selected = book.selected
        for row in self.rows:
            row.show_selected(selected is not None and row.annotation_id == selected.id)
        self._show_histogram(opened, selected)

    def _show_rows(self, opened: OpenSeries, listed: tuple[Annotation, ...]) -> None:
        """Show every annotation; rows are made anew only for other ones, so that the keys stay where they are."""
        if [row.annotation_id for row in self.rows] != [each.id for each in listed]:
            empty(self._list)
            self.rows = [AnnotationRow(each) for each in listed]
            for row in self.rows:
                row.chosen.connect(self.chosen)
                row.opened.connect(self.opened)
                row.eye_toggled.connect(self.eye_toggled)
                self._list.addWidget(row)
        for row, annotation in zip(self.rows, listed, strict=True):
            row.show_annotation(annotation, *self._words(annotation, opened))

    def _words(self, annotation: Annotation, opened: OpenSeries) -> tuple[str, str]:
        """Return name with place, and the first line of what it measures."""
        measured = measure(
            annotation,
            opened.volume,
            calibration=self._session.annotations.calibration(annotation.mark),
            padding=opened.presentation.padding,
            with_values=not annotation.is_region or is_ready(annotation, opened.volume, opened.filled),
        )
        place = spoken(annotation.drawn_on.cut.name) or str(slice_of(annotation, opened.volume) + 1)
        title = annotation.text.splitlines()[0] if annotation.text else spoken(annotation.title)
        return f"{title} · {place}", spoken(next(iter(value_lines(annotation, measured)), ""))

    def _show_histogram(self, opened: OpenSeries, selected: Annotation | None) -> None:
        """Show the values of the selected region, of decoded slices only."""
        if selected is None or not selected.is_region or not is_ready(selected, opened.volume, opened.filled):
            self.histogram.show_histogram(None, "")
            return
        padding = opened.presentation.padding
        self.histogram.show_histogram(region_histogram(selected, opened.volume, padding=padding), opened.volume.unit)
