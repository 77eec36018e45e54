"""``lightbox models``: the model library."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from ai.errors import ModelImportError
from ai.library.card import ModelCard
from ai.library.library import Library
from ai.library.lineage import stand_in
from ai.library.task_words import task_words
from app.audit.event import Deed
from app.cli.audited import model_event, write_down
from app.cli.console import Console

_ACTIONS = ("list", "show", "import", "export", "remove", "return")


_FORMS = {"lbmodel": (".lbmodel",), "monai": ("", ".zip"), "onnx": (".onnx",)}
"""What a model is exported as, and how the names of such files end; a bundle may be a folder."""


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", nargs="?", choices=_ACTIONS, default="list", help="default: list")
    parser.add_argument(
        "model", metavar="ID", nargs="?", help="ID or ID-VERSION; for import: the file or folder to take in"
    )
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="for export: the file to write")
    parser.add_argument(
        "--manifest", metavar="FILE", type=Path, help="for import: what the file does not tell, as TOML"
    )
    parser.add_argument(
        "--licence-accepted", action="store_true", help="for import: its licence was read and allows the use"
    )
    parser.add_argument(
        "--as",
        dest="form",
        choices=tuple(_FORMS),
        help="for export: our pack, a MONAI bundle (folder or .zip) or ONNX; default: by the ending of FILE",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def run(options: argparse.Namespace, console: Console) -> None:
    """List the models, show one card, take one in, give one away, remove one, or return one that was adopted."""
    from ai.library.library import default_folders

    library = Library(default_folders())
    if options.action == "show":
        show(library.get(options.model), console)
    elif options.action == "import":
        _import(options, library, console)
    elif options.action == "export":
        _export(library.get(options.model), options.file, options.form, console)
    elif options.action == "remove":
        card = library.remove(options.model)
        write_down(console, model_event(Deed.REMOVED, card))
        _tell(console, "removed", card, f"{card.key} was removed.")
    elif options.action == "return":
        _return(library.get(options.model), library, console)
    else:
        _list(library, console)


def check(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """End with wrong usage where the words do not fit together."""
    if options.action == "show" and options.model is None:
        parser.error("show needs the ID of a model")
    if options.action == "list" and options.model is not None:
        parser.error("list takes no ID; did you mean show?")
    if options.action == "import" and options.model is None:
        parser.error("import needs the file or folder of a model")
    if options.action == "remove" and options.model is None:
        parser.error("remove needs the ID of a model with its version")
    if options.action == "return" and options.model is None:
        parser.error("return needs the ID of a model that was taught and adopted here")
    if options.action == "export" and (options.model is None or options.file is None):
        parser.error("export needs the ID of a model and the file to write")
    if options.action != "export" and options.file is not None:
        parser.error(f"{options.action} takes one name only")
    if options.action != "export" and options.form is not None:
        parser.error("--as belongs to export")
    if options.action != "import" and (options.manifest is not None or options.licence_accepted):
        parser.error("--manifest and --licence-accepted belong to import")


def _list(library: Library, console: Console) -> None:
    cards, broken = library.scan()
    chosen = library.choices.chosen(cards)
    if console.as_json:
        console.document(
            {
                "models": [{**_summary(card), "chosen": card.key in chosen} for card in cards],
                "broken": [
                    {"name": pack.name, "error": pack.error.message, "hint": pack.error.hint} for pack in broken
                ],
            }
        )
        return
    for card in cards:
        console.line(
            f"{card.key}  {card.title} ({card.task}; {', '.join(card.input.modalities) or 'any modality'})"
            f"{' draft' if card.draft else ' default' if card.key in chosen else ''}"
        )
    if not cards:
        console.line("No models are installed.")
    for pack in broken:
        console.note(f"{pack.name}: {pack.error}")
    if library.choices.trouble:
        console.note(library.choices.trouble)


def _import(options: argparse.Namespace, library: Library, console: Console) -> None:
    from ai.adapters.answers import NOTHING_KNOWN, read_manifest
    from ai.adapters.importing import completed, convert
    from ai.adapters.probe import probe

    answers = NOTHING_KNOWN if options.manifest is None else read_manifest(options.manifest)
    found = probe(Path(options.model), progress=console.progress)
    console.note(f"{found.path.name}: {found.title}, {found.size_bytes:,} bytes, SHA-256 {found.sha256 or 'unknown'}")
    licence = answers.licence or found.suggested.licence or found.licence
    console.note(f"Licence: {licence or 'the file does not tell'}")
    for note in found.notes:
        console.note(note)
    if found.pickle_globals:
        console.note(f"Its pickle imports: {', '.join(found.pickle_globals)}")
    complete = completed(found, answers, licence_accepted=options.licence_accepted)
    imported = convert(found, complete, library=library, progress=console.progress)
    write_down(console, model_event(Deed.INSTALLED, imported.card, format=found.format))
    if "network" not in imported.walls:
        console.note("This system has no network namespaces: the conversion was kept off the network by Python alone.")
    _tell(console, "imported", imported.card, f"{imported.card.title} was imported as {imported.card.key}.")


def _export(card: ModelCard, path: Path, form: str | None, console: Console) -> None:
    from ai.library.pack_file import write_pack_file

    form = form or next((each for each, suffixes in _FORMS.items() if path.suffix in suffixes and path.suffix), None)
    if form is None:
        raise ModelImportError(
            f"The name {path.name} does not say what the model is to be exported as.",
            "Let it end in .lbmodel, .onnx or .zip (a MONAI bundle), or say --as lbmodel, monai or onnx.",
        )
    if path.suffix not in _FORMS[form] and form != "monai":
        ending = _FORMS[form][0]
        raise ModelImportError(f"The name of such a file ends in {ending}.", f"Write it to {path.stem}{ending}.")
    # Torch is reached by name only: the window's process never loads it.
    if form == "lbmodel":
        write_pack_file(card, path, progress=console.progress)
    elif form == "monai":
        importlib.import_module("ai.training.export_bundle").export_bundle(card, path, progress=console.progress)
    else:
        difference = importlib.import_module("ai.training.export_onnx").export_onnx(
            card, path, progress=console.progress
        )
        console.note(f"Outputs of the file and of the model differ by at most {difference:.1e}.")
        console.note(f"Beside it: {path.name}.json and {path.name}.md, which say how a picture becomes its input.")
    _tell(console, "exported", card, f"{card.key} was written to {path.name}.")


def _return(card: ModelCard, library: Library, console: Console) -> None:
    """Make an adopted model a draft again and say what is the default instead."""
    draft = library.take_back(card)
    write_down(console, model_event(Deed.RETURNED, draft))
    cards = library.cards()
    first = stand_in(draft, cards, library.choices.chosen(cards))
    sentence = f"{draft.key} is a draft again"
    _tell(console, "returned", draft, f"{sentence}." if first is None else f"{sentence}; the default is {first.key}.")


def _tell(console: Console, what: str, card: ModelCard, sentence: str) -> None:
    if console.as_json:
        console.document({what: card.key, **_summary(card)})
    else:
        console.line(sentence)


def show(card: ModelCard, console: Console) -> None:
    """Tell everything that the card says."""
    from ai.plain import to_plain

    if console.as_json:
        # The folder is a place on this computer, not a fact of the model.
        console.document({name: value for name, value in to_plain(card).items() if name != "folder"})
        return
    reading = card.reading
    rows = [
        ("Made for", task_words(card.task)),
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
        *_origin(card),
        ("Weights", f"none: made of rules ({card.rules})" if card.rules else f"SHA-256 {card.weights_sha256}"),
    ]
    console.line(f"{card.title} ({card.key})")
    for name, value in rows:
        console.line(f"  {name}: {value}")


def _origin(card: ModelCard) -> list[tuple[str, str]]:
    if card.origin is None:
        return []
    origin = card.origin
    return [
        ("Imported from", f"{origin.file} ({origin.format}), SHA-256 {origin.sha256}"),
        ("Licence confirmed", origin.licence),
    ]


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
