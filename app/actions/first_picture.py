"""The first picture of a series, decoded before the rest; and the same picture found again in a fuller series."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ai.errors import MemoryShort
from ai.progress import Progress, silent
from ai.words import say
from app.dicom.series import Series
from app.dicom.series_load import OpenSeries, open_series
from app.imaging.levels import drag_scale
from app.imaging.presets import starting_voi
from app.imaging.slices import take
from app.imaging.window import Voi


@dataclass(frozen=True, eq=False)
class FirstPicture:
    """A series with its first picture, and what the pane needs to show it.

    Parameters
    ----------
    opened
        The series, one slice decoded; others too where the whole of a series was decoded at once.
    index
        The slice to look at.
    voi
        What it is first shown with; None in colour.
    drag_scale
        Change of centre or width per screen pixel of a window drag, in the unit of the volume.
    """

    opened: OpenSeries
    index: int
    voi: Voi | None
    drag_scale: float


def first_picture(
    series: Series, *, first: int | None = None, beside_bytes: int = 0, progress: Progress = silent
) -> FirstPicture:
    """Open a series and prepare its first picture.

    Parameters
    ----------
    series
        As the scan found it.
    first
        Slice to decode, from 0; `app.dicom.series_load.open_series` chooses where None.
    beside_bytes
        Memory that other panes hold: what to do is another thing where that is why there is too little.

    Raises
    ------
    app.errors.DicomReadError
        When it cannot be decoded.
    ai.errors.MemoryShort
        When it does not fit into memory.
    """
    progress(0.0, say("Reading the first picture"))
    try:
        opened = open_series(series, first=first)
    except MemoryShort as error:
        if not beside_bytes:
            raise
        raise MemoryShort(
            error.message,
            say(
                "The series in the other panes hold {held:.1f} GB: empty some of them and open it again.",
                held=beside_bytes / 1e9,
            ),
        ) from error
    if first is None and series.image is not None:
        # It was read as a whole.
        first = series.slice_count // 2
    index = int(opened.filled.argmax()) if first is None else first
    progress(0.5, say("Reading the first picture"))
    voi = starting_voi(opened.volume, opened.presentation, index, filled=opened.filled)
    scale = 1.0
    if not opened.volume.is_colour:
        scale = drag_scale(take(opened.volume, index), padding=opened.presentation.padding)
    progress(1.0, say("Reading the first picture"))
    return FirstPicture(opened, index, voi, scale)


def of_one_slice(series: Series) -> Series:
    """Make a series of the middle slice only: the memory of the others is not asked for."""
    middle = series.slices[series.slice_count // 2]
    return replace(
        series,
        instances=(series.instances[middle.instance],),
        slices=(replace(middle, instance=0),),
        warnings=(),
        geometry_fault="",
        axis=None,
    )


def shown_picture(opened: OpenSeries, index: int) -> tuple[str, int]:
    """Tell which picture of which file a slice is: (SOP Instance UID, frame)."""
    facts = opened.series.slices[min(index, opened.series.slice_count - 1)]
    return opened.series.instances[facts.instance].sop_instance_uid, facts.frame


def index_of(series: Series, picture: tuple[str, int]) -> int | None:
    """Find a picture, as `shown_picture` tells it, among the slices of a series."""
    for index, facts in enumerate(series.slices):
        if (series.instances[facts.instance].sop_instance_uid, facts.frame) == picture:
            return index
    return None
