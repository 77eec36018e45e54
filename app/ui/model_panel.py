"""The one button: the model that suits the open series; the others with the reason why they do not."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ai.inference.results import GateVerdict
from ai.library.card import ModelCard
from app.actions.run_model import Offer, RunModelActions
from app.state.model_list import ModelList
from app.state.session import Session
from app.ui.findings_panel import CardLink
from app.ui.icons import tint
from app.ui.panel import ElidedLabel, Panel, empty, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.theme import Token


class RunButton(QPushButton):
    """Runs a model on the open series.

    Signals
    -------
    run_requested(ModelCard)
        The reader pressed it.
    """

    run_requested = Signal(object)

    def __init__(self, card: ModelCard, *, is_first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setText(self.tr("AI · {model}").format(model=card.title) if is_first else card.title)
        self.setProperty("primary", is_first)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if is_first:
            tint(self, "ai", colour=Token.ON_ACTION)
            self.setIconSize(QSize(18, 18))
            self.setMinimumHeight(38)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.run_requested.emit(self._card)


class ModelPanel(Panel):
    """What the models can do for the open series.

    Signals
    -------
    run_requested(ModelCard)
        The reader wants a model to run.
    card_requested(str)
        The reader wants the card of a model id.
    """

    run_requested = Signal(object)
    card_requested = Signal(str)

    def __init__(
        self, session: Session, models: ModelList, running: RunModelActions, parent: QWidget | None = None
    ) -> None:
        super().__init__(QCoreApplication.translate("ModelPanel", "AI"), parent)
        self._session = session
        self._models = models
        self._running = running
        self.button: RunButton | None = None
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.body.addLayout(self._list)
        self._shown: object = None
        refresh = Refresh(self.refresh, self)
        session.volume_changed.connect(refresh.soon)
        session.slices_arrived.connect(refresh.soon)
        session.findings_changed.connect(refresh.soon)
        models.models_changed.connect(refresh.soon)
        running.running_changed.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show the offers for the open series."""
        opened = self._session.opened
        offers = self._running.offers()
        ran = {result.provenance.model_id for result in self._session.results}
        state = (
            None if opened is None else opened.volume.source_id,
            tuple((offer.card.key, offer.gate, self._running.is_running(offer.card)) for offer in offers),
            tuple(pack.name for pack in self._models.broken),
            self._running.is_loaded(),
            frozenset(ran),
        )
        if state == self._shown:
            return
        self._shown = state
        empty(self._list)
        self.button = None
        if opened is None:
            self._list.addWidget(words(self.tr("Open a scan to see which models suit it."), "small", wrap=True))
        else:
            self._show_offers(offers, ran)
        for pack in self._models.broken:
            self._list.addWidget(words(f"{pack.name}: {spoken(pack.error.words)}", "warning", wrap=True))

    def _show_offers(self, offers: tuple[Offer, ...], ran: set[str]) -> None:
        if not offers:
            self._list.addWidget(words(self.tr("No model is installed."), "small", wrap=True))
            return
        if not offers[0].suits:
            self._list.addWidget(words(self.tr("No installed model suits this series."), "small", wrap=True))
        for number, offer in enumerate(offers):
            if offer.suits:
                self._list.addWidget(self._suitable(offer, is_first=number == 0, again=offer.card.id in ran))
            else:
                self._list.addWidget(self._greyed(offer))

    def _suitable(self, offer: Offer, *, is_first: bool, again: bool) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(4)
        button = RunButton(offer.card, is_first=is_first)
        button.run_requested.connect(self.run_requested)
        running, loaded = self._running.is_running(offer.card), self._running.is_loaded()
        button.setEnabled(loaded and not running)
        status = ""
        if running:
            status = self.tr("Running …")
        elif not loaded:
            status = self.tr("Waits until every image is loaded.")
        elif again:
            status = self.tr("Done. Press to run again.")
        elif offer.gate.verdict is GateVerdict.WARN:
            status = offer.gate.reasons[0]
        tip = self.tr("Run {model} {version} on this series (F5)")
        button.setToolTip(tip.format(model=offer.card.title, version=offer.card.version))
        layout.addWidget(button)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(words(status, "small", wrap=True), 1, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._link(offer.card.id), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        if is_first:
            self.button = button
        return part

    def _greyed(self, offer: Offer) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(ElidedLabel(offer.card.title, colour=Token.FAINT), 1)
        line.addWidget(self._link(offer.card.id))
        layout.addLayout(line)
        for reason in offer.gate.reasons:
            layout.addWidget(words(reason, "small", wrap=True))
        return part

    def _link(self, model_id: str) -> CardLink:
        link = CardLink(model_id)
        link.card_requested.connect(self.card_requested)
        return link
