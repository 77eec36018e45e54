"""``lightbox predict``: run a model on a series and write what it says, as drafts.

``DIR`` takes ``result.json``, one ``NAME.nii.gz`` per structure on the grid of the series, ``seg.dcm`` and ``sr.dcm``:
all of them or, where something fails, none. A result without structures has no ``seg.dcm``, one without findings and
notes no ``sr.dcm``; one of a file that is no DICOM (NIfTI, NRRD, MetaImage) has neither. ``--also`` adds ``pm.dcm`` (or
``pm-NAME.dcm``), ``rtstruct.dcm``, ``labels.nii.gz`` and its table, ``findings.csv``, ``report.pdf``, as far as the
result allows. With ``--json`` the content of ``result.json`` is printed too::

    model               id, version, title, task
    series_instance_uid
    draft               true until a person accepts the result
    notice              "Research use only, not for diagnosis"
    structures          list: name, title, side (empty where the file does not tell the patient's axes), code {value,
                        scheme, meaning}, mask_file, voxels, agreement (or null)
    classifications     list: name, title, score (raw), probability (calibrated) or null, interval [low, high] or null,
                        threshold, verdict ("yes", "no", "not sure")
    detections          list, highest score first: name, title, score (raw), probability (calibrated) or null, low, high
                        (opposite corners of the box: slice, row, column index on the grid of the series; voxel k
                        reaches from k - 0.5 to k + 0.5), caution (what the model gets wrong; empty where unknown)
    heatmaps            list (with --explain): name and title of the class, method, shape (slices, rows, columns of
                        its cells), unit
    measurements        list: name, title, value, unit (UCUM), interval [low, high] or null, interval_note,
                        calipers (name, start, end: slice, row, column index on the grid of the series)
    notes               sentences
    provenance          model, weights and contract hashes, gate (verdict, reasons, overridden: whether it ran in spite
                        of a refusal), thresholds, device, seconds, app version, source_id (random, no UID),
                        slice_index (from 0: the one slice that was read; null where the model read all), box (where
                        it looked: corner_lps_mm and edges_lps_mm, x, y, z each; null where the model read all)
    files               names of the files in DIR
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ai.inference.options import PromptPoint
from ai.library.card import ModelCard
from ai.prepare.placed_box import PlacedBox, Vector
from ai.progress import part
from app.audit.event import Deed
from app.batch.also import ALSO, also_argument
from app.cli.audited import gate_details, model_event, write_down, written_when_it_fails
from app.cli.choose import choose_series, scan_path, slice_index
from app.cli.console import Console
from app.cli.predict_every import Crew, add_every, check_every, predict_every
from app.dicom.series import Series
from app.imaging.notice import NOTICE
from app.imaging.units import unit_words

DEVICES = ("auto", "cpu", "cuda", "mps")

EXPLANATIONS = ("grad-cam", "occlusion")
"""As `ai.inference.explain` names them, which is not imported to read the command line."""

_LOADING_SHARE = 0.3
"""Part of the progress line that reading the series takes."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", metavar="MODEL", help="ID or ID-VERSION; 'lightbox models' lists them")
    parser.add_argument("path", metavar="PATH", type=Path, help="DICOM file or folder")
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True, help="folder for the results")
    parser.add_argument("--series", metavar="UID", help="Series Instance UID (default: the first the model accepts)")
    parser.add_argument(
        "--slice", metavar="N", type=int, help="for a model of one picture: which one of the series, from 1"
    )
    parser.add_argument(
        "--override", action="store_true", help="run in spite of a refusal; the result and every file are marked"
    )
    parser.add_argument(
        "--box",
        metavar="X,Y,Z,DX,DY,DZ",
        type=_box,
        help="where to look: corner with the smallest coordinates and sides, mm, LPS; write --box=X,… for X below 0",
    )
    for name, said in (("--point", "lies in"), ("--not-point", "lies beside")):
        parser.add_argument(
            name,
            metavar="X,Y,Z",
            type=_point,
            action="append",
            default=[],
            help=f"for a model that takes points: mm, LPS, {said} what it shall mark; may be repeated",
        )
    parser.add_argument(
        "--explain", choices=EXPLANATIONS, default="", help="for a model of classes: where each score came from"
    )
    parser.add_argument("--device", choices=DEVICES, default="auto", help="where to compute (default: auto)")
    parser.add_argument(
        "--also", metavar="NAME[,NAME]…", type=also_argument, default=(), help=f"write besides: {', '.join(ALSO)}"
    )
    parser.add_argument("--json", action="store_true", help="the result as one JSON document on stdout")
    add_every(parser)


