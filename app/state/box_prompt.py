"""The box that a model asks for before it runs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ai.library.card import ModelCard
from ai.volume import Volume
from app.imaging.grid_box import GridBox


@dataclass(frozen=True, eq=False)
class BoxAsked:
    """What is asked for.

    Parameters
    ----------
    card
        The model that will look into the box.
    volume
        The scan that it lies in.
    box
        As it is drawn by now; None until then.
    refusal
        Why the model would not take this box, a sentence; empty where it would.
    """

    card: ModelCard
    volume: Volume
    box: GridBox | None = None
    refusal: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether the model can run."""
        return self.box is not None and not self.refusal


class BoxPrompt(QObject):
    """Holder of the question; `app.actions.prompt_box` changes it.

    Signals
    -------
    prompt_changed()
        A box is asked for, or none any more; it is another box.
    turned()
        A box is asked for, or none any more.
    """

    prompt_changed = Signal()
    turned = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked: BoxAsked | None = None

    @property
    def asked(self) -> BoxAsked | None:
        """What is asked for; None for nothing."""
        return self._asked

    def ask(self, asked: BoxAsked) -> None:
        """Ask, or take another box."""
        was_asked, self._asked = self._asked is not None, asked
        self.prompt_changed.emit()
        if not was_asked:
            self.turned.emit()

    def end(self) -> None:
        """Ask no more."""
        if self._asked is not None:
            self._asked = None
            self.prompt_changed.emit()
            self.turned.emit()
