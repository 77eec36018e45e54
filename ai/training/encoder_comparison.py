"""What an encoder is worth on a set that it never saw: taught on few pictures, against the same network from scratch.

Both start from the linear probe on their own features and are then trained whole, the same number of steps on the same
pictures; as the product does it, batch statistics of the base are kept, those of random weights learned. The set is
split by honest groups into three folds; each fold is tested once, by networks that were taught on 50, 100 and 200
pictures of the other two.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from ai.device import has_fast_bf16
from ai.errors import TrainingDataError
from ai.networks.encoders import Encoder
from ai.networks.named_stages import named_stages
from ai.networks.picture_classifier import LinearHead, PictureClassifier
from ai.progress import Progress, silent
from ai.training.cached_features import encode
from ai.training.dataset.group_folds import group_folds
from ai.training.linear_probe import ProbeStep, fit_probe, mean_auc
from ai.training.loop import Batch, Schedule, train
from ai.training.metrics import clustered_bootstrap
from ai.training.picture_augment import augment_pictures
from ai.training.roc import Estimate
from ai.training.shortcut_audit import mean_recall

AMOUNTS = (50, 100, 200)
"""Pictures that are taught on."""

FOLDS = 3

INNER_FOLDS = 3
"""Of the pictures taught on, one of which chooses the penalty of the probe."""

STEPS, BATCH = 100, 16
"""Of every fine-tuning, from the encoder and from scratch alike."""

RATE_TAUGHT, RATE_SCRATCH = 3e-4, 1e-3
"""Peaks of the rate: those that the product suggests for a base and for random weights."""

EMA_DECAY = 0.9
"""Of the average of the weights: short, as the runs are."""

PROBE, TUNED, RANDOM_PROBE, SCRATCH = "encoder_probe", "encoder_tuned", "random_probe", "scratch_tuned"

ARMS = (PROBE, TUNED, RANDOM_PROBE, SCRATCH)
"""A linear layer on the frozen encoder, the encoder trained on; the same two from random weights."""

Probabilities = npt.NDArray[np.float64]
"""(pictures, classes)."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A set as the networks see it.

    Parameters
    ----------
    pictures
        (pictures, rows, columns) float16, standardised.
    truth
        (pictures,) int64.
    groups
        (pictures,) int64: pictures of one group are never on both sides.
    classes
        How many.
    """

    pictures: npt.NDArray[np.float16]
    truth: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]
    classes: int


@dataclass(frozen=True, eq=False)
class Draw:
    """One fold: places of the pictures that are tested, and of those that are taught on, by their number."""

    test: npt.NDArray[np.intp]
    taught: dict[int, npt.NDArray[np.intp]]


def draws(
    truth: npt.NDArray[np.int64],
    groups: npt.NDArray[np.int64],
    *,
    amounts: Sequence[int] = AMOUNTS,
    folds: int = FOLDS,
    seed: int = 0,
) -> tuple[Draw, ...]:
    """Split by group, and draw the pictures that are taught on: as many of each class as there are, nested.

    Raises
    ------
    TrainingDataError
        When the other folds have too few pictures.
    """
    if len(np.unique(groups)) < folds:
        raise TrainingDataError(f"The set has fewer than {folds} groups.", "Take a set of more persons.")
    fold_of = group_folds(truth, groups, folds=folds, seed=seed)
    found = []
    for number in range(folds):
        rest, test = np.flatnonzero(fold_of != number), np.flatnonzero(fold_of == number)
        if len(rest) < max(amounts):
            raise TrainingDataError(f"Only {len(rest)} pictures can be taught on.", "Take a larger set.")
        chance = np.random.default_rng([seed, number])
        shuffled = chance.permutation(rest)
        # The n-th picture of every class before the (n + 1)-th of any.
        rank = np.zeros(len(shuffled), dtype=np.int64)
        for label in np.unique(truth):
            own = truth[shuffled] == label
            rank[own] = np.arange(own.sum())
        order = shuffled[np.argsort(rank, kind="stable")]
        found.append(Draw(test, {amount: order[:amount] for amount in amounts}))
    return tuple(found)


def compare(
    make_encoder: Callable[[], Encoder],
    prepared: Prepared,
    *,
    work: Path,
    device: torch.device,
    amounts: Sequence[int] = AMOUNTS,
    steps: int = STEPS,
    folds: int = FOLDS,
    progress: Progress = silent,
) -> dict[str, dict[int, Probabilities]]:
    """Teach and test every arm; what ``work`` holds already is not done again.

    Returns
    -------
    dict
        By arm and number of pictures: (pictures, classes) probabilities of every picture, from the fold that held it
        out.
    """
    work.mkdir(parents=True, exist_ok=True)
    every = draws(prepared.truth, prepared.groups, amounts=amounts, folds=folds)
    tasks = [(fold, amount, taught) for fold in range(folds) for amount in amounts for taught in (True, False)]
    shape = (len(prepared.truth), prepared.classes)
    found = {arm: {amount: np.full(shape, np.nan) for amount in amounts} for arm in ARMS}
    frozen = _Frozen(make_encoder, prepared, every, device)
    for done, (fold, amount, taught) in enumerate(tasks):
        arms = (PROBE, TUNED) if taught else (RANDOM_PROBE, SCRATCH)
        path = work / f"{arms[1]}-{amount}-{fold}.npy"
        progress(done / len(tasks), f"Fold {fold + 1} of {folds}, {amount} pictures, {arms[1]}")
        if not path.is_file():
            encoder, features = frozen.encoder(fold, taught=taught), frozen.features(fold, taught=taught)
            rate = RATE_TAUGHT if taught else RATE_SCRATCH
            schedule = Schedule(steps, learning_rate=rate, ema_decay=EMA_DECAY, seed=fold)
            both = _teach(encoder, features, prepared, every[fold], amount, schedule, taught=taught, device=device)
            with path.with_suffix(".tmp").open("wb") as file:
                np.save(file, both)
            path.with_suffix(".tmp").replace(path)
        for arm, answer in zip(arms, np.load(path), strict=True):
            found[arm][amount][every[fold].test] = answer
    return found


def table(found: dict[str, dict[int, Probabilities]], prepared: Prepared) -> list[dict[str, Any]]:
    """Balanced accuracy with intervals, and the differences to the network from scratch, for the card.

    Intervals are of a bootstrap that draws whole groups; the differences are paired: both networks were taught on the
    same pictures and answer for the same ones.
    """
    truth, groups = prepared.truth, prepared.groups.tolist()
    strata = truth.tolist()

    def balanced(answers: Probabilities) -> Callable[[npt.NDArray[np.intp]], float]:
        said = answers.argmax(1)

        def score(chosen: npt.NDArray[np.intp]) -> float:
            return mean_recall(said[chosen], truth[chosen], prepared.classes)

        return score

    def gain(answers: Probabilities, scratch: Probabilities) -> Callable[[npt.NDArray[np.intp]], float]:
        one, other = balanced(answers), balanced(scratch)

        def score(chosen: npt.NDArray[np.intp]) -> float:
            return one(chosen) - other(chosen)

        return score

    rows: list[dict[str, Any]] = []
    for amount in next(iter(found.values())):
        row: dict[str, Any] = {"pictures": amount}
        for arm in ARMS:
            answers = found[arm][amount]
            score = clustered_bootstrap(balanced(answers), groups, strata=strata)
            row[arm] = {**as_told(score), "auc": round(mean_auc(answers, truth), 4)}
        for arm in (PROBE, TUNED):
            difference = clustered_bootstrap(gain(found[arm][amount], found[SCRATCH][amount]), groups, strata=strata)
            row[f"{arm}_minus_scratch"] = as_told(difference)
        rows.append(row)
    return rows


def verdict(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Say in words where the encoder is better than the same network from scratch, from the tables of all sets.

    Parameters
    ----------
    tables
        By set: what `table` gave.
    """
    words = []
    for name, rows in tables.items():
        for row in rows:
            for arm, how in ((TUNED, "trained on"), (PROBE, "as a linear probe")):
                value = row[f"{arm}_minus_scratch"]["mean"]
                low, high = row[f"{arm}_minus_scratch"]["interval_95"]
                proof = "better" if low > 0 else "worse" if high < 0 else "not told apart"
                points = f"{100 * value:+.1f} points, {100 * low:+.1f} to {100 * high:+.1f}"
                words.append(f"{name}, {row['pictures']} pictures, {how}: {proof} ({points})")
    return "Against the same network from scratch, balanced accuracy: " + "; ".join(words) + "."


