"""``lightbox dataset agreement``: how far the readers of a dataset agree.

With ``--json`` one document::

    task, names
    readers     list: key, begun, complete
    pairs       list: readers (two keys), cases, kappa (cases, groups, observed, expected, value, interval, names,
                table) or null, structures (list: name, cases, unmarked, dice with value, low and high or null, hd95
                or null, unit)
    cases       list, lowest agreement first: key, group, readers, answers or null, masks (list: name, dice or null,
                hd95 or null), unit

Readers are named by their keys: what they are called stands in no file of a dataset.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import Console

if TYPE_CHECKING:
    from ai.training.dataset.agreement import CaseAgreement, PairAgreement

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
        console.line(f"Reader {count.key}: {count.complete} of {cases} cases complete.")
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


def _case_words(row: CaseAgreement) -> str:
    if row.answers is not None:
        return " / ".join(row.answers)
    return ", ".join(
        f"{each.name} {'-' if each.dice is None else f'{each.dice:.3f}'}"
        + ("" if each.hd95 is None else f" ({each.hd95:.1f} {row.unit})")
        for each in row.masks
    )
