"""Zip archives from anywhere, read within bounds: a header may promise anything, only what is allowed is believed.

No torch, no pickle; nothing is unpacked but by `unpack`, into a folder of ours.
"""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath

from ai.errors import ModelImportError
from ai.progress import Progress, silent
from ai.words import say

MAX_MEMBERS = 20_000
"""Largest number of files in an archive or folder; the largest checkpoints known have some thousand."""

MAX_BYTES = 16 << 30
"""Most that an archive or folder may hold once unpacked."""

MAX_RATIO = 200
"""Most that a member may shrink by; weights shrink by less than 2, text by less than 20."""

SMALL_BYTES = 1 << 20
"""Members up to this size may shrink by any ratio: a file of equal numbers does so honestly."""

ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError)
"""What the zip module raises over damaged, encrypted and oddly packed archives, besides faults of the disk."""

_CHUNK_BYTES = 4 << 20

_DEVICES = {"CON", "PRN", "AUX", "NUL"} | {f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³"}
"""Names that Windows gives to devices, with any ending."""

_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"

NOT_ANOTHER = say("Take the model from its own publisher; nothing of this file was run.")


def members(path: Path) -> Mapping[str, int]:
    """List an archive: name -> size once unpacked, in bytes; folders are left out.

    Raises
    ------
    ai.errors.ModelImportError
        When it is damaged, or hostile: absolute names or ``..``, links, encrypted or double members, more members or
        bytes than any model has.
    """
    with _opened(path) as archive:
        return {info.filename: info.file_size for info in _checked(archive, path)}


def read(path: Path, name: str, limit: int) -> bytes:
    """Bytes of one member, at most ``limit``; errors as `members`, and where it is longer or missing."""
    for _, data in parts(path, (name,), limit):
        return data
    raise ModelImportError(say("The file {file} has no part {name!r}.", file=path.name, name=name))


def parts(path: Path, names: Collection[str], limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of the members of these names, each at most ``limit`` long; errors as `members`.

    The archive is looked through once, however many there are.
    """
    wanted = frozenset(names)
    with _opened(path) as archive:
        for info in _checked(archive, path):
            if info.filename in wanted:
                yield info.filename, _data(archive, info, limit, path)


def extract(path: Path, name: str, place: Path) -> None:
    """Write one member to a new file; errors as `members`."""
    with _opened(path) as archive:
        info = next((each for each in _checked(archive, path) if each.filename == name), None)
        if info is None:
            raise ModelImportError(say("The file {file} has no part {name!r}.", file=path.name, name=name))
        _write(archive, info, place, path)


def unpack(path: Path, target: Path, *, progress: Progress = silent) -> None:
    """Unpack into a folder that is empty or not there; no member leaves it, each ends at the size that was promised."""
    with _opened(path) as archive:
        infos = _checked(archive, path)
        target.mkdir(parents=True, exist_ok=True)
        for index, info in enumerate(infos):
            progress(index / len(infos), say("Unpacking"))
            _write(archive, info, target.joinpath(*PurePosixPath(info.filename).parts), path)


def too_large(name: str) -> ModelImportError:
    """Say that a file promises more than any model has."""
    return ModelImportError(
        say("The file {file} says that it holds more data than any model does, so it is not read.", file=name),
        NOT_ANOTHER,
    )


def safe_name(name: str) -> bool:
    """Whether a relative name with ``/`` stays inside, on every system."""
    parts = PurePosixPath(name).parts
    return bool(
        parts
        and not name.startswith("/")
        and ".." not in parts
        and "\\" not in name
        and ":" not in name
        and name.isprintable()
        and len(name) <= 500
    )


def safe_file_name(name: str) -> bool:
    """Whether a name is that of one file, on every system: no path, no stream, no device, nothing Windows drops."""
    return bool(
        safe_name(name)
        and PurePosixPath(name).name == name
        and not name.endswith((".", " "))
        and not any(letter in '<>"|?*' for letter in name)
        and name.partition(".")[0].rstrip(" ").upper() not in _DEVICES
    )


def _data(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int, path: Path) -> bytes:
    if info.file_size > limit:
        raise too_large(path.name)
    try:
        with archive.open(info) as member:
            data = member.read(limit + 1)
    except (OSError, *ZIP_FAULTS) as error:
        raise _damaged(path) from error
    if len(data) > limit:
        raise too_large(path.name)
    return data


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: Path, path: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(info) as member, place.open("xb") as file:
            shutil.copyfileobj(member, file, _CHUNK_BYTES)
    except (FileExistsError, NotADirectoryError) as error:
        raise _twice(path) from error
    except OSError as error:
        raise ModelImportError(
            say("{file} cannot be copied ({reason}).", file=path.name, reason=error.strerror or ""),
            say("Free some space, then try again; nothing in the library has changed."),
        ) from error
    except ZIP_FAULTS as error:
        raise _damaged(path) from error


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        if _promised_members(path) > MAX_MEMBERS:
            raise _too_many(path)
        return zipfile.ZipFile(path)
    except (OSError, *ZIP_FAULTS) as error:
        raise _damaged(path) from error


def _promised_members(path: Path) -> int:
    """Count the entries of the directory before it is read: it may fill gigabytes."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65_536 - 22))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < 22:
            raise zipfile.BadZipFile
        count, directory_bytes = struct.unpack_from("<HI", tail, at + 10)
        locator = tail[at - 20 : at] if at >= 20 else b""
        if locator.startswith(_LOCATOR64):
            file.seek(struct.unpack_from("<Q", locator, 8)[0])
            record = file.read(56)
            if not record.startswith(_END64) or len(record) < 56:
                raise zipfile.BadZipFile
            # Python before 3.14 reads the record that stands before the locator, wherever that one points.
            file.seek(max(0, size - len(tail) + at - 20 - 56))
            nearest = file.read(56)
            for each in (record, nearest if nearest.startswith(_END64) else record):
                count, directory_bytes = (
                    max(pair)
                    for pair in zip((count, directory_bytes), struct.unpack_from("<QQ", each, 32), strict=True)
                )
    # 46 bytes is the least an entry takes: whichever of the two is larger counts.
    return int(max(count, directory_bytes // 1024))


def _checked(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_MEMBERS:
        raise _too_many(path)
    total = 0
    names = set()
    for info in infos:
        if not safe_name(info.filename):
            raise ModelImportError(
                say("The archive {file} wants to write outside its own folder, so it is not unpacked.", file=path.name),
                NOT_ANOTHER,
            )
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise ModelImportError(
                say("The archive {file} holds a link instead of a file, so it is not unpacked.", file=path.name),
                NOT_ANOTHER,
            )
        if info.flag_bits & 1:
            raise ModelImportError(
                say("The archive {file} is encrypted.", file=path.name), say("Unpack it first, then take the folder.")
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # No model is packed otherwise, and a few bytes of LZMA may ask for gigabytes before anything is read.
            raise _damaged(path)
        if info.filename.casefold() in names:
            raise _twice(path)
        names.add(info.filename.casefold())
        total += info.file_size
        bomb = info.file_size > SMALL_BYTES and info.file_size > MAX_RATIO * info.compress_size
        if total > MAX_BYTES or bomb:
            raise too_large(path.name)
    # Members that lie on one another promise more together than each alone.
    if total > SMALL_BYTES and total > MAX_RATIO * path.stat().st_size:
        raise too_large(path.name)
    return infos


def _too_many(path: Path) -> ModelImportError:
    return ModelImportError(
        say("The archive {file} has more parts than any model does, so it is not read.", file=path.name), NOT_ANOTHER
    )


def _twice(path: Path) -> ModelImportError:
    return ModelImportError(
        say("The archive {file} holds two parts of one name, so it is not read.", file=path.name), NOT_ANOTHER
    )


def _damaged(path: Path) -> ModelImportError:
    return ModelImportError(
        say("The archive {file} is damaged or not whole.", file=path.name), say("Download it again from its source.")
    )
