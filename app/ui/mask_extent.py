"""How much a person changed in the mask that is edited, in words, and whether that is drawn."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.imaging.masks.grid_facts import has_millilitres, voxel_ml
from app.state.mask_editing import EditedMask
from app.state.own_masks import is_own
from app.state.session import Session
from app.ui.edit_clock import EditClock
from app.ui.own_mask_words import own_words
from app.ui.panel import words


class MaskExtent(QWidget):
    """Obeys the holder of the edit in progress.

    Signals
    -------
    change_toggled(bool)
        The reader wants to see what was changed.
    spent(float)
        So many seconds more were spent on the mask.
    """

    change_toggled = Signal(bool)
    spent = Signal(float)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.figures = words("", "small", wrap=True)
        self.figures.setToolTip(self.tr("How much differs from what the model left, and how long that took"))
        self.shows = QCheckBox(self.tr("Show what I changed"))
        self.shows.setToolTip(self.tr("Added is tinted, removed is hatched (hold F12)"))
        self.shows.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clock = EditClock(session, self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addWidget(self.figures)
        rows.addWidget(self.shows)
        self.shows.clicked.connect(self.change_toggled)
        self.clock.spent.connect(self._on_spent)

    def refresh(self) -> None:
        """Show how much differs now."""
        editing = self._session.editing
        if editing.mask is not None:
            self.figures.setText(self._words(editing.mask))
            self.shows.setChecked(editing.is_change_shown)
            # All of a person's mask is the person's: there is nothing to tell apart.
            self.shows.setVisible(not is_own(editing.mask.finding))

    def _words(self, mask: EditedMask) -> str:
        if self._session.editing.is_busy:
            return self.tr("The mask is being changed …")
        log = self._session.editing.logs.of(mask.key, mask.finding.model_id, mask.finding.number)
        time = self._time(log.seconds + mask.work.seconds)
        text = self._difference(mask)
        return f"{text} · {time}" if time else text

    def _difference(self, mask: EditedMask) -> str:
        if is_own(mask.finding):
            return own_words(mask)
        work, volume = mask.work, mask.volume
        if work.is_as_model_left:
            return self.tr("As the model left it")
        extent = work.extent(voxel_ml(volume))
        # Rounded down: masks that differ are never said to agree wholly.
        dice = f"{math.floor(extent.dice * 1000) / 1000:.3f}"
        if has_millilitres(volume):
            text = self.tr("Dice {dice} · +{added} ml · −{removed} ml")
            return text.format(dice=dice, added=_ml(extent.added_ml), removed=_ml(extent.removed_ml))
        each = work.extent(1.0)
        text = self.tr("Dice {dice} · +{added} px · −{removed} px")
        return text.format(dice=dice, added=f"{each.added_ml:.0f}", removed=f"{each.removed_ml:.0f}")

    def _time(self, seconds: float) -> str:
        """Word how long it took; nothing of less than a second."""
        whole = int(seconds)
        if whole < 60:
            return self.tr("{seconds} s").format(seconds=whole) if whole else ""
        return self.tr("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)

    def _on_spent(self, seconds: float) -> None:
        self.spent.emit(seconds)
        self.refresh()


def _ml(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
