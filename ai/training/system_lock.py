"""A lock on an open file that the system lets go of when its process ends, however it ends."""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    import msvcrt

    def take(descriptor: int) -> None:
        """Lock an open file at once; raises `OSError` where another one holds it, or it cannot be locked."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def let_go(descriptor: int) -> None:
        """Unlock a file that `take` locked."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def take(descriptor: int) -> None:
        """Lock an open file at once; raises `OSError` where another one holds it, or it cannot be locked."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def let_go(descriptor: int) -> None:
        """Unlock a file that `take` locked, also for processes that were forked meanwhile."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)
