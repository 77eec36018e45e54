"""A heat map in the findings panel: its eye, its legend, how strongly it is drawn."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ai.inference.results import Heatmap
from app.state.reading import HeatView
from app.ui.heat_map_item import HeatLegend
from app.ui.icons import tint
from app.ui.layer_row import opacity_slider, show_opacity, toggle
from app.ui.panel import ElidedLabel, words
from app.ui.spoken import spoken
from app.ui.theme import Token


class HeatMapRow(QWidget):
    """One heat map.

    Parameters
    ----------
    model_id, number, heat
        Which one of which result.

    Signals
    -------
    heat_changed(str, int, float)
        Model id, number of the map (-1 for none) and opacity that the reader wants.
    """

    heat_changed = Signal(str, int, float)

    def __init__(self, model_id: str, number: int, heat: Heatmap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model_id, self._number = model_id, number
        self._opacity = HeatView(model_id, number).opacity
        title = f"{spoken(heat.title)} · {spoken(heat.label.title)}"
        self.eye = toggle(self.tr("Show {name}").format(name=title))
        self.opacity = opacity_slider(title)
        self.legend = HeatLegend(heat)
        low, high = self.legend.ends
        slices, rows, columns = heat.cells.shape
        grid = f"{rows} × {columns}" if slices == 1 else f"{slices} × {rows} × {columns}"
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(2)
        layout.addWidget(ElidedLabel(title), 0, 0, 1, 3)
        layout.addWidget(self.opacity, 0, 3)
        layout.addWidget(self.eye, 0, 4)
        layout.addWidget(words(f"{low:.2g}", "small"), 1, 0)
        layout.addWidget(self.legend, 1, 1)
        layout.addWidget(words(f"{high:.2g}", "small"), 1, 2, 1, 3)
        unit = spoken(heat.unit) or self.tr("relative, without a unit")
        cells = self.tr("{unit}; {grid} cells as they are known, not smoothed").format(unit=unit, grid=grid)
        layout.addWidget(words(cells, "small", wrap=True), 2, 0, 1, 5)
        layout.setColumnStretch(1, 1)
        self.eye.clicked.connect(self._on_eye_clicked)
        self.opacity.valueChanged.connect(self._on_opacity_changed)
        self.show_view(None)

    def show_view(self, view: HeatView | None) -> None:
        """Show which map is drawn; tells nobody."""
        is_drawn = view is not None and (view.model_id, view.number) == (self._model_id, self._number)
        if view is not None and is_drawn:
            self._opacity = view.opacity
        self.eye.setChecked(is_drawn)
        tint(self.eye, "eye" if is_drawn else "eye-off", colour=Token.DIM, size_px=16)
        self.opacity.setEnabled(is_drawn)
        show_opacity(self.opacity, self._opacity)

    def _on_eye_clicked(self, checked: bool) -> None:
        self.heat_changed.emit(self._model_id, self._number if checked else -1, self._opacity)

    def _on_opacity_changed(self, percent: int) -> None:
        self.heat_changed.emit(self._model_id, self._number, percent / 100)
