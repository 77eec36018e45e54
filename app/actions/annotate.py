"""What a reader draws, changes and takes back."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from ai.words import say, template
from app.imaging.annotations.annotation import LARGEST_TEXT, Annotation, Kind
from app.imaging.annotations.place import centre_of, is_parallel, slice_of
from app.imaging.annotations.quantities import length
from app.imaging.annotations.scale import calibrated
from app.imaging.labels import Colour
from app.state.annotation_marks import belongs_to
from app.state.pane import Pane
from app.state.session import Session
from app.state.tool import Tool


class AnnotateActions(QObject):
    """What a reader can do with measurements and marks.

    Parameters
    ----------
    session
        What is open, and the book of all annotations.

    Signals
    -------
    text_wanted(Annotation)
        A text was placed: what shall it say?
    """

    text_wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._book = session.annotations
        self._dragged = ""

    def draw(self, annotation: Annotation) -> None:
        """Take what the mouse drew."""
        self._book.add(annotation)
        if annotation.kind is Kind.TEXT:
            self.text_wanted.emit(annotation)

    def drag(self, annotation: Annotation) -> None:
        """Take another value while the mouse drags; all of a drag is one step of undo."""
        if self._book.annotation(annotation.id) is None:
            return
        if self._dragged != annotation.id:
            self._dragged = annotation.id
            self._book.begin_step(say("Move {what}", what=annotation.title_inside))
        self._book.replace(annotation, template("Move {what}"))

    def end_drag(self) -> None:
        """Let go what is dragged."""
        self._dragged = ""
        self._book.end_step()

    def select(self, annotation_id: str) -> None:
        """Select one; ``""`` selects none."""
        self._book.select(annotation_id or None)

    def delete_selected(self) -> None:
        """Take the selected one away; undo brings it back."""
        if self._book.selected is not None:
            self._book.delete(self._book.selected.id)

    def delete_all(self) -> None:
        """Take everything on the open series away, in one step."""
        opened = self._session.opened
        if opened is not None:
            self._book.delete_all(self._book.on_series(opened.series))

    def undo(self) -> None:
        """Take the last step back; what is dragged meanwhile begins another step."""
        self._dragged = ""
        self._book.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self._dragged = ""
        self._book.redo()

    def set_text(self, annotation_id: str, text: str) -> None:
        """Label one; a text that says nothing goes."""
        annotation = self._book.annotation(annotation_id)
        if annotation is None:
            return
        text = text.strip()[:LARGEST_TEXT]
        if annotation.kind is Kind.TEXT and not text:
            self._book.delete(annotation_id)
        else:
            self._book.replace(replace(annotation, text=text), template("Label {what}"))

    def set_colour(self, annotation_id: str, colour: Colour) -> None:
        """Draw one in another colour."""
        annotation = self._book.annotation(annotation_id)
        if annotation is not None:
            self._book.replace(replace(annotation, colour=colour), template("Colour {what}"))

    def set_visible(self, annotation_id: str, visible: bool) -> None:
        """Draw one, or not."""
        annotation = self._book.annotation(annotation_id)
        if annotation is not None:
            words = template("Show {what}") if visible else template("Hide {what}")
            self._book.replace(replace(annotation, visible=visible), words)

    def toggle_shown(self) -> None:
        """Hide or show all."""
        self._book.set_shown(not self._book.are_shown)

    def calibrate(self, annotation_id: str, known_mm: float) -> None:
        """Say how long a drawn line truly is: all lengths of its image follow."""
        annotation = self._book.annotation(annotation_id)
        pane = None if annotation is None else self._pane_of(annotation)
        if annotation is None or pane is None or pane.opened is None or annotation.kind is not Kind.LENGTH:
            return
        volume = pane.opened.volume
        self._book.set_calibration(calibrated(annotation.mark, volume, length(annotation), known_mm))

    def drop_calibration(self, annotation_id: str) -> None:
        """Tell lengths as the file does again."""
        annotation = self._book.annotation(annotation_id)
        if annotation is not None:
            self._book.drop_calibration(annotation.mark)

    def show(self, annotation_id: str) -> None:
        """Go to the plane that one lies on, in the active pane if that shows its series, and select it.

        A pane whose planes are not parallel to the one it was drawn on shows the slices as they were taken, or the
        planes it was drawn on.
        """
        annotation = self._book.annotation(annotation_id)
        pane = None if annotation is None else self._pane_of(annotation)
        if annotation is None or pane is None or pane.opened is None:
            return
        self._session.panes.set_active(pane)
        stack = pane.stack
        if stack is None or not is_parallel(annotation, stack.frame(pane.index)):
            turn = pane.state.cut.turn
            pane.update(cut=replace(annotation.drawn_on.cut, turn=turn))
            stack = pane.stack
        if stack is None:
            return
        if stack.is_source:
            pane.update(index=slice_of(annotation, pane.opened.volume))
        else:
            pane.update(index=stack.index_at(centre_of(annotation)))
        self._book.select(annotation_id)

    def stop(self) -> None:
        """Give the left button its looking tool back, or select nothing."""
        tool = self._session.tools.tool
        if tool.kind is not None or tool.paints or tool.finds:
            self._session.tools.set_tool(Tool.WINDOW)
        else:
            self._book.select(None)

    def _pane_of(self, annotation: Annotation) -> Pane | None:
        """Find a pane that shows the series of an annotation, the active one first; None where none does."""
        panes = self._session.panes
        for pane in (panes.active, *panes.seen, *panes.all):
            if pane.opened is not None and belongs_to(annotation.mark, pane.opened.series):
                return pane
        return None