def check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where the options do not fit together."""
    check_every(options, parser)
    alone = (("--slice", options.slice), ("--override", options.override or None), ("--box", options.box))
    points = (("--point", options.point or None), ("--not-point", options.not_point or None))
    for name, said in (*alone, *points, ("--explain", options.explain or None)):
        if options.every and said is not None:
            parser.error(f"{name} is about one series, --every takes all")


def run(options: argparse.Namespace, console: Console) -> None:
    """Run a model and write its results."""
    if options.every:
        from ai.library.library import Library, default_folders

        predict_every(
            Library(default_folders()).get(options.model),
            options.path,
            options.output,
            device=options.device,
            also=tuple(options.also),
            crew=Crew(options.workers or 0, options.ray, options.gpus or 0.0),
            console=console,
        )
        return
    predict(
        options.model,
        options.path,
        options.output,
        series_uid=options.series,
        device=options.device,
        also=options.also,
        slice_number=options.slice,
        override=options.override,
        box_lps=options.box,
        points=(*(PromptPoint(at) for at in options.point), *(PromptPoint(at, False) for at in options.not_point)),
        explain=options.explain,
        console=console,
    )


def predict(
    model: str,
    path: Path,
    output: Path,
    *,
    series_uid: str | None,
    device: str,
    console: Console,
    also: Sequence[str] = (),
    slice_number: int | None = None,
    override: bool = False,
    box_lps: PlacedBox | None = None,
    points: tuple[PromptPoint, ...] = (),
    explain: str = "",
) -> None:
    """Run one model on one series.

    Parameters
    ----------
    model
        ID or ID-VERSION in the library.
    path
        DICOM file or folder.
    output
        Folder for the results; made if it is not there.
    series_uid
        (0020,000E), or None for the first series of a modality that the model accepts.
    device
        One of `DEVICES`.
    console
        For words, progress and the JSON document.
    also
        Of `app.batch.also.ALSO`.
    slice_number
        From 1, for a model that reads one picture of many.
    override
        Run in spite of a refusal.
    box_lps
        Where to look, for a model that marks or finds things; None for everywhere.
    points
        Of the structure and beside it, for a model that takes them.
    explain
        One of `EXPLANATIONS` for a model of classes, or ``""``.

    Raises
    ------
    ReportableError
        As one sentence: no such model, not what the model was made for, not a regular grid, cannot be written.
    """
    from ai.inference.gate import reads_any_slice, require_accepted
    from ai.inference.options import RunOptions
    from ai.library.library import Library, default_folders
    from ai.worker.client import run_here
    from app.batch.result_files import write_results
    from app.dicom.series_load import fill, open_series
    from app.imaging.atomic import make_folder

    card = Library(default_folders()).get(model)
    _require_fitting(card, box_lps, points, explain)

    def accepts(series: Series) -> bool:
        return card.input.takes(series.modality)

    series = choose_series(scan_path(path, console), series_uid, console, preferred=accepts)
    shown = None if slice_number is None else slice_index(series.slice_count, slice_number)
    # A full disk is told after minutes of work, a folder that cannot be made before.
    make_folder(output)
    opened = open_series(series)
    if not reads_any_slice(card):
        # Before hundreds of slices are decoded in vain.
        opened.volume.require_uniform("The AI model")
    with written_when_it_fails(console, card, series.uid):
        # By its tags alone.
        require_accepted(card, opened.volume, override=override, slice_index=shown, box_lps=box_lps)
    opened = fill(opened, progress=part(console.progress, 0.0, _LOADING_SHARE))
    with written_when_it_fails(console, card, series.uid):
        result = run_here(
            card,
            opened.volume,
            options=RunOptions(
                device=device, override=override, slice_index=shown, box_lps=box_lps, explain=explain, points=points
            ),
            progress=part(console.progress, _LOADING_SHARE, 1.0),
        )
    document, left_out = write_results(result, opened, card, output, also=also)
    events = [model_event(Deed.RAN, card, series.uid, **gate_details(document["provenance"]))]
    if result.provenance.gate.overridden:
        events.append(model_event(Deed.OVERRODE, card, series.uid, verdict=result.provenance.gate.verdict.value))
    write_down(console, *events)
    if console.as_json:
        console.document(document)
    else:
        _tell(document, console)
    for sentence in left_out:
        console.note(f"Not written: {sentence}")
    count = len(document["files"])
    console.note(f"Wrote {count} file{'' if count == 1 else 's'} to {output.name}.")


def _require_fitting(card: ModelCard, box_lps: PlacedBox | None, points: tuple[PromptPoint, ...], explain: str) -> None:
    """Refuse what the model would not heed: nobody shall think that it did."""
    from ai.library.card import DETECTION, IMAGE_CLASSIFICATION, MULTI_LABEL, SEGMENTATION
    from ai.library.prompt_spec import POINTS
    from app.errors import UsageError

    if box_lps is not None and (card.rules or card.task not in (SEGMENTATION, DETECTION)):
        raise UsageError(f"{card.title} reads the whole picture, not a box of it.", "Leave out --box.")
    if points and (card.prompts is None or POINTS not in card.prompts.takes):
        raise UsageError(f"{card.title} marks by itself and takes no points.", "Leave out --point and --not-point.")
    if explain and card.task not in (IMAGE_CLASSIFICATION, MULTI_LABEL):
        raise UsageError(f"{card.title} cannot tell where a score came from.", "Leave out --explain.")


def _box(text: str) -> PlacedBox:
    """Read a box of the command line."""
    try:
        x, y, z, *sides = (float(each) for each in text.split(","))
        across, down, deep = sides
    except ValueError:
        across = down = deep = math.nan
        x = y = z = math.nan
    box = (x, y, z, across, down, deep)
    if not (all(map(math.isfinite, box)) and min(across, down, deep) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no box: six numbers X,Y,Z,DX,DY,DZ in mm, sides above 0")
    return PlacedBox.upright(*box)


def _point(text: str) -> Vector:
    """Read a point of the command line."""
    try:
        x, y, z = (float(each) for each in text.split(","))
    except ValueError:
        x = y = z = math.nan
    if not all(map(math.isfinite, (x, y, z))):
        raise argparse.ArgumentTypeError(f"{text!r} is no point: three numbers X,Y,Z in mm")
    return x, y, z


def _tell(document: dict[str, Any], console: Console) -> None:
    """Tell the result in words."""
    console.line(f"{document['model']['title']} {document['model']['version']}. {NOTICE}.")
    for measurement in document["measurements"]:
        unit = unit_words(measurement["unit"])
        interval = measurement["interval"]
        low, high = interval or (0.0, 0.0)
        reach = "" if interval is None else f" ({_plain(low)} to {_plain(high)}; {measurement['interval_note']})"
        console.line(f"  {measurement['title']}: {_plain(measurement['value'])}{unit}{reach}")
    for each in document["classifications"]:
        if each["probability"] is None:
            shown = f"score {each['score']:.2f}, which is no probability"
        else:
            shown = f"{each['probability']:.0%}"
        console.line(f"  {each['title']}: {shown} ({each['verdict']})")
    for each in document["detections"]:
        place = ", ".join(f"{(low + high) / 2:.0f}" for low, high in zip(each["low"], each["high"], strict=True))
        console.line(f"  {each['title']}: score {each['score']:.2f} at slice, row, column {place}")
    for structure in document["structures"]:
        marked = f"{structure['voxels']} voxels" if structure["voxels"] else "not found"
        console.line(f"  {structure['title']}: {marked}")
    for note in (*document["provenance"]["gate"]["reasons"], *document["notes"]):
        console.line(f"  {note}")


def _plain(value: float) -> str:
    """Three digits that count, never as a power of ten."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
