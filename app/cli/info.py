"""``lightbox info``: patients, studies, series, objects, geometry, warnings, from the headers alone.

With ``--json`` one document::

    studies               list
      patient_name ("Family, Given (ideographic)"), patient_id, patient_sex, patient_age
      not_dicom           what the files are where they are no DICOM ("NIfTI file"), else ""
      study_instance_uid, study_date (YYYYMMDD), study_time, study_description
      series              list
        series_instance_uid, series_number (or null), series_description, part, modality, body_part_examined
        number_of_slices, number_of_files, rows, columns, transfer_syntax_uids
        plane               "axial", "coronal", "sagittal", with "oblique " before, or null
        row_direction, column_direction
                            letters of the patient that a row and a column run to ("L", "P", "AR"), or null
        image_orientation_patient   six numbers, or null
        pixel_spacing_mm    [between rows, between columns], or null
        slice_spacing_mm    median distance of neighbouring slices along the normal, or null
        position_range_mm   [first, last] slice along the normal, or null
        image_position_patient_first, image_position_patient_last   LPS mm, or null
        axis                null, or the place among the volumes of a fourth axis:
          name ("echo time"), value ("10 ms"), index (from 0), count
        warnings            sentences
        geometry_fault      the sentence that forbids reconstruction, AI and conversion, or ""
      objects             list, what is no picture: file, kind ("Structured Report"), description, modality,
                          series_number (or null), series_instance_uid, sop_class_uid, sop_instance_uid
    unreadable            list: file (relative to PATH), reason
    warnings              sentences about the whole
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.cli.choose import scan_path
from app.cli.console import Console
from app.dicom.series import AxisPlace, Series, Study, StudyObject


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "path",
        metavar="PATH",
        type=Path,
        help="image file, folder, ZIP or DICOMDIR",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """Tell what a file or folder holds."""
    found = scan_path(options.path, console)
    if console.as_json:
        console.document(
            {
                "studies": [study_facts(study, options.path) for study in found.studies],
                "unreadable": [
                    {"file": _relative(each.path, options.path), "reason": each.reason} for each in found.unreadable
                ],
                "warnings": list(found.warnings),
            }
        )
        return
    told = None
    for study in found.studies:
        # Studies of one patient follow each other.
        if (patient := _patient_words(study)) != told:
            console.line(patient)
            told = patient
        _tell_study(study, options.path, console)
    for warning in found.warnings:
        console.line(f"Warning: {warning}")
    if found.unreadable:
        console.line(f"Left out ({len(found.unreadable)}):")
        for each in found.unreadable:
            console.line(f"  {_relative(each.path, options.path)}: {each.reason}")


def study_facts(study: Study, start: Path) -> dict[str, Any]:
    """Return a study as in the JSON document; files are told relative to where the scan started."""
    return {
        "patient_name": study.patient_name,
        "patient_id": study.patient_id,
        "not_dicom": study.not_dicom,
        "study_instance_uid": study.uid,
        "study_date": study.date,
        "study_time": study.time,
        "study_description": study.description,
        "patient_sex": study.patient_sex,
        "patient_age": study.patient_age,
        "series": [series_facts(series) for series in study.series],
        "objects": [object_facts(each, start) for each in study.objects],
    }


def object_facts(found: StudyObject, start: Path) -> dict[str, Any]:
    """Return what is no picture as in the JSON document."""
    return {
        "file": _relative(found.path, start),
        "kind": found.kind,
        "description": found.description,
        "modality": found.modality,
        "series_number": found.series_number,
        "series_instance_uid": found.series_uid,
        "sop_class_uid": found.sop_class_uid,
        "sop_instance_uid": found.sop_instance_uid,
    }


def series_facts(series: Series) -> dict[str, Any]:
    """Return a series as in the JSON document."""
    first = series.instances[0]
    return {
        "series_instance_uid": series.uid,
        "series_number": series.number,
        "series_description": series.description,
        "part": series.part,
        "modality": series.modality,
        "body_part_examined": series.body_part,
        "number_of_slices": series.slice_count,
        "number_of_files": len(series.instances),
        "rows": first.rows,
        "columns": first.columns,
        "transfer_syntax_uids": sorted({instance.transfer_syntax_uid for instance in series.instances}),
        **geometry_facts(series),
        "axis": axis_facts(series.axis),
        "warnings": list(series.warnings),
        "geometry_fault": series.geometry_fault,
    }


def axis_facts(axis: AxisPlace | None) -> dict[str, Any] | None:
    """Return the place on a fourth axis as in the JSON document."""
    if axis is None:
        return None
    return {"name": axis.name, "value": axis.value, "index": axis.index, "count": axis.count}


def geometry_facts(series: Series) -> dict[str, Any]:
    """Return the geometry of a series as in the JSON document; null where the headers do not tell."""
    import numpy as np

    first = series.instances[0]
    facts: dict[str, Any] = {
        "plane": None,
        "row_direction": None,
        "column_direction": None,
        "image_orientation_patient": None if first.orientation is None else list(first.orientation),
        "pixel_spacing_mm": None if first.pixel_spacing_mm is None else list(first.pixel_spacing_mm),
        "slice_spacing_mm": None,
        "position_range_mm": None,
        "image_position_patient_first": None,
        "image_position_patient_last": None,
    }
    if first.orientation is None:
        return facts
    # A position beyond all numbers becomes infinite, which the JSON document writes as null.
    with np.errstate(all="ignore"):
        return facts | _in_space(series, first.orientation)


def _in_space(series: Series, orientation: tuple[float, ...]) -> dict[str, Any]:
    import numpy as np

    from app.imaging.slices import direction_letters, plane_name

    facts: dict[str, Any] = {}
    along_row, along_column = np.array(orientation).reshape(2, 3)
    normal = np.cross(along_row, along_column)
    if not np.linalg.norm(normal) > 0:
        return facts
    affine = np.eye(4)
    affine[:3, :3] = np.stack([normal, along_column, along_row], axis=1)
    facts["plane"] = plane_name(affine)
    facts["row_direction"] = direction_letters(along_row)
    facts["column_direction"] = direction_letters(along_column)
    positions = [facts_.position_lps_mm for facts_ in series.slices if facts_.position_lps_mm is not None]
    if positions:
        facts["image_position_patient_first"] = list(positions[0])
        facts["image_position_patient_last"] = list(positions[-1])
        along = np.array(positions) @ (normal / np.linalg.norm(normal))
        facts["position_range_mm"] = [round(float(along[0]), 4), round(float(along[-1]), 4)]
        if len(positions) > 1:
            facts["slice_spacing_mm"] = round(float(np.median(np.abs(np.diff(along)))), 4)
    return facts


def _patient_words(study: Study) -> str:
    if study.not_dicom:
        return "Not DICOM: no patient named"
    identifier = f" ({study.patient_id})" if study.patient_id else ""
    return f"Patient {study.patient_name or 'without name'}{identifier}"


def _tell_study(study: Study, start: Path, console: Console) -> None:
    when = f" of {date_words(study.date)}" if study.date else ""
    description = f": {study.description}" if study.description else ""
    console.line(f"Study{when}{description}")
    for series in study.series:
        _tell_series(series, console)
    for each in study.objects:
        named = f": {each.description}" if each.description else ""
        console.line(f"  {each.kind}{named} ({_relative(each.path, start)})")


def _tell_series(series: Series, console: Console) -> None:
    facts = series_facts(series)
    number = "" if series.number is None else f" {series.number}"
    console.line(f"  Series{number}: {series.title} ({series.modality or 'no modality'})")
    console.line(f"    UID {series.uid}")
    console.line(f"    {_matrix_words(facts)}")
    console.line(f"    {_geometry_words(facts)}")
    # The fault is one of the warnings as a rule, and is told once.
    for warning in filter(None, dict.fromkeys((*series.warnings, series.geometry_fault))):
        console.line(f"    Warning: {warning}")


def _matrix_words(facts: Mapping[str, Any]) -> str:
    slices = "1 slice" if facts["number_of_slices"] == 1 else f"{facts['number_of_slices']} slices"
    words = f"{slices} of {facts['columns']} × {facts['rows']} pixels"
    spacing = facts["pixel_spacing_mm"]
    if spacing is None:
        return f"{words}, pixel spacing not in the file"
    words += f", pixels {spacing[1]:g} × {spacing[0]:g} mm"
    if facts["slice_spacing_mm"] is None:
        return words
    usually = "mostly " if facts["geometry_fault"] else ""
    return f"{words}, slices {usually}{facts['slice_spacing_mm']:g} mm apart"


def _geometry_words(facts: Mapping[str, Any]) -> str:
    if facts["plane"] is None:
        return "position in the patient not in the file"
    words = f"{facts['plane']}, rows run to {facts['row_direction']}, columns to {facts['column_direction']}"
    reach = facts["position_range_mm"]
    return words if reach is None else f"{words}, from {reach[0]:.1f} to {reach[1]:.1f} mm along the normal"


def date_words(text: str) -> str:
    """Write YYYYMMDD as YYYY-MM-DD; anything else as it is."""
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text


def _relative(path: Path, start: Path) -> str:
    r"""Path of a file below where the scan started, else its name; bytes that are no text are written as ``\xff``."""
    shown = str(path.relative_to(start)) if start.is_dir() and path.is_relative_to(start) else path.name
    return os.fsencode(shown).decode("utf-8", "backslashreplace")
