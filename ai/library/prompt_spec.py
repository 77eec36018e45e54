"""What a person may say to a model about one structure, and how it reaches the network. No torch here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ai.errors import ModelPackError
from ai.words import say

POINTS = "points"
"""Places that belong to the structure, and places that do not: two channels."""

BOX = "box"
"""A box round the structure: one channel."""

PROMPTS = (POINTS, BOX)

_MOST_MM = 1000.0


@dataclass(frozen=True)
class PromptSpec:
    """The part of the contract that says what a person says.

    What is said comes as channels behind those of the picture, on the network's grid, 1 where it is and else 0: for
    points those that belong, then those that do not; then the box.

    Parameters
    ----------
    takes
        Some of `PROMPTS`, in this order.
    radius_mm
        Of the ball that stands for a point.
    reach_mm
        How far from what was said the network looks, to every side.
    """

    takes: tuple[str, ...]
    radius_mm: float = 2.0
    reach_mm: float = 40.0

    def __post_init__(self) -> None:
        if not self.takes or self.takes != tuple(each for each in PROMPTS if each in self.takes):
            raise ModelPackError(
                say(
                    "The card says that its model takes {found}; known are points and a box.",
                    found=", ".join(self.takes),
                )
            )
        sizes = (self.radius_mm, self.reach_mm)
        if not all(math.isfinite(each) and 0 < each <= _MOST_MM for each in sizes):
            raise ModelPackError(say("The card gives a point or its surroundings a size that none can have."))

    @property
    def channels(self) -> int:
        """Of the network's input, behind those of the picture."""
        return (2 if POINTS in self.takes else 0) + (BOX in self.takes)
