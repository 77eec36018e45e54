"""Clicks on what belongs to the mask that is edited, for a model that takes them; every click refines the proposal."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, Signal

from ai.inference.gate import check_contract
from ai.inference.options import AS_USUAL, PromptPoint, RunOptions
from ai.inference.provenance import GateVerdict
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.library.prompt_spec import POINTS
from ai.progress import Progress, silent
from ai.volume import Volume
from app.actions.propose_mask import PROPOSAL_KEY
from app.imaging.masks.brush import Brush, stroke
from app.imaging.masks.region import Region, box_of, low_of
from app.imaging.true_place import to_lps_mm
from app.jobs.runner import JobRunner, Lane
from app.state.mask_editing import EditedMask
from app.state.model_list import ModelList
from app.state.proposal import Hint
from app.state.session import Session
from app.state.tool import Tool

_SHOWN_MM = 1.5
"""Radius of the ball that stands for a click."""


class RunsWithPoints(Protocol):
    """Where torch executes: `ai.worker.client.Worker`."""

    def run(
        self, card: ModelCard, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
    ) -> ModelResult:
        """Run a model and wait for its result."""


class PointPromptActions(QObject):
    """What a reader can do with a model that takes clicks.

    Parameters
    ----------
    session, models
        Which mask is edited, and what is installed.
    runner, worker
        Run the model.

    Signals
    -------
    offered(str)
        Title of the model that can be clicked for on the scan whose mask is edited; ``""`` for none.
    """

    offered = Signal(str)

    def __init__(self, session: Session, models: ModelList, runner: JobRunner, worker: RunsWithPoints) -> None:
        super().__init__(session)
        self._session = session
        self._editing = session.editing
        self._proposal = session.editing.proposal
        self._models = models
        self._runner = runner
        self._worker = worker
        self._title = ""
        self._proposal.taken_back.connect(self._on_taken_back)
        for news in (session.editing.editing_changed, models.models_changed):
            news.connect(self._on_news)

    def model(self) -> ModelCard | None:
        """Return the model that takes clicks on the scan whose mask is edited; None where none is installed."""
        mask = self._editing.mask
        if mask is None:
            return None
        taking = (each for each in self._models.cards if each.prompts is not None and POINTS in each.prompts.takes)
        for card in taking:
            if not card.draft and check_contract(card, mask.volume).verdict is not GateVerdict.REFUSE:
                return card
        return None

    def click(self, row: float, column: float, is_outside: bool) -> None:
        """Say of a pixel of the active pane that it belongs to the structure, or that it does not."""
        mask, pane = self._editing.mask, self._session.panes.active
        opened, stack = pane.opened, pane.stack
        if mask is None or opened is None or stack is None or self._editing.is_busy or self.model() is None:
            return
        if opened.volume.source_id != mask.volume.source_id:
            return
        slices, rows, columns = stack.voxel_at(pane.index, row, column)
        place = to_lps_mm(mask.volume, (slices, rows, columns))
        shown = stroke(
            Brush(max(_SHOWN_MM, *(mm / 2 for mm in mask.volume.spacing_mm[1:])), is_ball=True),
            place,
            place,
            normal_lps=stack.frame(pane.index).normal_lps,
            affine_lps=mask.volume.affine_lps,
            shape=mask.volume.shape,
        )
        if shown is not None:
            hint = Hint(shown, not is_outside, (slices, rows, columns))
            self._proposal.set_hints((*self._proposal.hints, hint))
            self._propose()

    def _propose(self) -> None:
        """Have the model say what belongs; what it said before is seen until then."""
        mask, card = self._editing.mask, self.model()
        points = tuple(_point(mask.volume, each) for each in self._proposal.hints) if mask is not None else ()
        if mask is None or card is None or not any(each.is_inside for each in points):
            self._proposal.set_region(None)
            return
        self._proposal.await_region()
        self._runner.start(
            card.title,
            marked_at,
            self._worker,
            card,
            mask,
            points,
            lane=Lane.GPU,
            key=PROPOSAL_KEY,
            on_done=self._on_marked,
            on_stopped=self._on_stopped,
        )

    def _on_marked(self, found: tuple[EditedMask, tuple[PromptPoint, ...], Region | None]) -> None:
        mask, points, region = found
        said = tuple(_point(mask.volume, each) for each in self._proposal.hints)
        if mask is self._editing.mask and said == points:
            self._proposal.set_region(region)

    def _on_stopped(self) -> None:
        self._proposal.set_region(None)

    def _on_taken_back(self) -> None:
        if self._session.tools.tool is Tool.POINTS:
            self._propose()

    def _on_news(self) -> None:
        card = self.model()
        title = "" if card is None else card.title
        if title != self._title:
            self._title = title
            self.offered.emit(title)


def marked_at(
    worker: RunsWithPoints,
    card: ModelCard,
    mask: EditedMask,
    points: tuple[PromptPoint, ...],
    *,
    progress: Progress = silent,
) -> tuple[EditedMask, tuple[PromptPoint, ...], Region | None]:
    """Run a model on clicks, and cut out what it marked; None where that is nothing."""
    result = worker.run(card, mask.volume, options=RunOptions(points=points), progress=progress)
    marked = result.structures[0].mask
    box = box_of(marked)
    return mask, points, None if box is None else Region(low_of(box), np.array(marked[box]))


def _point(volume: Volume, hint: Hint) -> PromptPoint:
    x, y, z = to_lps_mm(volume, (0.0, 0.0, 0.0) if hint.point is None else hint.point).tolist()
    return PromptPoint((x, y, z), hint.is_inside)
