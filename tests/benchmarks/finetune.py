"""Teach a classifier: our engine against a plain loop over a ``DataLoader``, same model, data, epochs and validation.

The plain loop is what a careful person writes: two processes decode the case files anew in every epoch and change each
picture, float32, the backbone's gradients switched off where it is frozen, validation after every epoch. Ours counts
from the same case files to the trained weights: decoding, features, linear probe, epochs; what follows (pack, report)
is the same for both and left out. Each runs in a new process, as it does in life; starting that is left out too.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from ai.library.card import InputSpec
from ai.memory import keep_memory
from ai.prepare.radiograph import prepare_radiograph
from ai.training.augmentation import augmented
from ai.training.augmentation_choice import NO_AUGMENTATION, Augmentation
from ai.training.dataset.case import Case, ImageFacts
from ai.training.dataset.class_folders import import_classes
from ai.training.dataset.dataset import Part, open_dataset
from ai.training.dataset.split import split
from ai.training.dataset.wanted import Intake
from ai.training.finetune_config import FinetuneConfig
from ai.training.job_folder import JobFolder
from ai.training.linear_probe import mean_auc
from ai.training.teach_classifier import start_network, teach_classifier, trainable_groups
from ai.training.teaching_cases import TeachingCases, read_teaching_cases
from tests.benchmarks.table import Row

CASES, SIDE = 100, 512
"""Pictures of a class, and their rows and columns as of a CT slice. With fewer, or with fewer epochs of all layers, the
start of a run is measured."""

ARCHITECTURE, BATCH = "resnet18", 8

FROZEN_EPOCHS, FULL_EPOCHS, VIEWS = 20, 6, 8

CPU = torch.device("cpu")

HANDS = "fork" if sys.platform == "linux" else None
"""How the plain loop starts its two processes in each epoch: as in a program of its own, where Linux copies them."""

_Work: TypeAlias = Callable[[FinetuneConfig, TeachingCases], object]


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        cases = _cases(Path(folder))
        plan = FinetuneConfig(
            cases.dataset.folder, Path(folder) / "job", architecture=ARCHITECTURE, epochs=FROZEN_EPOCHS, batch=BATCH
        )
        plan = replace(plan, scope="head", patience=10_000)
        return [
            _row("frozen", replace(plan, augmentation=NO_AUGMENTATION), cases, ">= 30"),
            _row(f"frozen, {VIEWS} views", replace(plan, views=VIEWS), cases, ">= 5"),
            _row("all layers", replace(plan, scope="all", epochs=FULL_EPOCHS), cases, ">= 1.5 with bf16"),
        ]


def _row(name: str, plan: FinetuneConfig, cases: TeachingCases, goal: str) -> Row:
    """Once each, in turn: minutes, not milliseconds, so that single waits of a busy machine weigh little."""
    title = f"finetune {ARCHITECTURE}, {name}, {plan.epochs} epochs"
    ours = _seconds(_ours, replace(plan, output=plan.output / name), cases)
    theirs = _seconds(_plain, plan, cases)
    return Row(title, 1000 * ours, "plain DataLoader loop, float32", 1000 * theirs, goal)


def _seconds(work: _Work, plan: FinetuneConfig, cases: TeachingCases) -> float:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_timed, work, plan, cases).result()


def _timed(work: _Work, plan: FinetuneConfig, cases: TeachingCases) -> float:
    started = time.perf_counter()
    work(plan, cases)
    return time.perf_counter() - started


def _ours(plan: FinetuneConfig, cases: TeachingCases) -> None:
    keep_memory()  # as the process of a run does
    job = JobFolder(plan.output)
    job.path.mkdir(parents=True)
    teach_classifier(plan, cases, start_network(plan, None, cases), job, device=CPU)


class _Pictures(Dataset[tuple[Tensor, int]]):
    """Decodes a case whenever it is asked for."""

    def __init__(self, cases: tuple[Case, ...], classes: list[int], spec: InputSpec, chosen: Augmentation) -> None:
        self.cases, self.classes, self.spec, self.chosen = cases, classes, spec, chosen

    def __len__(self) -> int:
        return len(self.cases)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        picture = torch.from_numpy(prepare_radiograph(self.cases[index].volume(), self.spec, hang=False)[0])
        if not self.chosen.is_nothing:
            generator = torch.Generator().manual_seed(int(torch.randint(2**31, (1,))))
            picture = augmented(picture[None, None], None, self.chosen, generator)[0][0, 0]
        return picture[None], self.classes[index]


def _plain(plan: FinetuneConfig, cases: TeachingCases) -> float:
    """Train as the plan says; gives the last area on the validation part."""
    network, _, spec = start_network(plan, None, cases)
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    trained = [parameter for group in trainable_groups(network, plan.scope) for parameter in group.parameters]
    for parameter in trained:
        parameter.requires_grad_(True)
    optimiser = torch.optim.AdamW(trained, plan.learning_rate)
    loaders = {}
    for part, chosen in ((Part.TRAIN, plan.augmentation), (Part.VALIDATION, NO_AUGMENTATION)):
        its = cases.part(part)
        data = _Pictures(its, cases.classes(its).tolist(), spec, chosen)
        loaders[part] = DataLoader(
            data, plan.batch, shuffle=part is Part.TRAIN, num_workers=2, multiprocessing_context=HANDS
        )
    area = 0.5
    for _ in range(plan.epochs):
        network.train(plan.scope == "all")
        for pictures, classes in loaders[Part.TRAIN]:
            optimiser.zero_grad()
            torch.autograd.backward(functional.cross_entropy(network(pictures), classes))
            optimiser.step()
        area = _area(network.eval(), loaders[Part.VALIDATION])
    return area


def _area(network: nn.Module, loader: DataLoader[tuple[Tensor, int]]) -> float:
    with torch.inference_mode():
        seen = [(network(pictures).softmax(1), classes) for pictures, classes in loader]
    probabilities, classes = (torch.cat(each).numpy() for each in zip(*seen, strict=True))
    return mean_auc(probabilities.astype(np.float64), classes)


def _cases(folder: Path) -> TeachingCases:
    """Textures without and with stripes, as PNG files taken into a dataset."""
    facts = ImageFacts(modality="CR", body_part="CHEST", view="PA", bones_bright=True)
    stripes = 30 * np.sin(np.arange(SIDE) * 2.1)[None]
    for index in range(2 * CASES):
        coarse = np.random.default_rng(index).uniform(40, 180, (9, 9)).astype(np.float32)
        picture = np.asarray(cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC))
        name, change = (("plain", 0.0), ("stripes", stripes))[index % 2]
        path = folder / "source" / name / f"p{index:03}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = (picture + change).clip(0, 255).astype(np.uint8)
        path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    target = folder / "cases"
    import_classes(folder / "source", target, intake=Intake(person="(.+)", facts=facts))
    split(open_dataset(target))
    return read_teaching_cases(target)
