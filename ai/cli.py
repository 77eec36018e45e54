"""The AI's own headless door: ``python -m ai``. The same functions as the window's, no Qt, no DICOM."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ai import confined
from ai.errors import ReportableError
from ai.memory import ask_for_large_pages, keep_memory
from ai.progress import Cancelled, silent
from ai.rank import give_way, go_first
from ai.with_parent import end_with_parent

if TYPE_CHECKING:
    from ai.library.library import Library

_DEVICES = ("auto", "cpu", "cuda", "mps")

CANCELLED = 130
"""Exit code of a run that was ended on request, as shells have it for an interrupted command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; returns 0 when done, 1 when refused or failed with a sentence on stderr."""
    ask_for_large_pages()
    parser = argparse.ArgumentParser(prog="python -m ai", description=__doc__)
    parser.add_argument("--with-parent", action="store_true", help="end when standard input is closed")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train a shipped model again from its data")
    train.add_argument("recipe", choices=["cxr-anatomy", "cxr-nodule", "gray-encoder", "hippocampus", "router"])
    train.add_argument("--data", type=Path, required=True, help="folder of the training data")
    train.add_argument("--output", type=Path, help="folder that takes the pack (default: resources/models)")
    train.add_argument("--work", type=Path, help="folder for checkpoints, where a run goes on (default: a cache)")
    train.add_argument("--folds", type=int, help="folds that are held out in turn, each gives a member")
    train.add_argument("--fold", type=int, choices=range(5), help="train just the member of this fold, write no pack")
    train.add_argument("--effort", type=float, default=1.0, help="times as many epochs (default: 1)")
    train.add_argument("--device", choices=_DEVICES, default="auto")
    _add_others(train)
    evaluate = commands.add_parser("evaluate", help="make the tables of a shipped model's card again from its data")
    evaluate.add_argument("model", help="ID or ID-VERSION")
    evaluate.add_argument("--data", type=Path, required=True, help="folder of the training data")
    evaluate.add_argument("--output", type=Path, help="JSON file that takes the tables (default: written out)")
    evaluate.add_argument("--pictures", type=Path, help="folder that takes pictures of ten cases, instead of tables")
    evaluate.add_argument("--work", type=Path, help="folder of checkpoints, where a table needs them")
    evaluate.add_argument("--device", choices=_DEVICES, default="auto")
    _add_others(evaluate)
    slices = commands.add_parser("audit", help="honest groups of single slices, and what a split by slice flatters by")
    slices.add_argument("folder", type=Path, help="holds a folder per class")
    slices.add_argument("--base", help="ID of an encoder that never saw them (default: random weights)")
    slices.add_argument("--sheets", type=Path, help="folder that takes a contact sheet of the groups of each class")
    slices.add_argument("--only-groups", action="store_true", help="leave out the audit")
    commands.add_parser("worker", help="answer requests on stdin; started by the app")
    convert = commands.add_parser("convert", help="convert a model of somebody else, confined; started by the app")
    convert.add_argument("work", type=Path, help="the work folder with the request")
    finetune = commands.add_parser("finetune", help="teach a model on a site's dataset")
    finetune.add_argument("config", type=Path, help="the plan, a TOML file")
    finetune.add_argument("--resume", action="store_true", help="go on where the job folder stands")
    finetune.add_argument("--models", type=Path, action="append", help="look for the base here too")
    finetune.add_argument("--nice", type=int, default=0, help="lower the priority by so much")
    finetune.add_argument("--device", choices=_DEVICES, default="auto")
    instead = finetune.add_mutually_exclusive_group()
    instead.add_argument("--forecast", action="store_true", help="teach nothing: measure time and memory, as JSON")
    instead.add_argument("--parts", action="store_true", help="teach nothing: list what can be frozen, as JSON")
    instead.add_argument("--preview", type=Path, metavar="PNG", help="teach nothing: draw sixteen augmented samples")
    export = commands.add_parser("export", help="write a pack as ONNX or MONAI bundle; started by the app")
    export.add_argument("pack", type=Path, help="folder of the pack")
    export.add_argument("form", choices=["bundle", "onnx"])
    export.add_argument("target", type=Path, help="the file")
    export.add_argument("--progress", type=Path, metavar="FILE", help="takes a line of JSON for each step")
    reference = commands.add_parser("reference", help="describe a model's training pictures, so that it refuses others")
    reference.add_argument("model", help="ID or ID-VERSION")
    reference.add_argument("--data", type=Path, required=True, help="its training data: JSRT films or a dataset")
    reference.add_argument("--output", type=Path, help="folder that takes the new pack (default: beside the old one)")
    _add_others(reference)
    seen = commands.add_parser("seen", help="write salted hashes of a model's training pictures into its pack")
    seen.add_argument("model", help="ID or ID-VERSION")
    seen.add_argument("--data", type=Path, action="append", required=True, help="a folder of them; may be repeated")
    options = parser.parse_args(arguments)
    if options.with_parent:
        end_with_parent()
    try:
        if options.command == "finetune":
            if arguments is None:  # this process is started for it and ends with it
                keep_memory()
            return _finetune(options)
        if options.command == "convert":
            give_way()
            go_first()
            # Before anything else is imported: who has threads cannot leave the network.
            left = confined.leave_network()
            from ai.adapters.conversion import child

            return child.main(options.work, left_network=left)
        if options.command == "export":
            return _export(options)
        if options.command == "reference":
            return _reference(options)
        if options.command == "seen":
            return _seen(options)
        if options.command == "evaluate":
            return _evaluate(options)
        if options.command == "audit":
            return _audit(options)
        if options.command == "worker":
            from ai.worker import serve

            return serve.main()
        _train(options)
    except ReportableError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _add_others(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--others", metavar="NAME=FOLDER", action="append", default=[], help="pictures it must refuse, to be counted"
    )


def _train(options: argparse.Namespace) -> None:
    from ai.training.recipes import Order, train

    order = Order(
        data=options.data,
        work=options.work or _cache() / options.recipe,
        output=options.output,
        folds=options.folds,
        fold=options.fold,
        device=options.device,
        effort=options.effort,
        others=_folders(options.others),
    )
    train(options.recipe, order, _tell)


def _finetune(options: argparse.Namespace) -> int:
    from ai.library.library import Library, default_folders
    from ai.training.finetune import fine_tune
    from ai.training.finetune_config import read_config
    from ai.training.ranks import HelperDone

    give_way(options.nice)
    library = Library((*default_folders(), *(options.models or ())))
    if options.forecast or options.preview or options.parts:
        return _try_plan(options, library)
    progress = _tell if sys.stderr.isatty() else silent
    try:
        fine_tune(
            read_config(options.config),
            library=library,
            resume=options.resume,
            device=options.device,
            progress=progress,
        )
    except (Cancelled, KeyboardInterrupt):
        return CANCELLED
    except HelperDone:
        return 0
    return 0


def _try_plan(options: argparse.Namespace, library: Library) -> int:
    """Measure, list or draw; the answer or the reason against it is one line of JSON."""
    from ai.training.augmentation_preview import write_preview
    from ai.training.finetune_config import read_config
    from ai.training.forecast_run import forecast, list_parts

    try:
        config = read_config(options.config)
        if options.preview:
            write_preview(config, options.preview)
            said: dict[str, object] = {"preview": str(options.preview)}
        elif options.parts:
            found = list_parts(config, library, device=options.device)
            said = {"parts": [dataclasses.asdict(each) for each in found]}
        else:
            said = dataclasses.asdict(forecast(config, library, device=options.device))
    except ReportableError as error:
        said = {"message": error.message, "hint": error.hint}
    sys.stdout.write(json.dumps(said) + "\n")
    return 0


def _export(options: argparse.Namespace) -> int:
    """Write a model; what came of it, or the reason against it, is one line of JSON."""
    from ai.library.pack import read_card
    from ai.training.export_bundle import export_bundle
    from ai.training.export_onnx import export_onnx
    from ai.training.job import NICENESS

    give_way(NICENESS)

    def tell(fraction: float, message: str) -> None:
        if options.progress is not None:
            with options.progress.open("a", encoding="utf-8") as file:
                file.write(json.dumps([fraction, message]) + "\n")

    said: dict[str, object] = {"difference": None}
    try:
        card = read_card(options.pack)
        if options.form == "onnx":
            said = {"difference": export_onnx(card, options.target, progress=tell)}
        else:
            export_bundle(card, options.target, progress=tell)
    except ReportableError as error:
        said = {"message": error.message, "hint": error.hint}
    sys.stdout.write(json.dumps(said) + "\n")
    return 0


def _reference(options: argparse.Namespace) -> int:
    from ai.library.library import Library, default_folders
    from ai.training.reference import add_reference

    add_reference(
        Library(default_folders()).get(options.model),
        options.data,
        output=options.output,
        others=_folders(options.others),
        progress=_tell,
    )
    return 0


def _seen(options: argparse.Namespace) -> int:
    from ai.library.library import Library, default_folders
    from ai.training.seen_data import remember_data

    remember_data(Library(default_folders()).get(options.model), options.data, progress=_tell)
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from ai.library.library import Library, default_folders
    from ai.training.card_tables import TableData, draw_cases, evaluate_card

    card = Library(default_folders()).get(options.model)
    work = options.work or _cache() / card.id
    data = TableData(options.data, work, others=_folders(options.others), device=options.device)
    if options.pictures is not None:
        draw_cases(card, data, options.pictures, progress=_tell)
        return 0
    found = evaluate_card(card, data, progress=_tell)
    text = json.dumps(found, indent=1) + "\n"
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text, encoding="utf-8")
    return 0


def _audit(options: argparse.Namespace) -> int:
    from ai.library.library import Library, default_folders
    from ai.training.slice_report import slice_report

    base = Library(default_folders()).get(options.base) if options.base else None
    lines = slice_report(
        options.folder, base=base, sheets=options.sheets, only_groups=options.only_groups, progress=_tell
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _folders(others: Sequence[str]) -> dict[str, Path]:
    return {name: Path(folder) for name, folder in (each.split("=", 1) for each in others)}


def _cache() -> Path:
    return Path(platformdirs.user_cache_dir("Lightbox", appauthor=False)) / "training"


def _tell(fraction: float, message: str) -> None:
    sys.stderr.write(f"\r{100 * fraction:5.1f} %  {message:60.60}")
    if fraction >= 1:
        sys.stderr.write("\n")
    sys.stderr.flush()
