"""Programs are written anew, part by part, from what was checked, less what only a loader would run."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from ai.adapters.conversion.job import Converted, Job
from ai.library import archive
from ai.library.card import Architecture, Weights
from ai.library.onnx_card import card_in
from ai.library.program_check import (
    ONNX,
    PROGRAM_SUFFIXES,
    SAMPLES,
    TORCH_EXPORT,
    exported_model,
    onnx_graph,
    require_safe_program,
)
from ai.progress import Progress
from ai.words import say

MAX_PART_BYTES = 8 << 30


def convert(job: Job) -> Converted:
    """Write the program into the pack; one that was exported here keeps the card that it brings along."""
    kind = job.found.format
    name = f"program{PROGRAM_SUFFIXES[kind]}"
    digest = take(job.source, job.pack / name, kind, progress=job.progress)
    own = card_in(onnx_graph(job.source), job.source) if kind == ONNX else None
    if own is not None:
        return Converted(own.architecture, (Weights(name, digest),), job.answers, card=own)
    output = () if job.answers.output is None else (("output", job.answers.output),)
    return Converted(Architecture(kind, output), (Weights(name, digest),), job.answers)


def take(source: Path, target: Path, kind: str, *, progress: Progress) -> str:
    """Check a program and write it anew; returns its SHA-256.

    Two readers of one zip archive may see two different things in it: what is written here has one meaning only.
    """
    if kind == ONNX:
        onnx_graph(source)
        shutil.copyfile(source, target)
    elif kind == TORCH_EXPORT:
        _write_exported(source, target, progress)
    else:
        require_safe_program(source, kind)
        _write_torchscript(source, target, progress)
    require_safe_program(target, kind)
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_torchscript(source: Path, target: Path, progress: Progress) -> None:
    kept = [name for name in archive.members(source) if _is_needed(name.partition("/")[2])]
    _copy_parts(source, kept, {}, target, progress)


def _write_exported(source: Path, target: Path, progress: Progress) -> None:
    model, program = exported_model(source)
    program["guards_code"] = []
    changed = {f"models/{model}.json": json.dumps(program).encode(), SAMPLES.format(model): b""}
    names = archive.members(source)
    kept = [name for name in names if _is_needed(name.partition("/")[2]) and name.partition("/")[2] not in changed]
    _copy_parts(source, kept, changed, target, progress)


def _is_needed(inner: str) -> bool:
    return not (inner.startswith(("extra/", "traced_inputs")) or inner.endswith("debug_pkl"))


def _copy_parts(
    source: Path, names: Sequence[str], changed: Mapping[str, bytes], target: Path, progress: Progress
) -> None:
    """Write an archive of these parts of another, under our own top folder, and of the changed ones."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as written:
        for index, (name, data) in enumerate(archive.parts(source, names, MAX_PART_BYTES)):
            progress(index / len(names), say("Writing the program"))
            written.writestr(f"program/{name.partition('/')[2]}", data)
        for inner, data in changed.items():
            written.writestr(f"program/{inner}", data)
