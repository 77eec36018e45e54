"""The tables of a shipped model's card, made again from its data, and which of them come out otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from ai.errors import TrainingDataError
from ai.library.card import ModelCard
from ai.library.pack import verify
from ai.progress import Progress, silent
from ai.training.case_picture import CasePicture, write_pictures


@dataclass(frozen=True)
class TableData:
    """What the tables are made from.

    Parameters
    ----------
    data
        Folder of the training data, as the recipe takes it.
    work
        Folder of checkpoints, for tables that need networks which are not shipped.
    others
        Name and folder of pictures that the model was not made for, whose refusals are counted.
    device
        Where cases are scored, see `ai.device.choose_device`; some models are scored on the processor alone.
    """

    data: Path
    work: Path
    others: Mapping[str, Path] = field(default_factory=dict)
    device: str = "auto"


Drawing: TypeAlias = Callable[[ModelCard, TableData, Progress], Iterator[CasePicture]]

Evaluation: TypeAlias = Callable[[ModelCard, TableData, Progress], dict[str, object]]


def _cxr_anatomy(card: ModelCard, data: TableData, progress: Progress) -> dict[str, object]:
    from ai.training.anatomy_tables import evaluate_anatomy

    return evaluate_anatomy(card, data.data, others=data.others, device=data.device, progress=progress)


def _cxr_nodule(card: ModelCard, data: TableData, progress: Progress) -> dict[str, object]:
    from ai.training.nodule_tables import evaluate_nodules

    return evaluate_nodules(card, data.data, device=data.device, progress=progress)


def _gray_encoder(card: ModelCard, data: TableData, progress: Progress) -> dict[str, object]:
    from ai.training.gray_encoder import comparison_tables

    return comparison_tables(data.data, work=data.work, progress=progress)


def _hippocampus(card: ModelCard, data: TableData, progress: Progress) -> dict[str, object]:
    from ai.training.hippocampus_tables import evaluate_hippocampus

    return evaluate_hippocampus(card, data.data, progress=progress)


def _router(card: ModelCard, data: TableData, progress: Progress) -> dict[str, object]:
    from ai.training.router_tables import evaluate_router

    return evaluate_router(card, data.data, progress=progress)


def _draw_anatomy(card: ModelCard, data: TableData, progress: Progress) -> Iterator[CasePicture]:
    from ai.training.anatomy_tables import pictures_of_films

    return pictures_of_films(card, data.data, progress=progress)


def _draw_nodules(card: ModelCard, data: TableData, progress: Progress) -> Iterator[CasePicture]:
    from ai.training.nodule_tables import pictures_of_marks

    return pictures_of_marks(card, data.data, device=data.device, progress=progress)


def _draw_hippocampus(card: ModelCard, data: TableData, progress: Progress) -> Iterator[CasePicture]:
    from ai.training.hippocampus_tables import pictures_of_crops

    return pictures_of_crops(card, data.data, progress=progress)


def _draw_kinds(card: ModelCard, data: TableData, progress: Progress) -> Iterator[CasePicture]:
    from ai.training.router_tables import pictures_of_kinds

    return pictures_of_kinds(card, data.data, progress=progress)


DRAWINGS: Mapping[str, Drawing] = {
    "cxr-anatomy": _draw_anatomy,
    "cxr-nodule": _draw_nodules,
    "hippocampus": _draw_hippocampus,
    "router": _draw_kinds,
}
"""By the id of the model; an encoder draws nothing."""

EVALUATIONS: Mapping[str, Evaluation] = {
    "cxr-anatomy": _cxr_anatomy,
    "cxr-nodule": _cxr_nodule,
    "gray-encoder": _gray_encoder,
    "hippocampus": _hippocampus,
    "router": _router,
}
"""By the id of the model."""


def evaluate_card(card: ModelCard, data: TableData, *, progress: Progress = silent) -> dict[str, object]:
    """Make the tables of a pack again; nothing is written beside checkpoints.

    Returns
    -------
    dict
        ``model``, ``tables`` as in the card's ``metrics``, ``differs``: the names of those that the card has otherwise.

    Raises
    ------
    TrainingDataError
        When no recipe of ours makes the model's tables, or the data are not its cases.
    ModelPackError
        When the pack is damaged.
    """
    evaluation = EVALUATIONS.get(card.id)
    if evaluation is None:
        raise TrainingDataError(
            f"The tables of {card.title} cannot be made again by this command.",
            f"It makes those of {', '.join(EVALUATIONS)}.",
        )
    verify(card)
    tables = json.loads(json.dumps(evaluation(card, data, progress)))  # as the card has them, which is a JSON file
    progress(1.0, "Made the tables")
    return {
        "model": card.key,
        "tables": tables,
        "differs": [name for name, value in tables.items() if card.metrics.get(name) != value],
    }


def draw_cases(card: ModelCard, data: TableData, folder: Path, *, progress: Progress = silent) -> tuple[Path, ...]:
    """Draw held-out cases of a pack into a folder: the worst, and others evenly.

    Raises
    ------
    TrainingDataError
        When the model draws nothing, or the data are not its cases.
    """
    drawing = DRAWINGS.get(card.id)
    if drawing is None:
        raise TrainingDataError(f"{card.title} draws nothing that could be looked at.", "Leave --pictures out.")
    verify(card)
    written = write_pictures(drawing(card, data, progress), folder)
    progress(1.0, f"Drew {len(written)} cases")
    return written
