"""What is known of the slices of each series: which ones were seen, and on which ones there are findings."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from ai.inference.results import Point
from app.state.review import FindingId


class SliceMarks(QObject):
    """Holder of the marks, by the key that a series is filed under.

    Signals
    -------
    marks_changed()
        A slice was seen for the first time, other slices have findings, or other series are being loaded.
    """

    marks_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: dict[Hashable, npt.NDArray[np.bool_]] = {}
        self._findings: dict[Hashable, npt.NDArray[np.bool_]] = {}
        self._middles: dict[Hashable, Mapping[FindingId, Point]] = {}
        self._loading: frozenset[str] = frozenset()

    def seen(self, key: Hashable, count: int) -> npt.NDArray[np.bool_]:
        """Return which of ``count`` slices were on the screen, (slices,) bool; do not write into it."""
        return _of_length(self._seen.get(key), count)

    def note_seen(self, key: Hashable, count: int, index: int) -> None:
        """Note that one of ``count`` slices is on the screen."""
        seen = self.seen(key, count)
        if not seen[index]:
            seen = seen.copy()
            seen[index] = True
            self._seen[key] = seen
            self.marks_changed.emit()

    def findings(self, key: Hashable, count: int) -> npt.NDArray[np.bool_]:
        """Return on which of ``count`` slices a model marked something, (slices,) bool; do not write into it."""
        return _of_length(self._findings.get(key), count)

    def middle(self, key: Hashable, finding: FindingId) -> Point | None:
        """Return the voxel to go to for a finding; None where it lies nowhere, or is still looked for."""
        return self._middles.get(key, {}).get(finding)

    def set_findings(
        self, key: Hashable, places: npt.NDArray[np.bool_], middles: Mapping[FindingId, Point] | None = None
    ) -> None:
        """Take on which slices a model marked something, (slices,) bool, and the voxel to go to for each finding."""
        self._findings[key] = places
        self._middles[key] = middles or {}
        self.marks_changed.emit()

    def is_loading(self, source_id: str) -> bool:
        """Whether the rest of an open series is on its way."""
        return source_id in self._loading

    def set_loading(self, source_ids: frozenset[str]) -> None:
        """Take which series are being loaded, by the source of their volumes."""
        if source_ids != self._loading:
            self._loading = source_ids
            self.marks_changed.emit()

    def clear(self) -> None:
        """Forget everything."""
        self._seen.clear()
        self._findings.clear()
        self._middles.clear()


def _of_length(known: npt.NDArray[np.bool_] | None, count: int) -> npt.NDArray[np.bool_]:
    """Return what is known, or nothing where the series has another number of slices by now."""
    return known if known is not None and known.size == count else np.zeros(count, np.bool_)
