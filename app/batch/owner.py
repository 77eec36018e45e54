"""Who works on a job: one process on one computer, told apart from all others and known to live or not."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import sys
from pathlib import Path


def new_owner() -> str:
    """Name this process: ``COMPUTER/PROCESS/TOKEN``; of the computer a hash only."""
    return f"{_computer()}/{os.getpid()}/{secrets.token_hex(4)}"


def is_dead_here(owner: str) -> bool:
    """Whether an owner is a process of this computer that has ended; False where that cannot be told."""
    computer, _, rest = owner.partition("/")
    number = rest.partition("/")[0]
    if computer != _computer() or not number.isdigit() or sys.platform == "win32":
        # Windows would end the process that is asked for; there the lease runs out.
        return False
    return not _lives(int(number))


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    status = Path(f"/proc/{number}/stat")
    try:
        # A process that ended and that nobody fetched yet: the letter after the name in brackets.
        return status.read_bytes().rpartition(b")")[2].split()[:1] != [b"Z"]
    except OSError:
        return not Path("/proc/self/stat").exists()


def _computer() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:12]
