"""Outlines of marked structures on the planes of a pane, found once for each structure and plane."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ai.inference.results import Probabilities, Structure
from app.imaging.contours import Polyline, contours
from app.imaging.cut_stack import CutStack
from app.imaging.label_map import is_same_memory
from app.imaging.label_plane import Box, LabelPlane
from app.state.reading import Layer, Reading
from app.ui.overlay_item import Outline

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

_ALL: Box = (slice(None), slice(None))


class OutlineFinder:
    """Keeps the outlines of one stack of planes; another stack begins anew."""

    def __init__(self) -> None:
        self._stack: CutStack | None = None
        self._found: dict[tuple[_Key, int], _Found] = {}
        self._found_for: object = None
        self._wanted: set[_Key] = set()
        self._shared: tuple[Structure, int, LabelPlane] | None = None

    def show_stack(self, stack: CutStack | None) -> None:
        """Take other planes; None forgets everything."""
        if stack is not self._stack or stack is None:
            self._stack = stack
            self._found.clear()
            self._shared = None

    def outlines(self, reading: Reading, index: int, end_s: float) -> tuple[tuple[Outline, ...], bool]:
        """Find what is drawn on a plane.

        The work is done in small steps, a piece of the plane or one structure each: a hundred structures, or one on a
        large film, take some turns of the event loop, and the window stays live in between.

        Parameters
        ----------
        reading
            What is filed under the series; structures that are not in it are forgotten.
        index
            Which plane, from 0.
        end_s
            When to stop, by `time.perf_counter`; one step is always done, so that every pane gets on.

        Returns
        -------
        tuple of Outline, bool
            Those that are found, and whether that is all of them.
        """
        # The planes that were scrolled through are thousands of entries: not looked through in every turn.
        if reading.layers is not self._found_for:
            self._found_for = reading.layers
            before, self._wanted = self._wanted, {_key(layer) for layer in reading.drawn}
            if gone := before - self._wanted:
                for known in [each for each in self._found if each[0] in gone]:
                    del self._found[known]
                # A mask that is edited changes in place: its plane was copied before.
                self._shared = None
        shown = [layer for layer in reading.drawn if layer.is_shown]
        missing = [layer for layer in shown if (_key(layer), index) not in self._found]
        missing.reverse()
        while missing:
            if self._find(missing[-1], index, reading):
                missing.pop()
            if time.perf_counter() >= end_s:
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

    def _find(self, layer: Layer, index: int, reading: Reading) -> bool:
        """Find the outlines of a structure on a plane, (row, column) as shown; False while the plane is copied."""
        stack, structure = self._stack, layer.structure
        if stack is None:
            return True
        plane = self._plane(stack, structure, index)
        if not plane.is_whole:
            plane.copy_more()
            return False
        lines = self._lines(stack, plane, layer, index, reading)
        band = _band(stack, structure.votes, index) if layer.band and structure.votes is not None else ()
        self._found[_key(layer), index] = _Found(lines, band) if lines or band else _NOTHING
        return True

    def _lines(
        self, stack: CutStack, plane: LabelPlane, layer: Layer, index: int, reading: Reading
    ) -> tuple[Polyline, ...]:
        """Find the outlines in the box that holds the structure."""
        structure, threshold = layer.structure, layer.threshold
        own = structure.labelled.dtype == np.bool_
        is_chosen = threshold is not None and structure.probability is not None
        # From another probability on, a mask of its own reaches anywhere.
        box = _ALL if own and is_chosen else plane.box(structure.value, margin=1)
        if box is None:
            return ()
        mask = plane.values[box] == structure.value
        # Beside a shared map the probability is that of several structures: it has no crossing at their borders.
        values = structure.probability if own else None
        probability = None if values is None else stack.labels(values, index, smooth=True)[box]
        if threshold is not None and structure.probability is not None:
            chosen = stack.labels(structure.probability, index)[box] >= np.ceil(threshold * 255)
            mask = chosen if own else mask & chosen
        else:
            threshold = threshold_of(structure, reading)
        lines = contours(mask, probability, threshold=threshold)
        corner = (box[0].start or 0, box[1].start or 0)
        return lines if corner == (0, 0) else tuple(line + corner for line in lines)

    def _plane(self, stack: CutStack, structure: Structure, index: int) -> LabelPlane:
        """Cut the map that structures share once for all of them."""
        known = self._shared
        if known is None or known[1] != index or not is_same_memory(known[0].labelled, structure.labelled):
            known = self._shared = (structure, index, LabelPlane(stack.labels(structure.labelled, index)))
        return known[2]


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
