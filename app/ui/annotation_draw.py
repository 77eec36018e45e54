"""How the mouse draws an annotation: by dragging, by clicks, or by both in turn."""

from __future__ import annotations

from dataclasses import dataclass

from app.imaging.annotations.annotation import OUTLINES, Annotation, DrawnOn, Kind, SeriesMark
from app.imaging.annotations.draft import LAST_STAGE, began, finished, grown

CLOSE_PX = 10.0
"""A click so near to the first corner closes a polygon, in pixels of the widget."""


@dataclass(frozen=True)
class Pen:
    """What a press of the left button begins.

    Parameters
    ----------
    kind
        Of the annotation.
    drawn_on, mark
        Where it belongs.
    order
        Its number.
    """

    kind: Kind
    drawn_on: DrawnOn
    mark: SeriesMark
    order: int = 0


class Drawing:
    """One annotation under the mouse. Places are (row, column) of the picture, fractional.

    A press that is dragged fixes the next place where it is released; one that is not dragged leaves the next place
    under the cursor until the next press. So two points are drawn by one drag or by two clicks, as the hand is used to.

    Parameters
    ----------
    pen
        What is drawn.
    row, column
        Where it begins.
    """

    def __init__(self, pen: Pen, row: float, column: float) -> None:
        self._frame = pen.drawn_on.frame
        self._draft = began(pen.kind, self._frame.to_lps_mm((row, column)), pen.drawn_on, pen.mark, order=pen.order)
        self._stage = 1
        self._done = pen.kind in (Kind.TEXT, Kind.POINT)

    @property
    def annotation(self) -> Annotation:
        """As it is drawn by now."""
        return self._draft

    @property
    def is_done(self) -> bool:
        """Whether nothing more is to come."""
        return self._done

    @property
    def result(self) -> Annotation | None:
        """What is kept of it; None where there is too little."""
        return finished(self._draft)

    def move(self, row: float, column: float, *, pressed: bool) -> None:
        """Follow the cursor."""
        if self._done:
            return
        self._draft = grown(self._draft, self._stage, self._frame.to_lps_mm((row, column)))
        if pressed and self._draft.kind is Kind.FREEHAND:
            self._stage = min(self._stage + 1, len(self._draft.points))

    def press(self, row: float, column: float, *, closes: bool = False) -> None:
        """Fix the place under the cursor; ``closes`` where that is the first corner of a polygon."""
        if closes and self._stage >= 3:
            self.close()
            return
        self.move(row, column, pressed=False)
        self._fix()

    def release(self, row: float, column: float, *, dragged: bool) -> None:
        """End a press."""
        if self._draft.kind is Kind.FREEHAND:
            self._done = True
        elif dragged and not self._done:
            self.move(row, column, pressed=False)
            self._fix()

    def close(self) -> None:
        """End an outline with the corners that are fixed."""
        if self._draft.kind in OUTLINES and not self._done:
            fixed = self._draft.places[: self._stage]
            if len(fixed) >= 3:
                self._draft = grown(self._draft, self._stage - 1, fixed[-1])
            else:
                # Too few for an inside: all on one place is nothing to keep.
                self._draft = began(self._draft.kind, fixed[0], self._draft.drawn_on, self._draft.mark)
            self._done = True

    def step_back(self) -> None:
        """Take the last fixed corner of a polygon back."""
        if self._draft.kind is Kind.POLYGON and self._stage > 1:
            self._stage -= 1
            self._draft = grown(self._draft, self._stage, self._draft.places[-1])

    def _fix(self) -> None:
        self._stage += 1
        last = LAST_STAGE.get(self._draft.kind)
        if last is not None and self._stage > last:
            self._done = True
