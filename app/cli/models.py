"""``lightbox models``: the model library."""

from __future__ import annotations

import argparse

from ai.library.card import ModelCard
from app.cli.console import Console


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", nargs="?", choices=("list", "show"), default="list", help="default: list")
    parser.add_argument("model", metavar="ID", nargs="?", help="model to show: ID or ID-VERSION")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """List the models or show one card."""
    from ai.library.library import Library, default_folders

    library = Library(default_folders())
    if options.action == "show":
        show(library.get(options.model), console)
        return
    cards, broken = library.scan()
    if console.as_json:
        console.document(
            {
                "models": [_summary(card) for card in cards],
                "broken": [
                    {"name": pack.name, "error": pack.error.message, "hint": pack.error.hint} for pack in broken
                ],
            }
        )
        return
    for card in cards:
        console.line(
            f"{card.key}  {card.title} ({card.task}; {', '.join(card.input.modalities) or 'any modality'})"
            f"{' draft' if card.draft else ''}"
        )
    if not cards:
        console.line("No models are installed.")
    for pack in broken:
        console.note(f"{pack.name}: {pack.error}")


def check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where the words do not fit together."""
    if options.action == "show" and options.model is None:
        parser.error("show needs the ID of a model")
    if options.action == "list" and options.model is not None:
        parser.error("list takes no ID; did you mean show?")


def show(card: ModelCard, console: Console) -> None:
    """Tell everything that the card says."""
    from ai.plain import to_plain

    if console.as_json:
        # The folder is a place on this computer, not a fact of the model.
        console.document({name: value for name, value in to_plain(card).items() if name != "folder"})
        return
    reading = card.reading
    rows = [
        ("Task", card.task),
        ("Marks", ", ".join(label.title for label in card.labels)),
        ("Parent", card.parent or "none"),
        ("Accepts", ", ".join((*card.input.modalities, *card.input.body_parts, *card.input.views))),
        ("For", reading.intended_use),
        ("Not for", reading.not_for),
        ("Licence", reading.licence),
        ("Trained on", reading.training_data),
        ("Population", reading.population),
        *(("Limit", limit) for limit in reading.limits),
        *((f"Measured: {name}", str(value)) for name, value in card.metrics.items()),
        ("Weights", f"SHA-256 {card.weights_sha256}"),
    ]
    console.line(f"{card.title} ({card.key})")
    for name, value in rows:
        console.line(f"  {name}: {value}")


def _summary(card: ModelCard) -> dict[str, object]:
    return {
        "id": card.id,
        "version": card.version,
        "title": card.title,
        "task": card.task,
        "modalities": list(card.input.modalities),
        "labels": [label.name for label in card.labels],
        "licence": card.reading.licence,
        "parent": card.parent,
        "draft": card.draft,
    }
