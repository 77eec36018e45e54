"""``lightbox dataset``: a site's own images become case folders, are checked, and are split by person.

With ``--json`` one document. ``import``::

    task, names, cases  of the dataset as it is now
    added, known        new cases, and images that were in it before
    left_out            list: name, reason
    grouping            how persons were told apart

``check``::

    task, cases, groups, grouping
    usable              false where a finding stops a training
    counts              list: name, cases, groups (persons or blocks)
    findings            list: kind, weight ("stop" or "warn"), sentence, cases (keys)

``split``::

    sha256, fractions, seed, notes
    by                  "person", "scanner" or "quarter": what the test part is made of
    parts               train, validation, test, left_out: by class (or "" for masks) cases and groups

``agreement``, ``export``, ``plan``: see `app.cli.dataset_agreement`, `dataset_export`, `dataset_plan`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli import dataset_add, dataset_agreement, dataset_export, dataset_plan, dataset_sources
from app.cli.console import Console

if TYPE_CHECKING:
    from ai.training.dataset.dataset import Dataset
    from ai.training.dataset.intake import Imported
    from ai.training.dataset.wanted import Intake

IMPORT, CHECK, SPLIT = "import", "check", "split"
ADD, EXPORT, PLAN = "add", "export", "plan"

REASONS_SHOWN = 10
"""Files left out that are named to a person; ``--json`` has all."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_import(actions.add_parser(IMPORT, help="site data into case folders; an existing dataset is extended"))
    compared = actions.add_parser(dataset_agreement.AGREEMENT, help="how far readers agree: kappa, Dice, HD95")
    dataset_agreement.add(compared)
    check = actions.add_parser(CHECK, help="counts, unreadable files, masks, duplicates, classes")
    split = actions.add_parser(SPLIT, help="freeze train, validation and test, by person or in blocks of files")
    dataset_add.add(actions.add_parser(ADD, help="one series with its labels as a case"))
    dataset_export.add(actions.add_parser(EXPORT, help="show all that leaves, write a copy without the salt"))
    dataset_plan.add(actions.add_parser(PLAN, help="the suggested plan of a fine-tuning, as a file"))
    for each in (check, split):
        each.add_argument("folder", metavar="DIR", type=Path, help="folder with dataset.json")
        each.add_argument("--json", action="store_true", help="one JSON document on stdout")
    split.add_argument(
        "--fractions",
        metavar="T,V,T",
        type=fractions_argument,
        default=(0.6, 0.2, 0.2),
        help="shares of train, validation, test (default: 0.6,0.2,0.2)",
    )
    split.add_argument("--seed", metavar="N", type=int, default=0, help="another split (default: 0)")
    split.add_argument(
        "--by",
        choices=("person", "scanner", "quarter"),
        help="test on persons by chance (default), on one scanner, or on the last quarters",
    )
    split.add_argument("--anew", action="store_true", help="forget the frozen split; openings of its test still count")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", metavar="SOURCE", type=Path, nargs="?", help="folder; IMAGES and MASKS may be told relative to it"
    )
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, help="folder of the dataset")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--classes", action="store_true", help="a folder per class with DICOM, PNG, JPEG, NIfTI or NRRD (default)"
    )
    kind.add_argument(
        "--pairs", metavar=("IMAGES", "MASKS"), nargs=2, type=Path, help="pictures and PNG masks of equal names"
    )
    parser.add_argument(
        "--bits",
        metavar="NAME=1,NAME=2",
        type=bits_argument,
        help="masks are flags; without it one file per structure, STRUCTURE/CASE.png or CASE/STRUCTURE.png",
    )
    parser.add_argument(
        "--person",
        metavar="REGEX",
        help="one bracket picks the person from the file name, e.g. '^(.+)_slice'; '(.+)': each file is another person",
    )
    parser.add_argument("--only", metavar="CLASS,CLASS", type=names_argument, default=(), help="take only these")
    parser.add_argument(
        "--limit", metavar="N", type=limit_argument, help="most images per class, spread evenly over its files"
    )
    parser.add_argument("--modality", default="", help="what PNG and JPEG pictures are, e.g. CR")
    parser.add_argument("--body-part", default="", help="what they show, e.g. CHEST")
    parser.add_argument("--view", default="", help="their view, e.g. PA")
    parser.add_argument("--pixel-mm", metavar="MM", type=float, help="side of their pixels")
    parser.add_argument("--bones", choices=("bright", "dark"), help="their polarity")
    dataset_sources.add_sources(parser, kind)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def check_usage(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where the words do not fit together."""
    if options.action != IMPORT:
        return
    if options.output is None and not options.check_only:
        parser.error("import needs -o DIR, the folder of the dataset")
    if dataset_sources.is_source(options):
        dataset_sources.check_usage(options, parser)
    elif options.pairs is None and options.source is None:
        parser.error("import needs SOURCE, or --pairs IMAGES MASKS")
    if options.pairs is None and options.bits is not None and not dataset_sources.is_source(options):
        parser.error("--bits goes with --pairs or --pattern")
    if options.pairs is not None and options.only:
        parser.error("--only names classes; pairs have none")
    if options.pixel_mm is not None and not 0 < options.pixel_mm < float("inf"):
        parser.error("--pixel-mm must be above 0")


def run(options: argparse.Namespace, console: Console) -> None:
    """Import, check, split or compare readers."""
    if options.action == IMPORT:
        _import(options, console)
    elif options.action == ADD:
        dataset_add.run(options, console)
    elif options.action == EXPORT:
        dataset_export.run(options, console)
    elif options.action == PLAN:
        dataset_plan.run(options, console)
    elif options.action == CHECK:
        check(options.folder, console)
    elif options.action == dataset_agreement.AGREEMENT:
        dataset_agreement.agreement(options.folder, console)
    else:
        split(options.folder, options.fractions, options.seed, console, by=options.by, anew=options.anew)


def _import(options: argparse.Namespace, console: Console) -> None:
    from ai.training.dataset.class_folders import import_classes
    from ai.training.dataset.mask_pairs import import_pairs
    from app.dicom.export.case_write import find_dicom_images

    intake = _intake(options)
    if dataset_sources.is_source(options):
        taken = dataset_sources.run(options, intake, console)
        if taken is not None:
            _tell_import(taken, console)
        return
    if options.pairs is not None:
        images, masks = ((options.source / path) if options.source else path for path in options.pairs)
        imported = import_pairs(
            images, masks, options.output, bits=options.bits, intake=intake, progress=console.progress
        )
    else:
        imported = import_classes(
            options.source, options.output, intake=intake, foreign=find_dicom_images, progress=console.progress
        )
    _tell_import(imported, console)


def _intake(options: argparse.Namespace) -> Intake:
    from ai.training.dataset.case import ImageFacts
    from ai.training.dataset.wanted import Intake

    bright = None if options.bones is None else options.bones == "bright"
    facts = ImageFacts(
        options.modality.upper(), options.body_part.upper(), options.view.upper(), options.pixel_mm, bright
    )
    return Intake(options.person, tuple(options.only), options.limit, facts)


def _tell_import(imported: Imported, console: Console) -> None:
    dataset = imported.dataset
    if console.as_json:
        console.document(
            {
                "task": dataset.task.value,
                "names": list(dataset.names),
                "cases": len(dataset.cases),
                "added": imported.added,
                "known": imported.known,
                "left_out": [{"name": one.name, "reason": one.reason} for one in imported.left_out],
                "grouping": dataset.grouping,
            }
        )
        return
    known = f", {imported.known} were there already" if imported.known else ""
    console.line(f"{imported.added} cases added{known}; the dataset has {len(dataset.cases)}.")
    console.line(dataset.grouping)
    for one in imported.left_out[:REASONS_SHOWN]:
        console.note(f"Left out {one.name}: {one.reason}")
    if len(imported.left_out) > REASONS_SHOWN:
        console.note(f"Left out {len(imported.left_out) - REASONS_SHOWN} more; --json names all.")


def check(folder: Path, console: Console) -> None:
    """Tell everything that is wrong with a dataset.

    Raises
    ------
    TrainingDataError
        Where the folder holds none.
    """
    from ai.plain import to_plain
    from ai.training.dataset.check import Weight
    from ai.training.dataset.check import check as check_dataset
    from ai.training.dataset.dataset import open_dataset

    report = check_dataset(open_dataset(folder, progress=console.progress), progress=console.progress)
    if console.as_json:
        console.document({**to_plain(report), "usable": report.is_usable})
        return
    console.line(f"{report.cases} cases ({report.task.value}), {report.groups} persons or blocks.")
    for count in report.counts:
        console.line(f"  {count.name}: {count.cases} cases, {count.groups} persons or blocks")
    console.line(report.grouping)
    for finding in report.findings:
        console.line(f"{'Stop' if finding.weight is Weight.STOP else 'Note'}: {finding.sentence}")
    console.line("Ready to be split and taught." if report.is_usable else "Nothing can be taught with it yet.")


def split(
    folder: Path,
    fractions: tuple[float, float, float],
    seed: int,
    console: Console,
    *,
    by: str | None = None,
    anew: bool = False,
) -> None:
    """Freeze a split; cases of an earlier one keep their part unless it is made anew.

    Raises
    ------
    TrainingDataError
        As one sentence: no dataset, one class only, too few cases or persons.
    """
    from ai.training.dataset.dataset import open_dataset
    from ai.training.dataset.split import split as split_dataset
    from ai.training.dataset.split_rule import SplitBy

    dataset = open_dataset(folder, progress=console.progress)
    kind = None if by is None else SplitBy(by)
    done = split_dataset(dataset, fractions=fractions, seed=seed, by=kind, anew=anew, progress=console.progress)
    _tell_split(done, console)


def _tell_split(dataset: Dataset, console: Console) -> None:
    from ai.training.dataset.split import part_counts

    frozen = dataset.split
    assert frozen is not None
    counts = part_counts(dataset)
    if console.as_json:
        console.document(
            {
                "sha256": frozen.sha256,
                "fractions": list(frozen.fractions),
                "seed": frozen.seed,
                "by": frozen.rule.by.value,
                "notes": list(frozen.notes),
                "parts": {
                    part.value: {name: {"cases": cases, "groups": groups} for name, (cases, groups) in found.items()}
                    for part, found in counts.items()
                },
            }
        )
        return
    for part, found in counts.items():
        words = ", ".join(f"{cases} {name}".strip() for name, (cases, _) in found.items())
        console.line(f"{part.value.replace('_', ' ')}: {words}")
    for note in frozen.notes:
        console.line(note)
    console.line(f"Frozen with SHA-256 {frozen.sha256}.")


def fractions_argument(words: str) -> tuple[float, float, float]:
    """Parse ``0.6,0.2,0.2``."""
    try:
        train, validation, test = (float(word) for word in words.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected three shares such as 0.6,0.2,0.2, got {words!r}") from error
    return train, validation, test


def bits_argument(words: str) -> dict[str, int]:
    """Parse ``lung=1,heart=2``."""
    bits: dict[str, int] = {}
    for word in words.split(","):
        name, _, value = word.partition("=")
        name = name.strip()
        if not value.strip().isdecimal() or not name or name in bits:
            raise argparse.ArgumentTypeError(f"expected flags such as lung=1,heart=2, each name once, got {words!r}")
        bits[name] = int(value)
    return bits


def names_argument(words: str) -> tuple[str, ...]:
    """Parse ``A,B``."""
    return tuple(word.strip() for word in words.split(",") if word.strip())


def limit_argument(words: str) -> int:
    """Parse a number of at least 1."""
    if not words.isdecimal() or int(words) < 1:
        raise argparse.ArgumentTypeError(f"expected a number of at least 1, got {words!r}")
    return int(words)
