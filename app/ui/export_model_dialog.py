"""Gives a model away: as what, why not, where to, how far."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ai.library.card import ModelCard
from ai.training.export_form import ExportForm, hindrance
from app.actions.export_model import ExportModelActions
from app.ui.panel import LONGEST_NAME, set_role, shortened, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken

_WIDTH_PX = 560
_INDENT_PX = 26


class ExportModelDialog(QDialog):
    """Three kinds of file; those that the model cannot be are out of reach, with the reason.

    Parameters
    ----------
    card
        The model.
    actions
        Writes it.
    """

    def __init__(self, card: ModelCard, actions: ExportModelActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card, self._actions = card, actions
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export {title}").format(title=shortened(card.title, LONGEST_NAME)))
        self.choices: dict[ExportForm, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.told = words("", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far the export is"))
        self.go = QPushButton(self.tr("Export…"))
        self.go.setProperty("primary", True)
        self.stop = QPushButton()
        for button in (self.go, self.stop):
            button.setAutoDefault(False)
        self.go.clicked.connect(self._on_go_clicked)
        self.stop.clicked.connect(self._on_stop_clicked)
        self.finished.connect(self._on_finished)
        self._lay_out()
        if not actions.is_working:
            actions.forget()
        refresh = Refresh(self.refresh, self)
        actions.changed.connect(refresh.soon)
        self.refresh()

    @property
    def form(self) -> ExportForm:
        """The chosen kind of file."""
        return next(form for form, choice in self.choices.items() if choice.isChecked())

    def refresh(self) -> None:
        """Show how far the work is, or how it ended."""
        actions = self._actions
        is_working = actions.is_working
        for form, choice in self.choices.items():
            choice.setEnabled(not is_working and not hindrance(self._card, form))
        self.go.setEnabled(not is_working)
        self.stop.setText(self.tr("Cancel") if is_working else self.tr("Close"))
        self.bar.setVisible(is_working)
        self.bar.setValue(round(100 * actions.fraction))
        text = spoken(actions.message) if is_working else spoken(actions.fault)
        if not is_working and actions.done is not None:
            text = self._done_words()
        set_role(self.told, "error" if actions.fault and not is_working else "")
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _done_words(self) -> str:
        done = self._actions.done
        if done is None:
            return ""
        text = self.tr("It was written to {file}.").format(file=done.path.name)
        if done.difference is None:
            return text
        more = self.tr(
            "Outputs of the file and of the model differ by at most {most}. Two files beside it say how a picture "
            "becomes its input."
        )
        return f"{text} {more.format(most=f'{done.difference:.1e}')}"

    def _lay_out(self) -> None:
        titles = {
            ExportForm.PACK: (
                self.tr("Pack of this product (.lbmodel)"),
                self.tr("Everything that belongs to the model, for another Lightbox."),
            ),
            ExportForm.BUNDLE: (
                self.tr("MONAI bundle (.zip)"),
                self.tr("Network, weights and the steps before and after in MONAI's own words, without scripts."),
            ),
            ExportForm.ONNX: (
                self.tr("ONNX (.onnx)"),
                self.tr("The network alone, for any ONNX runtime; kept only if it computes the same."),
            ),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(words(shortened(self._card.title, 2 * LONGEST_NAME), "heading", wrap=True))
        for form, (title, text) in titles.items():
            choice = QRadioButton(title)
            choice.setChecked(form is ExportForm.PACK)
            self._group.addButton(choice)
            self.choices[form] = choice
            reason = hindrance(self._card, form)
            told = words(spoken(reason) if reason else text, "warning" if reason else "small", wrap=True)
            choice.setAccessibleDescription(told.text())
            inner = QVBoxLayout()
            inner.setSpacing(3)
            inner.addWidget(choice)
            line = QHBoxLayout()
            line.setContentsMargins(_INDENT_PX, 0, 0, 0)
            line.addWidget(told)
            inner.addLayout(line)
            column.addLayout(inner)
        column.addWidget(self.told)
        column.addWidget(self.bar)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addStretch(1)
        foot.addWidget(self.stop)
        foot.addWidget(self.go)
        column.addLayout(foot)
        self.setMinimumWidth(_WIDTH_PX)

    def _on_go_clicked(self) -> None:
        dialog = QFileDialog(self, self.tr("Export model"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(self.form.value.removeprefix("."))
        dialog.selectFile(f"{self._card.key}{self.form.value}")
        dialog.fileSelected.connect(self._on_path_chosen)
        dialog.open()

    def _on_path_chosen(self, path: str) -> None:
        self._actions.start(self._card, self.form, Path(path))

    def _on_stop_clicked(self) -> None:
        if self._actions.is_working:
            self._actions.cancel()
        else:
            self.close()

    def _on_finished(self) -> None:
        """End the work with the dialog: nobody would see how it ends."""
        self._actions.cancel()
