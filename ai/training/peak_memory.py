"""How much memory this process has needed at most. No torch here."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType


def peak_bytes() -> int | None:
    """Largest resident size of the process so far; None where the system does not tell (Windows).

    References
    ----------
    getrusage(2): ``ru_maxrss`` is in kibibytes on Linux and in bytes on macOS.
    """
    try:
        resource: ModuleType = importlib.import_module("resource")
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit
