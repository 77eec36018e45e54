"""Files ↔ values. Three plain steps, shown in CONTRIBUTING.md: `scan`, `load`, `render`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.dicom.series_load import load_series as load
    from app.dicom.slice_render import render
    from app.dicom.study_scan import scan, series_of

__all__ = ["load", "render", "scan", "series_of"]


def __getattr__(name: str) -> object:
    """Import a step when it is asked for: the decoders take longer to import than most commands take to run."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from app.dicom import series_load, slice_render, study_scan

    steps = {
        "load": series_load.load_series,
        "render": slice_render.render,
        "scan": study_scan.scan,
        "series_of": study_scan.series_of,
    }
    return steps[name]
