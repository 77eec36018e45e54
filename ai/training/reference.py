"""Statistics of a model's input, made from its training pictures and written into a new version of its pack.

They are the second layer of the gate, see `ai.inference.statistics`. Who is in which fold is decided before anything is
looked at; the held-out cases that are counted were seen neither by the statistics nor by their threshold and, of the
shipped chest model, not by the network.
"""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from ai.errors import TrainingDataError
from ai.inference.gate import STATISTICS
from ai.inference.statistics import (
    InputStatistics,
    Rows,
    fit,
    glimpses,
    held_out_distances,
    pooled,
    threshold_of,
    write_reference,
)
from ai.library.card import CHEST_ANATOMY, ModelCard
from ai.library.pack import CARD_FILE, REFERENCE_FILE, verify, write_card
from ai.networks.build import load_members
from ai.networks.stage import last_stage
from ai.plain import to_plain
from ai.prepare.radiograph import prepare_radiograph
from ai.progress import Progress, part, silent
from ai.training.dataset.case import DATASET_FILE
from ai.training.dataset.dataset import Part
from ai.training.jsrt import FOLDS, Film, fold_of, read_films
from ai.training.radiograph_augment import augment
from ai.training.strangers import Pictures, pictures_of, strange_films
from ai.training.teaching_cases import read_teaching_cases
from ai.volume import Volume

STRENGTH = 0.5
"""How far films of other machines are imitated, see `ai.training.radiograph_augment.augment`: the films alone would
make every other machine a stranger."""

REFUSED = "refused_as_unlike_the_training_pictures"
"""Key of a card's ``metrics``: how many of what were refused; the distance alone, without tags and members."""

LEAST_CASES = 10
"""Below that a spread says nothing."""

AS_THEY_ARE, OTHER_MACHINE = "as_they_are", "as_of_another_machine"
"""Names of looks."""

CPU = torch.device("cpu")

Look: TypeAlias = Callable[[int], Iterator[Tensor]]
"""What the network sees of a case, by its number."""


@dataclass(frozen=True)
class Cases:
    """Training cases as the network sees them.

    Parameters
    ----------
    folds
        Of each case; people are never in two.
    looks
        By name: as they are, and as another machine might have made them where that can be imitated.
    words
        What they are, for the card.
    by_member
        Whether member k of the model was trained without fold k.
    strangers
        Pictures that the model was not made for, by name.
    """

    folds: tuple[int, ...]
    looks: Mapping[str, Look]
    words: str
    by_member: bool
    strangers: Mapping[str, Pictures]


def add_reference(
    card: ModelCard,
    data: Path,
    *,
    output: Path | None = None,
    others: Mapping[str, Path] | None = None,
    progress: Progress = silent,
) -> ModelCard:
    """Write a new version of a pack that holds the statistics of its input.

    Parameters
    ----------
    card
        The pack, whose weights stay as they are.
    data
        Its training data: the JSRT films (``images/`` and ``masks/``), or a dataset of case folders.
    output
        Folder that takes the new pack; beside the old one unless told.
    others
        Name and folder of pictures that it was not made for, whose refusals are counted.
    progress
        Called once per case.

    Returns
    -------
    ModelCard
        Of the new pack.

    Raises
    ------
    TrainingDataError
        When the data are too few or the network shows no stage.
    """
    if card.rules:
        raise TrainingDataError(f"{card.title} is made of fixed rules: no pictures were used to make it.")
    verify(card)
    networks = load_members(card)
    cases = _dataset_cases(card, data) if (data / DATASET_FILE).is_file() else film_cases(card, read_films(data))
    more = {name: pictures_of(folder) for name, folder in (others or {}).items()}
    cases = dataclasses.replace(cases, strangers={**cases.strangers, **more})
    written = _write(*with_statistics(card, networks, cases, progress=progress), output or card.folder.parent)
    progress(1.0, f"Wrote {written.key}")
    return written


def with_statistics(
    card: ModelCard, networks: Sequence[nn.Module], cases: Cases, *, progress: Progress = silent
) -> tuple[ModelCard, bytes]:
    """Describe the cases and count what is refused; nothing is written.

    Parameters
    ----------
    card
        Gets the statistics.
    networks
        Its members; the first one is what the statistics are of.
    cases
        Its training cases and strangers.
    progress
        Called once per case.

    Returns
    -------
    card
        The same with its statistics and the counts.
    content
        Of `ai.library.pack.REFERENCE_FILE`.
    """
    layer = _layer(networks[0], cases)
    features = _features(networks[0], layer, cases, progress=part(progress, 0, 0.5))
    everyone = features.reshape(-1, features.shape[-1])
    reference = fit(everyone)
    threshold = threshold_of(held_out_distances(everyone, cases.folds * len(cases.looks)))
    measured = dict(_held_out(networks, layer, features, cases, progress=part(progress, 0.5, 0.6)))
    for number, (name, make) in enumerate(cases.strangers.items()):
        progress(0.6 + 0.4 * number / len(cases.strangers), f"Measuring: {name}")
        rows = np.stack([pooled(networks[0], layer, seen_of(card, volume)) for volume in make()])
        refused = reference.distance(rows) > threshold
        measured[name] = f"{refused.sum()} of {len(refused)}"
    content = write_reference(reference)
    statistics = InputStatistics(
        sha256=hashlib.sha256(content).hexdigest(),
        layer=layer,
        threshold=round(threshold, 4),
        cases=len(cases.folds),
        protocol=f"Mean and spread of {layer} over {cases.words}; distance along the main directions and beside "
        f"them, refused beyond 99 % of the distances of cases in {len(set(cases.folds))} folds held out in turn.",
    )
    new = dataclasses.replace(
        card,
        metrics={**card.metrics, REFUSED: measured},
        reference={**card.reference, STATISTICS: to_plain(statistics)},
    )
    return new, content


