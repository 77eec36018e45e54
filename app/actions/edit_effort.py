"""How much a person changed in a structure: gathered from the session at once, counted in any thread."""

from __future__ import annotations

from dataclasses import dataclass

from ai.inference.results import Structure
from ai.progress import Progress, silent
from ai.volume import Volume
from app.imaging.masks.change import Change
from app.imaging.masks.effort import EditFigures, EditLog, edit_figures
from app.imaging.masks.grid_facts import voxel_ml
from app.state.review import FindingId
from app.state.session import SeriesKey, Session


@dataclass(frozen=True, eq=False)
class EditEffort:
    """A structure, what its model left, and what was done since.

    Parameters
    ----------
    original, now
        As the model left it, and as it is.
    own, beside
        What was done to it, and to others of its result.
    voxel_ml
        Volume of a voxel.
    """

    original: Structure
    now: Structure
    own: EditLog
    beside: tuple[Change, ...]
    voxel_ml: float

    def figures(self, *, progress: Progress = silent) -> EditFigures:
        """Count; of a large scan that takes a second."""
        return edit_figures(
            self.original, self.now, self.own, beside=self.beside, voxel_ml=self.voxel_ml, progress=progress
        )


def effort_of(session: Session, key: SeriesKey, finding: FindingId, volume: Volume) -> EditEffort | None:
    """Gather what is known of the edits of a structure; None for what is no structure.

    Parameters
    ----------
    session
        What is open. A mask in work counts as it is now; who counts later, or in another thread, ends the work first.
    key, finding
        Of which series, which structure.
    volume
        Of the series.
    """
    reading, logs = session.reading_at(key), session.editing.logs
    original, layer = reading.original_of(finding.model_id), reading.layer_of(finding)
    if original is None or layer is None:
        return None
    own = logs.of(key, finding.model_id, finding.number)
    beside = logs.beside(key, finding.model_id, finding.number)
    mask = session.editing.mask
    if mask is not None and session.editing.is_of(key, finding.model_id):
        if mask.finding == finding:
            own += EditLog(mask.work.standing, mask.work.seconds)
        else:
            beside += mask.work.standing
    if original.structures[finding.number].labelled.dtype == bool:
        beside = ()  # each has a map of its own
    return EditEffort(original.structures[finding.number], layer.structure, own, beside, voxel_ml(volume))
