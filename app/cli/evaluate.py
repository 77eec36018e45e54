"""``lightbox evaluate``: how a model does on the held-out part of a dataset, alone or against another."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.cli.console import Console

PDF_FILE = "report.pdf"


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("model", metavar="MODEL", help="ID or ID-VERSION, or the folder of a pack")
    parser.add_argument("dataset", metavar="DATASET", type=Path, help="folder of the dataset, with its split")
    parser.add_argument("--against", metavar="MODEL", help="another model on the same cases")
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True, help="folder for the report")
    parser.add_argument("--pdf", action="store_true", help="print the report as PDF, too")
    parser.add_argument("--json", action="store_true", help="the report as one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """Evaluate and tell the report."""
    from ai.library.library import Library, default_folders
    from ai.library.pack import CARD_FILE, read_card

    library = Library(default_folders())
    cards = []
    for name in (options.model, options.against):
        if name is not None:
            path = Path(name)
            cards.append(read_card(path.resolve()) if (path / CARD_FILE).is_file() else library.get(name))
    # Torch is reached by name only: the window's process never loads it.
    evaluate: Callable[..., dict[str, Any]] = importlib.import_module("ai.training.evaluate").evaluate_model
    against = cards[1] if len(cards) > 1 else None
    report = evaluate(cards[0], options.dataset, options.output, against=against, progress=console.progress)
    if console.as_json:
        console.document(report)
    else:
        for text in (options.output / "report.txt").read_text(encoding="utf-8").splitlines():
            console.line(text)
    console.note(f"Wrote report.json, report.txt and report.html to {options.output.resolve().name}.")
    if options.pdf:
        print_report(report, options.output / PDF_FILE, console)


def print_report(report: Mapping[str, Any], path: Path, console: Console) -> None:
    """Write a report as PDF; raises `app.errors.ExportError` where the file cannot be written."""
    from app.ui.teach_report_pdf import report_pdf_headless

    report_pdf_headless(report, path)
    console.note(f"Wrote {path.name} beside report.json.")
