"""What program this is."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.imaging.notice import NOTICE
from app.ui.known_words import known
from app.ui.panel import words


class AboutDialog(QDialog):
    """Name, version, licence, what it is not for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Lightbox"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(8)
        layout.addWidget(words("Lightbox", "heading"))
        about = self.tr("Version {version} · Apache License 2.0")
        layout.addWidget(words(about.format(version=version("lightbox")), "dim"))
        layout.addWidget(words(self.tr("Radiology viewer with AI assist. Works offline and sends nothing anywhere.")))
        layout.addWidget(words(known(NOTICE), "dim"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout.addSpacing(8)
        layout.addWidget(buttons)
