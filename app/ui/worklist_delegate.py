"""Draws the rows of the worklist."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.state.worklist import WorkRow
from app.ui.icons import pixmap
from app.ui.theme import Token
from app.ui.worklist_model import Role, state_icon

ROW_PX = 46
_PICTURE_PX = 40
_MARK_PX = 16
_LINE_PX = 18
_BAR_PX = 40
"""Width of the place for the number."""

_Index = QModelIndex | QPersistentModelIndex


class WorklistDelegate(QStyledItemDelegate):
    """Draws a row: mark of its state, small picture, title, second line, how unsure the model is."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Give every row the same height."""
        return QSize(160, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the row across the whole width."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place: QRect = option.rect
        row: WorkRow = index.data(Role.ROW)
        self._paint_ground(painter, place, index, option.state)
        left = place.left() + 12
        self._paint_state(painter, QRect(left, place.center().y() - _MARK_PX // 2, _MARK_PX, _MARK_PX), row)
        left += _MARK_PX + 8
        picture: QPixmap | None = index.data(Role.PICTURE)
        if picture is not None:
            self._paint_picture(painter, QRect(left, place.center().y() - 19, _PICTURE_PX, _PICTURE_PX), picture)
            left += _PICTURE_PX + 8
        right = place.right() - 10
        number = index.data(Role.NUMBER)
        if number:
            words_px = QFontMetrics(painter.font()).horizontalAdvance(number)
            width = words_px if row.uncertainty is None else max(_BAR_PX, words_px)
            self._paint_number(painter, QRect(right - width, place.top(), width, place.height()), number, row)
            right -= width + 6
        self._paint_words(painter, QRect(left, place.top(), right - left, place.height()), index, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, place: QRect, index: _Index, state: QStyle.StateFlag) -> None:
        ground = place.adjusted(6, 1, -6, -1)
        if index.data(Role.OPEN):
            painter.fillRect(ground, QColor(Token.SELECTED))
            painter.fillRect(QRect(ground.left(), ground.top(), 3, ground.height()), QColor(Token.ACCENT))
        elif state & QStyle.StateFlag.State_MouseOver or (
            state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus
        ):
            painter.fillRect(ground, QColor(Token.RAISED))

    def _paint_state(self, painter: QPainter, place: QRect, row: WorkRow) -> None:
        ratio = painter.device().devicePixelRatioF()
        name, colour = ("warning", Token.WARNING) if row.fault else state_icon(row.state)
        painter.drawPixmap(place, pixmap(name, colour=colour, size_px=_MARK_PX, ratio=ratio))

    def _paint_picture(self, painter: QPainter, place: QRect, picture: QPixmap) -> None:
        painter.fillRect(place, QColor(Token.STAGE))
        size = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, size.width(), size.height())
        target.moveCenter(place.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture)

    def _paint_number(self, painter: QPainter, place: QRect, number: str, row: WorkRow) -> None:
        found = row.uncertainty
        line = QRect(
            place.left(), place.center().y() - _LINE_PX // 2 - (0 if found is None else 3), place.width(), _LINE_PX
        )
        painter.setPen(QColor(Token.DIM if found is None else Token.TEXT))
        font = painter.font()
        font.setPixelSize(12)
        painter.setFont(font)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), number)
        if found is not None:
            bar = QRect(place.right() - _BAR_PX + 1, line.bottom() + 2, _BAR_PX, 3)
            painter.fillRect(bar, QColor(Token.LINE))
            filled = round(_BAR_PX * found.value)
            painter.fillRect(QRect(bar.left(), bar.top(), filled, bar.height()), QColor(Token.ACCENT))

    def _paint_words(self, painter: QPainter, place: QRect, index: _Index, row: WorkRow) -> None:
        second = index.data(Role.SECOND) or ""
        font = painter.font()
        font.setPixelSize(13)
        top = place.center().y() - _LINE_PX * (2 if second else 1) // 2 + 1
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        elided = Qt.TextElideMode.ElideRight
        painter.setFont(font)
        painter.setPen(QColor(Token.DIM if row.fault else Token.TEXT))
        title = QFontMetrics(font).elidedText(index.data(Qt.ItemDataRole.DisplayRole), elided, place.width())
        painter.drawText(QRect(place.left(), top, place.width(), _LINE_PX), flags, title)
        if second:
            font.setPixelSize(12)
            painter.setFont(font)
            painter.setPen(QColor(Token.DIM))
            shown = QFontMetrics(font).elidedText(second, elided, place.width())
            painter.drawText(QRect(place.left(), top + _LINE_PX, place.width(), _LINE_PX), flags, shown)
