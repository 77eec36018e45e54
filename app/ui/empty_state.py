"""What stands where no picture is yet: how to open one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.icons import tint
from app.ui.panel import words
from app.ui.recent_list import RecentList
from app.ui.theme import Token


class EmptyState(QWidget):
    """Invites to open something.

    Parameters
    ----------
    recent
        What was opened last.

    Signals
    -------
    open_requested(), demo_requested()
        The reader pressed a button.
    """

    open_requested = Signal()
    demo_requested = Signal()

    def __init__(self, recent: RecentList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        mark = QLabel()
        tint(mark, "phantom", colour=Token.ON_STAGE_DIM, size_px=64)
        title = words(self.tr("Drop a folder, files or a ZIP here, or Ctrl+O"), "heading")
        hint = words(self.tr("DICOM, NIfTI, NRRD, PNG, JPEG, TIFF. Nothing leaves this computer."), "dim")
        self.recent = recent
        self.open = QPushButton(self.tr("Open folder…"))
        self.open.setProperty("primary", True)
        self.open.clicked.connect(self.open_requested)
        self.demo = QPushButton(self.tr("Try the demo phantom"))
        tint(self.demo, "phantom", colour=Token.DIM, size_px=16)
        self.demo.setIconSize(QSize(16, 16))
        self.demo.clicked.connect(self.demo_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        buttons.addWidget(self.open)
        buttons.addWidget(self.demo)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(3)
        for widget in (mark, title, hint):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
            layout.addSpacing(10)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        layout.addSpacing(18)
        layout.addWidget(self.recent)
        layout.addStretch(4)
