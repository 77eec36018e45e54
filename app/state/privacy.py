"""Whether names are hidden on the screen, for a room where others look on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.dicom.series import Study


class Privacy(QObject):
    """Holder of the choice. Files and exports to DICOM keep the identity: it must not be lost.

    Signals
    -------
    privacy_changed()
        Names are hidden from now on, or shown again.
    """

    privacy_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_on = False
        self._numbers: dict[tuple[str, str], int] = {}

    @property
    def is_on(self) -> bool:
        """Whether names are hidden."""
        return self._is_on

    def is_hiding(self) -> bool:
        """Whether names are hidden; for who asks later."""
        return self._is_on

    def set_on(self, is_on: bool) -> None:
        """Hide names, or show them again."""
        if is_on != self._is_on:
            self._is_on = is_on
            self.privacy_changed.emit()

    def toggle(self) -> None:
        """Hide names, or show them again."""
        self.set_on(not self._is_on)

    def number_of(self, study: Study) -> int:
        """Return the number that stands for a patient in this session, from 1: hidden names are still told apart."""
        return self._numbers.setdefault((study.patient_id, study.patient_name), len(self._numbers) + 1)
