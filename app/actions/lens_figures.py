"""What the lens of the active pane does to noise and edges, in figures."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from ai.progress import Progress, silent
from ai.volume import BoolMask
from ai.words import joined, say
from app.imaging.annotations.annotation import Annotation
from app.imaging.annotations.place import is_on, is_parallel
from app.imaging.annotations.region import region_pixels
from app.imaging.cut_stack import CutStack
from app.imaging.probe import number
from app.imaging.sharpness import Comparison, compared
from app.jobs.runner import JobRunner, Lane
from app.state.session import Session
from app.state.view_state import Filtered, View

REST_MS = 200
"""So long after the last change is counted: while a slider or the window moves, the pictures come first."""

_KEY = "lens figures"


class LensFigures(QObject):
    """Follows the filtered picture and counts, in a quiet job; the newest picture wins.

    Parameters
    ----------
    session, view
        What is open, and how it is shown.
    runner
        Where is counted.

    Signals
    -------
    figures_changed(object)
        Words for the reader; ``""`` where there is nothing to compare.
    """

    figures_changed = Signal(object)

    def __init__(self, session: Session, view: View, runner: JobRunner) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._runner = runner
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rest)
        view.filtered_changed.connect(self._on_news)
        view.view_changed.connect(self._on_view_changed)
        session.annotations.selection_changed.connect(self._on_news)

    def _on_news(self) -> None:
        if self._view.filtered is None:
            self._on_rest()
        else:
            # A job at work would keep the next picture waiting.
            self._runner.cancel_key(_KEY)
            self._rest.start()

    def _on_view_changed(self) -> None:
        """Wait on where something is to be counted: the picture of what the view is now may be under way."""
        if self._rest.isActive() or self._runner.is_active(_KEY):
            self._on_news()

    def _on_rest(self) -> None:
        self._rest.stop()
        filtered, pane = self._view.filtered, self._session.panes.active
        opened, stack = pane.opened, pane.stack
        known = filtered is not None and filtered.voi is None and opened is not None and stack is not None
        if filtered is None or opened is None or stack is None or not known:
            self._runner.cancel_key(_KEY)
            self.figures_changed.emit("")
            return
        self._runner.start(
            say("Noise and edges"),
            compare,
            filtered,
            stack,
            opened.presentation.padding,
            self._session.annotations.selected,
            lane=Lane.VIEW,
            key=_KEY,
            on_done=self._tell,
            quiet=True,
        )

    def _tell(self, counted: tuple[Comparison, str]) -> None:
        comparison, unit = counted
        self.figures_changed.emit(self._words(comparison, unit))

    def _words(self, comparison: Comparison, unit: str) -> str:
        before, after = comparison.before, comparison.after
        lines = [
            say("Noise {before} → {after}", before=_text(before.noise), after=joined((_text(after.noise), unit))),
            say(
                "Edges {before} → {after} per pixel",
                before=_text(before.edges),
                after=joined((_text(after.edges), unit)),
            ),
        ]
        if before.region is not None and after.region is not None:
            lines.append(
                say(
                    "Selected region: SNR {before} → {after}",
                    before=_text(before.region.snr),
                    after=_text(after.region.snr),
                )
            )
        return joined(lines, "\n")


def compare(
    filtered: Filtered,
    stack: CutStack,
    padding: tuple[float, float] | None,
    region: Annotation | None,
    *,
    progress: Progress = silent,
) -> tuple[Comparison, str]:
    """Compare a plane with what the lens made of it; returns the unit of the values with it.

    Parameters
    ----------
    filtered
        What the lens made.
    stack
        Where the plane is from.
    padding
        Values that are padding: they count nowhere. Nor do those beyond the window that the lens works within: it makes
        all of them black or white.
    region
        An annotation; its pixels count by themselves where it is a region on this plane.
    """
    progress(0.0, "")
    plane = stack.plane(filtered.index)
    counted: BoolMask | None = None
    if padding is not None:
        counted = (plane < padding[0]) | (plane > padding[1])
    if filtered.lens.limits is not None:
        low, high = filtered.lens.limits
        inside_window = (plane >= low) & (plane <= high)
        counted = inside_window if counted is None else counted & inside_window
    frame = stack.frame(filtered.index)
    inside: BoolMask | None = None
    if region is not None and region.is_region and is_parallel(region, frame) and is_on(region, frame, stack.step_mm):
        patch = region_pixels(region, frame)
        inside = np.zeros(stack.shape_px, np.bool_)
        inside[patch.rows, patch.columns] = patch.inside
    progress(0.3, "")
    return compared(plane, filtered.plane, counted=counted, region=inside), stack.volume.unit


def _text(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    return number(value, decimals=0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)
