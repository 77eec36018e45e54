"""What the lessons of all tasks share: plan, job folder, what is told at the start, the pack that is written."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ai.library.card import ModelCard, Weights
from ai.library.lineage import TAUGHT_AT, TAUGHT_ON
from ai.library.pack import write_card
from ai.networks.weights import write_weights
from ai.plain import to_plain
from ai.training.dataset.dataset import Part
from ai.training.finetune_config import FinetuneConfig, plain_plan
from ai.training.frozen_parts import network_parts, thawed
from ai.training.job_folder import JobFolder, write_json
from ai.training.teach_classifier import parameter_counts
from ai.training.teaching_cases import TeachingCases
from ai.training.work import ParameterGroup


@dataclass(frozen=True, eq=False)
class Lesson:
    """One run, as far as its task needs it.

    Parameters
    ----------
    config, job
        The plan and its folder.
    base
        Card that is started from; None where the plan names an architecture.
    device
        That is trained on.
    cases
        The dataset.
    """

    config: FinetuneConfig
    job: JobFolder
    base: ModelCard | None
    device: torch.device
    cases: TeachingCases

    def tell_start(
        self, title: str, labels: Sequence[str], network: nn.Module, groups: Sequence[ParameterGroup]
    ) -> None:
        """Tell what is taught, and how many parameters of it.

        Raises
        ------
        TrainingDataError
            When the plan freezes a part that the network does not have, or all that the scope trains.
        """
        trainable, parameters = parameter_counts(network, thawed(network, groups, self.config.frozen))
        cases = self.cases
        self.job.log().add(
            "started",
            title=title,
            task=cases.dataset.task.value,
            scope=self.config.scope,
            epochs=self.config.epochs,
            dataset_sha256=cases.sha256,
            cases=dict(cases.counts()),
            groups=dict(cases.group_counts()),
            labels=list(labels),
            trainable=trainable,
            parameters=parameters,
            parts=[to_plain(each) for each in network_parts(network, groups)],
            device=self.device.type,
        )

    def facts(self) -> dict[str, Any]:
        """How it was trained, for the card and ``run.json``."""
        cases = self.cases
        facts = {
            "dataset_sha256": cases.sha256,
            "split_sha256": "" if cases.dataset.split is None else cases.dataset.split.sha256,
            "plan": plain_plan(self.config),
            "torch": torch.__version__.split("+")[0],
            "numpy": np.__version__,
            "lightbox": version("lightbox"),
            TAUGHT_AT: datetime.now(UTC).date().isoformat(),
            TAUGHT_ON: cases.group_counts()[Part.TRAIN.value],
        }
        write_json(self.job.path / "facts.json", facts)
        return facts


def write_pack(
    network: nn.Module, folder: Path, make: Callable[[Weights, Path], ModelCard], *, precise: tuple[str, ...] = ()
) -> ModelCard:
    """Write weights and card into ``folder/ID-VERSION``, whole or not at all."""
    unfinished = folder.with_name(f".{folder.name}-unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    path = unfinished / "member0.safetensors"
    member = Weights(path.name, write_weights(network.cpu(), path, precise=precise))
    card = make(member, unfinished)
    write_card(card)
    target = folder / card.key
    shutil.rmtree(target, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    unfinished.replace(target)
    return dataclasses.replace(card, folder=target)
