"""``lightbox dataset plan``: the suggested plan of a fine-tuning, by the number of persons in the rarest class.

With ``-o`` it is written as the file that ``lightbox finetune`` takes; it can be edited before. With ``--json`` one
document: ``reason`` (words), ``written`` (the file, or null) and the fields of the plan.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ai.errors import TrainingDataError
from app.cli.console import Console

JOB = "job"
"""Folder of the run beside the plan, unless told."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder with dataset.json")
    parser.add_argument("-o", "--output", metavar="PLAN.toml", type=Path, help="the plan as a file")
    parser.add_argument("--base", metavar="ID", default="", help="start from this model of the library")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """Suggest a plan, and write it.

    Raises
    ------
    TrainingDataError
        Where nothing can be taught with the dataset, or the file cannot be written or is there already.
    """
    from ai.library.library import Library, default_folders
    from ai.plain import to_plain
    from ai.training.dataset.check import check
    from ai.training.dataset.dataset import open_dataset
    from ai.training.finetune_config import write_config
    from app.actions.teach_plan import bases, suggest

    library = Library(default_folders())
    base = library.get(options.base) if options.base else None
    dataset = open_dataset(options.folder, progress=console.progress)
    report = check(dataset, progress=console.progress)
    if not report.is_usable:
        raise TrainingDataError(
            "Nothing can be taught with this dataset yet.", "'lightbox dataset check' says what stands against it."
        )
    cards = [card for card in library.cards() if not card.draft]
    if base is not None and not bases(report, [base]):
        known = ", ".join(card.key for card in bases(report, cards))
        raise TrainingDataError(
            f"{base.title} cannot be taught what this dataset holds.",
            f"Choose one of: {known}." if known else "Leave --base out: a network from random weights is suggested.",
        )
    plan = suggest(report, cards, base="" if base is None else base.key)
    if not plan.base and not plan.architecture:
        raise TrainingDataError(plan.reason)
    path: Path | None = options.output
    if path is not None:
        if path.exists():
            raise TrainingDataError(f"{path.name} is there already.", "Choose another name, or remove it.")
        try:
            write_config(plan.config(options.folder.resolve(), path.resolve().parent / JOB), path)
        except OSError as error:
            raise TrainingDataError(f"{path.name} cannot be written ({error.strerror}).") from error
    if console.as_json:
        console.document({**to_plain(plan), "written": None if path is None else str(path)})
        return
    console.line(plan.reason)
    console.line(f"Start from: {plan.base or plan.architecture}. Teach: {plan.scope}, at most {plan.epochs} epochs.")
    if path is not None:
        begins = f"'lightbox finetune {path.name}' begins"
        if dataset.split is None:
            begins = f"'lightbox dataset split' comes first, then {begins}"
        console.line(f"Written to {path.name}; {begins}.")
