"""A process that runs what others made: no network, no other program, no file outside its folder.

Several walls, since none is whole: an audit hook of Python refuses sockets, programs, unpickling and foreign libraries
and files; on Linux the process leaves the network altogether; its memory is limited. The hook cannot be taken away
again, so this is for a process of its own: the throw-away child that converts, and the worker that runs programs.

Code in C++ below Python is not seen by the hook: what it may do is checked before it runs (`ai.library.program_check`)
and walled by the system where that is possible.

References
----------
PEP 578; Python's table of audit events; unshare(2), user_namespaces(7), setrlimit(2).
"""

from __future__ import annotations

import ctypes
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from ai.errors import ReportableError
from ai.words import say

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of sched.h

_MEMORY_SHARE = 0.8
"""Of the memory of the computer, what a confined child may take."""

_LARGEST_FILE = 32 << 30

_PROGRAMS = (
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.startfile",
    "pty.",
    "_winapi.CreateProcess",
)
_NETWORK = (
    "socket.",
    "urllib.",
    "http.client.",
    "ftplib.",
    "smtplib.",
    "imaplib.",
    "poplib.",
    "telnetlib.",
    "nntplib.",
)
_FILES = {
    "os.remove": 1, "os.rename": 2, "os.rmdir": 1, "os.mkdir": 1, "os.link": 2, "os.symlink": 2, "os.truncate": 1,
    "os.chmod": 1, "os.chown": 1, "os.utime": 1, "os.setxattr": 1, "shutil.rmtree": 1, "shutil.move": 2,
}  # fmt: skip
"""Events that change files -> how many paths stand first."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_NOWHERE = "/dev/null"


class Confined(ReportableError):  # noqa: N818 - named for what the reader is told
    """Something foreign tried what it may not."""


_refused: list[Confined] = []
_walls: list[str] = []


def own_modules() -> dict[str, str]:
    """Environment in which ``python -m`` finds the product's modules and none of the folder that it is started in.

    That folder may be the one that a foreign model was unpacked into, and a ``torch.py`` there would be run.
    """
    product = str(Path(__file__).resolve().parents[1])
    others = [each for each in os.environ.get("PYTHONPATH", "").split(os.pathsep) if each]
    return {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join([product, *others])}


def is_confined() -> bool:
    """Whether this process has the hook."""
    return bool(_walls)


def attempts() -> tuple[Confined, ...]:
    """Tell what was refused so far, also where the code that tried it swallowed the refusal."""
    return tuple(_refused)


def leave_network() -> bool:
    """Leave the network by a namespace of our own (Linux); must come before any library starts threads.

    Returns
    -------
    bool
        Whether the system allowed it.
    """
    if sys.platform != "linux":
        return False
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USER | _NEW_NETWORK) != 0 and libc.unshare(_NEW_NETWORK) != 0:
        return False
    try:
        # Files keep their owner inside the namespace; without it the process could not use its own.
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        pass  # left the network all the same; an unmapped user still owns its files
    return True


def limit_memory() -> bool:
    """Limit memory and the size of files of this process, where the system has such limits; no dump of the core."""
    try:
        resource: ModuleType = importlib.import_module("resource")
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ImportError, ValueError, OSError, AttributeError):
        return False
    for name, most in (
        ("RLIMIT_DATA", int(_MEMORY_SHARE * total)),
        ("RLIMIT_FSIZE", _LARGEST_FILE),
        ("RLIMIT_CORE", 0),
    ):
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))
    return True


def confine(*, writable: Sequence[Path] | None) -> None:
    """Install the hook, for good. Libraries that are needed must have been imported before.

    Parameters
    ----------
    writable
        Folders in which files may be written; None leaves files alone and refuses only the rest.
    """
    if is_confined():
        return
    _walls.append("hook")
    inside = None if writable is None else tuple(f"{os.path.realpath(folder)}{os.sep}" for folder in writable)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        reason = _reason(event, arguments, inside)
        if reason:
            error = Confined(
                say("The model tried to {what}, so it was stopped.", what=reason),
                say("Do not use this file; nothing of it was taken in."),
            )
            _refused.append(error)
            raise error

    sys.addaudithook(hook)


def _reason(event: str, arguments: tuple[Any, ...], inside: tuple[str, ...] | None) -> str:
    if event.startswith(_NETWORK):
        return say("reach the network")
    if event.startswith(_PROGRAMS) or event == "os.kill":
        return say("start another program")
    if event == "pickle.find_class":
        return say("unpickle {name}", name=".".join(str(each) for each in arguments[:2]))
    if inside is None:
        return ""
    if event == "ctypes.dlopen" and arguments and arguments[0] is not None:
        return say("load a library of code")
    if event == "open" and len(arguments) > 2 and _writes(arguments[1], arguments[2]):
        return "" if _may_write(arguments[0], inside) else say("write a file outside its folder")
    if event in _FILES and not all(_may_write(place, inside) for place in arguments[: _FILES[event]]):
        return say("change a file outside its folder")
    return ""


def _writes(mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITING)


def _may_write(place: object, inside: tuple[str, ...]) -> bool:
    if isinstance(place, int):
        return True  # a file that is open already
    if not isinstance(place, str | bytes | os.PathLike):
        return False
    path = os.path.realpath(os.fsdecode(place))
    return path == _NOWHERE or path.startswith(inside) or f"{path}{os.sep}" in inside
