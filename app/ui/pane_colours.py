"""The colour of each pane: of its border, and of its reference line in the other panes."""

from __future__ import annotations

from PySide6.QtGui import QColor

_COLOURS = ("#56b4e9", "#e69f00", "#2fb88f", "#cc79a7", "#f0e442", "#7b8cff", "#b9c0c8", "#a6d854", "#d9743c")
"""By the number of the pane. After Okabe and Ito, lightened where black is behind them; no red: that warns."""


def pane_colour(number: int) -> QColor:
    """Return the colour of a pane, told apart by colour-blind readers, too.

    Parameters
    ----------
    number
        Place in the grid, from 0: row by row.
    """
    return QColor(_COLOURS[number % len(_COLOURS)])