def as_told(estimate: Estimate) -> dict[str, Any]:
    """Write a number with its interval as cards do."""
    return {
        "mean": round(estimate.value, 4),
        "interval_95": [round(estimate.low, 4), round(estimate.high, 4)],
    }


def settle_norms(encoder: Encoder, pictures: npt.NDArray[np.float16]) -> None:
    """Take the batch statistics of a random network from pictures: else its probe would start from numbers of nothing.

    Without it the network from scratch would be worse than it need be, and the comparison too kind.
    """
    norms = [module for module in encoder.modules() if isinstance(module, nn.BatchNorm2d)]
    usual = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the mean of all batches
    device = next(encoder.parameters()).device
    encoder.train()
    with torch.inference_mode():
        for first in range(0, len(pictures), BATCH):
            encoder(torch.from_numpy(pictures[first : first + BATCH].astype(np.float32))[:, None].to(device))
    for norm, momentum in zip(norms, usual, strict=True):
        norm.momentum = momentum


class KeepsNorms(PictureClassifier):
    """A classifier whose batch statistics stay those of its base, as the product teaches one."""

    def train(self, mode: bool = True) -> Self:
        """Switch all but the norms."""
        super().train(mode)
        for module in self.encoder.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


class _Frozen:
    """Encoders before they are taught, and what they make of the pictures of a fold, computed once."""

    def __init__(
        self, make_encoder: Callable[[], Encoder], prepared: Prepared, every: Sequence[Draw], device: torch.device
    ) -> None:
        self._make, self._prepared, self._every, self._device = make_encoder, prepared, every, device
        self._known: dict[tuple[int, bool], Tensor] = {}

    def encoder(self, fold: int, *, taught: bool) -> Encoder:
        torch.manual_seed(fold)
        encoder = self._make() if taught else Encoder(named_stages("resnet18"))
        encoder.to(self._device).to(memory_format=torch.channels_last)
        if not taught:
            draw = self._every[fold]
            settle_norms(encoder, self._prepared.pictures[draw.taught[min(draw.taught)]])
        return encoder.eval()

    def features(self, fold: int, *, taught: bool) -> Tensor:
        """(pictures, features), NaN where the fold needs none."""
        if (fold, taught) not in self._known:
            draw = self._every[fold]
            needed = np.concatenate([draw.test, draw.taught[max(draw.taught)]])
            rows = encode(self.encoder(fold, taught=taught), self._prepared.pictures[needed], self._device)
            block = torch.full((len(self._prepared.truth), rows.shape[1]), torch.nan)
            block[torch.from_numpy(needed)] = rows
            self._known = {
                (fold, taught): block,
                **{key: value for key, value in self._known.items() if key[0] == fold},
            }
        return self._known[fold, taught]


