"""What is listed: patients, their studies and series with thumbnails, and files that were left out."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions.thumbnails import Thumbnails
from app.dicom.series import Series, Study, Unreadable
from app.state.session import SeriesKey, Session, series_key
from app.ui.icons import pixmap
from app.ui.panel import words
from app.ui.patient_words import age, day, patient, series_line, sex
from app.ui.refresh import Refresh
from app.ui.theme import GAP_PX, Token

_THUMBNAIL_PX = 46
_SERIES_HEIGHT_PX = 58
_LINE_PX = 19

_SECOND_LINE = Qt.ItemDataRole.UserRole
_SERIES = Qt.ItemDataRole.UserRole + 1
_WARNED = Qt.ItemDataRole.UserRole + 2
_PICTURE = Qt.ItemDataRole.UserRole + 3
_OPEN = Qt.ItemDataRole.UserRole + 4

_Index = QModelIndex | QPersistentModelIndex


class _Rows(QStyledItemDelegate):
    """Draws a row: thumbnail, title, second line, warning mark; a bar at the series that is open."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Give series room for their thumbnail."""
        if index.data(_SERIES) is not None:
            return QSize(160, _SERIES_HEIGHT_PX)
        return QSize(160, _LINE_PX * (2 if index.data(_SECOND_LINE) else 1) + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the row across the whole width."""
        painter.save()
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_series = index.data(_SERIES) is not None
        if is_series:
            self._paint_ground(painter, row, index, state)
        left = row.left() + (10 if is_series else 2 * GAP_PX)
        if is_series:
            self._paint_thumbnail(painter, QRect(left, row.center().y() - 22, _THUMBNAIL_PX, _THUMBNAIL_PX), index)
            left += _THUMBNAIL_PX + 10
        right = row.right() - 12
        if index.data(_WARNED):
            mark = pixmap("warning", colour=Token.WARNING, size_px=16, ratio=painter.device().devicePixelRatioF())
            painter.drawPixmap(right - 16, row.center().y() - 8, mark)
            right -= 22
        self._paint_words(painter, QRect(left, row.top(), right - left, row.height()), index)
        painter.restore()

    def _paint_ground(self, painter: QPainter, row: QRect, index: _Index, state: QStyle.StateFlag) -> None:
        ground = row.adjusted(6, 1, -6, -1)
        if index.data(_OPEN):
            painter.fillRect(ground, QColor(Token.SELECTED))
            painter.fillRect(QRect(ground.left(), ground.top(), 3, ground.height()), QColor(Token.ACCENT))
        elif state & QStyle.StateFlag.State_MouseOver or (
            state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus
        ):
            painter.fillRect(ground, QColor(Token.RAISED))

    def _paint_thumbnail(self, painter: QPainter, place: QRect, index: _Index) -> None:
        painter.fillRect(place, QColor("#000000"))
        picture: QPixmap | None = index.data(_PICTURE)
        if picture is None:
            mark = pixmap("series", colour=Token.FAINT, size_px=20, ratio=painter.device().devicePixelRatioF())
            painter.drawPixmap(place.center().x() - 9, place.center().y() - 9, mark)
            return
        size = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, size.width(), size.height())
        target.moveCenter(place.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture)

    def _paint_words(self, painter: QPainter, place: QRect, index: _Index) -> None:
        second = index.data(_SECOND_LINE) or ""
        font = painter.font()
        font.setWeight(font.Weight.DemiBold if index.parent() == QModelIndex() else font.Weight.Normal)
        lines = 2 if second else 1
        top = place.center().y() - _LINE_PX * lines // 2 + 1
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setFont(font)
        painter.setPen(QColor(Token.TEXT))
        metrics = QFontMetrics(font)
        title = metrics.elidedText(index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(QRect(place.left(), top, place.width(), _LINE_PX), flags, title)
        if second:
            font.setWeight(font.Weight.Normal)
            font.setPixelSize(12)
            painter.setFont(font)
            painter.setPen(QColor(Token.DIM))
            shown = QFontMetrics(font).elidedText(second, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(QRect(place.left(), top + _LINE_PX, place.width(), _LINE_PX), flags, shown)


class StudyBrowser(QWidget):
    """The left column.

    Signals
    -------
    series_chosen(Series)
        The reader wants to see a series.
    """

    series_chosen = Signal(object)

    def __init__(self, session: Session, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._thumbnails = thumbnails
        self._listed: tuple[tuple[Study, ...], tuple[Unreadable, ...]] = ((), ())
        self.setMinimumWidth(190)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"StudyBrowser {{ background: {Token.PANEL}; }}")
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(0)
        self.tree.setMouseTracking(True)
        self.tree.setUniformRowHeights(False)
        self.tree.setRootIsDecorated(False)
        self.tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setItemDelegate(_Rows(self.tree))
        self.tree.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tree.setAccessibleName("Studies")
        self.tree.itemClicked.connect(self._on_item_chosen)
        self.tree.itemActivated.connect(self._on_item_chosen)
        title = words("STUDIES", "title")
        title.setContentsMargins(2 * GAP_PX, 12, GAP_PX, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(title)
        layout.addWidget(self.tree)
        refresh = Refresh(self.refresh, self)
        session.studies_changed.connect(refresh.soon)
        session.volume_changed.connect(refresh.soon)
        thumbnails.thumbnail_made.connect(self._on_thumbnail_made)

    def refresh(self) -> None:
        """List what the session lists; rows are made anew only where the list is another one."""
        listed = (self._session.studies, self._session.unreadable)
        if listed != self._listed:
            self._listed = listed
            self._rebuild()
            self._thumbnails.request(series for study in self._session.studies for series in study.series)
        opened = self._session.opened
        key = None if opened is None else series_key(opened.series)
        for item in self._series_items():
            is_open = series_key(item.data(0, _SERIES)) == key
            if item.data(0, _OPEN) != is_open:
                item.setData(0, _OPEN, is_open)
                if is_open:
                    self.tree.scrollToItem(item)

    def _rebuild(self) -> None:
        scrolled = self.tree.verticalScrollBar().value()
        self.tree.clear()
        patients: dict[tuple[str, str], QTreeWidgetItem] = {}
        for study in self._session.studies:
            person = (study.patient_id, study.patient_name)
            if person not in patients:
                facts = " · ".join(part for part in (study.patient_id, sex(study), age(study)) if part)
                patients[person] = _row(self.tree.invisibleRootItem(), patient(study), facts)
            row = _row(patients[person], day(study.date) or "Study without date", study.description)
            row.setToolTip(0, study.description)
            for series in study.series:
                self._add_series(row, series)
        if self._session.unreadable:
            count = len(self._session.unreadable)
            group = _row(self.tree.invisibleRootItem(), f"{count} file{'' if count == 1 else 's'} left out", "")
            group.setData(0, _WARNED, True)
            for left_out in self._session.unreadable:
                row = _row(group, left_out.path.name, left_out.reason)
                row.setToolTip(0, f"{left_out.path}\n{left_out.reason}")
        self.tree.expandAll()
        self.tree.verticalScrollBar().setValue(scrolled)

    def _add_series(self, parent: QTreeWidgetItem, series: Series) -> None:
        row = _row(parent, series.title, series_line(series))
        row.setData(0, _SERIES, series)
        row.setData(0, _OPEN, False)
        row.setData(0, _WARNED, bool(series.warnings))
        row.setToolTip(0, "\n".join((series.title, *series.warnings)))
        self._set_picture(row, series)

    def _set_picture(self, row: QTreeWidgetItem, series: Series) -> None:
        pixels = self._thumbnails.of(series)
        if pixels is None:
            return
        rows, columns = pixels.shape[:2]
        kind = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
        image = QImage(pixels.tobytes(), columns, rows, pixels.strides[0], kind)
        row.setData(0, _PICTURE, QPixmap.fromImage(image))

    def _series_items(self) -> list[QTreeWidgetItem]:
        items = []
        waiting: list[QTreeWidgetItem | None] = [self.tree.invisibleRootItem()]
        while waiting:
            item = waiting.pop()
            if item is None:
                continue
            if item.data(0, _SERIES) is not None:
                items.append(item)
            waiting += [item.child(number) for number in range(item.childCount())]
        return items

    def _on_thumbnail_made(self, key: SeriesKey) -> None:
        for item in self._series_items():
            if series_key(item.data(0, _SERIES)) == tuple(key):
                self._set_picture(item, item.data(0, _SERIES))

    def _on_item_chosen(self, item: QTreeWidgetItem, column: int) -> None:
        series = item.data(0, _SERIES)
        if series is not None:
            self.series_chosen.emit(series)


def _row(parent: QTreeWidgetItem, title: str, second_line: str) -> QTreeWidgetItem:
    row = QTreeWidgetItem(parent, [title])
    row.setData(0, _SECOND_LINE, second_line)
    return row
