"""The window presets of the user: read at the start, told when they change, saved at once; nothing of a patient."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.imaging.preset_book import PresetBook
from app.state.preset_file import load_presets, save_presets


class UserPresets(QObject):
    """Holder of the user's presets.

    Parameters
    ----------
    path
        Their file; None remembers nothing.

    Signals
    -------
    presets_changed()
        There are others.
    """

    presets_changed = Signal()

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._book = PresetBook() if path is None else load_presets(path)

    @property
    def book(self) -> PresetBook:
        """The presets now."""
        return self._book

    def set_book(self, book: PresetBook) -> None:
        """Take others and save them; tells only when something differs."""
        if book != self._book:
            self._book = book
            if self._path is not None:
                save_presets(book, self._path)
            self.presets_changed.emit()