def _teach(
    encoder: Encoder,
    features: Tensor,
    prepared: Prepared,
    draw: Draw,
    amount: int,
    schedule: Schedule,
    *,
    taught: bool,
    device: torch.device,
) -> npt.NDArray[np.float64]:
    """(2, tested, classes) probabilities: of the probe, and of the network trained on from there."""
    chosen = draw.taught[amount]
    size_px = (prepared.pictures.shape[1], prepared.pictures.shape[2])
    kind = KeepsNorms if taught else PictureClassifier
    network = kind(encoder, prepared.classes, size_px).to(device)
    truth = torch.from_numpy(prepared.truth[chosen])
    head = LinearHead(features.shape[1], prepared.classes)
    _fit(head, features[torch.from_numpy(chosen)], truth, prepared.groups[chosen], schedule.seed)
    with torch.inference_mode():
        of_probe = head(features[torch.from_numpy(draw.test)]).double().softmax(1).numpy()
    network.head.load_state_dict(head.state_dict())
    seen = torch.from_numpy(prepared.pictures[chosen].astype(np.float32))[:, None]

    def batch(generator: torch.Generator) -> Batch:
        places = torch.randint(len(seen), (BATCH,), generator=generator)
        views = augment_pictures(seen[places], generator)
        return views.contiguous(memory_format=torch.channels_last), truth[places]

    with tempfile.TemporaryDirectory() as folder:
        trained = train(network, batch, functional.cross_entropy, schedule, folder=Path(folder))
    return np.stack([of_probe, _answers(trained, prepared.pictures[draw.test], device)])


def _fit(head: LinearHead, features: Tensor, truth: Tensor, groups: npt.NDArray[np.int64], seed: int) -> None:
    """Fit the probe on all; its penalty is chosen on a third of the groups that the other two thirds do not hold."""
    if len(np.unique(groups)) < INNER_FOLDS:
        groups = np.arange(len(groups))
    is_out = torch.from_numpy(group_folds(truth.numpy(), groups, folds=INNER_FOLDS, seed=seed) == 0)
    inner, outer = ~is_out, is_out
    trial = LinearHead(features.shape[1], head.linear.out_features)
    chosen = fit_probe(trial, (features[inner], truth[inner]), (features[outer], truth[outer]), tell=_nobody)
    fit_probe(head, (features, truth), (features, truth), tell=_nobody, penalties=(chosen.penalty,))


def _nobody(number: int, step: ProbeStep) -> None:
    """Nobody follows these small fits."""


def _answers(network: torch.nn.Module, pictures: npt.NDArray[np.float16], device: torch.device) -> Probabilities:
    rows = []
    for first in range(0, len(pictures), 64):
        batch = torch.from_numpy(pictures[first : first + 64].astype(np.float32))[:, None].to(device)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=has_fast_bf16(device)):
            rows.append(network(batch).double().softmax(1).cpu().numpy())
    result: Probabilities = np.concatenate(rows)
    return result