def _layer(network: nn.Module, cases: Cases) -> str:
    if len(set(cases.folds)) < 2 or len(cases.folds) < LEAST_CASES:
        raise TrainingDataError(
            f"Statistics need at least {LEAST_CASES} cases of several people, these are {len(cases.folds)}.",
            "Add cases.",
        )
    stage = last_stage(network, next(cases.looks[AS_THEY_ARE](0)))
    if stage is None:
        raise TrainingDataError(
            "The network shows no stage whose features could be described.", "Programs and transformers have none."
        )
    return stage.name


def _features(network: nn.Module, layer: str, cases: Cases, *, progress: Progress = silent) -> Rows:
    """Describe every look of every case: (looks, cases, features)."""
    looks: list[Rows] = []
    for look in cases.looks.values():
        rows = []
        for case in range(len(cases.folds)):
            done = (len(looks) + case / len(cases.folds)) / len(cases.looks)
            progress(done, f"Looking at case {case + 1} of {len(cases.folds)}")
            rows.append(pooled(network, layer, look(case)))
        looks.append(np.stack(rows))
    return np.stack(looks)


def _held_out(
    networks: Sequence[nn.Module], layer: str, features: Rows, cases: Cases, *, progress: Progress = silent
) -> Mapping[str, str]:
    """Count the held-out cases that are refused: statistics and threshold made without their fold.

    Of the shipped chest model, whose member k was trained without fold k, only that fold is asked of member k, so that
    the network has not seen them either; of other models every fold of the first member.
    """
    numbers = np.asarray(cases.folds)
    refused, count = dict.fromkeys(cases.looks, 0), 0
    for fold in range(len(networks)) if cases.by_member else sorted(set(cases.folds)):
        if cases.by_member and fold > 0:
            features = _features(networks[fold], layer, cases, progress=progress)
        is_out = numbers == fold
        others = features[:, ~is_out].reshape(-1, features.shape[-1])
        folds = np.tile(numbers[~is_out], len(cases.looks))
        described, threshold = fit(others), threshold_of(held_out_distances(others, folds.tolist()))
        for name, rows in zip(cases.looks, features, strict=True):
            refused[name] += int((described.distance(rows[is_out]) > threshold).sum())
        count += int(is_out.sum())
    return {f"held_out_{name}": f"{number} of {count}" for name, number in refused.items()}


def film_cases(card: ModelCard, films: Sequence[Film]) -> Cases:
    """Chest films as the model sees them, and what it must refuse.

    Raises
    ------
    TrainingDataError
        When the model reads no chest films.
    """
    if card.task != CHEST_ANATOMY:
        raise TrainingDataError(f"The data of {card.title} must be a dataset of case folders.")

    def plain(case: int) -> Iterator[Tensor]:
        yield _radiograph(card, films[case].volume())

    def imitated(case: int) -> Iterator[Tensor]:
        yield _other_machine(card, films[case], seed=case)

    words = f"{len(films)} JSRT films, each as it is and once as another machine might have made it"
    return Cases(
        fold_of(films),
        {AS_THEY_ARE: plain, OTHER_MACHINE: imitated},
        words,
        True,
        strange_films(films),
    )


def _dataset_cases(card: ModelCard, data: Path) -> Cases:
    dataset = read_teaching_cases(data).dataset
    cases = (*dataset.part(Part.TRAIN), *dataset.part(Part.VALIDATION))  # the test part is opened once, not here
    groups = sorted({case.group for case in cases})

    def look(case: int) -> Iterator[Tensor]:
        yield from seen_of(card, cases[case].volume())

    folds = tuple(groups.index(case.group) % FOLDS for case in cases)
    return Cases(folds, {AS_THEY_ARE: look}, f"{len(cases)} cases of {len(groups)} people or blocks", False, {})


def seen_of(card: ModelCard, volume: Volume) -> Iterator[Tensor]:
    """Take what the first member sees of a scan, as the gate shows it to the statistics."""
    if card.input.grid is not None:
        yield from glimpses(volume, card.input.grid, device=CPU)
    else:
        yield _radiograph(card, volume)


def _radiograph(card: ModelCard, volume: Volume) -> Tensor:
    picture, _ = prepare_radiograph(volume, card.input, hang=card.task == CHEST_ANATOMY)
    return torch.from_numpy(np.ascontiguousarray(picture))[None, None]


def _other_machine(card: ModelCard, film: Film, *, seed: int) -> Tensor:
    rows, columns = (2 * side for side in card.input.size_px)
    plane = cv2.resize(film.volume().voxels[0], (columns, rows), interpolation=cv2.INTER_AREA)
    picture = torch.from_numpy(np.asarray(plane)).float()[None, None] / 255
    generator = torch.Generator().manual_seed(seed)
    changed, _ = augment(picture, torch.zeros_like(picture), card.input, generator, strength=STRENGTH)
    return changed


def _write(card: ModelCard, content: bytes, output: Path) -> ModelCard:
    *numbers, last = card.version.split(".")
    version = ".".join([*numbers, str(int(last) + 1)])
    folder = output / f"{card.id}-{version}"
    if folder.exists():
        raise TrainingDataError(f"There is a pack {folder.name} already.", "Choose another folder with --output.")
    folder.mkdir(parents=True)
    for path in card.folder.iterdir():
        if path.name not in (CARD_FILE, REFERENCE_FILE):
            shutil.copyfile(path, folder / path.name)
    (folder / REFERENCE_FILE).write_bytes(content)
    new = dataclasses.replace(card, version=version, folder=folder)
    write_card(new)
    return new
