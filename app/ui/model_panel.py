"""The one button: the model that suits the open series; the others with the reason why they do not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ai.inference.gate import reads_any_slice
from ai.inference.provenance import GateVerdict
from ai.library.card import ModelCard
from app.actions.run_model import Offer, RunModelActions
from app.state.box_prompt import BoxAsked
from app.state.model_list import ModelList
from app.state.session import Session
from app.ui.box_prompt_row import BoxPromptRow
from app.ui.findings_panel import CardLink
from app.ui.icons import tint
from app.ui.panel import LONGEST_NAME, ElidedLabel, Panel, empty, plain_tip, shortened, words
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
        # "&" would underline a letter and make it a key.
        title = shortened(card.title, LONGEST_NAME).replace("&", "&&")
        self.setText(self.tr("AI · {model}").format(model=title) if is_first else title)
        self.setProperty("primary", is_first)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if is_first:
            tint(self, "ai", colour=Token.ON_ACTION)
            self.setIconSize(QSize(18, 18))
            self.setMinimumHeight(38)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.run_requested.emit(self._card)


class OverrideLink(QPushButton):
    """Asks whether a model shall run in spite of its refusal.

    Signals
    -------
    override_requested(ModelCard)
        The reader pressed it.
    """

    override_requested = Signal(object)

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("OverrideLink", "Run anyway…"), parent)
        self._card = card
        self.setProperty("flat", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Run {model} anyway").format(model=card.title))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.override_requested.emit(self._card)


class ModelPanel(Panel):
    """What the models can do for the open series.

    Signals
    -------
    run_requested(ModelCard)
        The reader wants a model to run.
    override_requested(ModelCard)
        The reader wants a model to run that refused the series.
    box_run_requested(), box_cancel_requested()
        The reader wants the model to run in the box that it asked for, or not to.
    card_requested(str)
        The reader wants the card of a model id.
    import_requested()
        The reader wants to take in a model of somebody else.
    model_dropped(Path)
        The reader dropped its file or folder here.
    """

    run_requested = Signal(object)
    override_requested = Signal(object)
    box_run_requested = Signal()
    box_cancel_requested = Signal()
    card_requested = Signal(str)
    import_requested = Signal()
    model_dropped = Signal(Path)

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
        self.take_in = QPushButton(self.tr("Import model…"))
        self.take_in.setProperty("flat", True)
        self.take_in.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.take_in.setCursor(Qt.CursorShape.PointingHandCursor)
        self.take_in.setToolTip(self.tr("Take in a model of somebody else: choose its file, or drop it here"))
        self.take_in.clicked.connect(self.import_requested)
        self.body.addWidget(self.take_in, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAcceptDrops(True)
        self._shown: object = None
        refresh = Refresh(self.refresh, self)
        session.volume_changed.connect(refresh.soon)
        session.slices_arrived.connect(refresh.soon)
        session.findings_changed.connect(refresh.soon)
        session.tools.box_prompt.prompt_changed.connect(refresh.soon)
        models.models_changed.connect(refresh.soon)
        running.running_changed.connect(refresh.soon)
        self._refresh = refresh
        session.panes.active_changed.connect(refresh.soon)
        for pane in session.panes.all:
            pane.view_changed.connect(self._on_view_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the offers for the open series."""
        opened = self._session.opened
        offers = self._running.offers()
        ran = {result.provenance.model_id for result in self._session.results}
        state = (
            None if opened is None else opened.volume.source_id,
            tuple(
                (offer.card.key, offer.gate, self._running.is_running(offer.card), self._running.refusal(offer.card))
                for offer in offers
            ),
            tuple(pack.name for pack in self._models.broken),
            self._models.trouble,
            self._running.is_loaded(),
            frozenset(ran),
            _asked(self._session.tools.box_prompt.asked),
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
        if self._models.trouble:
            self._list.addWidget(words(self._models.trouble, "warning", wrap=True))

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
        refusal = self._running.refusal(offer.card)
        status = ""
        if running:
            status = self.tr("Running …")
        elif not loaded:
            status = self.tr("Waits until every image is loaded.")
        elif offer.needs_box:
            status = self.tr("Asks for a box around what it marks.")
        elif again:
            status = self.tr("Done. Press to run again.")
        elif offer.gate.verdict is GateVerdict.WARN:
            status = offer.gate.reasons[0]
        tip = self.tr("Run {model} {version} on this series (F5)")
        button.setToolTip(plain_tip(tip.format(model=offer.card.title, version=offer.card.version)))
        layout.addWidget(button)
        outlook = "" if running else self._running.outlook(offer.card)
        said = [each for each in (status, outlook) if each] or [""]
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(words(said[0], "small", wrap=True), 1, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._link(offer.card.id), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        for each in said[1:]:
            layout.addWidget(words(each, "small", wrap=True))
        asked = self._session.tools.box_prompt.asked
        if asked is not None and asked.card.key == offer.card.key:
            row = BoxPromptRow(asked)
            row.run_requested.connect(self.box_run_requested)
            row.cancel_requested.connect(self.box_cancel_requested)
            layout.addWidget(row)
        if refusal and not running:
            layout.addWidget(words(refusal, "warning", wrap=True))
            layout.addWidget(self._override(offer.card), 0, Qt.AlignmentFlag.AlignLeft)
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
        layout.addWidget(_reasons(offer.gate.reasons))
        if self._running.is_running(offer.card):
            layout.addWidget(words(self.tr("Running …"), "small"))
        elif offer.may_override and self._running.is_loaded():
            layout.addWidget(self._override(offer.card), 0, Qt.AlignmentFlag.AlignLeft)
        return part

    def _override(self, card: ModelCard) -> QPushButton:
        link = OverrideLink(card)
        link.override_requested.connect(self.override_requested)
        return link

    def _link(self, model_id: str) -> CardLink:
        link = CardLink(model_id)
        link.card_requested.connect(self.card_requested)
        return link

    def _on_view_changed(self) -> None:
        """Follow the slice that is shown, where a model reads that one."""
        if any(reads_any_slice(card) for card in self._models.cards):
            self._refresh.soon()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file or folder."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.model_dropped.emit(path)


def _asked(asked: BoxAsked | None) -> object:
    """Return what the panel shows of a box that is asked for; its size stands in the picture."""
    return None if asked is None else (asked.card.key, asked.box is None, asked.refusal)


def _dropped(event: QDropEvent) -> Path | None:
    """Return the one local file or folder that is dragged; None for anything else."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _reasons(reasons: tuple[str, ...]) -> QLabel:
    """Say the first reason, which decides, and how many more there are; all of them where the mouse rests."""
    said = [spoken(reason) for reason in reasons]
    label = words(said[0] if len(said) == 1 else f"{said[0]} (+{len(said) - 1})", "small", wrap=True)
    if len(said) > 1:
        label.setToolTip(plain_tip("\n".join(said)))
        label.setAccessibleDescription(" ".join(said))
    return label
