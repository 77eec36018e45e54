"""Boxes around findings, in 2D, slice by slice, or in 3D: from what a detector says of windows to boxes on the scan.

A detector answers each picture with boxes, scores and labels, as those of torchvision and MONAI do in eval mode. Two
conventions are mixed up easily and stand in the card: in which order the corners name the axes, and where the middle of
the first voxel lies (0.5 where a box from 0 to 1 holds the first voxel, as torchvision's; 0 where whole numbers are
centres of voxels, as MONAI's LUNA16 detector was taught). On our grids voxel k reaches from k - 0.5 to k + 0.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from monai.data.box_utils import batched_nms
from torch import Tensor, nn

from ai.errors import ModelPackError
from ai.inference.box_words import caution_of, errors_note, scores_note
from ai.inference.calibration import AS_GIVEN, ScoreReading
from ai.inference.findings import Findings
from ai.inference.loaded import LoadedModel
from ai.inference.object_outlines import Outline, outlined, outlines_of
from ai.inference.options import AS_USUAL, RunOptions
from ai.inference.picture_score import picture_reading_of, tell_of_picture
from ai.inference.results import Classification, Detection, Point
from ai.inference.segment import region_of
from ai.inference.statistics import check_input, glimpses
from ai.inference.tiling import Tiling, tile
from ai.library.card import ModelCard
from ai.library.pack import contract_sha256
from ai.plain import PlainError, from_plain
from ai.prepare.grid import Prepared, plan, prepare
from ai.prepare.way import Way
from ai.progress import Progress, part, silent
from ai.volume import Volume
from ai.words import say

DETECTION_KEY = "detection"
"""Key of a card's ``reference`` under which `BoxReading` stands."""

CANDIDATES = 2000
"""Boxes of the highest scores that are compared with each other."""

WITHIN = 0.7
"""Share of a box cut off by its window that lies in a whole one from which it is the same finding."""

ORDERS = ("tensor", "reversed")

PICTURE_SCORES = "picture_scores"
"""Name under which a network gives (members,) scores that the picture holds anything at all."""

Boxes = npt.NDArray[np.float64]
"""(boxes, 6) float64: lowest corner, highest corner, (slice, row, column) index on the network's grid."""


@dataclass(frozen=True)
class Misses:
    """What a detector gets wrong, as measured; stands on every mark, so that nobody leans on it.

    Parameters
    ----------
    missed
        Share of the findings that it leaves unmarked.
    wrong
        Wrong marks of a picture or scan, on average.
    """

    missed: float
    wrong: float


@dataclass(frozen=True)
class BoxReading:
    """How what a detector says becomes boxes; stands in a card's ``reference["detection"]``.

    Parameters
    ----------
    score_threshold
        Boxes of lower scores are left out.
    overlap
        Intersection over union from which the lower of two boxes of one label is the same finding.
    most
        Boxes that are told at most, those of the highest scores.
    order
        ``"tensor"``: corners name the axes as the tensor has them (MONAI); ``"reversed"``: columns first (torchvision).
    first_centre
        Coordinate of the middle of the first voxel: 0.5 or 0.
    first_label
        Number of the card's first label: 0 (MONAI), or 1 where 0 is the background (torchvision).
    scores
        Calibration, where there is one.
    misses
        What is known of its errors; None where nothing is.
    outlines
        Whether the network gives ``masks`` (boxes, 1, rows, columns) too, 0 to 1 on its window; in 2D alone.
    """

    score_threshold: float = 0.5
    overlap: float = 0.3
    most: int = 100
    order: str = "tensor"
    first_centre: float = 0.5
    first_label: int = 0
    scores: ScoreReading = AS_GIVEN
    misses: Misses | None = None
    outlines: bool = False


