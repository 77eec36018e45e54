"""``lightbox dataset export``: shows everything that leaves with a dataset, and writes a copy without the salt.

Without ``-o`` it is only shown. With ``--json`` one document::

    task, names, cases, persons
    faces               cases by "no", "possible", "unknown"
    files               list: path, size_bytes: everything that leaves
    fields              list: name, words, values (list of value and number of cases), different
    stays               files of the folder that stay, the salt among them
    broken              list: name, reason of cases that cannot be read; they stay
    written             the copy, or null
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ai.progress import part
from app.cli.console import Console

FILES_SHOWN = 20
_LOOKING_SHARE = 0.5


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="folder with dataset.json")
    parser.add_argument(
        "-o", "--output", metavar="F.zip|DIR", type=Path, help="the copy: a ZIP or a new folder; without it only a list"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """Show what leaves, then write it."""
    from ai.training.dataset.face import Face
    from ai.training.dataset.leaving import leaving
    from ai.training.dataset.pass_on import pass_on

    shown = leaving(options.folder, progress=part(console.progress, 0, _LOOKING_SHARE))
    faces = {face.value: count for face, count in shown.faces.items() if face is not Face.NOT_LOOKED}
    if options.output is not None:
        pass_on(shown, options.output, progress=part(console.progress, _LOOKING_SHARE, 1))
    if console.as_json:
        console.document(
            {
                "task": shown.task.value,
                "names": list(shown.names),
                "cases": shown.cases,
                "persons": shown.persons,
                "faces": faces,
                "files": [{"path": file.path, "size_bytes": file.size_bytes} for file in shown.files],
                "fields": [
                    {
                        "name": field.name,
                        "words": field.words,
                        "values": [{"value": value, "cases": count} for value, count in field.values],
                        "different": field.different,
                    }
                    for field in shown.fields
                ],
                "stays": list(shown.stays),
                "broken": [{"name": one.name, "reason": one.reason} for one in shown.broken],
                "written": None if options.output is None else str(options.output),
            }
        )
        return
    console.line(f"Cases: {shown.cases} ({shown.task.value}: {', '.join(shown.names)}); persons: {shown.persons}.")
    console.line(f"Files that leave: {len(shown.files)}, {shown.size_bytes / 1e6:.1f} MB")
    for file in shown.files[:FILES_SHOWN]:
        console.line(f"  {file.path}")
    if len(shown.files) > FILES_SHOWN:
        console.line(f"  and {len(shown.files) - FILES_SHOWN} more; --json names all")
    console.line("What each case says:")
    for field in shown.fields:
        if field.different:
            values = ", ".join(f"{value} ({count})" for value, count in field.values)
            console.line(f"  {field.words}: {values or f'{field.different} different'}")
    risky = faces.get("possible", 0) + faces.get("unknown", 0)
    if risky:
        console.note(f"Cases out of which a face could be made: {risky}. Pass them on only where that is allowed.")
    console.line(f"What stays: {', '.join(shown.stays[:FILES_SHOWN])}")
    for one in shown.broken:
        console.note(f"Stays, because it cannot be read: {one.name}: {one.reason}")
    if options.output is not None:
        console.line(f"Written: {options.output.name}. The salt stayed here.")
