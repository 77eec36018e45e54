"""Colours of what lies over a picture: the same in every theme, since the picture is."""

from __future__ import annotations

from PySide6.QtGui import QColor

LIGHT = QColor(235, 235, 235)
"""Of text that says what is shown, and of lines that measure."""

HELD = QColor(255, 255, 255)
"""Of what the cursor holds."""

QUIET = QColor(165, 165, 165)
"""Of text that is no matter now."""

AMBER = QColor(255, 200, 100)
"""Of warnings, and of what says that the pixels are not those of the file."""

AI = QColor(150, 215, 255)
"""Of what a model says."""

STRIP = QColor(64, 44, 8, 225)
"""Under warnings."""

FACE = QColor(30, 34, 40, 230)
"""Of handles."""

RIM = QColor(0, 0, 0)
"""Around letters."""

HALO = QColor(0, 0, 0, 190)
"""Around lines."""

THIN_HALO = QColor(0, 0, 0, 150)
"""Around lines that lie over much of the picture."""

POINT = QColor(255, 255, 255, 210)
"""Of the place that all panes show."""

PLATE = QColor(0, 0, 0, 140)
"""Under a value: the one number that must be read at a glance."""

ADDED = QColor(70, 220, 165)
"""Of what a person added to a mask; told from `REMOVED` also by those who do not tell red from green."""

REMOVED = QColor(255, 125, 60)
"""Of what a person removed."""
