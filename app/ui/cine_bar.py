"""The bar of a film at its pane: run or stop, how fast, and how fast it truly is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QToolButton, QWidget

from app.state.cine import RATE_LIMITS_HZ, CineHolder
from app.ui.icons import tint
from app.ui.panel import set_role, words
from app.ui.refresh import Refresh

_ICON_PX = 16


class CineBar(QFrame):
    """Shown once the film of a pane was started, until it is closed.

    Signals
    -------
    play_requested()
        Run or stop.
    rate_requested(float)
        Planes per second.
    bounce_requested()
        Turn round at the ends, or begin anew.
    close_requested()
        Stop, and take the bar away.
    """

    play_requested = Signal()
    rate_requested = Signal(float)
    bounce_requested = Signal()
    close_requested = Signal()

    def __init__(self, holder: CineHolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._holder = holder
        self.setProperty("role", "bar")
        self.play = self._button("play", self.tr("Run or stop"))
        self.play.clicked.connect(self.play_requested)
        self.bounce = self._button("bounce", self.tr("Turn round at the ends"))
        self.bounce.setCheckable(True)
        self.bounce.clicked.connect(self.bounce_requested)
        self.close_button = self._button("close", self.tr("Close"))
        self.close_button.clicked.connect(self.close_requested)
        self.rate = QSlider(Qt.Orientation.Horizontal)
        self.rate.setRange(*(round(limit) for limit in RATE_LIMITS_HZ))
        self.rate.setMinimumWidth(48)
        self.rate.setMaximumWidth(180)
        self.rate.setAccessibleName(self.tr("Images per second"))
        self.rate.valueChanged.connect(self._on_rate_moved)
        self._asked = words("", "small")
        self._reached = words("", "warning")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 1, 6, 1)
        layout.setSpacing(6)
        for part in (self.play, self.rate, self._asked, self._reached):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(self.bounce)
        layout.addWidget(self.close_button)
        refresh = Refresh(self.refresh, self)
        holder.cine_changed.connect(refresh.soon)
        self.refresh()

    @property
    def asked(self) -> str:
        """Rate that was asked for, as written."""
        return self._asked.text()

    @property
    def reached(self) -> str:
        """Rate that is reached, as written where it is less."""
        return "" if self._reached.isHidden() else self._reached.text()

    def refresh(self) -> None:
        """Show how the film runs."""
        cine = self._holder.cine
        self.setVisible(cine.is_shown)
        tint(self.play, "pause" if cine.is_playing else "play", size_px=_ICON_PX)
        self.rate.blockSignals(True)
        self.rate.setValue(round(cine.rate_hz))
        self.rate.blockSignals(False)
        self.bounce.setChecked(cine.bounces)
        self._asked.setText(self.tr("{rate} / s").format(rate=f"{cine.rate_hz:g}"))
        told = self.tr("As the file wants: {rate} images per second.").format(rate=f"{cine.file_hz or 0:g}")
        own = self.tr("Images per second; the file does not tell a rate.")
        self._asked.setToolTip(own if cine.file_hz is None else told)
        self._reached.setVisible(cine.is_slow)
        if cine.is_slow:
            self._reached.setText(self.tr("reaches {rate} / s").format(rate=f"{cine.reached_hz:g}"))
            set_role(self._reached, "warning")

    def _button(self, icon: str, tip: str) -> QToolButton:
        button = QToolButton()
        tint(button, icon, size_px=_ICON_PX)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _on_rate_moved(self, rate: int) -> None:
        self.rate_requested.emit(float(rate))
