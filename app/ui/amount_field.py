"""A number with its unit, typed or rolled, without arrows: how much a change does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy, QWidget


class AmountField(QDoubleSpinBox):
    """Obeys: `show_amount` tells nobody, typing tells by ``valueChanged`` at once.

    Parameters
    ----------
    name
        For screen readers.
    lowest, highest
        Of the number.
    decimals
        Behind the point.
    """

    def __init__(
        self, name: str, *, lowest: float, highest: float, decimals: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setRange(lowest, highest)
        self.setDecimals(decimals)
        self.setSingleStep(0.5 if decimals else 10.0)
        self.setProperty("bare", True)
        self.setProperty("slim", True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(name)
        self.setMinimumWidth(40)
        # Never wider than its share of the panel, whatever its range.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_amount(self, value: float) -> None:
        """Show a number, unless it is what is being typed."""
        if abs(value - self.value()) > 0.5 * 10.0 ** -self.decimals():
            blocked = self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(blocked)
