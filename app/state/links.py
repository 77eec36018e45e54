"""What panes do together: scroll, zoom, window; and which priors were put beside each other by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True)
class ManualLink:
    """Two spaces that the reader laid beside each other: there is no common frame of reference.

    Parameters
    ----------
    first, second
        `app.state.pane.Pane.space` of both.
    offset_mm
        What has to be added along the normal of the planes to come from the first to the second.
    normal_lps
        Unit normal of the planes of the first at the moment of linking; the offset counts along it.
    """

    first: str
    second: str
    offset_mm: float
    normal_lps: tuple[float, float, float]


@dataclass(frozen=True)
class Links:
    """What panes do together.

    Parameters
    ----------
    scroll
        Parallel planes of one space stay at the same place of the patient.
    zoom
        A millimetre has the same size, and the same place is in the middle.
    window
        Series of the same modality and unit have the same window.
    lines
        The plane of the active pane is drawn as a line in the others.
    manual
        Spaces that were linked by hand.
    """

    scroll: bool = True
    zoom: bool = False
    window: bool = False
    lines: bool = True
    manual: tuple[ManualLink, ...] = ()

    def offset_mm(self, source: str, target: str) -> float | None:
        """Return what to add along the normal to come from one space to another; None where they are not linked."""
        if source == target:
            return 0.0
        for link in self.manual:
            if (link.first, link.second) == (source, target):
                return link.offset_mm
            if (link.second, link.first) == (source, target):
                return -link.offset_mm
        return None

    def is_manual(self, space: str | None) -> bool:
        """Whether a space was linked by hand."""
        return any(space in (link.first, link.second) for link in self.manual)

    def without(self, space: str) -> Links:
        """Give the links without those made by hand of a space."""
        return replace(self, manual=tuple(each for each in self.manual if space not in (each.first, each.second)))


class LinkState(QObject):
    """Holder of the `Links`.

    Signals
    -------
    links_changed()
        Something else is done together.
    """

    links_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._links = Links()

    @property
    def links(self) -> Links:
        """What is done together now."""
        return self._links

    def update(self, **changes: Any) -> None:
        """Replace some fields; tells only when something differs."""
        self.set_links(replace(self._links, **changes))

    def set_links(self, links: Links) -> None:
        """Replace everything; tells only when something differs."""
        if links != self._links:
            self._links = links
            self.links_changed.emit()
