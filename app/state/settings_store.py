"""The settings in use: told to everyone when they change, saved soon after."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.state.settings import Settings

SAVE_MS = 800
"""Changes within this time are saved together."""


class SettingsStore(QObject):
    """Holder of the settings.

    Parameters
    ----------
    settings
        As read at start.

    Signals
    -------
    settings_changed()
        Some value is another one.
    save_due(Settings)
        Time to write them to the disk.
    """

    settings_changed = Signal()
    save_due = Signal(object)

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings() if settings is None else settings
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(SAVE_MS)
        self._due.timeout.connect(self._on_due)

    @property
    def settings(self) -> Settings:
        """The values now."""
        return self._settings

    def update(self, **changes: Any) -> None:
        """Replace some fields; nothing is told where nothing changes."""
        settings = replace(self._settings, **changes)
        if settings != self._settings:
            self._settings = settings
            self._due.start()
            self.settings_changed.emit()

    def restore_defaults(self) -> None:
        """Forget all but the place of the window."""
        kept = {name: getattr(self._settings, name) for name in ("window_geometry", "window_columns")}
        fresh = Settings(**kept)
        self.update(**{name: getattr(fresh, name) for name in fresh.__dataclass_fields__})

    def stop(self) -> None:
        """Tell no more that a change has to be saved: whoever closes the program saves by itself."""
        self._due.stop()

    def _on_due(self) -> None:
        self.save_due.emit(self._settings)
