"""A line of the plan: how long the run will take and how much memory it needs, once somebody asks."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ai.training.forecast import Forecast
from app.actions.teach_trial import TeachTrial
from app.ui.panel import set_role, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken

_GIGABYTE = 1e9


class TeachForecastRow(QWidget):
    """A button, and beside it what was measured.

    Signals
    -------
    forecast_requested(), cancel_requested()
        The reader pressed the button.
    """

    forecast_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, trial: TeachTrial, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trial = trial
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._on_clicked)
        self.told = words("", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.button)
        row.addWidget(self.told, 1)
        refresh = Refresh(self.refresh, self)
        trial.changed.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known."""
        trial = self._trial
        self.button.setText(self.tr("Cancel") if trial.is_measuring else self.tr("How long will it take?"))
        text = spoken(trial.fault)
        if trial.is_measuring:
            text = self.tr("Teaching a few pictures on trial…")
        elif trial.forecast is not None:
            text = forecast_words(trial.forecast)
        self.told.setText(text)
        set_role(self.told, "warning" if trial.fault else "")

    def _on_clicked(self) -> None:
        if self._trial.is_measuring:
            self.cancel_requested.emit()
        else:
            self.forecast_requested.emit()


def forecast_words(forecast: Forecast) -> str:
    """Word a forecast: "About 3 min, 1.2 GB of memory. Teaches 1,026 of 11,177,538 parameters."."""
    translate = QCoreApplication.translate
    parts = [translate("TeachForecastRow", "About {time}").format(time=duration(forecast.seconds))]
    if forecast.memory_bytes is not None:
        text = translate("TeachForecastRow", "{size} GB of memory")
        parts.append(text.format(size=f"{forecast.memory_bytes / _GIGABYTE:.1f}"))
    if forecast.gpu_bytes is not None:
        text = translate("TeachForecastRow", "{size} GB of the graphics card")
        parts.append(text.format(size=f"{forecast.gpu_bytes / _GIGABYTE:.1f}"))
    taught = translate("TeachForecastRow", "Teaches {some} of {all} parameters.")
    counts = taught.format(some=f"{forecast.trainable:,}", all=f"{forecast.parameters:,}")
    return f"{', '.join(parts)}. {counts}"


def duration(seconds: float) -> str:
    """Word a rough time: "40 s", "3 min", "2 h 10 min"."""
    translate = QCoreApplication.translate
    if seconds < 90:
        return translate("TeachForecastRow", "{seconds} s").format(seconds=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return translate("TeachForecastRow", "{minutes} min").format(minutes=minutes)
    text = translate("TeachForecastRow", "{hours} h {minutes} min")
    return text.format(hours=minutes // 60, minutes=minutes % 60)
