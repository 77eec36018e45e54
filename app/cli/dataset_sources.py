"""``lightbox dataset import`` of what a site has: tables, patterns, NIfTI pairs, lists, boxes, drawn DICOM series.

With ``--check-only`` nothing is written; with ``--json`` one document::

    task, images, files, persons, per_person, unmarked, grouping, left_out   of the source
    can_import          false where a finding stops the import
    counts              list: name, images, persons (or blocks), most (images of one person)
    findings            list: kind, weight ("stop" or "warn"), sentence, cases (files)
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import Console

if TYPE_CHECKING:
    from ai.training.dataset.intake import Imported
    from ai.training.dataset.survey import Survey
    from ai.training.dataset.wanted import Intake
    from app.actions.dataset_source import DatasetSource

KINDS = ("pattern", "nifti", "datalist", "csv", "coco", "dicom")
"""Options that tell what SOURCE is."""

FILES_SHOWN = 5
"""Files of a finding that are named to a person; ``--json`` has all."""


def add_sources(parser: argparse.ArgumentParser, kind: argparse._MutuallyExclusiveGroup) -> None:
    """Declare the options."""
    kind.add_argument(
        "--pattern",
        metavar=("IMAGES", "MASKS"),
        nargs=2,
        help="images and masks below SOURCE by pattern, e.g. 'images/{case}.png' 'masks/{case}_{structure}.png'",
    )
    kind.add_argument("--nifti", action="store_true", help="SOURCE has images and labels (imagesTr, labelsTr)")
    kind.add_argument("--datalist", action="store_true", help="SOURCE is a dataset.json of MONAI or the Decathlon")
    kind.add_argument("--csv", action="store_true", help="SOURCE is a table: path, and label, mask or box; patient")
    kind.add_argument("--coco", action="store_true", help="SOURCE is a COCO file; its boxes are taken")
    kind.add_argument("--dicom", action="store_true", help="SOURCE has DICOM series with SEG or RTSTRUCT")
    kind.add_argument("--find-out", action="store_true", help="look what SOURCE is, and say it")
    parser.add_argument("--table", metavar="NAME=1,NAME=2", default="", help="structures by value in the masks")
    parser.add_argument(
        "--columns",
        metavar="ROLE=NAME,...",
        default="",
        help="of a table: path, label, mask, person, x, y, size_mm, ...",
    )
    parser.add_argument("--label", metavar="NAME", default="", help="class of boxes where no column has one")
    parser.add_argument("--images", metavar="DIR", type=Path, help="folder of the images that a table or list names")
    parser.add_argument(
        "--rename", metavar="OLD=NEW", action="append", default=[], type=rename_argument, help="another name of a class"
    )
    parser.add_argument("--check-only", action="store_true", help="tell what is wrong with the source; write nothing")
    parser.add_argument(
        "--without",
        metavar="KIND,KIND",
        default="",
        help="check first, and leave out the images of these findings, e.g. duplicates,text",
    )


def is_source(options: argparse.Namespace) -> bool:
    """Whether the words ask for something that only a source can do."""
    return bool(
        options.check_only
        or options.without
        or options.rename
        or options.find_out
        or any(getattr(options, kind) for kind in KINDS)
    )


def check_usage(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where the words do not fit together."""
    if options.source is None:
        parser.error("this import needs SOURCE")
    if options.pairs is not None:
        parser.error("--pairs cannot be checked before; use --pattern")
    if options.table and options.bits:
        parser.error("--table and --bits are two ways to say the same")
    if options.check_only and options.without:
        parser.error("--without goes with an import")


def run(options: argparse.Namespace, intake: Intake, console: Console) -> Imported | None:
    """Check or import; returns what was imported, or None for a check.

    Raises
    ------
    TrainingDataError
        With the reason.
    """
    from app.actions.dataset_source import check_source, import_source

    source = _source(options, intake, console)
    found: Survey | None = None
    if options.check_only or options.without:
        found = check_source(source, progress=console.progress)
    if options.check_only and found is not None:
        tell_survey(found, console)
        return None
    kinds = set(options.without.split(","))
    files = frozenset(file for one in (found.findings if found else ()) if one.kind in kinds for file in one.cases)
    return import_source(source, options.output, leave_out=files, progress=console.progress)


def tell_survey(survey: Survey, console: Console) -> None:
    """Tell what the check of a source found."""
    from ai.plain import to_plain
    from ai.training.dataset.check import Weight

    if console.as_json:
        console.document({**to_plain(survey), "can_import": survey.can_import})
        return
    least, middle, most = survey.per_person
    console.line(
        f"{survey.images} images ({survey.task.value}) of {survey.persons} persons or blocks, "
        f"{least} to {most} of each (median {middle:g})."
    )
    for count in survey.counts:
        console.line(f"  {count.name}: {count.images} images, {count.persons} persons or blocks")
    if survey.unmarked:
        console.line(f"  nothing marked: {survey.unmarked} images")
    console.line(survey.grouping)
    for finding in survey.findings:
        console.line(f"{'Stop' if finding.weight is Weight.STOP else 'Note'} ({finding.kind}): {finding.sentence}")
        for file in finding.cases[1:FILES_SHOWN]:
            console.line(f"    {file}")
        if len(finding.cases) > FILES_SHOWN:
            console.line(f"    and {len(finding.cases) - FILES_SHOWN} more")
    for one in survey.left_out[:FILES_SHOWN]:
        console.line(f"Left out {one.name}: {one.reason}")
    if len(survey.left_out) > FILES_SHOWN:
        console.line(f"Left out {len(survey.left_out) - FILES_SHOWN} more; --json names all.")
    console.line(
        "Nothing was written." if survey.can_import else "Nothing was written; mend what stops, or leave it out."
    )


def rename_argument(words: str) -> tuple[str, str]:
    """Parse ``OLD=NEW``."""
    old, equals, new = (part.strip() for part in words.partition("="))
    if not equals or not old or not new:
        raise argparse.ArgumentTypeError(f"expected OLD=NEW, got {words!r}")
    return old, new


def _source(options: argparse.Namespace, intake: Intake, console: Console) -> DatasetSource:
    from ai.training.dataset.sources.recognise import SourceKind
    from app.actions.dataset_source import DatasetSource, look

    kinds = {
        "pattern": SourceKind.PATTERN,
        "nifti": SourceKind.NIFTI,
        "datalist": SourceKind.DATALIST,
        "csv": SourceKind.TABLE,
        "coco": SourceKind.COCO,
        "dicom": SourceKind.DICOM,
    }
    told = next((kind for name, kind in kinds.items() if getattr(options, name)), SourceKind.CLASSES)
    source = DatasetSource(options.source, told)
    if options.find_out:
        found, source = look(options.source, progress=console.progress)
        console.note(found.why)
    images, masks = options.pattern or (source.images, source.masks)
    table = options.table or ",".join(f"{name}={value}" for name, value in (options.bits or {}).items())
    return replace(
        source,
        images=images,
        masks=masks,
        table=table or source.table,
        is_flags=bool(options.bits) or (source.is_flags and not options.table),
        columns=options.columns,
        label=options.label,
        folder=options.images,
        names=tuple(options.rename),
        intake=intake,
    )
