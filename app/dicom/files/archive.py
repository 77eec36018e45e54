"""A ZIP → its image files in a private folder; nothing that stands in the archive ever becomes a path."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import struct
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from ai.library.archive import ZIP_FAULTS
from ai.progress import Progress, silent
from ai.words import Sentence, say
from app.dicom.files.attribute import plain
from app.dicom.files.dicom_file import PREAMBLE_BYTES, looks_like_dicom
from app.dicom.series import Unreadable
from app.errors import DicomReadError
from app.imaging.image_source import START_BYTES, kind_of

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""How a ZIP begins: a member, an empty archive, the first part of several."""

RATIO_LIMIT = 100
"""Images shrink to a half or a third; a file of nothing but air may reach some dozens."""

SUSPICIOUS_BYTES = 256 << 20
"""A member that shrank beyond `RATIO_LIMIT` is left out where it is larger than this."""

SUSPICIOUS_TOTAL_BYTES = 4 << 30
"""The same for all members together: many small bombs are one large one."""

DISK_SHARE = 0.9
"""Part of the free disk that an archive may fill."""

MOST_MEMBERS = 200_000
LARGEST_DIRECTORY = 32 << 20
"""Bytes of the list of members; reading it takes some ten times as much memory."""

CHUNK_BYTES = 1 << 20
NAME_SHOWN = 60
"""Characters of a member's name that the reader sees, from its end."""

_FOLDER_PREFIX = "lightbox-unpacked-"
_END_BYTES = 22
_LONGEST_COMMENT = 65535


@dataclass(frozen=True)
class Unpacked:
    """What an archive held.

    Parameters
    ----------
    files
        The unpacked files: DICOM, or images of another kind.
    names
        Name of the member that each of them was, for the reader.
    left_out
        Members that were not unpacked, under the path of the archive.
    """

    files: tuple[Path, ...]
    names: dict[Path, str]
    left_out: tuple[Unreadable, ...]


def starts_as_archive(start: bytes) -> bool:
    """Whether the first bytes of a file (132 or more) are those of a ZIP, and not of a DICOM file in disguise."""
    return start.startswith(SIGNATURES) and start[PREAMBLE_BYTES : PREAMBLE_BYTES + 4] != b"DICM"


def member_reason(name: str, reason: str) -> str:
    """Put a reason about a member into words: “STUDY/IM1” in the archive: This is not a DICOM file."""
    return say("“{member}” in the archive: {reason}", member=name, reason=reason)


def without_member(reason: str) -> str:
    """Take the name of the member out of a reason again, to count equal ones."""
    if isinstance(reason, Sentence) and "member" in reason.values:
        inner = reason.values["reason"]
        return inner if isinstance(inner, str) else reason
    return reason


def unpack(archive: Path, into: Path, *, progress: Progress = silent) -> Unpacked:
    """Unpack the members of a ZIP that look like DICOM, or like images of another kind.

    Parameters
    ----------
    archive
        The ZIP.
    into
        An empty private folder. The files in it are numbered.
    progress
        Called for every member and every `CHUNK_BYTES`.

    Raises
    ------
    app.errors.DicomReadError
        When the archive is damaged, has too many members, or unpacks to more than the disk or common sense allows.
    """
    try:
        with archive.open("rb") as file:
            _require_sensible_directory(file)
            with zipfile.ZipFile(file) as members:
                return _Unpacking(archive, into, members, progress).run()
    except OSError as error:
        raise DicomReadError(
            say("The archive cannot be unpacked: {reason}.", reason=error.strerror or str(error))
        ) from error
    except ZIP_FAULTS as error:
        raise _damaged() from error


def private_folder() -> Path:
    """Make a folder that only this user may enter, removed when the program ends; sweeps those of dead programs."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER_PREFIX}{os.getpid()}-"))
    atexit.register(_remove_own, folder, os.getpid())
    return folder


def is_unpacked(path: Path | str) -> bool:
    """Whether a path lies in such a folder: what is there ends with the program."""
    return os.path.abspath(path).startswith(os.path.join(tempfile.gettempdir(), _FOLDER_PREFIX))


def sweep() -> None:
    """Remove folders that programs left which ended without removing them."""
    if sys.platform == "win32":
        # Asking whether a process lives would end it there.
        return
    with os.scandir(tempfile.gettempdir()) as entries:
        left = [entry for entry in entries if entry.name.startswith(_FOLDER_PREFIX)]
    for entry in left:
        pid = entry.name.removeprefix(_FOLDER_PREFIX).partition("-")[0]
        try:
            is_own = entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == os.getuid()
        except OSError:
            continue
        if is_own and pid.isdecimal() and not _is_alive(int(pid)):
            shutil.rmtree(entry.path, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        # Somebody else's.
        return True
    return True


def _remove_own(folder: Path, pid: int) -> None:
    # A child process that was forked off ends too, and must not take the files away.
    if os.getpid() == pid:
        shutil.rmtree(folder, ignore_errors=True)


def _damaged() -> DicomReadError:
    return DicomReadError(say("The archive is damaged and cannot be unpacked."), say("Fetch it again from its source."))


def _too_much(sentence: str) -> DicomReadError:
    return DicomReadError(sentence, say("Unpack it yourself where you trust its source."))


def _require_sensible_directory(file: BinaryIO) -> None:
    """Refuse a list of members that would fill the memory; it is read as a whole."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT - 76))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END_BYTES > len(tail):
        raise _damaged()
    directory_bytes: int = struct.unpack_from("<L", tail, at + 12)[0]
    if directory_bytes == 0xFFFFFFFF and (far := tail.rfind(b"PK\x06\x06")) >= 0 and far + 48 <= len(tail):
        directory_bytes = struct.unpack_from("<Q", tail, far + 40)[0]
    if directory_bytes > LARGEST_DIRECTORY:
        raise _too_much(say("The archive lists more than {most} files.", most=MOST_MEMBERS))


