"""The files of one result in a folder: all of them or none."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai.library.card import ModelCard
from ai.words import say
from app.batch.also import write_also
from app.imaging.notice import NOTICE

if TYPE_CHECKING:
    from ai.inference.results import ModelResult, Structure
    from app.dicom.series_load import OpenSeries

RESULT_FILE, SEG_FILE, SR_FILE = "result.json", "seg.dcm", "sr.dcm"


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
        image = opened.series.image
        if image is None and result.structures:
            write_seg(result, opened, unfinished / SEG_FILE)
        if image is None and (result.measurements or result.classifications or result.detections or result.notes):
            write_sr(result, opened, unfinished / SR_FILE)
        left_out = write_also(also, result, opened, unfinished)
        if image is not None:
            left_out = (_no_dicom(image.kind.value), *left_out)
        document["files"] = sorted([RESULT_FILE, *(entry.name for entry in unfinished.iterdir())])
        with atomic_path(unfinished / RESULT_FILE) as temporary:
            temporary.write_text(json.dumps(document, indent=2, allow_nan=False) + "\n", encoding="utf-8")
    return document, left_out


def _no_dicom(kind: str) -> str:
    """Say why a result of a file of another kind has no DICOM objects."""
    return say(
        "{seg} and {sr}: DICOM objects refer to DICOM images, and this is a {kind} file. Masks are written as NIfTI on "
        "its grid, everything else stands in {result}.",
        seg=SEG_FILE,
        sr=SR_FILE,
        kind=kind,
        result=RESULT_FILE,
    )


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
        "detections": [
            {
                "name": each.label.name,
                "title": each.label.title,
                "score": each.score,
                "probability": each.probability,
                "low": list(each.low),
                "high": list(each.high),
                "caution": each.caution,
            }
            for each in result.detections
        ],
        "heatmaps": [
            {
                "name": each.label.name,
                "title": each.label.title,
                "method": each.title,
                "shape": list(each.cells.shape),
                "unit": each.unit,
            }
            for each in result.heatmaps
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
