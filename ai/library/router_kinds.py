"""What the router tells apart: names of its labels, in the order of its network's outputs. No torch here."""

from __future__ import annotations

from dataclasses import dataclass

CHEST_FILM, CHEST_CT, BRAIN_MR, HIPPOCAMPUS_MR, SOMETHING_ELSE = (
    "chest_film",
    "chest_ct",
    "brain_mr",
    "hippocampus_mr",
    "something_else",
)

KINDS = (CHEST_FILM, CHEST_CT, BRAIN_MR, HIPPOCAMPUS_MR, SOMETHING_ELSE)
"""One of them is what a picture shows."""

INVERTED = "inverted"
"""Of a chest film: bones are dark."""

TURNED = ("upright", "turned_left", "upside_down", "turned_right")
"""Of a chest film, one of them: by how many quarters, against the clock."""

MIRRORED = "mirrored"
"""Of a chest film once it is upright: the heart lies on the other side."""

OUTPUTS = (*KINDS, INVERTED, *TURNED, MIRRORED)

READING = "router"
"""Key of the card's ``reference`` under which `RouterReading` stands."""


@dataclass(frozen=True)
class RouterReading:
    """How the outputs of the router are read.

    Parameters
    ----------
    kind, inverted, turned, mirrored
        Temperature of each question; its outputs are divided by it.
    sure
        Probability from which an answer counts; between it and 1 - it the router is not sure.
    cases
        Held-out pictures behind the temperatures.
    """

    kind: float
    inverted: float
    turned: float
    mirrored: float
    sure: float
    cases: int
