"""``lightbox deidentify``: DICOM files without names, by the basic profile of PS3.15."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.audit.event import Deed, Event
from app.cli.audited import write_down
from app.cli.console import Console


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("source", metavar="SRC", type=Path, help="DICOM file or folder; it is only read")
    parser.add_argument("target", metavar="DST", type=Path, help="folder to write to: new, or empty")
    parser.add_argument(
        "--shift-dates",
        action="store_true",
        help="keep the time between examinations: all dates of a patient shifted alike (default: dates go)",
    )
    parser.add_argument(
        "--burned-in",
        action="store_true",
        help="write pictures that say they carry burned-in text, too (default: they are left out)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """Write the files anew; tells what was left out and what a person has to look at."""
    from app.dicom.deidentify.job import DeidentifyOptions, deidentify

    chosen = DeidentifyOptions(shift_dates=options.shift_dates, burned_in=options.burned_in)
    done = deidentify((options.source,), options.target, options=chosen, progress=console.progress)
    write_down(console, Event(Deed.DEIDENTIFIED, details={"files": done.written}))
    for warning in done.warnings:
        console.note(f"Warning: {warning}")
    for reason, count in done.left_out:
        console.note(f"{count} × {reason}")
    if console.as_json:
        console.document(
            {
                "written": done.written,
                "left_out": [{"reason": reason, "files": count} for reason, count in done.left_out],
                "warnings": list(done.warnings),
            }
        )
    else:
        console.line(f"{done.written} files written without names to {options.target.name}.")
        console.line("The pixels were not looked at: check that no names are burned into them.")
