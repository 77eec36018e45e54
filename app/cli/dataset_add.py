"""``lightbox dataset add``: one series with its labels becomes a case, as "Add to dataset" in the window does it.

With ``--json`` one document::

    folder, key         of the dataset and of the case
    was_known           whether the picture was in the dataset before: its labels are replaced
    kept                masks that it had before and keeps
    names               masks that were written, as the dataset names them
    cases, persons      of the dataset as it is now
    part                where the frozen split has the case, or null
    joins               where the split has other cases of the person, or null
    face                "no", "possible" or "unknown": whether a face could be made out of it
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ai.progress import part
from app.cli.choose import choose_series, scan_path
from app.cli.console import Console

if TYPE_CHECKING:
    from ai.training.dataset.new_case import Answer
    from ai.training.dataset.particulars import Wanted
    from ai.volume import BoolMask
    from app.dicom.export.case_add import PickedMask
    from app.dicom.series_load import OpenSeries

ORIGINS = ("site", "human", "corrected_ai", "accepted_ai")
KEPT = ("scanner", "quarter", "sex", "age")

NONE = "none"
"""In place of them: what was kept of the case before goes."""

_LOADING_SHARE = 0.3


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("path", metavar="PATH", type=Path, help="DICOM file or folder, or a NIfTI or NRRD file")
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True, help="folder of the dataset")
    parser.add_argument("--series", metavar="UID", help="Series Instance UID (default: the one with most slices)")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument(
        "--mask",
        metavar="NAME=FILE",
        type=mask_argument,
        action="append",
        help="a NIfTI or NRRD mask on the grid of the series, everything above 0; may be repeated",
    )
    kind.add_argument("--results", metavar="FILE", type=Path, help="every structure of a DICOM SEG or RTSTRUCT")
    kind.add_argument("--class", dest="label", metavar="NAME", help="the class, for a dataset of classes")
    kind.add_argument("--not-sure", action="store_true", help="looked at, and not sure of the class")
    parser.add_argument("--origin", choices=ORIGINS, default="human", help="who made the labels (default: human)")
    parser.add_argument("--person", metavar="WORD", default="", help="whose it is where the files do not tell; salted")
    parser.add_argument(
        "--keep",
        metavar="FIELD,FIELD",
        type=keep_argument,
        default=(),
        help=f"keep besides: {', '.join(KEPT)}; 'none' removes what was kept of the case before",
    )
    parser.add_argument(
        "--pixels-seen", action="store_true", help="somebody looked at every image: no name is in the pixels"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """Add the case."""
    from ai.training.dataset.case import CASE_FILE, CASE_FORMAT, CaseRecord, Task
    from ai.training.dataset.label_origin import Origin
    from ai.training.dataset.new_case import Answer
    from ai.training.dataset.whole_file import read_json
    from app.dicom.export.case_add import CaseWish, add_series
    from app.dicom.series_load import load_series

    found = scan_path(options.path, console)
    series = choose_series(found, options.series, console)
    study = next(each for each in found.studies if series in each.series)
    opened = load_series(series, progress=part(console.progress, 0, _LOADING_SHARE))
    origin = Origin(options.origin)
    answer: Answer | None = None
    picked: tuple[PickedMask, ...] = ()
    if options.label is not None or options.not_sure:
        answer = Answer(options.label or "", origin)
    else:
        picked = _picked(options.mask, options.results, opened, origin.value)
    wish = CaseWish(
        options.output,
        Task.SEGMENTATION if answer is None else Task.CLASSIFICATION,
        answer,
        _wanted(options.keep),
        options.person,
        options.pixels_seen,
    )
    added = add_series(opened, study, picked, wish, progress=part(console.progress, _LOADING_SHARE, 1))
    record = read_json(CaseRecord, added.folder / added.key / CASE_FILE, format=CASE_FORMAT)
    if console.as_json:
        console.document(
            {
                "folder": str(added.folder),
                "key": added.key,
                "was_known": added.was_known,
                "kept": list(added.kept),
                "names": list(added.names),
                "cases": added.cases,
                "persons": added.persons,
                "part": None if added.part is None else added.part.value,
                "joins": None if added.joins is None else added.joins.value,
                "face": record.face.value,
            }
        )
        return
    console.line(
        "The picture was in the dataset before: its labels are replaced." if added.was_known else "1 case added."
    )
    if added.kept:
        console.line(f"Kept from before: {', '.join(added.kept)}.")
    console.line(f"Cases: {added.cases}; persons or blocks: {added.persons}.")
    if record.face.value in ("possible", "unknown"):
        console.note("A face could be made out of these slices; the case is marked so.")
    if added.is_split and added.part is None:
        console.note("The case came after the split: 'lightbox dataset split' adds it, all others stay.")


def _picked(
    masks: Sequence[tuple[str, Path]] | None, results: Path | None, opened: OpenSeries, origin: str
) -> tuple[PickedMask, ...]:
    from ai.training.dataset.distinct_names import apart
    from ai.training.dataset.label_origin import Origin
    from ai.training.dataset.new_case import PlainMask
    from ai.training.dataset.sources.structure_name import safe_name
    from ai.training.dataset.structures import meaning_of
    from app.dicom.export.case_add import PickedMask
    from app.dicom.results_read.read import read_result

    if results is not None:
        structures = read_result(results, opened).structures
        names = apart([safe_name(each.label.title) for each in structures])
        return tuple(
            PickedMask(name, each, Origin(origin), first_name=name, meaning=meaning_of(each.label), is_chosen=False)
            for name, each in zip(names, structures, strict=True)
        )
    return tuple(PickedMask(name, PlainMask(_mask_of(path, opened)), Origin(origin)) for name, path in (masks or ()))


def _mask_of(path: Path, opened: OpenSeries) -> BoolMask:
    from app.imaging.mask_file import read_mask_file

    return read_mask_file(path, opened.volume)


def _wanted(names: Sequence[str]) -> Wanted:
    from ai.training.dataset.particulars import Wanted

    return Wanted("scanner" in names, "quarter" in names, "sex" in names, "age" in names, NONE in names)


def mask_argument(words: str) -> tuple[str, Path]:
    """Parse ``NAME=FILE``."""
    name, _, path = words.partition("=")
    if not name or not path:
        raise argparse.ArgumentTypeError(f"expected NAME=FILE, got {words!r}")
    return name, Path(path)


def keep_argument(words: str) -> tuple[str, ...]:
    """Parse ``sex,age``."""
    names = tuple(word.strip() for word in words.split(",") if word.strip())
    wrong = next((name for name in names if name not in (*KEPT, NONE)), None)
    if wrong is not None:
        raise argparse.ArgumentTypeError(f"{wrong!r} is none of {', '.join(KEPT)}, {NONE}")
    return names
