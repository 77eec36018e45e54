"""The model library as the window sees it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ai.library.card import HELPERS, PICTURE_ENCODER, ModelCard
from ai.library.library import BrokenPack, Library


class ModelList(QObject):
    """Installed models, newest version of each, and the packs that cannot be used.

    Signals
    -------
    models_changed()
        Other models are installed.
    """

    models_changed = Signal()

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._cards: tuple[ModelCard, ...] = ()
        self._helpers: tuple[ModelCard, ...] = ()
        self._broken: tuple[BrokenPack, ...] = ()
        self._preferred = ""

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """One card per model id; models that serve others are not among them."""
        return self._cards

    @property
    def broken(self) -> tuple[BrokenPack, ...]:
        """Packs that cannot be used, with the reason."""
        return self._broken

    def card(self, model_id: str) -> ModelCard | None:
        """Return the card of a model, None where it is not installed."""
        return next((card for card in self._cards if card.id == model_id), None)

    @property
    def bases(self) -> tuple[ModelCard, ...]:
        """What may be taught on: models that a reader runs, and encoders, which give no result by themselves."""
        return (*self._cards, *(card for card in self._helpers if card.task == PICTURE_ENCODER))

    def helper(self, task: str) -> ModelCard | None:
        """Return the newest model that serves others at a task, None where none is installed."""
        return next((card for card in self._helpers if card.task == task), None)

    @property
    def preferred(self) -> str:
        """Id of the model that is offered first where it suits, since the reader took it in just now; ``""``: none."""
        return self._preferred

    def prefer(self, model_id: str) -> None:
        """Offer a model first where it suits."""
        if model_id != self._preferred:
            self._preferred = model_id
            self.models_changed.emit()

    def refresh(self) -> None:
        """Read the library anew; only cards, no weights."""
        cards, self._broken = self._library.scan()
        newest: dict[str, ModelCard] = {}
        for card in cards:  # newest version first
            newest.setdefault(card.id, card)
        self._cards = tuple(card for card in newest.values() if card.task not in HELPERS)
        self._helpers = tuple(card for card in newest.values() if card.task in HELPERS)
        self.models_changed.emit()
