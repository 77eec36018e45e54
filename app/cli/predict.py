"""``lightbox predict``: run a model on a series and write what it says, as drafts.

``DIR`` takes ``result.json``, one ``NAME.nii.gz`` per structure on the grid of the series, ``seg.dcm`` and ``sr.dcm``:
all of them or, where something fails, none. A result without structures has no ``seg.dcm``, one without findings and
notes no ``sr.dcm``. ``--also`` adds ``pm.dcm`` (or ``pm-NAME.dcm``), ``rtstruct.dcm``, ``labels.nii.gz`` and its table,
``findings.csv``, ``report.pdf``, as far as the result allows. With ``--json`` the content of ``result.json`` is printed
too::

    model               id, version, title, task
    series_instance_uid
    draft               true until a person accepts the result
    notice              "Research use only, not for diagnosis"
    structures          list: name, title, side (empty where the file does not tell the patient's axes), code {value,
                        scheme, meaning}, mask_file, voxels, agreement (or null)
    classifications     list: name, title, score (raw), probability (calibrated), interval [low, high] or null,
                        threshold, verdict ("yes", "no", "not sure")
    measurements        list: name, title, value, unit (UCUM), interval [low, high] or null, interval_note,
                        calipers (name, start, end: slice, row, column index on the grid of the series)
    notes               sentences
    provenance          model, weights and contract hashes, gate verdict with reasons, thresholds, device, seconds,
                        app version, source_id (random, no UID)
    files               names of the files in DIR
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai.library.card import ModelCard
from ai.progress import part
from app.cli.choose import choose_series, scan_path
from app.cli.console import Console
from app.cli.predict_also import ALSO, also_argument, write_also
from app.dicom.series import Series
from app.imaging.notice import NOTICE

if TYPE_CHECKING:
    from ai.inference.results import ModelResult, Structure
    from app.dicom.series_load import OpenSeries

DEVICES = ("auto", "cpu", "cuda", "mps")


RESULT_FILE, SEG_FILE, SR_FILE = "result.json", "seg.dcm", "sr.dcm"

_LOADING_SHARE = 0.3
"""Part of the progress line that reading the series takes."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", metavar="MODEL", help="ID or ID-VERSION; 'lightbox models' lists them")
    parser.add_argument("path", metavar="PATH", type=Path, help="DICOM file or folder")
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True, help="folder for the results")
    parser.add_argument("--series", metavar="UID", help="Series Instance UID (default: the first the model accepts)")
    parser.add_argument("--device", choices=DEVICES, default="auto", help="where to compute (default: auto)")
    parser.add_argument(
        "--also", metavar="NAME[,NAME]…", type=also_argument, default=(), help=f"write besides: {', '.join(ALSO)}"
    )
    parser.add_argument("--json", action="store_true", help="the result as one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """Run a model and write its results."""
    predict(
        options.model,
        options.path,
        options.output,
        series_uid=options.series,
        device=options.device,
        also=options.also,
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
        Of `app.cli.predict_also.ALSO`.

    Raises
    ------
    ReportableError
        As one sentence: no such model, not what the model was made for, not a regular grid, cannot be written.
    """
    from ai.inference.options import RunOptions
    from ai.library.library import Library, default_folders
    from ai.worker.client import run_here
    from app.dicom.series_load import fill, open_series
    from app.imaging.atomic import make_folder

    card = Library(default_folders()).get(model)

    def accepts(series: Series) -> bool:
        return card.input.takes(series.modality)

    series = choose_series(scan_path(path, console), series_uid, console, preferred=accepts)
    # A full disk is told after minutes of work, a folder that cannot be made before.
    make_folder(output)
    opened = open_series(series)
    # Before hundreds of slices are decoded in vain.
    opened.volume.require_uniform("The AI model")
    opened = fill(opened, progress=part(console.progress, 0.0, _LOADING_SHARE))
    result = run_here(
        card,
        opened.volume,
        options=RunOptions(device=device),
        progress=part(console.progress, _LOADING_SHARE, 1.0),
    )
    document, left_out = write_results(result, opened, card, output, also=also)
    if console.as_json:
        console.document(document)
    else:
        _tell(document, console)
    for sentence in left_out:
        console.note(f"Not written: {sentence}")
    count = len(document["files"])
    console.note(f"Wrote {count} file{'' if count == 1 else 's'} to {output.name}.")


def write_results(
    result: ModelResult, opened: OpenSeries, card: ModelCard, folder: Path, *, also: Sequence[str] = ()
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Write all files of a result into a folder, or none.

    Returns
    -------
    tuple
        The content of ``result.json``; why some of what was asked for besides (``also``) was not written.

    Raises
    ------
    ExportError
        Where one of them cannot be written.
    """
    from app.dicom.export.seg_write import write_seg
    from app.dicom.export.sr_write import write_sr
    from app.imaging.atomic import atomic_path
    from app.imaging.nifti import write_mask_nifti

    document = result_facts(result, opened, card)
    with _all_or_nothing(folder) as unfinished:
        for structure in result.structures:
            write_mask_nifti(structure.mask, opened.volume, unfinished / mask_file(structure))
        if result.structures:
            write_seg(result, opened, unfinished / SEG_FILE)
        if result.measurements or result.classifications or result.detections or result.notes:
            write_sr(result, opened, unfinished / SR_FILE)
        left_out = write_also(also, result, opened, unfinished)
        document["files"] = sorted([RESULT_FILE, *(entry.name for entry in unfinished.iterdir())])
        with atomic_path(unfinished / RESULT_FILE) as temporary:
            temporary.write_text(json.dumps(document, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    return document, left_out


def result_facts(result: ModelResult, opened: OpenSeries, card: ModelCard) -> dict[str, Any]:
    """Return a result as in ``result.json``, still without ``files``."""
    from ai.plain import to_plain
    from app.imaging.labels import display_title

    axes_known = opened.volume.axes_known
    return {
        "model": {"id": card.id, "version": card.version, "title": card.title, "task": card.task},
        "series_instance_uid": opened.series.uid,
        "draft": True,
        "notice": NOTICE,
        "structures": [
            {
                "name": structure.label.name,
                "title": display_title(structure.label, axes_known=axes_known),
                "side": structure.label.side if axes_known else "",
                "code": to_plain(structure.label.code),
                "mask_file": mask_file(structure),
                "voxels": int(structure.mask.sum()),
                "agreement": structure.agreement,
            }
            for structure in result.structures
        ],
        "classifications": [
            {
                "name": each.label.name,
                "title": each.label.title,
                "score": each.score,
                "probability": each.probability,
                "interval": each.interval,
                "threshold": each.threshold,
                "verdict": each.verdict.value,
            }
            for each in result.classifications
        ],
        "measurements": [to_plain(measurement) for measurement in result.measurements],
        "notes": list(result.notes),
        "provenance": to_plain(result.provenance),
        "files": [],
    }


def mask_file(structure: Structure) -> str:
    """Name the mask file of a structure; label names are safe as file names."""
    return f"{structure.label.name}.nii.gz"


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[Path]:
    """Give a folder to write into; its files move to ``folder`` when the body ends without error.

    Where one of them cannot be moved, those before it are taken back and what they replaced is there again.
    """
    from app.imaging.atomic import export_error

    try:
        workshop = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
    except OSError as error:
        raise export_error(error, folder) from error
    unfinished, replaced = workshop / "new", workshop / "old"
    try:
        unfinished.mkdir()
        replaced.mkdir()
        yield unfinished
        moved: list[Path] = []
        for entry in sorted(unfinished.iterdir()):
            target = folder / entry.name
            try:
                if target.exists():
                    os.replace(target, replaced / entry.name)
                moved.append(target)
                os.replace(entry, target)
            except OSError as error:
                _take_back(moved, replaced)
                raise export_error(error, entry) from error
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _take_back(moved: list[Path], replaced: Path) -> None:
    """Undo moves as far as the disk allows."""
    for target in moved:
        with suppress(OSError):
            target.unlink(missing_ok=True)
            if (replaced / target.name).exists():
                (replaced / target.name).rename(target)


def _tell(document: dict[str, Any], console: Console) -> None:
    """Tell the result in words."""
    console.line(f"{document['model']['title']} {document['model']['version']}. {NOTICE}.")
    for measurement in document["measurements"]:
        unit = "" if measurement["unit"] == "1" else f" {measurement['unit']}"
        interval = measurement["interval"]
        reach = "" if interval is None else f" ({interval[0]:.3g} to {interval[1]:.3g}; {measurement['interval_note']})"
        console.line(f"  {measurement['title']}: {measurement['value']:.3g}{unit}{reach}")
    for each in document["classifications"]:
        console.line(f"  {each['title']}: {each['probability']:.0%} ({each['verdict']})")
    for structure in document["structures"]:
        marked = f"{structure['voxels']} voxels" if structure["voxels"] else "not found"
        console.line(f"  {structure['title']}: {marked}")
    for note in (*document["provenance"]["gate"]["reasons"], *document["notes"]):
        console.line(f"  {note}")
