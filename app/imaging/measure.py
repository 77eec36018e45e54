"""Lengths in millimetres, and measurements that the reader changes by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ai.inference.results import Caliper, Measurement, ModelResult, Point
from ai.volume import Volume
from ai.words import say

EDITED_NOTE = say("Edited by the reader: the interval no longer holds.")
"""An interval is the model's promise about its own lines, so it ends where a person moves one."""


def length_mm(volume: Volume, start: Point, end: Point) -> float:
    """Distance between two (slice, row, column) points in mm of `Volume.spacing_kind`."""
    start_lps_mm, end_lps_mm = volume.to_lps_mm([start, end])
    return float(np.linalg.norm(end_lps_mm - start_lps_mm))


def with_caliper(measurement: Measurement, caliper_index: int, caliper: Caliper, volume: Volume) -> Measurement:
    """Measure again after one of the lines was moved.

    Parameters
    ----------
    measurement
        The measurement as it was.
    caliper_index
        Which of its lines was moved.
    caliper
        The line as it is now.
    volume
        The grid that the lines stand on.

    Returns
    -------
    Measurement
        With the new value and no interval. Two lines are a ratio (first by second, lengths in mm), one is a length.
        A ratio by a line without length is 0: nothing can be read from it.
    """
    calipers = tuple(caliper if index == caliper_index else other for index, other in enumerate(measurement.calipers))
    lengths = [length_mm(volume, line.start, line.end) for line in calipers]
    value = lengths[0]
    if len(lengths) == 2:
        value = lengths[0] / lengths[1] if lengths[1] > 0 else 0.0
    return replace(measurement, value=value, interval=None, interval_note=EDITED_NOTE, calipers=calipers)


def with_line(
    result: ModelResult, measurement_name: str, caliper_index: int, ends: tuple[Point, Point], volume: Volume
) -> ModelResult:
    """Put one line of a measurement elsewhere; the same value where the result has none of that name.

    Parameters
    ----------
    result
        Of a model; a number of others stays what they measured.
    measurement_name, caliper_index
        `ai.inference.results.Measurement.name`, and which of its lines.
    ends
        (slice, row, column) on the source grid.
    volume
        The grid.
    """
    if result.provenance.maker or all(each.name != measurement_name for each in result.measurements):
        return result
    measurements = tuple(
        with_caliper(each, caliper_index, Caliper(each.calipers[caliper_index].name, *ends), volume)
        if each.name == measurement_name
        else each
        for each in result.measurements
    )
    return replace(result, measurements=measurements)
