"""Draws the rows of the study browser."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.icons import pixmap
from app.ui.study_rows import Row, RowKind
from app.ui.theme import GAP_PX, Token

SECOND_LINE = Qt.ItemDataRole.UserRole
SERIES = Qt.ItemDataRole.UserRole + 1
WARNED = Qt.ItemDataRole.UserRole + 2
PICTURE = Qt.ItemDataRole.UserRole + 3
OPEN = Qt.ItemDataRole.UserRole + 4
KIND = Qt.ItemDataRole.UserRole + 5
EXPANDED = Qt.ItemDataRole.UserRole + 6
"""What an item of the tree holds besides its title."""

_THUMBNAIL_PX = 46
_SERIES_HEIGHT_PX = 58
_OBJECT_HEIGHT_PX = 40
_VOLUME_HEIGHT_PX = 26
_LINE_PX = 19
_CHEVRON_PX = 22

_OPENABLE = frozenset({RowKind.SERIES, RowKind.AXIS, RowKind.VOLUME})
_PICTURED = frozenset({RowKind.SERIES, RowKind.AXIS})

_Index = QModelIndex | QPersistentModelIndex


def chevron_of(row: QRect) -> QRect:
    """Find where a row of several volumes is opened and closed."""
    return QRect(row.right() - 12 - _CHEVRON_PX, row.top(), _CHEVRON_PX + 12, row.height())


def size_of(row: Row) -> QSize:
    """Give series room for their thumbnail.

    Kept with the item: Qt asks for the size of every row whenever one comes in, and Python would be too slow for that.
    """
    if row.kind in _PICTURED:
        return QSize(160, _SERIES_HEIGHT_PX)
    if row.kind is RowKind.VOLUME:
        return QSize(160, _VOLUME_HEIGHT_PX)
    if row.kind is RowKind.OBJECT:
        return QSize(160, _OBJECT_HEIGHT_PX)
    return QSize(160, _LINE_PX * (2 if row.second_line else 1) + 10)


class StudyRowDelegate(QStyledItemDelegate):
    """Draws a row: thumbnail, title, second line, warning mark; a bar at the series that is open."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the row across the whole width."""
        painter.save()
        row: QRect = option.rect
        state: QStyle.StateFlag = option.state
        kind = index.data(KIND)
        if kind in _OPENABLE or _is_shown_on_images(index):
            self._paint_ground(painter, row, index, state)
        left = row.left() + (10 if kind in _PICTURED else 2 * GAP_PX)
        right = row.right() - 12
        ratio = painter.device().devicePixelRatioF()
        if kind in _PICTURED:
            self._paint_thumbnail(painter, QRect(left, row.center().y() - 22, _THUMBNAIL_PX, _THUMBNAIL_PX), index)
        elif kind is RowKind.OBJECT:
            mark = pixmap("object", colour=Token.DIM, size_px=18, ratio=ratio)
            painter.drawPixmap(left + 17, row.center().y() - 8, mark)
        if kind in _PICTURED or kind in (RowKind.OBJECT, RowKind.VOLUME):
            left = row.left() + 10 + _THUMBNAIL_PX + 10
        if kind is RowKind.AXIS:
            name = "chevron-down" if index.data(EXPANDED) else "chevron-right"
            mark = pixmap(name, colour=Token.DIM, size_px=14, ratio=ratio)
            painter.drawPixmap(right - 14, row.center().y() - 7, mark)
            right -= _CHEVRON_PX
        if index.data(WARNED):
            mark = pixmap("warning", colour=Token.WARNING, size_px=16, ratio=ratio)
            painter.drawPixmap(right - 16, row.center().y() - 8, mark)
            right -= 22
        self._paint_words(painter, QRect(left, row.top(), right - left, row.height()), index)
        painter.restore()

    def _paint_ground(self, painter: QPainter, row: QRect, index: _Index, state: QStyle.StateFlag) -> None:
        ground = row.adjusted(6, 1, -6, -1)
        if index.data(OPEN):
            painter.fillRect(ground, QColor(Token.SELECTED))
            painter.fillRect(QRect(ground.left(), ground.top(), 3, ground.height()), QColor(Token.ACCENT))
        elif state & QStyle.StateFlag.State_MouseOver or (
            state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus
        ):
            painter.fillRect(ground, QColor(Token.RAISED))

    def _paint_thumbnail(self, painter: QPainter, place: QRect, index: _Index) -> None:
        painter.fillRect(place, QColor(Token.STAGE))
        picture: QPixmap | None = index.data(PICTURE)
        if picture is None:
            mark = pixmap("series", colour=Token.ON_STAGE_DIM, size_px=20, ratio=painter.device().devicePixelRatioF())
            painter.drawPixmap(place.center().x() - 9, place.center().y() - 9, mark)
            return
        size = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, size.width(), size.height())
        target.moveCenter(place.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture)

    def _paint_words(self, painter: QPainter, place: QRect, index: _Index) -> None:
        second = index.data(SECOND_LINE) or ""
        faint = index.data(KIND) is RowKind.OBJECT and not _is_shown_on_images(index)
        font = painter.font()
        font.setWeight(font.Weight.DemiBold if index.parent() == QModelIndex() else font.Weight.Normal)
        lines = 2 if second else 1
        top = place.center().y() - _LINE_PX * lines // 2 + 1
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setFont(font)
        painter.setPen(QColor(Token.DIM if faint else Token.TEXT))
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


def _is_shown_on_images(index: _Index) -> bool:
    """Whether a row is of an object that can be chosen, as results of others can."""
    return index.data(KIND) is RowKind.OBJECT and bool(index.flags() & Qt.ItemFlag.ItemIsSelectable)
