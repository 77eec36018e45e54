"""The three columns of the window: what there is, the picture, what is known about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

_COLUMNS_PX = (250, 720, 310)
_MIDDLE_MINIMUM_PX = 320
_RIGHT_MINIMUM_PX = 280


class Columns(QSplitter):
    """Lays them out; the middle one takes the place that is left.

    Parameters
    ----------
    left
        The list.
    middle
        The banner, and below it what takes all of the place that is left.
    panels
        From top to bottom; they scroll.
    """

    def __init__(self, left: QWidget, middle: tuple[QWidget, QWidget], panels: Sequence[QWidget]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.left = left
        self.right = QScrollArea()
        self.right.setWidgetResizable(True)
        self.right.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.right.setMinimumWidth(_RIGHT_MINIMUM_PX)
        self.right.setWidget(column(panels))
        centre = column(middle, fills=middle[1])
        centre.setMinimumWidth(_MIDDLE_MINIMUM_PX)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for number, part in enumerate((left, centre, self.right)):
            self.addWidget(part)
            self.setStretchFactor(number, 1 if part is centre else 0)
        self.setSizes(list(_COLUMNS_PX))

    def show_top(self) -> None:
        """Scroll to the first of the panels."""
        self.right.verticalScrollBar().setValue(0)

    def toggle_sides(self) -> None:
        """Show or hide both side columns."""
        shown = self.left.isVisible()
        self.left.setVisible(not shown)
        self.right.setVisible(not shown)


def column(widgets: Sequence[QWidget], *, fills: QWidget | None = None) -> QWidget:
    """Put widgets below each other, without gaps.

    Parameters
    ----------
    widgets
        From top to bottom.
    fills
        Which of them takes the place that is left; None leaves it free at the bottom.
    """
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is fills else 0)
    if fills is None:
        layout.addStretch(1)
    return whole
