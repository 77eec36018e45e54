"""Which mask is edited, and with what."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from ai.inference.results import ModelResult
from ai.volume import Volume
from ai.words import say
from app.imaging.label_map import is_same_memory
from app.imaging.labels import Colour
from app.imaging.masks.work import MaskWork
from app.state.mask_growth import MaskGrowth
from app.state.proposal import MaskProposal
from app.state.review import FindingId

EDITS_KEPT = say(
    "A person edited what this model marked here, so it does not run again. To have its masks back, edit the mask, "
    "press “Model” and “Done”."
)
"""Work of a person is never replaced by a run."""

RADII_MM = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0)
"""Of the brush; the finer the smaller."""


@dataclass(frozen=True)
class BrushChoice:
    """The brush as the reader set it; it stays from one mask to the next.

    Parameters
    ----------
    radius_mm
        One of `RADII_MM`.
    is_ball
        Touches all around, not only the plane.
    intensity
        (lowest, highest) value of the scan beyond which nothing is touched; None for any.
    """

    radius_mm: float = 5.0
    is_ball: bool = False
    intensity: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class EditedMask:
    """The mask that is edited.

    Parameters
    ----------
    key
        `app.state.session.SeriesKey` of its series.
    volume
        That is open, with the grid of the mask.
    finding
        Which structure of which model.
    title, colour
        As it is drawn.
    work
        Its voxels and steps.
    """

    key: Hashable
    volume: Volume
    finding: FindingId
    title: str
    colour: Colour
    work: MaskWork


@dataclass(frozen=True)
class EditOffer:
    """Edits of an earlier session that fit a result.

    Parameters
    ----------
    key
        `app.state.session.SeriesKey` of the series.
    model_id
        Whose result.
    titles
        Of the structures that were edited.
    """

    key: Hashable
    model_id: str
    titles: tuple[str, ...]


class MaskEditing(QObject):
    """Holder of the edit in progress; `app.actions.edit_mask` changes it.

    Signals
    -------
    editing_changed()
        A mask is edited, or none any more; a step was done or undone; the brush is another one; edits are offered.
    """

    editing_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mask: EditedMask | None = None
        self._brush = BrushChoice()
        self._busy = False
        self._offers: tuple[EditOffer, ...] = ()
        self.proposal = MaskProposal(self)
        """What would be marked, until the reader takes it."""
        self.proposal.turned.connect(self.editing_changed)
        self.growth = MaskGrowth(self)
        """What would be marked by growing from a place, until the reader takes it."""

    @property
    def mask(self) -> EditedMask | None:
        """The mask that is edited; None for none."""
        return self._mask

    @property
    def brush(self) -> BrushChoice:
        """The brush."""
        return self._brush

    @property
    def is_busy(self) -> bool:
        """Whether the whole mask is being changed: nothing is painted meanwhile."""
        return self._busy

    def is_of(self, key: Hashable, model_id: str) -> bool:
        """Whether a mask of a model on a series is edited."""
        return self._mask is not None and (self._mask.key, self._mask.finding.model_id) == (key, model_id)

    def frozen(self, result: ModelResult) -> ModelResult:
        """Return a result whose masks nobody changes: that of a mask in work is copied; for work in another thread."""
        if self._mask is None:
            return result
        labelled, copied = self._mask.work.labelled, None
        structures = []
        for each in result.structures:
            if is_same_memory(each.labelled, labelled):
                copied = labelled.copy() if copied is None else copied
                each = replace(each, labelled=copied)
            structures.append(each)
        return replace(result, structures=tuple(structures))

    def offer(self, key: Hashable) -> EditOffer | None:
        """Return edits of an earlier session that can be taken up on a series; None for none."""
        return next((each for each in self._offers if each.key == key), None)

    def add_offer(self, offer: EditOffer) -> None:
        """Offer edits of an earlier session."""
        if offer not in self._offers:
            self._offers = (*self._offers, offer)
            self.editing_changed.emit()

    def drop_offer(self, offer: EditOffer) -> None:
        """Offer them no more."""
        if offer in self._offers:
            self._offers = tuple(each for each in self._offers if each != offer)
            self.editing_changed.emit()

    def begin(self, mask: EditedMask) -> None:
        """Edit a mask."""
        self._mask, self._busy = mask, False
        self.proposal.clear()
        self.growth.clear()
        self.editing_changed.emit()

    def end(self) -> None:
        """Edit none."""
        if self._mask is not None:
            self._mask, self._busy = None, False
            self.proposal.clear()
            self.growth.clear()
            self.editing_changed.emit()

    def set_brush(self, brush: BrushChoice) -> None:
        """Take another brush."""
        if brush != self._brush:
            self._brush = brush
            self.editing_changed.emit()

    def set_busy(self, busy: bool) -> None:
        """Tell that the whole mask is being changed, or is no more."""
        if busy is not self._busy:
            self._busy = busy
            self.editing_changed.emit()

    def note_step(self) -> None:
        """Tell that a step was done or undone."""
        self.editing_changed.emit()
