"""What would be marked in the mask that is edited: shown until the reader takes it or lets it go."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from ai.inference.results import Point
from app.imaging.masks.region import Region


@dataclass(frozen=True, eq=False)
class Hint:
    """Where the reader said what belongs to the structure, or what does not.

    Parameters
    ----------
    region
        Voxels that are shown as said.
    is_inside
        Whether they belong.
    point
        (slice, row, column) index of a click; None for a stroke.
    """

    region: Region
    is_inside: bool
    point: Point | None = None


class MaskProposal(QObject):
    """Holder of hints and of what comes of them; `app.actions.propose_mask` changes it.

    Signals
    -------
    proposal_changed()
        There are other hints, or something else is proposed.
    turned()
        There are hints now, or none any more.
    taken_back()
        The last hint was forgotten: what is proposed has to follow.
    """

    proposal_changed = Signal()
    turned = Signal()
    taken_back = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[Hint, ...] = ()
        self._region: Region | None = None
        self._under_way = False

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What the reader said, in order."""
        return self._hints

    @property
    def region(self) -> Region | None:
        """What would be marked; None for nothing yet."""
        return self._region

    @property
    def is_under_way(self) -> bool:
        """Whether a proposal is being made."""
        return self._under_way

    @property
    def has_both(self) -> bool:
        """Whether the reader said of both sides something."""
        return {each.is_inside for each in self._hints} == {True, False}

    def set_hints(self, hints: tuple[Hint, ...]) -> None:
        """Take other hints; without any nothing is proposed."""
        had_any, self._hints = bool(self._hints), hints
        if not hints:
            self._region, self._under_way = None, False
        self.proposal_changed.emit()
        if had_any is not bool(hints):
            self.turned.emit()

    def await_region(self) -> None:
        """Tell that a proposal is being made; the former one is seen until then."""
        self._under_way = True
        self.proposal_changed.emit()

    def set_region(self, region: Region | None) -> None:
        """Propose something else, or nothing."""
        self._region, self._under_way = region, False
        self.proposal_changed.emit()

    def clear(self) -> None:
        """Forget hints and proposal."""
        if self._hints or self._region is not None or self._under_way:
            self.set_hints(())