class _Unpacking:
    """One archive on its way to the disk."""

    def __init__(self, archive: Path, into: Path, members: zipfile.ZipFile, progress: Progress) -> None:
        self._archive = archive
        self._into = into
        self._members = members
        self._progress = progress
        self._archive_bytes = archive.stat().st_size
        self._disk_bytes = int(DISK_SHARE * shutil.disk_usage(into).free)
        self._packed_total = 1
        self._packed_done = 0
        self._written = 0
        self._files: list[Path] = []
        self._names: dict[Path, str] = {}
        self._left_out: list[Unreadable] = []

    def run(self) -> Unpacked:
        infos = [info for info in self._members.infolist() if not info.is_dir()]
        if len(infos) > MOST_MEMBERS:
            raise _too_much(say("The archive lists more than {most} files.", most=MOST_MEMBERS))
        self._packed_total = max(1, sum(info.compress_size for info in infos))
        for number, info in enumerate(infos):
            self._tell(say("Unpacking file {number} of {count}", number=number + 1, count=len(infos)))
            before = self._packed_done
            reason = _fault(info) or self._take(info)
            if reason:
                self._left_out.append(Unreadable(self._archive, member_reason(_shown(info.filename), reason)))
            self._packed_done = before + info.compress_size
        return Unpacked(tuple(self._files), self._names, tuple(self._left_out))

    def _tell(self, message: str) -> None:
        self._progress(min(1.0, self._packed_done / self._packed_total), message)

    def _take(self, info: zipfile.ZipInfo) -> str:
        """Unpack a member where it looks like an image; returns why it was left out, or ``""``."""
        path = self._into / f"{len(self._files) + 1:06d}.dcm"
        try:
            with self._members.open(info) as member:
                start = member.read(START_BYTES)
                if starts_as_archive(start):
                    return say("It is an archive inside the archive, which is not opened.")
                if not looks_like_dicom(start) and kind_of(start) is None:
                    return say("This is not a DICOM file.")
                self._require_room(info)
                size = self._write(path, start, member, info)
        except ZIP_FAULTS:
            path.unlink(missing_ok=True)
            return say("It is damaged.")
        self._written += size
        self._files.append(path)
        self._names[path] = _shown(info.filename)
        return ""

    def _write(self, path: Path, start: bytes, member: IO[bytes], info: zipfile.ZipInfo) -> int:
        """Copy the rest of a member; what it announced is the most that is written."""
        size = len(start)
        with path.open("xb") as file:
            file.write(start)
            while chunk := member.read(CHUNK_BYTES):
                size += len(chunk)
                if size > info.file_size:
                    raise zipfile.BadZipFile
                file.write(chunk)
                self._packed_done += int(len(chunk) * info.compress_size / max(1, info.file_size))
                self._tell(say("Unpacking, {megabytes:.0f} MB so far", megabytes=(self._written + size) / 1e6))
        return size

    def _require_room(self, info: zipfile.ZipInfo) -> None:
        total = self._written + info.file_size
        if total > SUSPICIOUS_TOTAL_BYTES and total > RATIO_LIMIT * self._archive_bytes:
            raise _too_much(
                say(
                    "The archive unpacks to more than {limit} times its size, which images never do.", limit=RATIO_LIMIT
                )
            )
        if total > self._disk_bytes:
            raise _too_much(
                say(
                    "The archive needs more than {gigabytes:.1f} GB on the disk, which is not free.",
                    gigabytes=self._disk_bytes / 1e9,
                )
            )


def _fault(info: zipfile.ZipInfo) -> str:
    """Why a member is left out for what the list says of it, or ``""``."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return say("It is a link or a device, which is not followed.")
    if info.flag_bits & 0x41:
        return say("It is encrypted.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return say("It is packed in a way that is not known here.")
    if info.file_size > SUSPICIOUS_BYTES and info.file_size > RATIO_LIMIT * info.compress_size:
        return say("It unpacks to more than {limit} times its size, which images never do.", limit=RATIO_LIMIT)
    return ""


def _shown(name: str) -> str:
    """Name of a member for the reader."""
    words = plain(name)
    return words if len(words) <= NAME_SHOWN else f"…{words[-NAME_SHOWN:]}"
