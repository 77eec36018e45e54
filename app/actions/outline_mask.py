"""What an outline does to the mask that is edited: it marks or clears what lies inside."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.actions.brush_mask import BrushActions
from app.actions.mask_place import mask_place
from app.imaging.contours import Polyline
from app.imaging.masks.paint import Deed
from app.state.session import Session


class OutlineActions(QObject):
    """What a reader can do with an outline.

    Parameters
    ----------
    session
        What is open, and which mask is edited.
    brush
        Paints, by its rules.
    """

    def __init__(self, session: Session, brush: BrushActions) -> None:
        super().__init__(session)
        self._session = session
        self._brush = brush

    def fill(self, line: Polyline, clears: bool) -> None:
        """Mark or clear what lies inside a closed line on the plane of the active pane, in one step.

        Parameters
        ----------
        line
            (points, 2) row and column of the picture; the last point joins the first.
        clears
            Whether the inside is cleared.
        """
        place = mask_place(self._session)
        if place is not None:
            self._brush.paint(place.within(line), Deed.CLEAR if clears else Deed.MARK)
