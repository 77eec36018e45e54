"""What is this file? A static look: executes nothing, loads nothing, imports no torch."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ai.adapters.contents import Contents, look
from ai.adapters.formats import FORMATS, Format
from ai.adapters.found import Found, Recognised
from ai.adapters.pickled_module import torn
from ai.errors import ModelImportError, ReportableError
from ai.library.archive import MAX_BYTES, too_large
from ai.progress import Progress, silent
from ai.words import say

PLAIN_GLOBALS = frozenset(
    {
        "collections.OrderedDict",
        "torch._utils._rebuild_tensor",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_parameter",
        "torch.Size",
        "torch.device",
        "torch.nn.parameter.Parameter",
        *(
            f"torch.{kind}Storage"
            for kind in ("Bool", "Byte", "Char", "Short", "Int", "Long", "Half", "BFloat16", "Float", "Double")
        ),
        *(f"torch.{kind}" for kind in ("float16", "float32", "float64", "bfloat16", "int64", "int32", "uint8", "bool")),
    }
)
"""What the pickle of a plain state dict imports: these make tensors and nothing else."""

_CONTRADICTION = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError, MemoryError)
"""What reading may end with where a file says what cannot be: every such file is refused, whichever reader saw it."""

_CHUNK_BYTES = 4 << 20

LONGEST_LICENCE, LONGEST_TITLE = 4000, 200
"""Characters that are taken of what a file says of itself; it may say megabytes."""


def probe(path: Path, *, progress: Progress = silent) -> Found:
    """Tell what a model file or folder is.

    A file that cannot be taken is no error: `Found.refusal` says why.

    Parameters
    ----------
    path
        File or folder.
    progress
        Told while the hash is computed.

    Raises
    ------
    ai.errors.ModelImportError
        When there is nothing that can be read.
    """
    if not path.exists():
        raise ModelImportError(
            say("{file} cannot be read.", file=path.name), say("Look whether it is there and may be read.")
        )
    try:
        contents = look(path)
        size = _size(contents)
        if size > MAX_BYTES:
            raise too_large(path.name)
    except ModelImportError as error:
        return _unreadable(path, error)
    except _CONTRADICTION:
        return _unreadable(path, torn(path))
    found = Found(path, "", say("Unknown"), size, sha256_of(contents, progress=progress))
    found = replace(found, pickle_globals=contents.globals)
    for format in FORMATS:
        try:
            told = format.recognise(contents)
        except ReportableError as error:
            told = Recognised(refusal=error.message, hint=error.hint)
        except _CONTRADICTION:
            told = Recognised(refusal=torn(path).message, hint=torn(path).hint)
        if told is not None:
            return _told(found, format, told)
    return replace(
        found,
        refusal=say("{file} is none of the model formats that are known.", file=path.name),
        hint=say("Choose a model's file or folder as its publisher gives it away."),
    )


def strange_globals(names: tuple[str, ...], format: Format) -> tuple[str, ...]:
    """Names that a pickle would import and that its format does not need."""
    return tuple(name for name in names if name not in PLAIN_GLOBALS and name not in format.allowed_globals)


def sha256_of(contents: Contents, *, progress: Progress = silent) -> str:
    """SHA-256 of a file; of a folder that of the lines "hash  name" of its files in order of their names."""
    if contents.kind != "folder":
        return _hash(contents.path, progress)
    lines = []
    for index, name in enumerate(contents.members):
        progress(index / len(contents.members), say("Computing the hash"))
        lines.append(f"{_hash(contents.path / name, silent)}  {name}\n")
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _unreadable(path: Path, error: ModelImportError) -> Found:
    return replace(Found(path, "", say("Unreadable"), 0, ""), refusal=error.message, hint=error.hint)


def _told(found: Found, format: Format, told: Recognised) -> Found:
    found = replace(found, pickle_globals=tuple(sorted({*found.pickle_globals, *told.globals})))
    refusal, hint = told.refusal, told.hint
    strange = strange_globals(found.pickle_globals, format)
    if strange and (format.converter or not refusal):
        shown = ", ".join(strange[:3]) + (" …" if len(strange) > 3 else "")
        refusal = say("Reading the file would run code that its format does not need: {names}.", names=shown)
        hint = say("Ask the publisher for the weights alone (state dict), as safetensors if possible.")
    suggested = told.suggested
    return replace(
        found,
        format=format.name,
        title=told.title or format.title,
        licence=told.licence[:LONGEST_LICENCE],
        suggested=replace(
            suggested, licence=suggested.licence[:LONGEST_LICENCE], title=suggested.title[:LONGEST_TITLE]
        ),
        refusal=refusal,
        hint=hint,
        notes=told.notes,
        has_card=told.has_card,
    )


def _size(contents: Contents) -> int:
    return sum(contents.members.values()) if contents.kind == "folder" else contents.path.stat().st_size


def _hash(path: Path, progress: Progress) -> str:
    size = max(1, path.stat().st_size)
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            done += len(chunk)
            progress(min(1.0, done / size), say("Computing the hash"))
    return digest.hexdigest()
