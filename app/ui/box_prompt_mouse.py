"""The mouse on the box that a model asks for: draws one, moves it, puts its faces elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal

from ai.volume import Volume
from app.imaging.grid_box import GridBox, PlaneIndices, drawn, moved, with_face
from app.ui.box_prompt_item import BoxGrip, BoxPromptItem
from app.ui.mouse_drag import Drag, Pointer


@dataclass(frozen=True, eq=False)
class BoxScene:
    """What a press draws on.

    Parameters
    ----------
    volume
        The scan.
    plane
        That is shown of it.
    box
        As it is by now; None for none.
    usual_mm
        Sides along (slices, rows, columns) that boxes have; None where nobody said.
    """

    volume: Volume
    plane: PlaneIndices
    box: GridBox | None
    usual_mm: tuple[float, float, float] | None


class BoxPromptMouse(QObject):
    """Turns drags into boxes; keeps none.

    Parameters
    ----------
    item
        Where the box is drawn.

    Signals
    -------
    box_drawn(GridBox)
        The box is another one by now.
    """

    box_drawn = Signal(object)

    is_drawing = False

    def __init__(self, item: BoxPromptItem, parent: QObject) -> None:
        super().__init__(parent)
        self._item = item
        self._scene: BoxScene | None = None

    @property
    def scene(self) -> BoxScene | None:
        """What a press draws on; None where no box is asked for."""
        return self._scene

    def show(self, scene: BoxScene | None) -> None:
        """Take what a press draws on."""
        self._scene = scene

    def hover(self, pointer: Pointer | None) -> Qt.CursorShape | None:
        """Show what the cursor is over; as `app.ui.mouse_drag.Holdable`."""
        if self._scene is None or pointer is None:
            return None
        grip = self._item.grip_at(pointer.position)
        if grip is not None:
            return grip.cursor
        return Qt.CursorShape.CrossCursor if pointer.is_on_picture else None

    def press(self, pointer: Pointer, *, is_double: bool) -> Drag | None:
        """Take hold of the box, or begin another one beside it."""
        if self._scene is None:
            return None
        grip = self._item.grip_at(pointer.position)
        if grip is None and not pointer.is_on_picture:
            return None
        return BoxDrag(self, self._scene, grip, pointer)


class BoxDrag(Drag):
    """Draws a box from corner to corner, moves one, or puts its faces elsewhere."""

    def __init__(self, mouse: BoxPromptMouse, scene: BoxScene, grip: BoxGrip | None, pointer: Pointer) -> None:
        self.cursor = Qt.CursorShape.CrossCursor if grip is None else grip.cursor
        self._mouse = mouse
        self._scene = scene
        self._grip = grip
        self._start = pointer

    def move(self, pointer: Pointer) -> None:
        """Tell the box as the cursor has it now."""
        scene, grip, start = self._scene, self._grip, self._start
        shape, plane, box = scene.volume.shape, scene.plane, scene.box
        here, there = (pointer.row, pointer.column), (start.row, start.column)
        if grip is None or box is None:
            made = drawn(scene.volume, plane, there, here, usual_mm=scene.usual_mm)
        elif grip.faces:
            made, at = box, plane.at(here)
            for face in grip.faces:
                made = with_face(made, face.axis, face.is_high, at[face.axis], shape)
        else:
            by = [after - before for after, before in zip(plane.at(here), plane.at(there), strict=True)]
            made = moved(box, by, shape)
        if made is not None:
            self._mouse.box_drawn.emit(made)
