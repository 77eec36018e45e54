"""What one task says about a volume, before its provenance is known."""

from __future__ import annotations

from dataclasses import dataclass

from ai.inference.provenance import PASSED, Gate
from ai.inference.results import Classification, Detection, Heatmap, Measurement, Structure


@dataclass(frozen=True, eq=False)
class Findings:
    """What a task says; the fields are those of `ai.inference.results.ModelResult`.

    Parameters
    ----------
    thresholds
        (label name, probability) pairs that were used, for the provenance.
    gate
        What the statistics of the input and the plausibility of the output say.
    """

    thresholds: tuple[tuple[str, float], ...]
    structures: tuple[Structure, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    classifications: tuple[Classification, ...] = ()
    detections: tuple[Detection, ...] = ()
    heatmaps: tuple[Heatmap, ...] = ()
    notes: tuple[str, ...] = ()
    gate: Gate = PASSED
