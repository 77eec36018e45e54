"""Asks what a mask of a person is called and what it begins with; and, of one that is there, how it is called now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ai.errors import ReportableError
from app.actions.mask_start import Looked
from app.actions.new_mask import Look, NewMaskActions
from app.state.review import FindingId
from app.state.session import Session
from app.ui.mask_look_form import MaskLookForm
from app.ui.mask_start_form import MaskStartForm
from app.ui.panel import rule, words
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX

_WIDTH_PX = 460


class NewMaskDialog(QDialog):
    """A new mask on the open series; it stays open until the mask is made, and says why it cannot be.

    Parameters
    ----------
    session, actions
        What is open, and what makes masks.
    """

    def __init__(self, session: Session, actions: NewMaskActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("New mask"))
        self.setFixedWidth(_WIDTH_PX)
        self._actions = actions
        opened = session.opened
        volume = None if opened is None else opened.volume
        look = Look("", None, "", actions.next_colour())
        self.form = MaskLookForm(look, axes_known=volume is not None and volume.axes_known)
        unit = None if volume is None or volume.is_colour else volume.unit
        self.begins = MaskStartForm(actions.sources(), actions.copyable(), unit=unit)
        self.begins.set_range(*actions.usual_range())
        self.trouble = words("", "warning", wrap=True)
        self.trouble.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.make = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.make.setText(self.tr("Make the mask"))
        self.cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._on_make)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(GAP_PX)
        layout.addWidget(self.form)
        layout.addSpacing(GAP_PX)
        layout.addWidget(rule())
        layout.addSpacing(GAP_PX)
        layout.addWidget(words(self.tr("Begins with"), "strong"))
        layout.addWidget(self.begins)
        layout.addWidget(self.trouble)
        layout.addStretch(1)
        layout.addSpacing(GAP_PX)
        layout.addWidget(buttons)
        self.form.changed.connect(self._on_changed)
        self.begins.changed.connect(self._on_changed)
        self.begins.look_requested.connect(actions.look_into)
        actions.looked.connect(self._on_looked)
        actions.refused.connect(self._on_refused)
        actions.made.connect(self._on_made)
        session.volume_changed.connect(self.reject)
        session.slices_arrived.connect(self._show_loading)
        self._is_making = self._is_loading_told = False
        self._allow()
        self._show_loading()
        self.form.name.setFocus()

    def _allow(self) -> None:
        is_whole = self.form.is_complete and self.begins.start is not None
        self.make.setEnabled(is_whole and not self._is_making and self._actions.can_make())

    def _show_loading(self) -> None:
        """Say why nothing can be made yet."""
        is_loading = not self._actions.can_make()
        if is_loading or self._is_loading_told:
            self.trouble.setText(self.tr("The series is still loading."))
            self.trouble.setVisible(is_loading)
            self._is_loading_told = is_loading
            self._allow()
            self._fit()

    def _fit(self) -> None:
        """Take the height that the words have now."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(_WIDTH_PX, layout.totalHeightForWidth(_WIDTH_PX))

    def _on_changed(self) -> None:
        self.trouble.hide()
        self._allow()
        self._fit()

    def _on_looked(self, looked: Looked) -> None:
        self.begins.show_looked(looked)

    def _on_refused(self, error: ReportableError) -> None:
        was_making, self._is_making = self._is_making, False
        if was_making:
            self.trouble.setText(spoken(error.words))
            self.trouble.show()
        else:
            self.begins.show_refused(error.words)
        self._allow()
        self._fit()

    def _on_make(self) -> None:
        start = self.begins.start
        if start is None or not self.form.is_complete or self._is_making:
            return
        self._is_making = True
        self._allow()
        self._actions.make(self.form.look, start)

    def _on_made(self) -> None:
        if self._is_making:
            self.accept()


class MaskLookDialog(QDialog):
    """Another name or colour for a mask of a person.

    Parameters
    ----------
    finding, look
        Which mask, and how it is called.
    axes_known
        As in `MaskLookForm`.

    Signals
    -------
    look_chosen(FindingId, Look)
        What the reader wants.
    """

    look_chosen = Signal(object, object)

    def __init__(self, finding: FindingId, look: Look, *, axes_known: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Name and colour"))
        self.setFixedWidth(_WIDTH_PX)
        self._finding = finding
        self.form = MaskLookForm(look, axes_known=axes_known)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(2 * GAP_PX)
        layout.addWidget(self.form)
        layout.addWidget(buttons)
        self.form.changed.connect(self._on_changed)
        self.form.name.setFocus()

    def _on_changed(self) -> None:
        self.ok.setEnabled(self.form.is_complete)

    # Qt overrides

    def accept(self) -> None:
        """Tell what is wanted."""
        if self.form.is_complete:
            self.look_chosen.emit(self._finding, self.form.look)
            super().accept()
