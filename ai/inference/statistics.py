"""The second layer of the gate: does the network see what it saw in training? Statistics of its own features.

Mean and spread of the features of the last stage over its grid are compared with those of the training pictures: what
lies further from them than nearly all pictures that were held out is not what the model was made for.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from safetensors.numpy import load, save
from torch import Tensor, nn

from ai.errors import ModelPackError
from ai.inference.gate import STATISTICS, let_through
from ai.inference.provenance import PASSED, Gate, GateVerdict
from ai.inference.tiling import tile
from ai.library.card import ModelCard
from ai.library.grid_spec import GridSpec
from ai.library.pack import REFERENCE_FILE
from ai.networks.stage import features_at
from ai.plain import PlainError, from_plain
from ai.prepare.grid import prepare
from ai.prepare.way import Way
from ai.volume import Volume
from ai.words import say

COMPONENTS = 32
"""Directions in which the training pictures differ most, that are kept."""

SHARE = 0.99
"""Of the held-out pictures, that are let through."""

MOST_GLIMPSES = 8
"""Windows or slices of a scan that are looked at; their features are averaged."""

Rows = npt.NDArray[np.float64]
"""(pictures, features) float64."""


@dataclass(frozen=True)
class InputStatistics:
    """What a card says about its statistics, under ``reference["input_statistics"]``.

    Parameters
    ----------
    sha256
        Of `REFERENCE_FILE` beside the card.
    layer
        Name of the module whose output is averaged; of the first member.
    threshold
        Distance from which a picture is refused.
    cases
        Pictures and scans behind it.
    protocol
        How it was made and held out, in words.
    """

    sha256: str
    layer: str
    threshold: float
    cases: int
    protocol: str


@dataclass(frozen=True, eq=False)
class Reference:
    """Features of the training pictures: middle, main directions, and the spread along and beside them.

    Parameters
    ----------
    mean
        (features,) float64.
    components
        (directions, features) float64, orthonormal.
    variances
        (directions,) float64, above 0.
    residual
        Root mean square of what of the training pictures lies beside the main directions; 0 where nothing does.
    """

    mean: npt.NDArray[np.float64]
    components: npt.NDArray[np.float64]
    variances: npt.NDArray[np.float64]
    residual: float

    def distance(self, features: Rows) -> npt.NDArray[np.float64]:
        """Tell how far pictures lie from the training pictures.

        The squared Mahalanobis distance along the main directions, divided by their number, plus the squared distance
        beside them in units of `residual`: both are 1 for an ordinary training picture, so that it lies at the root of
        2. The second part is needed: strange pictures leave the main directions, and by the first part alone 5 to 30 %
        of CT slices, lying films and noise passed as chest films.

        Parameters
        ----------
        features
            (pictures, features).

        Returns
        -------
        array
            (pictures,) float64.

        References
        ----------
        Lee et al., NeurIPS 2018 (Mahalanobis). Jackson, Mudholkar, Technometrics 1979 (the part beside).
        """
        centred = features - self.mean
        along = centred @ self.components.T
        squared = (along**2 / self.variances).sum(1) / max(1, len(self.variances))
        if self.residual > 0:
            squared = squared + ((centred - along @ self.components) ** 2).sum(1) / self.residual**2
        result: npt.NDArray[np.float64] = np.sqrt(squared)
        return result


def fit(features: Rows, *, components: int = COMPONENTS) -> Reference:
    """Describe the features of training pictures; directions in which they hardly differ are left out."""
    mean = features.mean(0)
    centred = features - mean
    _, spread, directions = np.linalg.svd(centred, full_matrices=False)
    variances = spread**2 / max(1, len(features) - 1)
    varies = variances > 1e-10 * max(float(variances[0]), 1e-300)
    count = min(components, int(varies.sum()))
    residual = float(np.sqrt((spread[count:][varies[count:]] ** 2).sum() / len(features)))
    return Reference(mean, directions[:count], variances[:count], residual)


def held_out_distances(features: Rows, folds: Sequence[int]) -> npt.NDArray[np.float64]:
    """Tell the distance of each of (pictures, features) from the pictures of all folds but its own: (pictures,)."""
    numbers = np.asarray(folds)
    distances = np.empty(len(features))
    for fold in np.unique(numbers):
        is_out = numbers == fold
        distances[is_out] = fit(features[~is_out]).distance(features[is_out])
    return distances


def threshold_of(distances: npt.NDArray[np.float64], *, share: float = SHARE) -> float:
    """Distance that a new picture like these exceeds in one of 1 / (1 - share) times, or the largest where too few."""
    rank = min(len(distances), math.ceil((len(distances) + 1) * share))
    return float(np.sort(distances)[rank - 1])


def write_reference(reference: Reference) -> bytes:
    """Return the content of `REFERENCE_FILE`: float32 safetensors."""
    parts = {
        "mean": reference.mean,
        "components": reference.components,
        "variances": reference.variances,
        "residual": np.array([reference.residual]),
    }
    content: bytes = save({name: np.ascontiguousarray(values, np.float32) for name, values in parts.items()})
    return content


def read_reference(card: ModelCard, statistics: InputStatistics) -> Reference:
    """Read the reference of a pack.

    Raises
    ------
    ModelPackError
        When it is missing, of another hash than its card says, or no reference.
    """
    again = say("Install the pack again from its source.")
    try:
        content = (card.folder / REFERENCE_FILE).read_bytes()
    except OSError as error:
        raise ModelPackError(
            say("The statistics {file} of model {model} are missing.", file=REFERENCE_FILE, model=card.id), again
        ) from error
    if hashlib.sha256(content).hexdigest() != statistics.sha256:
        raise ModelPackError(
            say(
                "The statistics {file} of model {model} are not the ones its card was written for.",
                file=REFERENCE_FILE,
                model=card.id,
            ),
            again,
        )
    try:
        parts = {name: np.asarray(values, np.float64) for name, values in load(content).items()}
        return Reference(parts["mean"], parts["components"], parts["variances"], float(parts["residual"][0]))
    except (SafetensorError, KeyError, IndexError) as error:
        raise ModelPackError(
            say("The statistics {file} of model {model} cannot be read.", file=REFERENCE_FILE, model=card.id), again
        ) from error


def statistics_of(card: ModelCard) -> InputStatistics | None:
    """Return what a card says about its statistics; None where it has none.

    Raises
    ------
    ModelPackError
        When it says something that cannot be understood.
    """
    if STATISTICS not in card.reference:
        return None
    try:
        return from_plain(InputStatistics, card.reference[STATISTICS])
    except PlainError as error:
        raise ModelPackError(
            say("The card of model {model} has no valid statistics: {error}", model=card.id, error=str(error))
        ) from error


def pooled(network: nn.Module, layer: str, batches: Iterable[Tensor]) -> npt.NDArray[np.float64]:
    """Average mean and spread over the grid of a layer over all pictures, windows or slices of a scan: (features,)."""
    rows = []
    for batch in batches:
        cells = features_at(network, layer, batch).float().flatten(2)
        rows.append(torch.cat([cells.mean(2), cells.std(2, unbiased=False)], 1).cpu())
    features: npt.NDArray[np.float64] = torch.cat(rows).double().mean(0).numpy()
    return features


def glimpses(volume: Volume, grid: GridSpec, *, device: torch.device, way: Way | None = None) -> Iterator[Tensor]:
    """Prepare a scan and take some of its windows or slices, spread evenly, as the network takes them.

    Nothing is done before the first one is taken, so that a model without statistics costs nothing.

    Parameters
    ----------
    volume, grid, device, way
        As `ai.prepare.grid.prepare` takes them.

    Yields
    ------
    Tensor
        (1, channels, rows, columns) or (1, channels, slices, rows, columns) float32.
    """
    prepared = prepare(volume, grid, device=device, way=way)
    tiling = tile((prepared.tensor.shape[1], prepared.tensor.shape[2], prepared.tensor.shape[3]), grid)
    corners = list(tiling.corners())
    if tiling.padded != tiling.source:  # prepared scans are padded up to a window
        raise ValueError(f"a scan of {tiling.source} is smaller than its window {tiling.patch}")
    count = min(MOST_GLIMPSES, len(corners))
    for number in range(count):
        corner = corners[(2 * number + 1) * len(corners) // (2 * count)]
        slices, rows, columns = (slice(at, at + side) for at, side in zip(corner, tiling.patch, strict=True))
        window = prepared.tensor[:, slices, rows, columns]
        yield window[:, 0][None] if prepared.dimensions == 2 else window[None]


def check_input(card: ModelCard, network: nn.Module, batches: Iterable[Tensor], *, override: bool) -> Gate:
    """Compare what the first member sees with what it saw in training.

    Parameters
    ----------
    card
        The model; without statistics it lets everything pass.
    network
        Its first member, in eval mode.
    batches
        What it sees, see `glimpses`; only taken where there are statistics.
    override
        Whether a person wants the run in spite of a refusal.

    Raises
    ------
    ai.errors.InputRefused
        When it is unlike the training pictures.
    ModelPackError
        When the statistics do not fit card or network.
    """
    statistics = statistics_of(card)
    if statistics is None:
        return PASSED
    reference = read_reference(card, statistics)
    misfit = ModelPackError(say("The statistics of model {model} do not fit its network.", model=card.id))
    try:
        features = pooled(network, statistics.layer, batches)
    except (AttributeError, ValueError) as error:
        raise misfit from error
    if features.shape != reference.mean.shape:
        raise misfit
    distance = float(reference.distance(features[np.newaxis])[0])
    if distance <= statistics.threshold:
        return PASSED
    reason = say(
        "{model} was not trained on pictures like this one: its distance from them is {distance:.1f}, and "
        "{share:.0%} of those held out lay below {threshold:.1f}.",
        model=card.title,
        distance=distance,
        share=SHARE,
        threshold=statistics.threshold,
    )
    hint = say("Check that it is the right series, upright and not inverted; if you are sure, run it in spite of that.")
    return let_through(card, Gate(GateVerdict.REFUSE, (reason,)), override=override, hint=hint)
