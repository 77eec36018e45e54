"""Takes in a model of somebody else: what the file is, what it leaves open, its licence, the conversion."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ai.adapters.found import Found
from ai.errors import ReportableError
from ai.library.card import ModelCard
from app.actions.import_model import ImportModelActions
from app.ui.import_model_form import ImportModelForm
from app.ui.panel import empty, plain_tip, shortened, words
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX

_SIZE_PX = (600, 700)


class ImportModelDialog(QDialog):
    """The dialog; stays over the window, which can be worked with meanwhile.

    Parameters
    ----------
    actions
        Looks and converts.

    Signals
    -------
    card_requested(str)
        The model of this id was taken in: its card is to be shown.
    """

    card_requested = Signal(str)

    def __init__(self, actions: ImportModelActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setWindowTitle(self.tr("Import model"))
        self.resize(*_SIZE_PX)
        self.setAcceptDrops(True)
        self.form: ImportModelForm | None = None
        self.file = _button(self.tr("Choose file…"))
        self.folder = _button(self.tr("Choose folder…"))
        self.licence = QCheckBox()
        self.error = words("", "error", wrap=True)
        self.message = words("", "small", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.go = _button(self.tr("Import"))
        self.go.setProperty("primary", True)
        self.stop = _button(self.tr("Close"))
        choose = QHBoxLayout()
        choose.addWidget(self.file)
        choose.addWidget(self.folder)
        choose.addWidget(words(self.tr("or drop it here"), "small"), 1)
        inside = QWidget()
        self._content = QVBoxLayout(inside)
        # On the right there is room for the bar.
        self._content.setContentsMargins(0, 0, 2 * GAP_PX, 0)
        self._content.setSpacing(GAP_PX)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.stop)
        buttons.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(GAP_PX)
        layout.addLayout(choose)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.error)
        layout.addWidget(self.message)
        layout.addWidget(self.bar)
        layout.addLayout(buttons)
        self.file.clicked.connect(self._on_file_clicked)
        self.folder.clicked.connect(self._on_folder_clicked)
        self.licence.toggled.connect(self._on_edited)
        self.go.clicked.connect(self._on_go_clicked)
        self.stop.clicked.connect(self._on_stop_clicked)
        actions.found_changed.connect(self._on_found_changed)
        actions.work_changed.connect(self.refresh)
        actions.imported.connect(self._on_imported)
        actions.failed.connect(self._on_failed)
        self._on_found_changed()

    def choose(self) -> None:
        """Show the dialog and ask for a file."""
        self._bring()
        if not self._actions.is_working:
            self._ask(QFileDialog.FileMode.ExistingFile)

    def look(self, path: Path) -> None:
        """Show the dialog and look at a file or folder; not while another one is converted."""
        self._bring()
        if not self._actions.is_working:
            self._tell("")
            self._actions.look(path)

    def refresh(self) -> None:
        """Show what can be pressed, and how far the work is."""
        working, found = self._actions.is_working, self._actions.found
        can_import = found is not None and not found.refusal
        self.bar.setVisible(working)
        self.message.setVisible(working)
        self.bar.setValue(round(100 * self._actions.work_fraction))
        self.message.setText(shortened(spoken(self._actions.work_message)))
        is_complete = self.form is None or self.form.is_complete
        self.go.setEnabled(can_import and not working and is_complete and self.licence.isChecked())
        self.stop.setText(self.tr("Cancel") if working else self.tr("Close"))
        for widget in (self.file, self.folder, self.licence, *([] if self.form is None else [self.form])):
            widget.setEnabled(not working)

    def _show_found(self, found: Found) -> None:
        """Show what the file is and what it leaves open."""
        part = QWidget()
        facts = QFormLayout(part)
        facts.setContentsMargins(0, 0, 0, 0)
        facts.setHorizontalSpacing(12)
        facts.setVerticalSpacing(3)
        sha = words(f"{found.sha256[:32]}…" if found.sha256 else "–", "small")
        sha.setToolTip(plain_tip(found.sha256))
        licence = found.licence or found.suggested.licence or self.tr("The file names none.")
        for name, value in (
            (self.tr("File"), words(found.path.name, wrap=True)),
            (self.tr("It is"), words(found.title, "strong", wrap=True)),
            (self.tr("Size"), words(_size_words(found.size_bytes), "small")),
            ("SHA-256", sha),
            (self.tr("Licence"), words(licence, "small", wrap=True)),
        ):
            facts.addRow(words(name, "small"), value)
        self._content.addWidget(part)
        for note in found.notes:
            self._content.addWidget(words(note, "small", wrap=True))
        if found.refusal:
            self._content.addWidget(words(found.refusal, "error", wrap=True))
            self._content.addWidget(words(found.hint, "small", wrap=True))
            self._content.addStretch(1)
            return
        questions = self._actions.questions()
        if questions:
            self.form = ImportModelForm(questions, found.suggested)
            self.form.edited.connect(self._on_edited)
            self._content.addWidget(self.form)
        self.licence.setText(self.tr("I have read its licence, and it allows my use here"))
        self.licence.show()
        self._content.addWidget(self.licence)
        self._content.addStretch(1)

    def _tell(self, text: str) -> None:
        self.error.setText(shortened(text))
        self.error.setVisible(bool(text))

    def _bring(self) -> None:
        self.show()
        self.raise_()
        self.activateWindow()

    def _ask(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self, self.tr("Model"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(self._on_path_chosen)
        dialog.open()

    def _on_file_clicked(self) -> None:
        self._ask(QFileDialog.FileMode.ExistingFile)

    def _on_folder_clicked(self) -> None:
        self._ask(QFileDialog.FileMode.Directory)

    def _on_path_chosen(self, path: str) -> None:
        self.look(Path(path))

    def _on_found_changed(self) -> None:
        # The box is kept: it is put under the questions of the next file.
        self.licence.setParent(self)
        self.licence.hide()
        self.licence.setChecked(False)
        self.form = None
        empty(self._content)
        found = self._actions.found
        if found is not None:
            self._show_found(found)
        elif not self._actions.is_working:
            text = self.tr(
                "A model's file or folder as its publisher gives it away: PyTorch weights, safetensors, TorchScript, "
                "torch.export, ONNX, nnU-Net, MONAI, or a pack of this product. It is looked at without running "
                "anything of it, and converted in a process of its own without network."
            )
            self._content.addWidget(words(text, "small", wrap=True))
            self._content.addStretch(1)
        self.refresh()

    def _on_edited(self) -> None:
        self.refresh()

    def _on_go_clicked(self) -> None:
        self._tell("")
        try:
            answers = self._actions.found.suggested if self._actions.found is not None else None
            if self.form is not None:
                answers = self.form.answers()
        except ReportableError as error:
            self._on_failed(error)
            return
        if answers is not None:
            self._actions.start(answers, licence_accepted=self.licence.isChecked())

    def _on_stop_clicked(self) -> None:
        if self._actions.is_working:
            self._actions.cancel()
        else:
            self.close()

    def _on_failed(self, error: ReportableError) -> None:
        self._tell(spoken(error.words))

    def _on_imported(self, card: ModelCard) -> None:
        self._tell("")
        self.close()
        self.card_requested.emit(card.id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file or folder."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at what was dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.look(path)


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    # Enter in a field must not press it.
    button.setAutoDefault(False)
    return button


def _size_words(count: int) -> str:
    """Write a size in bytes."""
    if count >= 10**9:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.1f} MB" if count >= 10**6 else f"{count / 1e3:.1f} kB"
