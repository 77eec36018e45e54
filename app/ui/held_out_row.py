"""Validation pictures in a row, each with what the model says of it after the last epoch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ai.training.held_out import MOST, HeldOutPicture
from app.ui.panel import plain_tip, set_role, words

TILE_PX = 92


class HeldOutRow(QWidget):
    """At most nine pictures; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[HeldOutPicture, ...] = ()
        self.tiles = [QLabel() for _ in range(MOST)]
        self.answers = [words("", "small") for _ in range(MOST)]
        row = QHBoxLayout()
        row.setSpacing(8)
        for tile, answer in zip(self.tiles, self.answers, strict=True):
            tile.setFixedSize(TILE_PX, TILE_PX)
            tile.setAlignment(Qt.AlignmentFlag.AlignCenter)
            answer.setFixedWidth(TILE_PX)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(tile)
            column.addWidget(answer)
            row.addLayout(column)
        row.addStretch(1)
        self.title = words("", "strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addLayout(row)
        self.hide()

    def show_pictures(self, pictures: Sequence[HeldOutPicture]) -> None:
        """Show pictures anew."""
        pictures = tuple(pictures)
        self.setVisible(bool(pictures))
        if pictures == self._shown:
            return
        self._shown = pictures
        self.title.setText(self._headline(pictures))
        for number, (tile, answer) in enumerate(zip(self.tiles, self.answers, strict=True)):
            tile.setVisible(number < len(pictures))
            answer.setVisible(number < len(pictures))
            if number < len(pictures):
                self._fill(tile, answer, pictures[number])

    def _headline(self, pictures: Sequence[HeldOutPicture]) -> str:
        if not all(picture.truth for picture in pictures):
            return self.tr("What it outlines in validation pictures")
        text = self.tr("What it says of validation pictures: {right} of {count} right")
        return text.format(right=sum(picture.right for picture in pictures), count=len(pictures))

    def _fill(self, tile: QLabel, answer: QLabel, picture: HeldOutPicture) -> None:
        pixels = QPixmap()
        pixels.loadFromData(picture.png)
        if not pixels.isNull():
            ratio = self.devicePixelRatioF()
            side = round(TILE_PX * ratio)
            pixels = pixels.scaled(
                side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            pixels.setDevicePixelRatio(ratio)
        tile.setPixmap(pixels)
        text = f"{picture.answer} {picture.figure:.2f}"
        answer.setText(answer.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, TILE_PX))
        set_role(answer, "done" if picture.right else "warning")
        tip = _tip(picture)
        tile.setToolTip(plain_tip(tip))
        answer.setToolTip(plain_tip(tip))


def _tip(picture: HeldOutPicture) -> str:
    translate = QCoreApplication.translate
    if not picture.truth:
        text = translate("HeldOutRow", "Case {case}: Dice {figure}. Orange is the model, blue the person.")
        return text.format(case=picture.key, figure=f"{picture.figure:.3f}")
    text = translate("HeldOutRow", "Case {case}: the model says {answer} ({figure}), it is {truth}.")
    return text.format(case=picture.key, answer=picture.answer, figure=f"{picture.figure:.3f}", truth=picture.truth)
