"""The entry of ``lightbox``: chooses the command and turns errors into sentences and exit codes.

Exit codes: 0 done, 1 refused or failed with one sentence on stderr, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType

from ai.errors import ReportableError
from ai.memory import ask_for_large_pages
from app.cli import convert, dataset, deidentify, evaluate, finetune, info, models, predict, render, viewer
from app.cli.console import Console
from app.log import log_file, start_log, stop_log

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Command:
    """A headless command: what it does in a few words, its options, its work, which options do not fit together."""

    help: str
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Console], None]
    check: Callable[[argparse.Namespace, argparse.ArgumentParser], None] | None = None


COMMANDS: dict[str, Command] = {
    "info": Command("studies, series, geometry, warnings", info.add, info.run),
    "render": Command("one slice as shown, as PNG", render.add, render.run),
    "convert": Command("a volume in real units, as NIfTI or NRRD", convert.add, convert.run),
    "models": Command("the model library", models.add, models.run, models.check),
    "predict": Command("run a model, write its results", predict.add, predict.run, predict.check),
    "dataset": Command(
        "site data as training cases: import, add, check, split, export", dataset.add, dataset.run, dataset.check_usage
    ),
    "deidentify": Command("DICOM files without names, by the basic profile of PS3.15", deidentify.add, deidentify.run),
    "finetune": Command("teach a model on a dataset", finetune.add, finetune.run, finetune.check),
    "evaluate": Command("a model on held-out cases, alone or against another", evaluate.add, evaluate.run),
}

DEMO, OPEN = "demo", "open"

_MAY_BE_NEGATIVE = ("--window",)
"""Options whose value may begin with a minus, which argparse would take for another option."""


class CalmHook:
    """The top excepthook: one sentence for the person, the traceback for the log.

    It stays where `main` put it when an exception leaves `main`, since Python calls it only after that. The window puts
    its own in front, which shows the sentence in the window.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        """Report an exception that nothing below expected."""
        _log.critical("Unexpected error", exc_info=(kind, error, traceback))
        self._console.refuse(unexpected_error())
        self._console.finish()


def unexpected_error() -> ReportableError:
    """Say that something went wrong inside."""
    return ReportableError(
        "Something went wrong inside Lightbox; nothing of your data was changed.",
        f"The details are in {log_file().name} in the log folder of Lightbox, without patient data.",
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``lightbox``.

    Parameters
    ----------
    argv
        Words after the program's name; None takes those of this process.

    Returns
    -------
    int
        Exit code.
    """
    ask_for_large_pages()
    words = _joined_values(sys.argv[1:] if argv is None else list(argv))
    try:
        options = _parsed(words)
    except SystemExit as end:
        # argparse ends the program itself, after help (0) and wrong usage (2).
        return end.code if isinstance(end.code, int) else DONE
    console = Console(as_json=options.json)
    handler = start_log()
    previous, sys.excepthook = sys.excepthook, CalmHook(console)
    code = _run(options, console)
    sys.excepthook = previous
    stop_log(handler)
    return code


def _run(options: argparse.Namespace, console: Console) -> int:
    """Run the command; exceptions that nobody expected pass through, to the hook."""
    try:
        if options.command == DEMO:
            code = viewer.open_demo(options)
        elif options.command == OPEN:
            code = viewer.open_window(options.paths)
        else:
            COMMANDS[options.command].run(options, console)
            code = DONE
        console.finish()
    except ReportableError as error:
        console.refuse(error)
        console.finish()
        return FAILED
    except KeyboardInterrupt:
        console.finish()
        return INTERRUPTED
    except BrokenPipeError:
        _drop_stdout()
        return INTERRUPTED
    return code


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    """Parse the words; without the name of a command they are paths for the viewer."""
    parser = argparse.ArgumentParser(
        prog="lightbox",
        description="Radiology viewer with AI assist. Without a command: opens the viewer on the paths given.",
        epilog="Research use only, not for diagnosis. 'lightbox COMMAND --help' tells the options of a command.",
    )
    parser.add_argument("--version", action="version", version=f"lightbox {importlib.metadata.version('lightbox')}")
    if not words or words[0] not in (*COMMANDS, DEMO, "-h", "--help"):
        viewer.add_open(parser)
        parser.set_defaults(command=OPEN, json=False)
        return parser.parse_args(words)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    viewer.add_demo(commands.add_parser(DEMO, help="open a made-up study and run the suggested model"))
    parsers = {name: commands.add_parser(name, help=command.help) for name, command in COMMANDS.items()}
    for name, command in COMMANDS.items():
        command.add(parsers[name])
    parser.set_defaults(json=False)
    options = parser.parse_args(words)
    check = COMMANDS[options.command].check if options.command in COMMANDS else None
    if check is not None:
        check(options, parsers[options.command])
    return options


def _joined_values(words: list[str]) -> list[str]:
    """Join ``--window -600,1500`` to ``--window=-600,1500``, which argparse understands."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in _MAY_BE_NEGATIVE:
            joined[-1] = f"{joined[-1]}={word}"
        else:
            joined.append(word)
    return joined


def _drop_stdout() -> None:
    """Let nobody read the rest, so that Python does not complain about the closed pipe when it ends."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
