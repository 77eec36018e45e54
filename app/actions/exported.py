"""What was written to disk: for whoever writes that down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import SignalInstance

from ai.inference.provenance import Provenance


@dataclass(frozen=True)
class Exported:
    """A file that was written.

    Parameters
    ----------
    kind
        A fixed word: ``"seg"``, ``"png"``.
    series_uid
        (0020,000E) of the series that it is about; ``""`` for none.
    provenance
        Of the result that is in it; None for none.
    standing
        Whether that was accepted; ``""`` without a result.
    """

    kind: str
    series_uid: str = ""
    provenance: Provenance | None = None
    standing: str = ""


@dataclass(frozen=True, eq=False)
class TellExported:
    """Tells that a file was written, once it is.

    Parameters
    ----------
    signal
        That takes `what`.
    what
        Made when the work began: what is open may be another series at its end.
    then
        Gets the number that the work returned.
    """

    signal: SignalInstance
    what: Exported
    then: Callable[[int], None] | None = None

    def take(self, value: object) -> None:
        """Tell it; handed to the runner as ``on_done``."""
        if self.then is not None and isinstance(value, int):
            self.then(value)
        self.signal.emit(self.what)
