"""A film that does not say how it hangs, looked at by the router: what looks turned is told, nothing is turned."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ai.inference.results import ModelResult
from ai.library.card import ROUTING
from ai.volume import Volume
from ai.words import joined, say
from app.actions.run_model import ModelWorker
from app.jobs.runner import JobRunner, Lane
from app.state.model_list import ModelList
from app.state.session import Session

LOOK = ("look",)
"""Key of the job; a newer one takes the place of an older one."""

FILMS = ("CR", "DX", "RG", "")
"""(0008,0060) Modality of what may be a film; a picture file has none."""


class HangingHint(QObject):
    """Looks at a film without Patient Orientation as soon as it is open; the tags of others are believed.

    Parameters
    ----------
    session, models
        What is open; whether a router is installed: without one nothing happens.
    runner, worker
        Where it looks.

    Signals
    -------
    hinted(str)
        The film looks inverted, turned or mirrored, and what to do.
    """

    hinted = Signal(str)

    def __init__(self, session: Session, models: ModelList, runner: JobRunner, worker: ModelWorker) -> None:
        super().__init__(session)
        self._session = session
        self._models = models
        self._runner = runner
        self._worker = worker
        self._seen = ""
        session.volume_changed.connect(self._on_volume_changed)
        session.slices_arrived.connect(self._on_volume_changed)

    def _on_volume_changed(self) -> None:
        opened, card = self._session.opened, self._models.helper(ROUTING)
        if opened is None or card is None or opened.volume.source_id == self._seen or not opened.filled.all():
            return
        self._seen = opened.volume.source_id
        if may_hang_wrongly(opened.volume):
            title = say("Looking how the film hangs")
            self._runner.start(
                title,
                self._worker.run,
                card,
                opened.volume,
                lane=Lane.GPU,
                key=LOOK,
                quiet=True,
                on_done=self._on_looked,
            )

    def _on_looked(self, result: ModelResult) -> None:
        opened = self._session.opened
        if opened is not None and opened.volume.source_id == result.provenance.source_id and len(result.notes) > 1:
            self.hinted.emit(joined(result.notes))


def may_hang_wrongly(volume: Volume) -> bool:
    """Whether a picture may be a film of which nobody says where right and up are."""
    return volume.shape[0] == 1 and not volume.is_colour and not volume.axes_known and volume.modality in FILMS
