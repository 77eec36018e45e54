"""Frame times of a whole window of 1920 x 1080 while the reader scrolls and drags the window: 60 a second hold below
16.7 ms, 30 below 33.3.

A frame is an event of mouse or wheel, all that follows from it, and every repaint, one after the other on the main
thread, until the event loop has nothing left to do. The peer shows the same slices with the same windows in a pyqtgraph
view of the size of the pane (of the whole grid for four panes): no words, lines, bars or panels. Its frames and ours
come in turn, so that both meet the same neighbours on the machine; "busy" is the time that the main thread worked
itself, which they do not change.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyqtgraph
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from ai.library.library import SHIPPED, Library
from ai.volume import Volume
from ai.worker.client import Worker
from app.actions.mask_start import Empty
from app.actions.new_mask import Look
from app.dicom.series import Instance, Series, SliceFacts, Study
from app.dicom.series_load import OpenSeries
from app.imaging.annotations.annotation import Annotation, DrawnOn, Kind, new_id
from app.imaging.cut_turn import vector
from app.imaging.window import Presentation, Voi, Window
from app.main import Viewer, _application
from app.state.annotation_marks import mark_of
from tests.benchmarks.ct_series import INTERCEPT, PICTURES, picture_of
from tests.benchmarks.hands import move, press, release, until_quiet, wait_for, wheel
from tests.benchmarks.table import Row

WINDOW = (1920, 1080)
FRAMES = 200
WARM_UP = 20
SLICES = 300
MASK_SLICES = 600
ANNOTATIONS = 20
LONGEST_WAIT_S = 60.0
SIXTY_MS = 1000 / 60
THIRTY_MS = 1000 / 30

CT_VOIS = (Window(40, 400, "Mediastinum"), Window(-600, 1500, "Lung"))
_MG_VOIS = (Window(2000, 1600),)

Frame = Callable[[int], None]


@dataclass(frozen=True)
class Times:
    """Milliseconds of each frame: as the clock on the wall tells, and of the main thread alone."""

    wall: list[float]
    busy: list[float]


def ct_voxels(slices: int) -> npt.NDArray[np.int16]:
    """(slices, 512, 512) int16, HU."""
    pictures = [picture_of(number).astype(np.int16) + np.int16(INTERCEPT) for number in range(PICTURES)]
    return np.stack([pictures[number % PICTURES] for number in range(slices)])


def _mammogram() -> npt.NDArray[np.uint16]:
    """(1, 4096, 3328) uint16."""
    y, x = np.mgrid[:4096, :3328].astype(np.float32)
    breast = np.hypot((y - 2048) / 1900, x / 2300) < 1
    noise = np.random.default_rng(0).normal(0, 40, (4096, 3328)).astype(np.float32)
    return np.where(breast, 2000 + 400 * np.sin(x / 90) * np.cos(y / 110) + noise, 0).astype(np.uint16)[None]


def _opened(voxels: npt.NDArray[np.generic], modality: str, vois: tuple[Voi, ...]) -> tuple[OpenSeries, Study]:
    """Make an open series, with the facts of a file for every slice, and its study."""
    count, rows, columns = voxels.shape
    affine = np.eye(4)
    affine[:3, :3] = np.array([[0, 0, 0.7], [0, 0.7, 0], [1.0, 0, 0]])
    volume = Volume(voxels, affine, unit="HU" if modality == "CT" else "", modality=modality)
    instances = tuple(
        Instance(Path(f"{number}.dcm"), f"1.2.{number}", "", "", number + 1, 1, rows, columns, None, None, None)
        for number in range(count)
    )
    facts = tuple(SliceFacts(number, location_mm=float(number), thickness_mm=1.0) for number in range(count))
    series = Series(f"1.2.{count}", 1, "Frames", modality, "CHEST", instances, slices=facts)
    person = ("Example^Anna", "P1", "19580412", "F", "067Y")
    study = Study(f"1.1.{count}", "20260312", "101500", "Chest", "A77", "", *person, (series,))
    return OpenSeries(series, volume, np.ones(count, np.bool_), Presentation((vois,) * count), voxels), study


class Peer:
    """A pyqtgraph view of the same series, of the size of a widget."""

    def __init__(self, opened: OpenSeries, size: QWidget, voi: Window) -> None:
        self._voxels = opened.volume.voxels
        self._low, self._high = voi.centre - voi.width / 2, voi.centre + voi.width / 2
        self.view = pyqtgraph.GraphicsView()
        box = pyqtgraph.ViewBox(lockAspect=True, invertY=True)
        self.view.setCentralItem(box)
        self._image = pyqtgraph.ImageItem(self._voxels[0], axisOrder="row-major")
        self._image.setLevels((self._low, self._high))
        box.addItem(self._image)
        self.view.resize(size.size())
        self.view.show()
        until_quiet()
        box.autoRange(padding=0)
        until_quiet()

    def scroll(self, number: int) -> None:
        """Show the next slice."""
        self._image.setImage(self._voxels[number % len(self._voxels)], autoLevels=False)

    def drag(self, number: int) -> None:
        """Show another window."""
        self._image.setLevels((self._low + number % 40, self._high + number % 60))

    def close(self) -> None:
        """Take the view away."""
        self.view.close()
        self.view.deleteLater()
        until_quiet()


def _in_turn(*frames: Frame) -> list[Times]:
    """Make frames of each kind in turn."""
    seen = [Times([], []) for _ in frames]
    for number in range(FRAMES + WARM_UP):
        for frame, times in zip(frames, seen, strict=True):
            wall, busy = time.perf_counter(), time.thread_time()
            frame(number)
            until_quiet()
            if number >= WARM_UP:
                times.wall.append(1000 * (time.perf_counter() - wall))
                times.busy.append(1000 * (time.thread_time() - busy))
    return [Times(sorted(times.wall), sorted(times.busy)) for times in seen]


def _rows(name: str, ours: Times, peer: Times, limit_ms: float) -> list[Row]:
    """Word the median, the slowest hundredth and what came too late."""
    late = 100 * sum(ms > limit_ms for ms in ours.wall) / len(ours.wall)
    middle, end = len(ours.wall) // 2, int(0.99 * (len(ours.wall) - 1))
    busy_late = 100 * sum(ms > limit_ms for ms in ours.busy) / len(ours.busy)
    goals = [f"<= {limit_ms:.1f} ms; {share:.1f} % of all frames were later" for share in (late, busy_late)]
    told = "pyqtgraph, image only"
    return [
        Row(f"{name}, median", ours.wall[middle], told, peer.wall[middle]),
        Row(f"{name}, p99", ours.wall[end], told, peer.wall[end], goals[0]),
        Row(f"{name}, p99 busy", ours.busy[end], told, peer.busy[end], goals[1]),
    ]


class Scene:
    """A window with a series open, and the frames that a reader's hands make in it.

    Parameters
    ----------
    viewer
        With its window shown.
    voxels, modality, vois
        Of the series.
    limit_ms
        How long a frame may take.
    """

    def __init__(
        self,
        viewer: Viewer,
        voxels: npt.NDArray[np.generic],
        modality: str,
        vois: tuple[Voi, ...],
        limit_ms: float,
    ) -> None:
        self._viewer = viewer
        self._limit_ms = limit_ms
        self.opened, self.study = _opened(voxels, modality, vois)
        self._count = len(voxels)
        viewer.session.set_studies((self.study,), ())
        viewer.session.set_opened(self.opened)
        viewer.view.update(index=self._count // 2, voi=vois[0], zoom=1.0, pan=None)
        until_quiet()
        window = vois[0]
        if not isinstance(window, Window):
            raise TypeError("the peer has windows only")
        self._peer = Peer(self.opened, viewer.window.grid, window)

    @property
    def _canvas(self) -> QWidget:
        """Of the active pane."""
        return self._viewer.window.pane.canvas.viewport()

    def scrolling(self, name: str, *, within: int = 0) -> list[Row]:
        """Turn the wheel, notch by notch and back at the ends; ``within`` so many slices where more than 0."""
        canvas, span = self._canvas, within or self._count // 2 - 1

        def scroll(number: int) -> None:
            wheel(canvas, 1 if (number // span) % 2 == 0 else -1)

        return _rows(f"{name}, scrolling", *_in_turn(scroll, self._peer.scroll), self._limit_ms)

    def dragging(self, name: str, *, what: str = "window drag", at: tuple[float, float] = (0.1, 0.3)) -> list[Row]:
        """Drag from a place in the active pane, given as shares of its width and height: the window, where it is free.

        The peer always drags the window.
        """
        canvas = self._canvas
        start = QPointF(at[0] * canvas.width(), at[1] * canvas.height())
        press(canvas, start)

        def drag(number: int) -> None:
            move(canvas, start + QPointF(10 + number % 60, 10 + number % 40))

        rows = _rows(f"{name}, {what}", *_in_turn(drag, self._peer.drag), self._limit_ms)
        release(canvas, start)
        until_quiet()
        return rows

    def painting(self, name: str) -> list[Row]:
        """Paint with the brush on a mask of the whole series, along a way that hardly crosses itself; then undo it."""
        canvas, masks = self._canvas, self._viewer.actions.masks
        self.begin_mask()
        width, height = 0.6 * canvas.width(), 0.6 * canvas.height()
        start = QPointF(width / 3, height / 3)
        press(canvas, start)

        def paint(number: int) -> None:
            move(canvas, start + QPointF(7 * number % width, 3 * number % height))

        rows = _rows(f"{name}, brush stroke", *_in_turn(paint, self._peer.drag), self._limit_ms)
        release(canvas, start)
        until_quiet()
        masks.discard()
        until_quiet()
        return rows

    def begin_mask(self) -> None:
        """Edit a new mask that marks nothing yet."""
        look = Look("Tumour", None, "", (255, 96, 60))
        self._viewer.actions.new_masks.make(look, Empty())
        if not wait_for(lambda: self._viewer.session.editing.mask is not None, LONGEST_WAIT_S):
            raise RuntimeError("no mask is edited")
        until_quiet()

    def annotate(self, index: int) -> None:
        """Draw lengths and ellipses on a slice."""
        pane = self._viewer.session.panes.active
        stack = pane.stack
        if stack is None:
            raise RuntimeError("nothing is open")
        frame = stack.frame(index)
        drawn_on, mark = DrawnOn(frame, stack.cut, index), mark_of(self.study, self.opened.series, index)
        for number in range(ANNOTATIONS):
            row, column = 120.0 + 60 * (number // 4), 100.0 + 80 * (number % 4)
            pixels = [(row, column), (row, column + 30)]
            kind = Kind.LENGTH
            if number % 2:
                kind, pixels = Kind.ELLIPSE, [*pixels, (row + 20, column)]
            points = tuple(vector(frame.to_lps_mm(pixel)) for pixel in pixels)
            self._viewer.session.annotations.add(Annotation(new_id(), kind, points, drawn_on, mark, number))
        until_quiet()

    def close(self) -> None:
        """Take the peer away; the window stays."""
        self._peer.close()
        self._viewer.session.clear()
        until_quiet()


def _ct_rows(viewer: Viewer) -> list[Row]:
    """Measure a CT: plain, annotated, through the lens, and as planes with a crosshair."""
    scene = Scene(viewer, ct_voxels(SLICES), "CT", CT_VOIS, SIXTY_MS)
    rows = [*scene.scrolling("CT 512 x 512"), *scene.dragging("CT 512 x 512")]
    scene.annotate(SLICES // 2)
    viewer.view.update(index=SLICES // 2)
    until_quiet()
    rows += scene.dragging("CT, 20 annotations")
    rows += scene.scrolling("CT, 20 annotations", within=1)
    viewer.session.annotations.clear()
    viewer.actions.lens.choose("clahe")
    until_quiet()
    rows += scene.scrolling("CT, lens on CLAHE")
    rows += scene.dragging("CT, lens on CLAHE")
    viewer.actions.lens.off()
    viewer.actions.mpr.toggle()
    until_quiet()
    rows += scene.scrolling("CT, MPR 2 x 2 with crosshair", within=100)
    rows += scene.dragging("CT, MPR 2 x 2 with crosshair")
    rows += scene.dragging("CT, MPR 2 x 2", what="crosshair drag", at=(0.5, 0.5))
    viewer.actions.mpr.toggle()
    scene.close()
    return rows


def _mask_rows(viewer: Viewer) -> list[Row]:
    """Measure a brush on a mask of a large CT."""
    scene = Scene(viewer, ct_voxels(MASK_SLICES), "CT", CT_VOIS, SIXTY_MS)
    rows = scene.painting(f"mask of 512 x 512 x {MASK_SLICES}")
    scene.close()
    return rows


def _mammogram_rows(viewer: Viewer) -> list[Row]:
    """Measure a mammogram."""
    scene = Scene(viewer, _mammogram(), "MG", _MG_VOIS, THIRTY_MS)
    rows = scene.dragging("mammogram 4096 x 3328")
    viewer.actions.lens.choose("clahe")
    until_quiet()
    rows += scene.dragging("mammogram, lens on CLAHE")
    scene.close()
    return rows


def run() -> list[Row]:
    """Measure a CT, a mask and a mammogram."""
    _application()
    viewer = Viewer(Worker(), Library([SHIPPED]), settings_path=None)
    viewer.window.resize(*WINDOW)
    viewer.window.show()
    until_quiet()
    rows = _ct_rows(viewer) + _mask_rows(viewer) + _mammogram_rows(viewer)
    viewer.window.close()
    return rows
