"""The shipped models that are trained again from their data by one command each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeAlias

from ai.errors import TrainingDataError
from ai.progress import Progress


@dataclass(frozen=True)
class Order:
    """What is asked of a recipe; what is left out is as the recipe has it.

    Parameters
    ----------
    data
        Folder of the training data.
    work
        Takes the checkpoints; a run that was stopped goes on there.
    output
        Folder that takes the pack; None for that of the shipped models.
    folds
        How many folds are held out in turn; each gives a member.
    fold
        Train just the member that never sees this one, and write no pack.
    device
        ``"auto"``, ``"cpu"``, ``"cuda"`` or ``"mps"``.
    effort
        Times as many epochs.
    others
        Folders of pictures that the model must refuse, by the name under which they are counted.
    """

    data: Path
    work: Path
    output: Path | None = None
    folds: int | None = None
    fold: int | None = None
    device: str = "auto"
    effort: float = 1.0
    others: Mapping[str, Path] = field(default_factory=dict)


_FOLDERS = frozenset({"data", "work", "output"})

Recipe: TypeAlias = Callable[[Order, Progress], None]


def _cxr_anatomy(order: Order, progress: Progress) -> None:
    from ai.training.cxr_anatomy import train_pack

    train_pack(
        order.data,
        output=order.output,
        work=order.work,
        folds=order.folds or 2,
        effort=order.effort,
        device=order.device,
        others=order.others,
        progress=progress,
    )


def _cxr_nodule(order: Order, progress: Progress) -> None:
    from ai.training.cxr_nodule import train_pack
    from ai.training.jsrt import FOLDS

    train_pack(order.data, output=order.output, work=order.work, folds=order.folds or FOLDS, progress=progress)


def _gray_encoder(order: Order, progress: Progress) -> None:
    from ai.training.gray_encoder import train_pack

    train_pack(order.data, output=order.output, work=order.work, progress=progress)


def _hippocampus(order: Order, progress: Progress) -> None:
    from ai.training.hippocampus import train_fold, train_pack
    from ai.training.hippocampus_data import FOLDS

    if order.fold is not None:
        train_fold(order.data, order.fold, work=order.work, device=order.device, progress=progress)
        return
    train_pack(
        order.data,
        output=order.output,
        work=order.work,
        folds=order.folds or FOLDS,
        device=order.device,
        progress=progress,
    )


def _router(order: Order, progress: Progress) -> None:
    from ai.training.router import train_pack
    from ai.training.router_data import FOLDS

    train_pack(order.data, output=order.output, work=order.work, folds=order.folds or FOLDS, progress=progress)


RECIPES: Mapping[str, tuple[Recipe, frozenset[str]]] = {
    "cxr-anatomy": (_cxr_anatomy, frozenset({"folds", "device", "effort", "others"})),
    "cxr-nodule": (_cxr_nodule, frozenset({"folds"})),
    "gray-encoder": (_gray_encoder, frozenset()),
    "hippocampus": (_hippocampus, frozenset({"folds", "fold", "device"})),
    "router": (_router, frozenset({"folds"})),
}
"""By the id of the model: the recipe, and what of an order it follows beside the folders."""


def train(name: str, order: Order, progress: Progress) -> None:
    """Train a model and write its pack.

    Raises
    ------
    TrainingDataError
        When something is asked that the recipe does not know, or its data do not fit.
    """
    recipe, known = RECIPES[name]
    usual = Order(order.data, order.work)
    for each in fields(order):
        is_asked = getattr(order, each.name) != getattr(usual, each.name)
        if is_asked and each.name not in known | _FOLDERS:
            raise TrainingDataError(f"The recipe of {name} knows no --{each.name}.", "Leave it out.")
    recipe(order, progress)
