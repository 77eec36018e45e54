"""Where shall the model look? A box is asked for, drawn, and the model runs in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject

from ai.inference.gate import check_contract
from ai.inference.provenance import GateVerdict
from ai.library.card import ModelCard
from ai.prepare.placed_box import PlacedBox
from app.imaging.grid_box import GridBox, box_on_grid
from app.state.box_prompt import BoxAsked
from app.state.pane import Pane
from app.state.session import Session


class RunsInBox(Protocol):
    """What runs a model: `app.actions.run_model.RunModelActions`."""

    def run(self, card: ModelCard, *, box: PlacedBox | None = None) -> None:
        """Run a model on the open series, in a box."""


class BoxPromptActions(QObject):
    """What a reader can do with the box that a model asks for.

    Parameters
    ----------
    session
        What is open, and the question.
    models
        Runs the model.
    """

    def __init__(self, session: Session, models: RunsInBox) -> None:
        super().__init__(session)
        self._session = session
        self._prompt = session.tools.box_prompt
        self._models = models
        for news in (session.volume_changed, *(pane.shown_changed for pane in session.panes.all)):
            news.connect(self._on_shown_changed)

    def begin(self, card: ModelCard) -> None:
        """Ask for a box on the open series; where the model looked before, that one is there to be changed."""
        opened = self._session.opened
        if opened is None:
            return
        self._prompt.ask(BoxAsked(card, opened.volume))
        before = self._session.reading_of(opened).result_of(card.id)
        former = None if before is None or before.provenance.box is None else before.provenance.box
        box = None if former is None else box_on_grid(former, opened.volume)
        if box is not None:
            self.draw(box)

    def draw(self, box: GridBox) -> None:
        """Take the box as it is drawn by now, and say whether the model takes it."""
        asked = self._prompt.asked
        if asked is None or asked.box == box:
            return
        gate = check_contract(asked.card, asked.volume, box_lps=box.placed(asked.volume))
        refusal = gate.reasons[0] if gate.verdict is GateVerdict.REFUSE else ""
        self._prompt.ask(replace(asked, box=box, refusal=refusal))

    def run(self) -> bool:
        """Run the model in the box, where it takes it; tells whether a box was asked for."""
        asked = self._prompt.asked
        if asked is None:
            return False
        pane = self._pane_of(asked)
        if asked.box is not None and asked.is_ready and pane is not None:
            self._session.panes.set_active(pane)
            self._prompt.end()
            self._models.run(asked.card, box=asked.box.placed(asked.volume))
        return True

    def cancel(self) -> bool:
        """Ask no more; tells whether a box was asked for."""
        was_asked = self._prompt.asked is not None
        self._prompt.end()
        return was_asked

    def _on_shown_changed(self) -> None:
        """Ask no more when no pane shows the series."""
        asked = self._prompt.asked
        if asked is not None and self._pane_of(asked) is None:
            self._prompt.end()

    def _pane_of(self, asked: BoxAsked) -> Pane | None:
        """Find a pane that shows the scan, the active one first."""
        panes = self._session.panes
        for pane in (panes.active, *panes.all):
            if pane.opened is not None and pane.opened.volume.source_id == asked.volume.source_id:
                return pane
        return None
