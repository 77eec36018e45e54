"""Take a model of somebody else into the library: what the window and the command line call. No torch here.

The file is copied into a private folder, converted once in a confined child process, tried there, and only what came
out of that, safetensors or a checked program with a card, enters the library.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from ai import errors
from ai.adapters.answers import Answers, questions
from ai.adapters.contents import look
from ai.adapters.formats import OWN, format_of
from ai.adapters.found import Found
from ai.adapters.probe import probe, sha256_of
from ai.confined import own_modules
from ai.errors import ModelImportError, ReportableError
from ai.library import archive
from ai.library.card import ModelCard
from ai.library.library import Library
from ai.library.pack import CARD_FILE, EXTRA_FILES, read_card
from ai.plain import PlainError, from_plain, to_plain
from ai.progress import Progress, part, silent
from ai.words import joined, say

REQUEST_FILE, SOURCE, PACK, TEMPORARY = "request.json", "source", "pack", "temporary"
"""In the work folder: what is to be done, the private copy, the new pack, whatever the libraries put aside."""

COMMAND = (sys.executable, "-m", "ai", "convert")
"""How the child is started; the work folder follows."""

TIME_LIMIT_S = 3600.0
"""The largest models known are converted and tried in some minutes."""

_POLL_S = 0.05

_LONGEST_LINE = 1 << 20
"""Characters of an answer; a child that was taken over could else fill the memory of this process."""

_Lines: TypeAlias = "queue.SimpleQueue[str | None]"


@dataclass(frozen=True)
class Imported:
    """A model that was taken in.

    Parameters
    ----------
    card
        As it stands in the library.
    walls
        What confined the child: of ``"hook"``, ``"network"`` (no network by the system), ``"memory"``.
    """

    card: ModelCard
    walls: tuple[str, ...]


def import_model(
    path: Path,
    answers: Answers,
    *,
    library: Library,
    licence_accepted: bool = False,
    progress: Progress = silent,
) -> ModelCard:
    """Import a model.

    Parameters
    ----------
    path
        File or folder.
    answers
        What the person or a manifest says; goes before what the file tells.
    library
        Takes the pack.
    licence_accepted
        Whether the person confirmed that its licence (``answers.licence`` or the file's) allows the use here.
    progress
        Told throughout; may raise `ai.progress.Cancelled`, which ends the child.

    Returns
    -------
    ModelCard
        As it stands in the library.

    Raises
    ------
    ai.errors.ReportableError
        Where the file is refused, an answer is missing, or the conversion or the trial fails.
    """
    found = probe(path, progress=part(progress, 0.0, 0.1))
    complete = completed(found, answers, licence_accepted=licence_accepted)
    imported = convert(found, complete, library=library, progress=part(progress, 0.1, 1.0))
    return imported.card


def completed(found: Found, answers: Answers, *, licence_accepted: bool) -> Answers:
    """Lay the answers over what the file tells.

    Raises
    ------
    ModelImportError
        Where the file is refused, something must still be said, or the licence was not confirmed.
    """
    if found.refusal:
        raise ModelImportError(found.refusal, found.hint)
    known = answers.over(replace(found.suggested, licence=found.suggested.licence or found.licence))
    if found.format != OWN and not found.has_card:
        asked = questions(known, needs_architecture=format_of(found.format).needs_architecture)
        if asked:
            raise ModelImportError(
                say(
                    "The file does not tell all that must be known. {questions}",
                    questions=joined(q.text for q in asked),
                ),
                say("Answer in the import dialog, or in a manifest: --manifest FILE."),
            )
    if not licence_accepted:
        raise ModelImportError(
            say("The licence of the model is {licence}, and nobody has confirmed it.", licence=known.licence),
            say("Read it, then confirm that it allows your use: --licence-accepted."),
        )
    return known


def convert(
    found: Found,
    answers: Answers,
    *,
    library: Library,
    progress: Progress = silent,
    command: tuple[str, ...] = COMMAND,
    time_limit_s: float = TIME_LIMIT_S,
) -> Imported:
    """Copy, convert in the child, verify, add; ``answers`` are complete. Errors as `import_model`."""
    refuse_our_name(answers.id, library)
    with tempfile.TemporaryDirectory(prefix="lightbox-import-") as name:
        work = Path(name).resolve()
        source = _copy(found, work / SOURCE, part(progress, 0.0, 0.1))
        (work / TEMPORARY).mkdir()
        request = {
            "found": to_plain(found, {}),
            "answers": to_plain(answers, {}),
            "source": source.relative_to(work).as_posix(),
        }
        (work / REQUEST_FILE).write_text(json.dumps(request), encoding="utf-8")
        done = _run((*command, str(work)), work, part(progress, 0.1, 0.9), time_limit_s)
        progress(0.9, say("Adding the model to the library"))
        pack = _only_what_belongs(work / PACK, str(done.get("pack")))
        refuse_our_name(read_card(pack).id, library)
        card = library.add(pack)
        progress(1.0, say("Done"))
        walls = done.get("walls")
        return Imported(card, tuple(str(wall) for wall in walls) if isinstance(walls, list) else ())


def refuse_our_name(model_id: str, library: Library) -> None:
    """Keep the names of the models that came with the product: a newer version of one would be run in its stead.

    Raises
    ------
    ModelImportError
        Where a model of this id came with the product.
    """
    if library.comes_with_us(model_id):
        raise ModelImportError(
            say("The model calls itself {model!r}, as one that came with Lightbox.", model=model_id),
            say("Choose another ID: as id in a manifest, for the command models import with --manifest FILE."),
        )


def _copy(found: Found, target: Path, progress: Progress) -> Path:
    """Make the private copy; archives are unpacked. What was looked at is what is converted: the hash says so."""
    target.mkdir()
    copy = target / found.path.name
    progress(0.0, say("Copying the file"))
    try:
        if found.path.is_dir():
            shutil.copytree(found.path, copy, symlinks=True)
        else:
            shutil.copyfile(found.path, copy)
    except OSError as error:
        raise ModelImportError(
            say("{file} cannot be copied ({reason}).", file=found.path.name, reason=error.strerror or ""),
            say("Free some space, then try again; nothing in the library has changed."),
        ) from error
    contents = look(copy)
    if sha256_of(contents, progress=progress) != found.sha256:
        raise ModelImportError(
            say("{file} was changed while it was read.", file=found.path.name), say("Wait until it is whole.")
        )
    if contents.kind != "zip" or found.format == OWN:
        return copy
    unpacked = target / "unpacked"
    archive.unpack(copy, unpacked, progress=progress)
    copy.unlink()
    tops = {name.partition("/")[0] for name in contents.members}
    is_one = len(tops) == 1 and all("/" in name for name in contents.members)
    return unpacked / tops.pop() if is_one else unpacked


def _run(command: tuple[str, ...], work: Path, progress: Progress, time_limit_s: float) -> dict[str, Any]:
    """Start the child and follow it; it is killed when that ends early, for whatever reason."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library may print names of files, and a foreign file what it likes
            text=True,
            encoding="utf-8",
            errors="replace",
            env=_environment(work),
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )
    except OSError as error:
        raise ModelImportError(
            say("The process that converts cannot be started."), str(error.strerror or "")
        ) from error
    lines: _Lines = queue.SimpleQueue()
    listener = threading.Thread(target=_listen, args=(process, lines), daemon=True)
    listener.start()
    try:
        return _follow(lines, progress, time.monotonic() + time_limit_s)
    finally:
        process.kill()
        process.wait()
        listener.join()


