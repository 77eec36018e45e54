"""Outlines of marked structures on the planes of a pane, found once for each structure and plane."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.inference.results import Probabilities, Structure
from app.imaging.contours import Polyline, contours
from app.imaging.cut_stack import CutStack
from app.imaging.label_map import is_same_memory
from app.state.reading import Layer, Reading
from app.ui.overlay_item import Outline

BUDGET_S = 0.008
"""So long outlines are looked for in one turn of the event loop; then the window has its turn."""

BAND = (0.1, 0.9)
"""Share of the members that mark a voxel between which they disagree."""

_Key: TypeAlias = tuple[Structure, float | None, bool]
"""What the outlines on a plane hang on: structure, threshold that the reader chose, whether with the band."""


@dataclass(frozen=True, eq=False)
class _Found:
    """Outlines of a structure on a plane; ``band`` is all borders of where members disagree."""

    lines: tuple[Polyline, ...] = ()
    band: tuple[Polyline, ...] = ()


_NOTHING = _Found()


class OutlineFinder:
    """Keeps the outlines of one stack of planes; another stack begins anew."""

    def __init__(self) -> None:
        self._stack: CutStack | None = None
        self._found: dict[tuple[_Key, int], _Found] = {}
        self._shared: tuple[Structure, int, npt.NDArray[np.uint8], frozenset[int]] | None = None

    def show_stack(self, stack: CutStack | None) -> None:
        """Take other planes; None forgets everything."""
        if stack is not self._stack or stack is None:
            self._stack = stack
            self._found.clear()
            self._shared = None

    def outlines(self, reading: Reading, index: int) -> tuple[tuple[Outline, ...], bool]:
        """Find what is drawn on a plane.

        One structure a call is looked for, and more only while that takes no time: on a large film each takes some
        milliseconds, and the window stays live in between.

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
        wanted = {_key(layer) for layer in reading.drawn}
        for known in [each for each in self._found if each[0] not in wanted]:
            del self._found[known]
        shown = [layer for layer in reading.drawn if layer.is_shown]
        missing = [layer for layer in shown if (_key(layer), index) not in self._found]
        end = time.perf_counter() + BUDGET_S
        while missing:
            self._find(missing.pop(0), index, reading)
            if time.perf_counter() > end:
                break
        found = [(layer, self._found.get((_key(layer), index), _NOTHING)) for layer in shown]
        outlines = tuple(
            Outline(
                lines=each.lines,
                colour=layer.colour,
                opacity=layer.opacity,
                filled=layer.filled,
                draft=not layer.accepted,
                band=each.band,
            )
            for layer, each in found
        )
        return outlines, not missing

    def _find(self, layer: Layer, index: int, reading: Reading) -> None:
        """Find the outlines of a structure on a plane, (row, column) as shown."""
        stack, structure = self._stack, layer.structure
        if stack is None:
            return
        own = structure.labelled.dtype == np.bool_
        if own:
            mask = stack.labels(structure.labelled, index).view(np.bool_)
        else:
            plane, values_there = self._shared_plane(stack, structure, index)
            if structure.value not in values_there and structure.votes is None:
                self._found[_key(layer), index] = _NOTHING
                return
            mask = plane == structure.value
        # Beside a shared map the probability is that of several structures: it has no crossing at their borders.
        threshold = layer.threshold
        if threshold is not None and structure.probability is not None:
            chosen = stack.labels(structure.probability, index) >= np.ceil(threshold * 255)
            mask = chosen if own else mask & chosen
        else:
            threshold = threshold_of(structure, reading)
        values = structure.probability if own else None
        probability = stack.labels(values, index, smooth=True) if values is not None and mask.any() else None
        lines = contours(mask, probability, threshold=threshold)
        band = _band(stack, structure.votes, index) if layer.band and structure.votes is not None else ()
        self._found[_key(layer), index] = _Found(lines, band)

    def _shared_plane(
        self, stack: CutStack, structure: Structure, index: int
    ) -> tuple[npt.NDArray[np.uint8], frozenset[int]]:
        """Cut the map that structures share once for all of them; with the values that there are on the plane."""
        known = self._shared
        if known is None or known[1] != index or not is_same_memory(known[0].labelled, structure.labelled):
            plane = np.ascontiguousarray(stack.labels(structure.labelled, index)).view(np.uint8)
            there = np.flatnonzero(np.bincount(plane.ravel(), minlength=256))
            known = self._shared = (structure, index, plane, frozenset(there.tolist()))
        return known[2], known[3]


def _key(layer: Layer) -> _Key:
    return layer.structure, layer.threshold, layer.band


def _band(stack: CutStack, votes: Probabilities, index: int) -> tuple[Polyline, ...]:
    """Find the borders of where so many members agree and so many do not: between them lies the band."""
    share = stack.labels(votes, index, smooth=True)
    lines: tuple[Polyline, ...] = ()
    for level in BAND:
        lines += contours(share >= np.ceil(level * 255), share, threshold=level)
    return lines


def threshold_of(structure: Structure, reading: Reading) -> float:
    """Find the probability from which its model draws a structure."""
    for result in reading.results:
        if any(structure is each for each in result.structures):
            return dict(result.provenance.thresholds).get(structure.label.name, 0.5)
    return 0.5
