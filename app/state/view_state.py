"""How one pane shows its series: a frozen value, and its holder that tells of changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from ai.volume import Volume
from app.imaging.cut import Cut
from app.imaging.lens import Lens
from app.imaging.window import RealPlane, Voi

_SOURCE = Cut()


@dataclass(frozen=True)
class ViewState:
    """What one pane shows; replaced whole.

    Parameters
    ----------
    index
        Plane shown of what ``cut`` makes of the series, from 0: the slice itself where nothing was chosen.
    voi
        Window or LUT in use; None where the picture is in colour or nothing is open.
    inverted
        Whether the reader inverted the grey scale, on top of the file's own polarity.
    zoom
        Screen pixels per millimetre of the picture divided by the fit; 1.0 fits the pane.
    pan
        (row, column) index of the picture that is in the middle of the pane; None means the picture's centre.
    overlay_text
        Whether the corner text is shown.
    graphics
        Whether the overlay planes of the file are shown.
    overlay_hidden
        Whether every AI mark is hidden for the moment (Q held).
    lens
        Filters between values and window, for the eye only; None shows the values themselves.
    split
        Share of the pane's width, 0 to 1 from the left, that shows the original beside the lens; None for the lens
        everywhere.
    comparing
        Whether the original is shown everywhere for the moment (X held).
    colour_map
        Id of the colours of a grey picture, `app.imaging.colour_map`; ``""`` for grey.
    cut
        What is scrolled through: slices or planes of the patient, how they lie on the screen, as a slab.
    """

    index: int = 0
    voi: Voi | None = None
    inverted: bool = False
    zoom: float = 1.0
    pan: tuple[float, float] | None = None
    overlay_text: bool = True
    graphics: bool = True
    overlay_hidden: bool = False
    lens: Lens | None = None
    split: float | None = None
    comparing: bool = False
    colour_map: str = ""
    cut: Cut = _SOURCE

    def for_series(self, index: int, voi: Voi | None) -> ViewState:
        """Return how another series is first shown; what is the reader's taste (text, graphics, held keys) stays."""
        return replace(
            self, index=index, voi=voi, inverted=False, zoom=1.0, pan=None, lens=None, colour_map="", cut=_SOURCE
        )

    def differs_in_window(self, other: ViewState) -> bool:
        """Whether ``voi`` is all that differs, and both have one."""
        if self.voi is None or other.voi is None or self.voi == other.voi:
            return False
        return self == replace(other, voi=self.voi)


@dataclass(frozen=True, eq=False)
class Filtered:
    """What a lens made of one plane.

    Parameters
    ----------
    volume, index
        Of which plane; no other one is ever shown with it.
    lens
        By which lens, and within which window.
    plane
        (rows, columns), modality values, of the same shape as the plane as shown.
    cut
        Of which planes through the volume.
    voi
        What it is shown with where its values are of another kind than those of the slice, as edges are; None for the
        window of the pane.
    """

    volume: Volume
    index: int
    lens: Lens
    plane: RealPlane
    cut: Cut = _SOURCE
    voi: Voi | None = None

    def is_of(self, volume: Volume, index: int, cut: Cut = _SOURCE) -> bool:
        """Whether it was made of this plane."""
        return self.volume is volume and self.index == index and self.cut == cut


class View(QObject):
    """Holder of a `ViewState`.

    Signals
    -------
    view_changed()
        The state was replaced by another one.
    filtered_changed()
        The lens made another picture, or there is none any more.
    """

    view_changed = Signal()
    filtered_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = ViewState()
        self._filtered: Filtered | None = None

    @property
    def state(self) -> ViewState:
        """What is shown now."""
        return self._state

    def update(self, **changes: Any) -> None:
        """Replace some fields; tells only when something differs."""
        self.set_state(replace(self.state, **changes))

    def set_state(self, state: ViewState) -> None:
        """Replace everything; tells only when something differs."""
        if state != self._state:
            self._state = state
            self.view_changed.emit()

    @property
    def filtered(self) -> Filtered | None:
        """What the lens made last; perhaps of a slice or with values that are left by now."""
        return self._filtered

    def set_filtered(self, filtered: Filtered | None) -> None:
        """Take what the lens made, or drop it."""
        if filtered is not self._filtered:
            self._filtered = filtered
            self.filtered_changed.emit()
