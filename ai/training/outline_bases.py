"""Which models can be taught outlines on scans, and which structures come out. No torch here."""

from __future__ import annotations

from collections.abc import Sequence

from ai.errors import TrainingDataError
from ai.library.card import SEGMENTATION, Label, ModelCard
from ai.library.program_check import PROGRAM_SUFFIXES
from ai.training.site_card import structure_labels


def require_teachable(base: ModelCard, names: Sequence[str]) -> None:
    """Refuse a base that cannot be taught masks, or knows nothing of what the dataset has.

    Parameters
    ----------
    base
        A model that reads scans through a grid.
    names
        Structures of the dataset.

    Raises
    ------
    TrainingDataError
        One sentence.
    """
    spec = base.input.grid
    if base.task != SEGMENTATION:
        raise TrainingDataError(f"{base.title} does not outline structures, so masks cannot be taught to it.")
    if base.rules:
        raise TrainingDataError(
            f"{base.title} is made of fixed rules, so nothing of it can be taught.", "Choose a model with a network."
        )
    if base.architecture.name in PROGRAM_SUFFIXES:
        raise TrainingDataError(
            f"{base.title} is a finished program, so nothing of it can be taught.", "Choose a model with a network."
        )
    if base.prompts is not None:
        raise TrainingDataError(
            f"{base.title} marks what is shown to it by clicks or a box; such models cannot be taught here.",
            "Choose a model that reads a scan by itself.",
        )
    if spec is None or spec.activation == "none" or (spec.activation == "softmax" and not spec.background):
        raise TrainingDataError(
            f"The outputs of {base.title} are none that masks can be taught to.", "Choose another model."
        )
    own = [label.name for label in base.labels]
    if not set(own) & set(names):
        raise TrainingDataError(
            f"{base.title} knows none of the structures of the dataset ({', '.join(names)}).",
            f"Name the masks as the model does ({', '.join(own)}), or start from random weights by name.",
        )


def is_teachable(base: ModelCard, names: Sequence[str]) -> bool:
    """Whether `require_teachable` lets a base pass."""
    try:
        require_teachable(base, names)
    except TrainingDataError:
        return False
    return True


def new_labels(base: ModelCard, names: Sequence[str]) -> tuple[Label, ...]:
    """Structures of the new model: those of the base that the dataset has, in its order, then the new ones."""
    kept = tuple(label for label in base.labels if label.name in names)
    known = {label.name for label in kept}
    return (*kept, *structure_labels([name for name in names if name not in known]))
