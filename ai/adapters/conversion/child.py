"""The throw-away process of one import: ``python -m ai convert WORK``. Confined before it touches the file.

It reads ``request.json`` of the work folder, writes ``pack/`` there, and answers in JSON lines on stdout:
``{"progress": [fraction, message]}``, then ``{"done": {"pack": name, "walls": [...]}}`` or
``{"error": [class, message, hint]}``.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from ai import confined
from ai.adapters.answers import NETWORKS_TAKEN, Answers, name_of
from ai.adapters.conversion.job import Converted, Job
from ai.adapters.formats import OWN, format_of
from ai.adapters.found import Found
from ai.adapters.importing import PACK, REQUEST_FILE
from ai.errors import MemoryShort, ModelImportError, ReportableError
from ai.library.card import InputSpec, ModelCard, Origin, Reading
from ai.library.pack import write_card
from ai.library.program_check import PROGRAM_SUFFIXES
from ai.plain import from_plain, to_plain
from ai.progress import Progress, part
from ai.words import say

NETWORK_LEFT, MEMORY_LIMITED, HOOK = "network", "memory", "hook"
"""Walls that stood, as the answer names them."""

DEFAULT_THRESHOLD = 0.5


def main(work: Path, *, left_network: bool) -> int:
    """Convert; 0 when a pack was written, 1 when the reason was told."""
    # Whatever a library prints must not fall between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    walls = [HOOK, *([NETWORK_LEFT] if left_network else [])]

    def progress(fraction: float, message: str) -> None:
        _answer(answers, {"progress": [fraction, to_plain(message, {})]})

    try:
        progress(0.0, say("Starting the process that converts"))
        walls += [MEMORY_LIMITED] if confined.limit_memory() else []
        key = _convert(work, progress)
        stopped = confined.attempts()
        if stopped:
            raise stopped[0]
        _answer(answers, {"done": {"pack": key, "walls": walls}})
    except ReportableError as error:
        _answer(answers, {"error": _told(confined.attempts()[0] if confined.attempts() else error)})
        return 1
    except MemoryError:
        short = MemoryShort(
            say("Converting the model needs more memory than there is."), say("Close other programs, then try again.")
        )
        _answer(answers, {"error": _told(short)})
        return 1
    return 0


def _convert(work: Path, progress: Progress) -> str:
    request = json.loads((work / REQUEST_FILE).read_text(encoding="utf-8"))
    found = from_plain(Found, request["found"], {})
    answers = from_plain(Answers, request["answers"], {})
    format = format_of(found.format)
    if not format.converter:
        raise ModelImportError(say("{file} is none of the model formats that are known.", file=found.path.name))
    converter = importlib.import_module(format.converter)
    program = importlib.import_module("ai.networks.program")
    for kind in PROGRAM_SUFFIXES if found.format == OWN else (found.format,):
        program.import_needed(kind)
    # The name comes from a manifest, which may be as foreign as the file: any other would be imported without walls.
    if answers.architecture in NETWORKS_TAKEN and importlib.util.find_spec(answers.architecture) is not None:
        importlib.import_module(answers.architecture)
    trial = importlib.import_module("ai.adapters.conversion.trial")
    confined.confine(writable=(work,))
    folder = work / PACK / "unfinished"
    folder.mkdir(parents=True)
    converted: Converted = converter.convert(
        Job(found, work / request["source"], folder, answers, part(progress, 0.05, 0.6))
    )
    card = make_card(found, converted, folder)
    named = dataclasses.replace(card, folder=folder.with_name(card.key))
    folder.rename(named.folder)
    write_card(named)
    progress(0.6, say("Trying the model"))
    trial.try_model(named, progress=part(progress, 0.6, 1.0))
    return named.key


def make_card(found: Found, converted: Converted, folder: Path) -> ModelCard:
    """Card of a converted model."""
    answers = converted.answers
    origin = Origin(found.format, found.path.name, found.sha256, answers.licence)
    if converted.card is not None:
        # A pack from elsewhere keeps its card, but for another id if one was chosen; if it is a draft is said here.
        return dataclasses.replace(
            converted.card,
            id=answers.id or converted.card.id,
            members=converted.members,
            origin=origin,
            folder=folder,
            draft=False,
        )
    grid = answers.grid
    last = grid.size[-2:] if grid is not None and len(grid.size) >= 2 else ()
    return ModelCard(
        id=answers.id or name_of(answers.title, "-"),
        version=answers.version or "1.0.0",
        title=answers.title,
        task=answers.task,
        labels=answers.labels,
        input=InputSpec(
            answers.modalities,
            answers.body_parts,
            answers.views,
            (last[0], last[1]) if len(last) == 2 else (0, 0),
            (0.0, 100.0),
            answers.minimum_size_px or 1,
            grid,
        ),
        architecture=converted.architecture,
        members=converted.members,
        threshold=answers.threshold or DEFAULT_THRESHOLD,
        reading=Reading(
            answers.intended_use or str(say("As its publisher says; it was imported and is not checked by Lightbox.")),
            answers.not_for or str(say("Diagnosis.")),
            answers.licence,
            answers.training_data or str(say("Not told.")),
            answers.population or str(say("Not told.")),
            answers.limits,
        ),
        metrics=dict(converted.metrics),
        reference=dict(converted.reference),
        parent="",
        folder=folder,
        origin=origin,
    )


def _told(error: ReportableError) -> list[Any]:
    return [type(error).__name__, to_plain(error.message, {}), to_plain(error.hint, {})]


def _answer(answers: TextIO, message: dict[str, Any]) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()
