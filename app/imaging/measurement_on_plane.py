"""Lines of a measurement in a picture that is turned or mirrored."""

from __future__ import annotations

from dataclasses import replace

from ai.inference.results import Measurement
from app.imaging.cut_stack import CutStack


def as_shown(measurement: Measurement, stack: CutStack) -> Measurement:
    """Give a measurement with its lines in the picture: (slice, row, column) as it is turned on the screen."""
    if stack.cut.turn.is_none:
        return measurement
    lines = tuple(
        replace(
            each,
            start=(each.start[0], *stack.pixel_of(each.start)),
            end=(each.end[0], *stack.pixel_of(each.end)),
        )
        for each in measurement.calipers
    )
    return replace(measurement, calipers=lines)
