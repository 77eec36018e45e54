"""What a person may say about one run of a model. No torch here."""

from __future__ import annotations

from dataclasses import dataclass

from ai.prepare.placed_box import PlacedBox, Vector


@dataclass(frozen=True)
class PromptPoint:
    """A place that a person clicked.

    Parameters
    ----------
    place_lps_mm
        (x, y, z), LPS.
    is_inside
        Whether it belongs to the structure.
    """

    place_lps_mm: Vector
    is_inside: bool = True


@dataclass(frozen=True)
class RunOptions:
    """What a person may say about one run.

    Parameters
    ----------
    device
        ``"auto"``, ``"cpu"``, ``"cuda"`` or ``"mps"``.
    override
        Run in spite of a refusal by the gate; written into the result.
    slice_index
        For a model of one picture: which slice of a series to read; None where the series has one.
    box_lps
        For a model that needs one: where to look.
    explain
        ``""``, or the name of the heat map that is wanted: ``"grad-cam"`` or ``"occlusion"``.
    full_precision
        Compute in float32 even where half precision was measured to be faster and to say the same.
    points
        For a model that takes them: what a person clicked, in order.
    """

    device: str = "auto"
    override: bool = False
    slice_index: int | None = None
    box_lps: PlacedBox | None = None
    explain: str = ""
    full_precision: bool = False
    points: tuple[PromptPoint, ...] = ()


AS_USUAL = RunOptions()
"""Nothing said."""
