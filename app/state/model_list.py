"""The model library as the window sees it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from ai.library.card import HELPERS, PICTURE_ENCODER, ModelCard
from ai.library.library import BrokenPack, Library
from ai.library.lineage import in_order


class ModelList(QObject):
    """Installed models, of each the version that was chosen or the newest, and the packs that cannot be used.

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
        self._every: tuple[ModelCard, ...] = ()
        self._chosen: frozenset[str] = frozenset()
        self._trouble = ""

    @property
    def cards(self) -> tuple[ModelCard, ...]:
        """One card per model id; models that serve others are not among them."""
        return self._cards

    @property
    def broken(self) -> tuple[BrokenPack, ...]:
        """Packs that cannot be used, with the reason."""
        return self._broken

    @property
    def every(self) -> tuple[ModelCard, ...]:
        """Every usable pack with every version."""
        return self._every

    @property
    def chosen(self) -> frozenset[str]:
        """ID-VERSION of the models that a person made the default for what they answer."""
        return self._chosen

    @property
    def trouble(self) -> str:
        """Why no choice is known, or ``""``."""
        return self._trouble

    def in_order(self, cards: Sequence[ModelCard]) -> tuple[ModelCard, ...]:
        """Put the chosen model of each question before others of it, and no taught one before its parents."""
        return in_order(cards, self._chosen, self._every)

    def can_take_back(self, card: ModelCard) -> bool:
        """Whether a model was taught here and adopted."""
        return self._library.can_take_back(card)

    def reason(self, card: ModelCard) -> str:
        """Say why a model was adopted in spite of its report, in the words of the person; else ``""``."""
        decision = self._library.choices.adopted(card)
        return "" if decision is None else decision.reason

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
        self._every, choices = cards, self._library.choices
        self._chosen, self._trouble = choices.chosen(cards), choices.trouble
        newest: dict[str, ModelCard] = {}
        for card in sorted(cards, key=self._is_other):  # a chosen version first, then the newest
            newest.setdefault(card.id, card)
        shown = [card for card in newest.values() if card.task not in HELPERS]
        adopted, drafts = ([card for card in shown if card.draft is draft] for draft in (False, True))
        self._cards = (*self.in_order(adopted), *self.in_order(drafts))
        self._helpers = tuple(card for card in newest.values() if card.task in HELPERS)
        self.models_changed.emit()

    def _is_other(self, card: ModelCard) -> bool:
        return card.key not in self._chosen
