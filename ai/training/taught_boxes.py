"""Images with boxes on a network's grid, and what a network marks on them, on the way that a user's images take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from ai.errors import GeometryError, InputMismatch, TrainingDataError
from ai.inference.calibration import AS_GIVEN, ScoreReading
from ai.inference.detect import BoxReading, Misses, look, without_repeats
from ai.inference.tiling import tile
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import Prepared, prepare
from ai.progress import Progress, silent
from ai.training.box_cases import on_network, pixel_mm_of, read_boxed_volume, truth_of
from ai.training.box_hits import CaseHits, HitRule, Marks, curve_of, hits_of
from ai.training.dataset.case import Case
from ai.training.platt import fit_platt

SHOWN_FALSE = 2.0
"""Marks are shown from the score at which so many a picture are wrong on the validation part, as `cxr-nodule` does."""

LEAST_TO_CALIBRATE = 10
"""Hits and wrong marks of the validation part, each, from which probabilities are told; below only scores are."""

EVERY = 60
"""Marks of a picture that are scored, those of the highest scores."""


@dataclass(frozen=True, eq=False)
class BoxedPicture:
    """One case on the network's grid.

    Parameters
    ----------
    prepared
        As inference prepares it; the tensor of a scan is float16, for a hundred of them are held at once.
    truth
        Its boxes on that grid.
    pixel_mm
        Side of a pixel of that grid; None where unknown.
    planes
        (labels, rows, columns) uint8, the number of each object by label, where outlines are taught.
    spacing_mm
        Of (slices, rows, columns) of that grid; ones where unknown.
    """

    prepared: Prepared
    truth: Marks
    pixel_mm: float | None
    planes: Tensor | None = None
    spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)

    @property
    def picture(self) -> Tensor:
        """(1, rows, columns) float32, of a picture."""
        return self.prepared.tensor[:, 0]

    @property
    def boxes(self) -> Tensor:
        """(boxes, 5) float32: label, low row, low column, high row, high column; of a scan (boxes, 7)."""
        rows = np.concatenate([self.truth.labels[:, None].astype(np.float64), self.truth.boxes], 1)
        return torch.from_numpy(rows.astype(np.float32))


def read_boxed(
    cases: Sequence[Case], grid: GridSpec, names: Sequence[str], *, progress: Progress = silent
) -> list[BoxedPicture]:
    """Prepare cases by the steps that inference takes.

    Raises
    ------
    TrainingDataError
        When a case is no single grey picture (of a network that reads blocks: no scan), or its boxes do not lie on it.
    """
    of_scans = grid.dimensions == 3
    read = []
    for index, case in enumerate(cases):
        progress(index / len(cases), f"Reading {'scan' if of_scans else 'picture'} {index + 1} of {len(cases)}")
        volume = read_boxed_volume(case, of_scans=of_scans)
        try:
            prepared = prepare(volume, grid, device=torch.device("cpu"))
        except (GeometryError, InputMismatch) as error:
            raise TrainingDataError(
                f"Case {case.key} cannot be taught: {error.message}",
                "Remove its folder from the dataset, then split again.",
            ) from error
        pixel_mm = pixel_mm_of(volume)
        way, cell = prepared.way, float(np.mean(prepared.way.cell[1:]))
        truth = on_network(truth_of(case, names, of_scans=of_scans), way)
        if of_scans:
            prepared = replace(prepared, tensor=prepared.tensor.half())
        known = np.ones(3) if pixel_mm is None else np.asarray(volume.spacing_mm)[list(way.axes)]
        slices, rows, columns = (float(each) for each in known * way.cell)
        own_mm = None if pixel_mm is None else pixel_mm * cell
        read.append(BoxedPicture(prepared, truth, own_mm, spacing_mm=(slices, rows, columns)))
    return read


def marks_on(card: ModelCard, network: nn.Module, seen: BoxedPicture, reading: BoxReading) -> Marks:
    """Mark one picture as inference does, on the network's grid, with every mark that is scored."""
    grid = card.input.grid
    if grid is None:
        raise TypeError("a detector reads a grid")
    every = BoxReading(0.0, reading.overlap, EVERY, reading.order, reading.first_centre, reading.first_label)
    on_device = _on(seen.prepared, next(network.parameters()).device)
    found = without_repeats(look(card, (network,), on_device, tile(seen.prepared.way.shape, grid), every), every)
    boxes = found.boxes if grid.dimensions == 3 else found.boxes[:, [1, 2, 4, 5]]
    return Marks(boxes, found.labels, found.scores)


def hits_on(
    card: ModelCard, network: nn.Module, seen: Sequence[BoxedPicture], reading: BoxReading, rule: HitRule
) -> list[CaseHits]:
    """Mark pictures, and hold the marks against their boxes."""
    return [hits_of(marks_on(card, network, each, reading), each.truth, rule, each.pixel_mm) for each in seen]


def set_on(cases: Sequence[CaseHits], reading: BoxReading, labels: int) -> BoxReading:
    """Set threshold, errors and, where there are enough marks, probabilities on the validation part.

    Parameters
    ----------
    cases
        Of pictures that the weights were not trained on.
    reading
        Says how many marks are shown at most; of objects with outlines those are shown of the highest F1.
    labels
        Of the card.
    """
    point = best_balance(cases) if reading.outlines else curve_of(cases).threshold_at(SHOWN_FALSE)
    threshold = max(float(np.floor(min(point, 0.99) * 1e5) / 1e5), 1e-5)  # down: the mark at it is shown, too
    ranked = [case.shown(0.0, reading.most) for case in cases]
    scores = np.concatenate([case.scores for case in ranked])
    hits = np.concatenate([case.hits for case in ranked])
    told = AS_GIVEN
    if min(int(hits.sum()), int((~hits).sum())) >= LEAST_TO_CALIBRATE:
        platt = fit_platt(scores.tolist(), hits.tolist())
        told = ScoreReading(
            (threshold,) * labels,
            (),
            (round(platt.slope, 4),) * labels,
            (round(platt.intercept, 4),) * labels,
            len(scores),
        )
    shown = [case.shown(threshold, reading.most) for case in cases]
    missed = 1 - sum(case.found for case in shown) / sum(len(case.labels) for case in cases)
    wrong = sum(len(case.wrong) for case in shown) / len(cases)
    return replace(reading, score_threshold=threshold, scores=told, misses=Misses(round(missed, 3), round(wrong, 2)))


def best_balance(cases: Sequence[CaseHits]) -> float:
    """Score from which marks have the highest F1; 1 where none hits.

    A finding whose outline is looked for is seldom alone worth two wrong ones, as a spot is: both count alike.
    """
    best = np.sort(np.concatenate([case.best for case in cases]))[::-1]
    wrong = np.sort(np.concatenate([case.wrong for case in cases]))
    reached = best[np.isfinite(best)]
    if not len(reached):
        return 1.0
    found = np.arange(1, len(reached) + 1)
    false = len(wrong) - np.searchsorted(wrong, reached, side="left")
    return float(reached[np.argmax(2 * found / (len(best) + found + false))])


def _on(prepared: Prepared, device: torch.device) -> Prepared:
    return replace(prepared, tensor=prepared.tensor.to(device).float())
