"""The child of `app.dicom.pixels.quarantine`: decodes frames one after another, within limits of time and memory.

Reads a line of JSON per frame, ``{"path": ..., "frame": ...}``, and answers with a line of JSON: either
``{"error": ..., "hint": ...}`` as `ai.plain` writes sentences, or ``{"shape": [...], "dtype": ...}`` with so many bytes
in C order behind it.
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from app.dicom.pixels.compressed_frames import CompressedFrames
    from app.dicom.pixels.quarantine import Frame

SECONDS = 8.0
"""For one frame, and for the start; the largest real ones take two."""

MEMORY_BYTES = 1 << 30
"""For one frame, beyond what the process takes when it has loaded its libraries."""

NICE = 10
"""The window comes first."""


def main() -> None:
    """Serve until the parent closes the pipe."""
    with open(os.devnull, "wb") as nowhere:
        # The end is on time even while a decoder holds the interpreter lock; its exit code is 1.
        faulthandler.dump_traceback_later(SECONDS, exit=True, file=nowhere)
        answers = os.fdopen(os.dup(1), "wb")
        # What libraries print must not get between the answers.
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        if hasattr(os, "nice"):
            os.nice(NICE)
        server = _Server()
        faulthandler.cancel_dump_traceback_later()
        # After all libraries were loaded: what they take is not that of a frame.
        _limit_memory(MEMORY_BYTES)
        for line in sys.stdin.buffer:
            faulthandler.dump_traceback_later(SECONDS, exit=True, file=nowhere)
            server.answer(line, answers)
            faulthandler.cancel_dump_traceback_later()


class _Server:
    """Keeps the last file open: many frames may be in it."""

    def __init__(self) -> None:
        self._decode = importlib.import_module("app.dicom.pixels.compressed_frames")
        self._path = ""
        self._frames: CompressedFrames | None = None

    def answer(self, line: bytes, answers: BinaryIO) -> None:
        """Decode one frame and write it, or say why not."""
        from ai.errors import ReportableError
        from ai.plain import to_plain
        from ai.words import say

        request = json.loads(line)
        path, number = str(request["path"]), int(request["frame"])
        values: Frame | None = None
        told: dict[str, object]
        try:
            values = self._frame(path, number)
            told = {"shape": list(values.shape), "dtype": values.dtype.str}
        except ReportableError as error:
            told = {"error": to_plain(error.message, {}), "hint": to_plain(error.hint, {})}
        except MemoryError:
            # Nothing that was built is trusted after that.
            self._path, self._frames = "", None
            sentence = say(
                "Frame {number} of the image is damaged: it wants more memory than it can need.", number=number + 1
            )
            told = {"error": to_plain(sentence, {})}
        answers.write(json.dumps(told).encode("ascii") + b"\n")
        if values is not None:
            answers.write(values.data)
        answers.flush()

    def _frame(self, path: str, number: int) -> Frame:
        import numpy as np

        from app.dicom.files.dicom_file import open_dicom
        from app.dicom.pixels.frame_format import format_of

        if path != self._path or self._frames is None:
            self._path, self._frames = "", None
            file = open_dicom(Path(path))
            self._frames = self._decode.CompressedFrames(file, format_of(file), None)
            self._path = path
        values = self._frames.frame(number)
        return np.ascontiguousarray(values, values.dtype.newbyteorder("<"))


def _limit_memory(more: int) -> None:
    """Allow so many bytes more than are taken now, where the system can limit them."""
    try:
        resource = importlib.import_module("resource")
        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken + more, hard))


if __name__ == "__main__":
    main()
