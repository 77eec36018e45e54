"""Programs are written anew, part by part, from what was checked, less what only a loader would run."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

from ai.adapters.conversion.job import Converted, Job
from ai.library import archive
from ai.library.card import Architecture, Weights
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
    """Write the program into the pack."""
    kind = job.found.format
    name = f"program{PROGRAM_SUFFIXES[kind]}"
    digest = take(job.source, job.pack / name, kind, progress=job.progress)
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
    members = archive.members(source)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as written:
        for index, name in enumerate(members):
            progress(index / len(members), say("Writing the program"))
            inner = name.partition("/")[2]
            if inner.startswith(("extra/", "traced_inputs")) or inner.endswith("debug_pkl"):
                continue
            written.writestr(f"program/{inner}", archive.read(source, name, MAX_PART_BYTES))


def _write_exported(source: Path, target: Path, progress: Progress) -> None:
    model, program = exported_model(source)
    program["guards_code"] = []
    members = archive.members(source)
    changed = {f"models/{model}.json": json.dumps(program).encode(), SAMPLES.format(model): b""}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as written:
        for index, name in enumerate(members):
            progress(index / len(members), say("Writing the program"))
            inner = name.partition("/")[2]
            if not inner.startswith("extra/") and inner not in changed:
                written.writestr(f"program/{inner}", archive.read(source, name, MAX_PART_BYTES))
        for inner, data in changed.items():
            written.writestr(f"program/{inner}", data)
