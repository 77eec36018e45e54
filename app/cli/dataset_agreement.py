"""``lightbox dataset agreement``: how far the readers of a dataset agree.

With ``--json`` one document::

    task, names
    readers     list: key, begun, complete, unblinded
    pairs       list: readers (two keys), cases, kappa (cases, groups, observed, expected, value, interval, names,
                table) or null, structures (list: name, cases, unmarked, dice with value, low and high or null, hd95
                or null, unit), boxes (list: name, cases, unmarked, matched, only_first, only_second, iou or null, f1
                with value, low and high or null)
    cases       list, lowest agreement first: key, group, readers, answers or null, masks (list: name, dice or null,
                hd95 or null), unit, boxes (list: name, matched, only_first, only_second, iou or null)
    hidden      0

Readers are named by their keys: what they are called stands in no file of a dataset. This command is not blind: it is
for whoever runs the study, and not for who still reads. Reads of who was shown those of others before are not compared.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import Console

if TYPE_CHECKING:
    from ai.training.dataset.agreement import CaseAgreement, PairAgreement
    from ai.training.dataset.box_agreement import ClassAgreement

AGREEMENT = "agreement"

CASES_SHOWN = 10
"""Cases of low agreement that are named to a person; ``--json`` has all."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder with dataset.json")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def agreement(folder: Path, console: Console) -> None:
    """Tell how far readers agree.

    Raises
    ------
    TrainingDataError
        Where the folder holds no dataset, or a read is damaged.
    """
    from ai.plain import to_plain
    from ai.progress import part
    from ai.training.dataset.agreement import agreement as compare_readers
    from ai.training.dataset.dataset import open_dataset

    dataset = open_dataset(folder, progress=part(console.progress, 0, 0.5))
    found = compare_readers(dataset, progress=part(console.progress, 0.5, 1))
    if console.as_json:
        console.document(to_plain(found))
        return
    if not found.readers:
        console.line("Nobody has read a case of this dataset yet.")
        return
    cases = len(dataset.cases) + len(dataset.unsure)
    for count in found.readers:
        shown = f", {count.unblinded} of them not blind and not compared" if count.unblinded else ""
        console.line(f"Reader {count.key}: {count.complete} of {cases} cases complete{shown}.")
    if not found.pairs:
        console.line("No case was completed by two readers: there is nothing to compare.")
    for pair in found.pairs:
        _tell_pair(pair, console)
    low = [row for row in found.cases if row.agreement < 1]
    if low:
        console.line("Lowest agreement first:")
    for row in low[:CASES_SHOWN]:
        console.line(f"  {row.key}: {_case_words(row)}")
    if len(low) > CASES_SHOWN:
        console.note(f"{len(low) - CASES_SHOWN} more; --json names all.")


def _tell_pair(pair: PairAgreement, console: Console) -> None:
    first, second = pair.readers
    console.line(f"{first} and {second}: {pair.cases} cases that both completed.")
    kappa = pair.kappa
    if kappa is not None:
        share = f"{kappa.observed:.0%} of {kappa.cases} cases of {kappa.groups} persons or blocks the same"
        if kappa.value is None or kappa.interval is None:
            console.line(f"  {share}; kappa is not defined, as both only ever gave one answer.")
        else:
            low, high = kappa.interval
            console.line(f"  kappa {kappa.value:.2f} (95 % {low:.2f} to {high:.2f}), {share}")
    for each in pair.structures:
        words = "neither ever marked anything"
        if each.dice is not None:
            words = f"Dice {each.dice.value:.3f} (95 % {each.dice.low:.3f} to {each.dice.high:.3f})"
        if each.hd95 is not None:
            words += f", median HD95 {each.hd95:.1f} {each.unit}"
        if each.unmarked:
            words += f", {each.unmarked} of {each.cases} cases marked by neither"
        console.line(f"  {each.name}: {words}")
    for box in pair.boxes:
        console.line(f"  {box.name}: {_box_words(box)}")


def _box_words(box: ClassAgreement) -> str:
    words = "neither ever marked anything"
    if box.f1 is not None:
        words = (
            f"both marked {box.matched}, {box.only_first} of the first only, {box.only_second} of the second only; "
            f"F1 {box.f1.value:.2f} (95 % {box.f1.low:.2f} to {box.f1.high:.2f})"
        )
    if box.iou is not None:
        words += f", mean IoU of those of both {box.iou:.2f}"
    return f"{words}; {box.unmarked} of {box.cases} cases marked by neither" if box.unmarked else words


def _case_words(row: CaseAgreement) -> str:
    if row.answers is not None:
        return " / ".join(row.answers)
    if row.boxes:
        return ", ".join(
            f"{each.name} {each.matched} both, {each.only_first} first only, {each.only_second} second only"
            for each in row.boxes
            if each.f1 is not None
        )
    return ", ".join(
        f"{each.name} {'-' if each.dice is None else f'{each.dice:.3f}'}"
        + ("" if each.hd95 is None else f" ({each.hd95:.1f} {row.unit})")
        for each in row.masks
    )
