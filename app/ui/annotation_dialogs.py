"""What annotations are asked for: their words, and how long a drawn line truly is."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.actions.annotate import AnnotateActions
from app.imaging.annotations.annotation import LARGEST_MM, LARGEST_TEXT, Annotation, Kind
from app.state.annotations import AnnotationBook
from app.ui.panel import words

_WIDTH_PX = 340


class OneLineDialog(QDialog):
    """Asks for one line; the window stays live behind it.

    Parameters
    ----------
    title, question, text
        Of the window, above the line, in the line.

    Signals
    -------
    answered(str)
        The reader agreed.
    """

    answered = Signal(str)

    def __init__(self, title: str, question: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.field = QLineEdit(text)
        self.field.setProperty("field", True)
        self.field.setAccessibleName(question)
        self.field.setMinimumWidth(_WIDTH_PX)
        self.field.selectAll()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.agree = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.agree.setProperty("primary", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(self._on_accepted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(words(question, "dim"))
        layout.addWidget(self.field)
        layout.addWidget(buttons)

    def require_length(self) -> None:
        """Accept nothing but a length in mm."""
        validator = QDoubleValidator(0.001, LARGEST_MM, 3, self.field)
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        self.field.setValidator(validator)
        self.field.textChanged.connect(self._on_text_changed)
        self._on_text_changed()

    def _on_text_changed(self) -> None:
        self.agree.setEnabled(self.field.hasAcceptableInput())

    def _on_accepted(self) -> None:
        self.answered.emit(self.field.text())


class AnnotationDialogs(QObject):
    """Asks, and hands the answer to the action.

    Parameters
    ----------
    window
        Over which it asks.
    book
        Which annotation is selected.
    annotate
        What is done with the answer.
    """

    def __init__(self, window: QWidget, book: AnnotationBook, annotate: AnnotateActions) -> None:
        super().__init__(window)
        self._window = window
        self._book = book
        self._annotate = annotate
        self._asked = ""
        annotate.text_wanted.connect(self._on_text_wanted)

    def label(self, annotation_id: str) -> None:
        """Ask what stands beside an annotation."""
        annotation = self._book.annotation(annotation_id)
        if annotation is not None:
            dialog = self._ask(annotation, self.tr("Label"), self.tr("Words beside it"), annotation.text)
            dialog.field.setMaxLength(LARGEST_TEXT)
            dialog.answered.connect(self._on_labelled)
            dialog.rejected.connect(self._on_label_rejected)

    def label_selected(self) -> None:
        """Ask what stands beside the selected annotation."""
        if self._book.selected is not None:
            self.label(self._book.selected.id)

    def calibrate(self) -> None:
        """Ask how long the selected line truly is."""
        annotation = self._book.selected
        if annotation is not None and annotation.kind is Kind.LENGTH:
            dialog = self._ask(annotation, self.tr("Calibrate"), self.tr("True length of this line in mm"), "")
            dialog.require_length()
            dialog.answered.connect(self._on_measured)

    def _ask(self, annotation: Annotation, title: str, question: str, text: str) -> OneLineDialog:
        self._asked = annotation.id
        dialog = OneLineDialog(title, question, text, self._window)
        dialog.open()
        dialog.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return dialog

    def _on_text_wanted(self, annotation: Annotation) -> None:
        self.label(annotation.id)

    def _on_labelled(self, text: str) -> None:
        self._annotate.set_text(self._asked, text)

    def _on_label_rejected(self) -> None:
        # A text that was placed and never written must not stay as an empty dot.
        annotation = self._book.annotation(self._asked)
        if annotation is not None and annotation.kind is Kind.TEXT and not annotation.text:
            self._annotate.set_text(self._asked, "")

    def _on_measured(self, text: str) -> None:
        length_mm, is_number = QLocale().toDouble(text)
        if is_number and length_mm > 0:
            self._annotate.calibrate(self._asked, length_mm)