def _follow(lines: _Lines, progress: Progress, end: float) -> dict[str, Any]:
    last: tuple[float, str] = (0.0, say("Starting the process that converts"))
    while True:
        progress(*last)
        if time.monotonic() > end:
            raise ModelImportError(
                say("Converting the model took longer than any model should, so it was stopped."),
                say("Nothing in the library has changed."),
            )
        try:
            line = lines.get(timeout=_POLL_S)
        except queue.Empty:
            continue
        message = _parsed(line)
        try:
            if "progress" in message:
                fraction, words = message["progress"]
                last = (min(1.0, max(0.0, float(fraction))), from_plain(str, words, {}))
            elif "error" in message:
                raise _error(*message["error"])
            elif "done" in message:
                return dict(message["done"])
        except (TypeError, ValueError) as error:
            raise _ended_unexpectedly() from error


def _parsed(line: str | None) -> dict[str, Any]:
    try:
        message = json.loads(line) if line is not None else None
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise _ended_unexpectedly()
    return message


def _listen(process: subprocess.Popen[str], lines: _Lines) -> None:
    """Collect the child's lines; runs in a thread that ends with the process."""
    if process.stdout is not None:
        with process.stdout:
            while text := process.stdout.readline(_LONGEST_LINE):
                lines.put(text)
    lines.put(None)


def _environment(work: Path) -> dict[str, str]:
    aside = str(work / TEMPORARY)
    return {
        **own_modules(),
        "TMPDIR": aside,
        "TEMP": aside,
        "TMP": aside,
        "XDG_CACHE_HOME": aside,
        "TORCH_HOME": aside,
        "MPLCONFIGDIR": aside,
        "HF_HUB_OFFLINE": "1",
        "CUDA_VISIBLE_DEVICES": "",  # one trial on the CPU; a faulty program shall not hang the card
        "OPENBLAS_NUM_THREADS": "1",  # numpy's threads would keep the process from leaving the network
        "PYTHONDONTWRITEBYTECODE": "1",  # the hook would refuse to
    }


def _error(name: str, message: object, hint: object) -> ReportableError:
    """Make the error that was raised over there; an unknown class becomes the import's."""
    kind = getattr(errors, name, ModelImportError)
    if not (isinstance(kind, type) and issubclass(kind, ReportableError)):
        kind = ModelImportError
    try:
        return kind(from_plain(str, message, {}), from_plain(str, hint, {}))
    except PlainError:
        return ModelImportError(str(message), str(hint))


def _only_what_belongs(folder: Path, name: str) -> Path:
    """Check the pack that the child left: the card, the weights that it names, nothing else."""
    pack = folder / name
    if Path(name).name != name or not pack.is_dir():
        raise _ended_unexpectedly()
    card = read_card(pack)
    allowed = {CARD_FILE, *EXTRA_FILES, *(member.file for member in card.members)}
    for each in pack.iterdir():
        if each.name not in allowed or each.is_symlink() or not each.is_file():
            raise _ended_unexpectedly()
    return pack


def _ended_unexpectedly() -> ModelImportError:
    return ModelImportError(
        say("The process that converts ended unexpectedly; nothing in the library has changed."),
        say("The file may be damaged, or too large for the memory of this computer."),
    )
