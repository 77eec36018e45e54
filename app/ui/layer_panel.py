"""The legend of the overlay: colour, eye, opacity, outline or tint of every structure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QToolButton, QVBoxLayout, QWidget

from app.state.session import Layer, Session
from app.ui.icons import tint
from app.ui.panel import ElidedLabel, Panel, empty, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.swatch import Swatch
from app.ui.theme import Token


class LayerRow(QWidget):
    """One structure.

    Signals
    -------
    visible_toggled(int, bool), filled_toggled(int, bool), opacity_moved(int, float)
        Number of the layer, and what the reader wants.
    """

    visible_toggled = Signal(int, bool)
    filled_toggled = Signal(int, bool)
    opacity_moved = Signal(int, float)

    def __init__(self, number: int, layer: Layer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.title = ElidedLabel(layer.title)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setFixedWidth(52)
        self.opacity.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.opacity.setAccessibleName(self.tr("Opacity of {name}").format(name=spoken(layer.title)))
        self.fill = _toggle(self.tr("Tint {name}").format(name=spoken(layer.title)))
        self.eye = _toggle(self.tr("Show {name}").format(name=spoken(layer.title)))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(Swatch(layer.colour))
        layout.addSpacing(4)
        layout.addWidget(self.title, 1)
        layout.addWidget(self.opacity)
        layout.addSpacing(4)
        layout.addWidget(self.fill)
        layout.addWidget(self.eye)
        self.show_layer(layer)
        self.opacity.valueChanged.connect(self._on_opacity_changed)
        self.fill.clicked.connect(self._on_fill_clicked)
        self.eye.clicked.connect(self._on_eye_clicked)

    def show_layer(self, layer: Layer) -> None:
        """Show the layer as it is drawn; tells nobody."""
        blocked = self.opacity.blockSignals(True)
        self.opacity.setValue(round(layer.opacity * 100))
        self.opacity.blockSignals(blocked)
        self.opacity.setToolTip(self.tr("Opacity {percent} %").format(percent=round(100 * layer.opacity)))
        self.opacity.setEnabled(layer.visible)
        self.fill.setChecked(layer.filled)
        tint(self.fill, "filled" if layer.filled else "outline", colour=Token.DIM, size_px=16)
        self.fill.setToolTip(self.tr("Outline only") if layer.filled else self.tr("Tint the inside"))
        self.eye.setChecked(layer.visible)
        tint(self.eye, "eye" if layer.visible else "eye-off", colour=Token.DIM, size_px=16)
        self.eye.setToolTip(self.tr("Hide") if layer.visible else self.tr("Show"))

    def _on_opacity_changed(self, percent: int) -> None:
        self.opacity_moved.emit(self._number, percent / 100)

    def _on_fill_clicked(self, checked: bool) -> None:
        self.filled_toggled.emit(self._number, checked)

    def _on_eye_clicked(self, checked: bool) -> None:
        self.visible_toggled.emit(self._number, checked)


class LayerPanel(Panel):
    """The structures over the open picture.

    Signals
    -------
    layer_changed(int, str, object)
        Number of the layer, field of `app.state.session.Layer`, its wanted value.
    accept_requested(bool)
        The reader accepts the draft, or takes that back.
    """

    layer_changed = Signal(int, str, object)
    accept_requested = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("LayerPanel", "Overlay"), parent)
        self._session = session
        self._shown: tuple[int, ...] = ()
        self.rows: list[LayerRow] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.body.addLayout(self._list)
        self._status = words("", "small")
        self.accept = QPushButton(self.tr("Accept"))
        self.accept.setProperty("flat", True)
        self.accept.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.accept.setCursor(Qt.CursorShape.PointingHandCursor)
        self.accept.clicked.connect(self._on_accept_clicked)
        line = QHBoxLayout()
        line.addWidget(self._status, 1)
        line.addWidget(self.accept)
        self.body.addLayout(line)
        refresh = Refresh(self.refresh, self)
        session.layers_changed.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show the layers of the session."""
        layers = self._session.layers
        self.setVisible(bool(layers))
        shown = tuple(id(layer.structure) for layer in layers)
        if shown != self._shown:
            self._shown = shown
            self._rebuild(layers)
        for row, layer in zip(self.rows, layers, strict=True):
            row.show_layer(layer)
        accepted = bool(layers) and all(layer.accepted for layer in layers)
        self._status.setText(self.tr("Accepted by the reader") if accepted else self.tr("Draft, not reviewed (dashed)"))
        self.accept.setText(self.tr("Back to draft") if accepted else self.tr("Accept"))

    def _rebuild(self, layers: tuple[Layer, ...]) -> None:
        empty(self._list)
        self.rows = [LayerRow(number, layer) for number, layer in enumerate(layers)]
        for row in self.rows:
            row.visible_toggled.connect(self._on_visible_toggled)
            row.filled_toggled.connect(self._on_filled_toggled)
            row.opacity_moved.connect(self._on_opacity_moved)
            self._list.addWidget(row)

    def _on_visible_toggled(self, number: int, visible: bool) -> None:
        self.layer_changed.emit(number, "visible", visible)

    def _on_filled_toggled(self, number: int, filled: bool) -> None:
        self.layer_changed.emit(number, "filled", filled)

    def _on_opacity_moved(self, number: int, opacity: float) -> None:
        self.layer_changed.emit(number, "opacity", opacity)

    def _on_accept_clicked(self) -> None:
        layers = self._session.layers
        self.accept_requested.emit(not all(layer.accepted for layer in layers))


def _toggle(name: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setIconSize(QSize(16, 16))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(name)
    button.setProperty("quiet", True)
    return button
