"""A series on its way from the list to a pane."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from PySide6.QtCore import QMimeData

from app.dicom.series import Series, Study
from app.state.session import series_key

MIME_TYPE = "application/x-lightbox-series"
"""Another program that it is dropped on can do nothing with it, and learns nothing: it holds a hash."""


def series_mime(series: Series) -> QMimeData:
    """Pack a series for a drag."""
    data = QMimeData()
    data.setData(MIME_TYPE, _mark(series))
    return data


def holds_series(data: QMimeData) -> bool:
    """Whether a drag brings a series."""
    return data.hasFormat(MIME_TYPE)


def dragged_series(data: QMimeData, studies: Sequence[Study]) -> Series | None:
    """Find the series that a drag brings among those that are listed."""
    mark = data.data(MIME_TYPE).data()
    for study in studies:
        for series in study.series:
            if _mark(series) == mark:
                return series
    return None


def _mark(series: Series) -> bytes:
    """Tell series apart without telling what they are."""
    return hashlib.sha256("\n".join(series_key(series)).encode()).hexdigest().encode()
