"""Frames that are not plainly sound are decoded in a child process: what kills it leaves the viewer alive."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ai.plain import from_plain
from ai.words import say
from app.dicom.pixels.soundness import Announced
from app.errors import DicomReadError

Frame: TypeAlias = npt.NDArray[Any]
"""As `app.dicom.pixels.decode.FrameDecoder.frame` gives it."""

COMMAND = (sys.executable, "-P", "-m", "app.dicom.pixels.quarantine_child")
"""How the child is started; -P: the folder it is started in holds no code for it."""

CODE_FOLDER = Path(__file__).resolve().parents[3]
"""Where this package was imported from, so that the child imports the same."""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS")
"""Pools of threads that the child needs none of; each thread takes of its memory."""

LONGEST_REPLY = 1 << 16
"""Bytes of the line that tells what follows, or why nothing does."""

DTYPES = frozenset({"|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<f4", "<f8"})
"""Of frames that are taken from the child."""

GRACE_SECONDS = 1.0
"""How long the child may take to end by itself."""

TIMED_OUT = 1
"""Exit code of a child that ended itself because a frame took too long."""

DAMAGED = say("Fetch the file again from its source.")


class Quarantine:
    """Owns the child process; it is started with the first frame, kept for the next ones and replaced when it dies.

    May be used by several threads at once: frames wait for each other, so that a broken series takes no more memory
    than one broken frame. The child ends with `close`, with this value, or with this process.

    Parameters
    ----------
    command
        How the child is started; tests give another.
    """

    def __init__(self, *, command: tuple[str, ...] = COMMAND) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end: Callable[[], object] | None = None
        self._used = False
        self._timed_out = False

    def __enter__(self) -> Quarantine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def decode(self, path: Path, frame: int, announced: Announced) -> Frame:
        """Decode a frame over there.

        Parameters
        ----------
        path
            DICOM file.
        frame
            From 0.
        announced
            What the header of the file says of its frames; the answer must agree with it.

        Returns
        -------
        numpy.ndarray
            (rows, columns) stored values or (rows, columns, 3) uint8 RGB.

        Raises
        ------
        app.errors.DicomReadError
            When it cannot be decoded, or not within the limits of time and memory. After a frame that took too long
            the next ones are refused at once: a series of such frames must not take hours.
        """
        with self._lock:
            if self._timed_out:
                raise DicomReadError(say("An earlier frame stopped the decoder, so this one was not tried."), DAMAGED)
            fresh = not self._used
            try:
                return self._ask(path, frame, announced)
            except _ChildDiedError as death:
                self._close()
                self._timed_out = death.code == TIMED_OUT
                if not fresh and not self._timed_out:
                    # What killed it may be harm that an earlier frame had done.
                    return self._ask_again(path, frame, announced)
                raise self._refusal(frame) from death

    def close(self) -> None:
        """End the child; another one starts when another frame comes."""
        with self._lock:
            self._close()

    def _ask_again(self, path: Path, frame: int, announced: Announced) -> Frame:
        try:
            return self._ask(path, frame, announced)
        except _ChildDiedError as death:
            self._close()
            self._timed_out = death.code == TIMED_OUT
            raise self._refusal(frame) from death

    def _refusal(self, frame: int) -> DicomReadError:
        if self._timed_out:
            sentence = say("Frame {number} of the image is damaged: decoding it took too long.", number=frame + 1)
        else:
            sentence = say("Frame {number} of the image is damaged: the decoder broke down on it.", number=frame + 1)
        return DicomReadError(sentence, DAMAGED)

    def _ask(self, path: Path, frame: int, announced: Announced) -> Frame:
        process = self._started()
        self._used = True
        assert process.stdin is not None
        assert process.stdout is not None
        # An absolute path: the child does not stand where this process stands.
        request = {"path": os.path.abspath(path), "frame": frame}
        try:
            process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            process.stdin.flush()
            reply = process.stdout.readline(LONGEST_REPLY)
            told = _parsed(reply)
            if "error" in told:
                raise DicomReadError(from_plain(str, told["error"], {}), from_plain(str, told.get("hint", ""), {}))
            values = _empty(told, announced)
            if values is None:
                raise DicomReadError(say("The image is of another size or kind than its header says."), DAMAGED)
            rest = values.reshape(-1).view(np.uint8).data
            while rest:
                count = process.stdout.readinto(rest)  # type: ignore[attr-defined]
                if not count:
                    raise _ChildDiedError(_code(process))
                rest = rest[count:]
        except (OSError, ValueError) as error:
            raise _ChildDiedError(_code(process)) from error
        return values

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._close()
        environment = dict(os.environ) | dict.fromkeys(ONE_THREAD, "1")
        folders = (str(CODE_FOLDER), environment.get("PYTHONPATH", ""))
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, folders))
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            )
        except OSError as error:
            raise DicomReadError(say("The process that decodes damaged images cannot be started.")) from error
        self._process, self._used = process, False
        self._end = weakref.finalize(self, _end, process)
        return process

    def _close(self) -> None:
        if self._end is not None:
            self._end()
        self._process, self._used = None, False


class _ChildDiedError(Exception):
    """The child ended, or answered with something that cannot be read.

    Parameters
    ----------
    code
        Its exit code.
    """

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _parsed(reply: bytes) -> dict[str, Any]:
    """Parse the line of an answer; an empty one is that of a dead child."""
    told = json.loads(reply)
    if not isinstance(told, dict):
        raise ValueError("not an answer")
    return told


def _empty(told: dict[str, Any], announced: Announced) -> Frame | None:
    """Memory for a frame, or None where it is not the one that was announced."""
    shape, dtype = told.get("shape"), told.get("dtype")
    size = [announced.rows, announced.columns]
    if shape not in (size, [*size, 3]) or dtype not in DTYPES:
        return None
    return np.empty(shape, dtype)


def _code(process: subprocess.Popen[bytes]) -> int:
    """Exit code of a child that is ending or babbles."""
    try:
        return process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let a child end by itself, or kill it."""
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        # It may have ended while something was still on its way to it.
        with suppress(OSError):
            pipe.close()
    _code(process)
