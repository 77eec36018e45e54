"""Outlines of marked structures on the planes of a pane, found once for each structure and plane."""

from __future__ import annotations

import numpy as np

from ai.inference.results import Structure
from app.imaging.contours import Polyline, contours
from app.imaging.cut_stack import CutStack
from app.state.session import Reading
from app.ui.overlay_item import Outline


class OutlineFinder:
    """Keeps the outlines of one stack of planes; another stack begins anew."""

    def __init__(self) -> None:
        self._stack: CutStack | None = None
        self._lines: dict[tuple[Structure, int], tuple[Polyline, ...]] = {}

    def show_stack(self, stack: CutStack | None) -> None:
        """Take other planes; None forgets everything."""
        if stack is not self._stack or stack is None:
            self._stack = stack
            self._lines.clear()

    def outlines(self, reading: Reading, index: int) -> tuple[tuple[Outline, ...], bool]:
        """Find what is drawn on a plane.

        One structure a call is looked for: on a large film each takes some milliseconds, and the window stays live in
        between.

        Parameters
        ----------
        reading
            What is filed under the series; structures that are not in it are forgotten.
        index
            Which plane, from 0.

        Returns
        -------
        tuple of Outline, bool
            Those that are found, and whether that is all of them.
        """
        drawn = {layer.structure for layer in reading.drawn}
        for known in [each for each in self._lines if each[0] not in drawn]:
            del self._lines[known]
        shown = [layer for layer in reading.drawn if layer.visible]
        missing = [layer.structure for layer in shown if (layer.structure, index) not in self._lines]
        if missing:
            self._find(missing[0], index, threshold_of(missing[0], reading))
        outlines = tuple(
            Outline(
                lines=self._lines.get((layer.structure, index), ()),
                colour=layer.colour,
                opacity=layer.opacity,
                filled=layer.filled,
                draft=not layer.accepted,
            )
            for layer in shown
        )
        return outlines, len(missing) <= 1

    def _find(self, structure: Structure, index: int, threshold: float) -> None:
        """Find the outlines of a structure on a plane, (row, column) as shown."""
        stack = self._stack
        if stack is None:
            return
        mask = stack.labels(structure.labelled, index) == structure.value
        # Beside a shared map the probability is that of several structures: it has no crossing at their borders.
        values = structure.probability if structure.labelled.dtype == np.bool_ else None
        probability = stack.labels(values, index, smooth=True) if values is not None and mask.any() else None
        self._lines[structure, index] = contours(mask, probability, threshold=threshold)


def threshold_of(structure: Structure, reading: Reading) -> float:
    """Find the probability from which its model draws a structure."""
    for result in reading.results:
        if any(structure is each for each in result.structures):
            return dict(result.provenance.thresholds).get(structure.label.name, 0.5)
    return 0.5