@dataclass(frozen=True, eq=False)
class Found:
    """Boxes on the network's grid.

    Parameters
    ----------
    boxes
        See `Boxes`.
    scores
        (boxes,) float64.
    labels
        (boxes,) int64, position among the card's labels.
    cut
        (boxes,) bool: it ends where its window ends, inside the picture, so that it may be part of a larger one.
    pictures
        One (members,) float64 per window that it was asked of: scores of the window as a whole; empty where the network
        gives none.
    outlines
        One of each box where the card has outlines; else none.
    """

    boxes: Boxes
    scores: npt.NDArray[np.float64]
    labels: npt.NDArray[np.int64]
    cut: npt.NDArray[np.bool_]
    pictures: tuple[npt.NDArray[np.float64], ...] = ()
    outlines: tuple[Outline, ...] = ()

    def some(self, chosen: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> Found:
        """Take those of a mask or of positions."""
        return replace(
            self,
            boxes=self.boxes[chosen],
            scores=self.scores[chosen],
            labels=self.labels[chosen],
            cut=self.cut[chosen],
            outlines=tuple(self.outlines[at] for at in np.arange(len(self.boxes))[chosen] if self.outlines),
        )


def detect(
    model: LoadedModel, volume: Volume, *, options: RunOptions = AS_USUAL, progress: Progress = silent
) -> Findings:
    """Put boxes around what a model finds on a scan.

    Raises
    ------
    ai.errors.InputMismatch, ai.errors.GeometryError
        When the scan lacks what the contract needs, or the way to the network and back is not true.
    ModelPackError
        When the networks do not give what the card says.
    """
    card, spec = model.card, model.card.input.grid
    if spec is None:
        raise ModelPackError(say("The card of model {model} does not say how it reads a scan.", model=card.title))
    reading, of_picture = reading_of(card), picture_reading_of(card)
    way = plan(volume, spec, region=region_of(volume, options.box_lps))
    model.proofs.require(volume, spec, way, device=model.device, contract=contract_sha256(card))
    seen = glimpses(volume, spec, device=model.device, way=way)
    gate = check_input(card, model.networks[0], seen, override=options.override)
    prepared = prepare(volume, spec, device=model.device, way=way, progress=part(progress, 0, 0.2))
    tiling = tile(way.shape, spec)
    found = look(card, model.networks, prepared, tiling, reading, progress=part(progress, 0.2, 0.95))
    progress(0.95, say("Comparing the boxes"))
    kept = without_repeats(found, reading)
    thresholds = tuple((label.name, reading.score_threshold) for label in card.labels)
    classes: tuple[Classification, ...] = ()
    if of_picture is not None:
        if not found.pictures:
            raise ModelPackError(say("The network of model {model} says nothing of whole pictures.", model=card.title))
        classes = (tell_of_picture(of_picture, np.stack(found.pictures)),)
    return Findings(
        (*thresholds, *((each.label.name, each.threshold) for each in classes)),
        classifications=classes,
        detections=on_source(kept, card, reading, way),
        notes=_notes(card, reading),
        structures=outlined(kept.outlines, kept.labels, card.labels, way) if reading.outlines else (),
        gate=gate,
    )


def reading_of(card: ModelCard) -> BoxReading:
    """How a card says that its boxes are read.

    Raises
    ------
    ModelPackError
        When what it says makes no sense.
    """
    try:
        reading = from_plain(BoxReading, card.reference.get(DETECTION_KEY, {}))
    except PlainError as error:
        raise ModelPackError(
            say(
                "The card of model {model} does not say how its boxes are read: {error}",
                model=card.id,
                error=str(error),
            )
        ) from error
    makes_sense = (
        reading.order in ORDERS
        and reading.first_centre in (0.0, 0.5)
        and 0 <= reading.score_threshold < 1
        and 0 < reading.overlap < 1
        and reading.most > 0
        and reading.scores.fits(len(card.labels))
    )
    if not makes_sense:
        raise ModelPackError(say("The card of model {model} reads boxes in a way that cannot be.", model=card.id))
    return reading


def look(
    card: ModelCard,
    networks: Sequence[nn.Module],
    prepared: Prepared,
    tiling: Tiling,
    reading: BoxReading,
    *,
    progress: Progress = silent,
) -> Found:
    """Ask every member about every window; boxes on the whole network's grid, those of low scores left out."""
    parts = []
    corners = list(tiling.corners())
    for number, corner in enumerate(corners):
        progress(number / len(corners), say("Window {n} of {count}", n=number + 1, count=len(corners)))
        slices, rows, columns = (slice(at, at + side) for at, side in zip(corner, tiling.patch, strict=True))
        window = prepared.tensor[:, slices, rows, columns]
        batch = (window[:, 0] if prepared.dimensions == 2 else window)[None].contiguous()
        for network in networks:
            with torch.inference_mode():
                answer = network(batch)
            parts.append(_of_window(card, answer, reading, tiling, corner, dimensions=prepared.dimensions))
    return Found(
        np.concatenate([each.boxes for each in parts]),
        np.concatenate([each.scores for each in parts]),
        np.concatenate([each.labels for each in parts]),
        np.concatenate([each.cut for each in parts]),
        tuple(scores for each in parts for scores in each.pictures),
        tuple(outline for each in parts for outline in each.outlines),
    )


def without_repeats(found: Found, reading: BoxReading) -> Found:
    """Keep one box of each finding: the highest score, and a whole box rather than a part of it at a window's edge."""
    order = np.argsort(-found.scores, kind="stable")[:CANDIDATES]
    found = found.some(order)
    if len(found.boxes) == 0:
        return found
    is_part = np.zeros(len(found.boxes), bool)
    for index in np.flatnonzero(found.cut):
        whole = ~found.cut & (found.labels == found.labels[index])
        is_part[index] = bool((_share_within(found.boxes[index], found.boxes[whole]) >= WITHIN).any())
    found = found.some(~is_part)
    chosen = batched_nms(
        torch.from_numpy(found.boxes),
        torch.from_numpy(found.scores),
        torch.from_numpy(found.labels),
        reading.overlap,
        reading.most,
    )
    return found.some(np.asarray(chosen))


def on_source(found: Found, card: ModelCard, reading: BoxReading, way: Way) -> tuple[Detection, ...]:
    """Put boxes on the source grid, cut off at the edge of the scan; those beside it are left out."""
    low, high = way.to_source_box(found.boxes[:, :3], found.boxes[:, 3:])
    edge = np.asarray(way.source_shape) - 0.5
    low, high = np.clip(low, -0.5, edge), np.clip(high, -0.5, edge)
    misses, of_scan = reading.misses, _reads_scans(card)
    caution = "" if misses is None else caution_of(misses.missed, misses.wrong, of_scan=of_scan)
    detections = []
    for index in np.flatnonzero((high > low).all(1)):
        label, score = int(found.labels[index]), float(found.scores[index])
        probability = reading.scores.probability(label, score)
        rounded = None if probability is None else round(probability, 4)
        detections.append(
            Detection(card.labels[label], round(score, 4), rounded, _point(low[index]), _point(high[index]), caution)
        )
    return tuple(detections)


def _of_window(
    card: ModelCard,
    answer: object,
    reading: BoxReading,
    tiling: Tiling,
    corner: tuple[int, int, int],
    *,
    dimensions: int,
) -> Found:
    """Read the answer about one window."""
    boxes, scores, labels = _parts(card, answer, dimensions)
    if reading.order == "reversed":
        boxes = np.concatenate([boxes[:, dimensions - 1 :: -1], boxes[:, : dimensions - 1 : -1]], 1)
    labels = labels - reading.first_label
    is_kept = (scores >= reading.score_threshold) & (boxes[:, dimensions:] > boxes[:, :dimensions]).all(1)
    if not ((labels[is_kept] >= 0) & (labels[is_kept] < len(card.labels))).all():
        raise ModelPackError(
            say("The network of model {model} gives a label that its card does not name.", model=card.id)
        )
    outlines = outlines_of(card, answer, corner, is_kept) if reading.outlines else ()
    boxes, scores, labels = boxes[is_kept] - reading.first_centre, scores[is_kept], labels[is_kept]
    if dimensions == 2:  # a box of one slice is as thick as it
        flat = np.full((len(boxes), 1), 0.5)
        boxes = np.concatenate([-flat, boxes[:, :2], flat, boxes[:, 2:]], 1)
    at = np.asarray(corner, np.float64)
    boxes = boxes + np.concatenate([at, at])
    first, last = at - 0.5, at + np.asarray(tiling.patch) - 0.5
    inner_first, inner_last = at > 0, at + np.asarray(tiling.patch) < np.asarray(tiling.padded)
    if dimensions == 2:
        inner_first[0] = inner_last[0] = False
    cut = ((boxes[:, :3] <= first + 1) & inner_first).any(1) | ((boxes[:, 3:] >= last - 1) & inner_last).any(1)
    return Found(boxes, scores, labels, cut, _picture_scores(answer), outlines)


def _picture_scores(answer: object) -> tuple[npt.NDArray[np.float64], ...]:
    """Take what a network says of a window as a whole, where it says that."""
    said = answer[0] if isinstance(answer, Sequence) and len(answer) == 1 else answer
    scores = said.get(PICTURE_SCORES) if isinstance(said, Mapping) else None
    return (scores.detach().cpu().numpy().astype(np.float64),) if isinstance(scores, Tensor) else ()


def _parts(
    card: ModelCard, answer: object, dimensions: int
) -> tuple[Boxes, npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Take boxes, scores and labels out of what a detector of torchvision or MONAI gives for one picture.

    Raises
    ------
    ModelPackError
        When it is something else.
    """
    said = answer[0] if isinstance(answer, Sequence) and len(answer) == 1 else answer
    tensors = list(_named(said)) if isinstance(said, Mapping) else []
    fits = len(tensors) == 3 and tensors[0].ndim == 2 and tensors[0].shape[1] == 2 * dimensions
    if not fits or not len(tensors[0]) == len(tensors[1]) == len(tensors[2]):
        raise ModelPackError(
            say("The network of model {model} does not answer with boxes, scores and labels.", model=card.id)
        )
    boxes, scores, labels = (tensor.detach().cpu().numpy() for tensor in tensors)
    return boxes.astype(np.float64), scores.reshape(-1).astype(np.float64), labels.reshape(-1).astype(np.int64)


def _named(said: Mapping[object, object]) -> Iterator[Tensor]:
    for names in (("boxes", "box"), ("scores", "label_scores"), ("labels", "label")):
        tensor = next((said[name] for name in names if name in said), None)
        if isinstance(tensor, Tensor):
            yield tensor


def _share_within(box: npt.NDArray[np.float64], others: Boxes) -> npt.NDArray[np.float64]:
    """(others,) share of a box that lies in each of the others."""
    sides = np.minimum(box[3:], others[:, 3:]) - np.maximum(box[:3], others[:, :3])
    share: npt.NDArray[np.float64] = np.clip(sides, 0, None).prod(1) / (box[3:] - box[:3]).prod()
    return share


def _notes(card: ModelCard, reading: BoxReading) -> tuple[str, ...]:
    misses = reading.misses
    of_scan = _reads_scans(card)
    own = () if misses is None else (errors_note(card.title, misses.missed, misses.wrong, of_scan=of_scan),)
    return own if reading.scores.slopes else (*own, scores_note(card.title, reading.score_threshold))


def _reads_scans(card: ModelCard) -> bool:
    return card.input.grid is not None and card.input.grid.dimensions == 3


def _point(values: npt.NDArray[np.float64]) -> Point:
    slices, rows, columns = (float(value) for value in values)
    return slices, rows, columns
