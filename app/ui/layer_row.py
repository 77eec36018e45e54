"""One structure in the legend of the overlay."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from app.state.own_masks import is_own
from app.state.reading import Layer
from app.state.review import FindingId, Review
from app.ui.icons import tint
from app.ui.panel import ElidedLabel
from app.ui.review_buttons import ReviewButtons, review_words
from app.ui.spoken import spoken
from app.ui.swatch import Swatch
from app.ui.theme import Token


class LayerRow(QWidget):
    """Colour, title, eye and decision of a structure; in a short list also its opacity and tint.

    Parameters
    ----------
    number, finding
        Of the layer: its position, and how decisions name it.
    layer
        What it shows first.
    is_short
        Whether the list is short enough that rows have everything.

    Signals
    -------
    visible_toggled(int, bool), filled_toggled(int, bool), opacity_moved(int, float)
        Number of the layer, and what the reader wants.
    chosen(FindingId)
        The reader wants to see it.
    edit_requested(FindingId)
        The reader wants to correct it.
    lock_toggled(FindingId)
        The reader wants it to give up what is marked of it for a neighbour, or no more.
    """

    visible_toggled = Signal(int, bool)
    filled_toggled = Signal(int, bool)
    opacity_moved = Signal(int, float)
    chosen = Signal(object)
    edit_requested = Signal(object)
    lock_toggled = Signal(object)

    def __init__(
        self, number: int, finding: FindingId, layer: Layer, *, is_short: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._number = number
        self.finding = finding
        self.layer: Layer | None = None
        name = spoken(layer.title)
        self.title = ElidedLabel(layer.title)
        # Of a long list only the chosen structure has them, below the list: each costs a millisecond.
        self.opacity = opacity_slider(name) if is_short else None
        self.fill = toggle(self.tr("Tint {name}").format(name=name)) if is_short else None
        self.edit = edit_button(name) if is_short else None
        self.lock = lock_button() if is_short else None
        self._lock_shown: bool | None = None
        self.eye = toggle(self.tr("Show {name}").format(name=name))
        self.review = ReviewButtons(finding, name)
        self.is_own = is_own(finding)
        self.delete = delete_button(name) if self.is_own else None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("row", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(Swatch(layer.colour))
        layout.addSpacing(5)
        layout.addWidget(self.title, 1)
        if self.opacity is not None and self.fill is not None:
            layout.addWidget(self.opacity)
            layout.addWidget(self.fill)
            self.opacity.valueChanged.connect(self._on_opacity_changed)
            self.fill.clicked.connect(self._on_fill_clicked)
        if self.lock is not None:
            layout.addWidget(self.lock)
            self.lock.clicked.connect(self._on_lock_clicked)
        if self.edit is not None:
            layout.addWidget(self.edit)
            self.edit.clicked.connect(self._on_edit_clicked)
        layout.addWidget(self.eye)
        layout.addWidget(self.review)
        if self.delete is not None:
            # Nobody judges what a person drew as if a model had said it.
            self.review.hide()
            layout.addWidget(self.delete)
            self.delete.clicked.connect(self._on_delete_clicked)
        self.show_layer(layer)
        self.eye.clicked.connect(self._on_eye_clicked)

    def show_layer(self, layer: Layer) -> None:
        """Show the layer as it is drawn; tells nobody."""
        self.layer = layer
        if self.opacity is not None and self.fill is not None:
            show_opacity(self.opacity, layer.opacity)
            self.opacity.setToolTip(self.tr("Opacity {percent} %").format(percent=round(100 * layer.opacity)))
            self.opacity.setEnabled(layer.is_shown)
            self.fill.setChecked(layer.filled)
            tint(self.fill, "filled" if layer.filled else "outline", colour=Token.DIM, size_px=16)
            self.fill.setToolTip(self.tr("Outline only") if layer.filled else self.tr("Tint the inside"))
        self.eye.setChecked(layer.visible)
        tint(self.eye, "eye" if layer.visible else "eye-off", colour=Token.DIM, size_px=16)
        self.eye.setToolTip(self.tr("Hide") if layer.visible else self.tr("Show"))
        name, is_edited = spoken(layer.title), layer.structure.edited
        self.title.set_text(self.tr("{name} · edited").format(name=name) if is_edited else name)
        if self.edit is not None:
            # Beside a long name the words have no place; the pencil has.
            tint(self.edit, "edit", colour=Token.WARNING if is_edited else Token.DIM, size_px=16)
            edited = self.tr("Edited by a person; edit the mask (Shift+B)")
            self.edit.setToolTip(edited if is_edited else self.tr("Edit the mask (Shift+B)"))
        self.title.set_colour(Token.TEXT if layer.is_shown else Token.FAINT)
        self.review.show_review(layer.review)
        state = self.tr("edited by a person, {state}") if is_edited else "{state}"
        if self.is_own:
            state = self.tr("drawn by a person")
        self.setAccessibleName(f"{name}, {state.format(state=review_words(layer.review))}")

    def show_editable(self, editable: bool) -> None:
        """Show whether it can be corrected."""
        if self.edit is not None:
            self.edit.setEnabled(editable)

    def show_lock(self, locked: bool | None) -> None:
        """Show whether it gives up what is marked of it for its neighbour; None where no neighbour is edited."""
        if self.lock is not None and self.layer is not None and locked is not self._lock_shown:
            self._lock_shown = locked
            show_lock(self.lock, spoken(self.layer.title), locked)

    def show_selected(self, selected: bool) -> None:
        """Stand out, or not."""
        if self.property("selected") is not selected:
            self.setProperty("selected", selected)
            self.style().unpolish(self)
            self.style().polish(self)

    def _on_opacity_changed(self, percent: int) -> None:
        self.opacity_moved.emit(self._number, percent / 100)

    def _on_fill_clicked(self, checked: bool) -> None:
        self.filled_toggled.emit(self._number, checked)

    def _on_edit_clicked(self) -> None:
        self.edit_requested.emit(self.finding)

    def _on_lock_clicked(self) -> None:
        self._lock_shown = None  # the button moved by itself: it is shown anew whatever comes of it
        self.lock_toggled.emit(self.finding)

    def _on_delete_clicked(self) -> None:
        self.review.judged.emit(self.finding, Review.REJECTED)

    def _on_eye_clicked(self, checked: bool) -> None:
        self.visible_toggled.emit(self._number, checked)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the structure."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.finding)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Go to the structure when the keys come to it."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.chosen.emit(self.finding)
        super().focusInEvent(event)


def opacity_slider(name: str) -> QSlider:
    """Make a slider for the opacity of a structure."""
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(10, 100)
    slider.setFixedWidth(28)
    slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    slider.setAccessibleName(QCoreApplication.translate("LayerRow", "Opacity of {name}").format(name=name))
    return slider


def edit_button(name: str) -> QToolButton:
    """Make the button that begins the editing of a structure."""
    button = toggle(QCoreApplication.translate("LayerRow", "Edit {name}").format(name=name))
    button.setCheckable(False)
    button.setToolTip(QCoreApplication.translate("LayerRow", "Edit the mask (Shift+B)"))
    tint(button, "edit", colour=Token.DIM, size_px=16)
    return button


def lock_button() -> QToolButton:
    """Make the button that locks a structure while a neighbour is edited; hidden at first."""
    button = toggle("")
    button.hide()
    return button


def show_lock(button: QToolButton, name: str, locked: bool | None) -> None:
    """Show whether a structure is locked; hidden for None."""
    button.setVisible(locked is not None)
    if locked is None:
        return
    translate = QCoreApplication.translate
    button.setChecked(locked)
    tint(button, "lock" if locked else "lock-open", colour=Token.DIM if locked else Token.WARNING, size_px=16)
    text = (
        translate("LayerRow", "{name} is locked: nothing is marked of it")
        if locked
        else translate("LayerRow", "{name} is not locked: what is marked of it may change hands")
    )
    button.setToolTip(text.format(name=name))
    button.setAccessibleName(text.format(name=name))


def delete_button(name: str) -> QToolButton:
    """Make the button that throws a mask of a person away."""
    button = toggle(QCoreApplication.translate("LayerRow", "Delete {name}").format(name=name))
    button.setCheckable(False)
    button.setToolTip(QCoreApplication.translate("LayerRow", "Delete (Backspace); undo brings it back"))
    tint(button, "trash", colour=Token.DIM, size_px=16)
    return button


def show_opacity(slider: QSlider, opacity: float) -> None:
    """Show an opacity; tells nobody."""
    blocked = slider.blockSignals(True)
    slider.setValue(round(opacity * 100))
    slider.blockSignals(blocked)


def toggle(name: str) -> QToolButton:
    """Make a small switch without a frame."""
    button = QToolButton()
    button.setCheckable(True)
    button.setIconSize(QSize(16, 16))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(name)
    button.setProperty("quiet", True)
    return button
