"""``lightbox render``: one slice as shown, as a PNG without text."""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.choose import choose_series, scan_path, slice_index
from app.cli.console import Console
from app.cli.regular import Wish, require_correctable
from app.dicom.series import Series
from app.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from app.dicom.display.overlay import OverlayPlane
    from app.dicom.series_load import OpenSeries
    from app.imaging.window import Voi

PLANES = ("axial", "coronal", "sagittal")

LARGEST_SIDE_PX = 16384
"""Longest side that ``--size`` takes; a typing mistake must not fill the memory."""


@dataclass(frozen=True)
class Shown:
    """What to show of a series, and how.

    Parameters
    ----------
    slice_number, frame_number
        Count from 1; None for the middle slice, and for any file. ``frame_number`` is the frame as stored in the
        file that holds the slice.
    plane
        One of `PLANES`, or None for the slices as they are.
    window
        (centre, width), or None.
    preset
        Name of a preset, or None; without both what the file asks for.
    size_px
        (width, height) of the picture, or None for the pixels as they are.
    filters
        ``NAME:key=value[,key=value]`` each, in the order in which they are applied; see
        `app.imaging.lens_text.parse_step`.
    overlays
        Draw the overlays of the file in white.
    correct_tilt
        Take back the tilt of the gantry first.

    Raises
    ------
    UsageError
        When two of these exclude each other.
    """

    slice_number: int | None = None
    frame_number: int | None = None
    plane: str | None = None
    window: tuple[float, float] | None = None
    preset: str | None = None
    size_px: tuple[int, int] | None = None
    filters: tuple[str, ...] = ()
    overlays: bool = False
    correct_tilt: bool = False

    def __post_init__(self) -> None:
        if self.plane is not None and self.frame_number is not None:
            raise UsageError("A reconstructed plane has no stored frames.", "Leave out --frame or --plane.")
        if self.overlays and (self.plane is not None or self.correct_tilt):
            raise UsageError("Overlays lie on the slices as they are stored.", "Leave out --overlays.")


def add(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("path", metavar="PATH", type=Path, help="image file, or a folder, ZIP or DICOMDIR")
    parser.add_argument("-o", "--output", metavar="F.png", type=Path, required=True, help="file to write")
    parser.add_argument("--series", metavar="UID", help="Series Instance UID (default: the one with most slices)")
    parser.add_argument("--slice", metavar="N", type=int, help="slice, from 1 (default: the middle one)")
    parser.add_argument("--frame", metavar="N", type=int, help="frame as stored in its file, from 1")
    parser.add_argument("--plane", choices=PLANES, help="plane of the patient to reconstruct")
    look = parser.add_mutually_exclusive_group()
    look.add_argument("--window", metavar="C,W", type=window_argument, help="window centre and width")
    look.add_argument("--preset", metavar="NAME", help="window preset, e.g. lung; 'full range'")
    parser.add_argument(
        "--filter",
        metavar="NAME:key=value",
        action="append",
        default=[],
        help="filter before the window, e.g. clahe:clip=2,tiles=8, median:size=3, kernel3:preset=sharpen; "
        "may be repeated, the first one first",
    )
    parser.add_argument("--overlays", action="store_true", help="draw the overlays of the file in white")
    parser.add_argument(
        "--correct-tilt", action="store_true", help="take back the tilt of the gantry, so that slices stack upright"
    )
    parser.add_argument(
        "--size",
        metavar="W,H",
        type=size_argument,
        help="fit into so many pixels with the true proportions, black around (default: one pixel per stored pixel)",
    )


def run(options: argparse.Namespace, console: Console) -> None:
    """Write one picture."""
    shown = Shown(
        options.slice,
        options.frame,
        options.plane,
        options.window,
        options.preset,
        options.size,
        tuple(options.filter),
        options.overlays,
        options.correct_tilt,
    )
    render(options.path, options.output, shown, series_uid=options.series, console=console)


def render(path: Path, output: Path, shown: Shown, *, series_uid: str | None, console: Console) -> None:
    """Render one slice of a series into a PNG.

    Parameters
    ----------
    path
        DICOM file or folder.
    output
        Ends in ``.png``.
    shown
        What to show, and how.
    series_uid
        (0020,000E), or None for the series with most slices.
    console
        For words and progress.

    Raises
    ------
    ReportableError
        As one sentence.
    """
    from app.imaging.lens_text import parse_lens
    from app.imaging.png import require_png_name, write_png

    require_png_name(output)
    # What cannot be meant is refused before anything is read.
    parse_lens(shown.filters)
    series = choose_series(scan_path(path, console), series_uid, console)
    write_png(picture(series, shown, console), output)
    console.note(f"Wrote {output.name}.")


def picture(series: Series, shown: Shown, console: Console) -> npt.NDArray[np.uint8]:
    """Make the picture: (rows, columns) grey or (rows, columns, 3) RGB, uint8."""
    from app.dicom.series_load import open_series
    from app.dicom.slice_render import Look, drawn
    from app.imaging.lens_text import parse_lens
    from app.imaging.reformat import Plane, reformat
    from app.imaging.untilt import untilted

    index = _source_index(series, shown)
    opened = open_series(series, first=index)
    if shown.plane is not None:
        wish = Wish(correct_tilt=shown.correct_tilt)
        require_correctable(opened.volume, wish, "Reconstruction in other planes", may_even=False)
    opened = _filled(opened, shown, index, console)
    for sentence in opened.warnings:
        console.note(sentence)
    volume = opened.volume
    voi = _voi(opened, shown, index)
    if shown.correct_tilt:
        volume = untilted(volume, padding=opened.presentation.padding, progress=console.progress)
    if shown.plane is not None:
        volume = reformat(volume, Plane(shown.plane))
        index = slice_index(volume.shape[0], shown.slice_number)
    lens = parse_lens(shown.filters)
    if lens is not None:
        console.note(f"Pixels altered: {lens.words}.")
    overlays = _overlays(opened, index, console) if shown.overlays else ()
    return drawn(volume, opened.presentation, index, Look(voi, lens, overlays, shown.size_px))


def window_argument(text: str) -> tuple[float, float]:
    """Parse ``C,W``."""
    try:
        centre, width = (float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected centre,width such as -600,1500, got {text!r}") from error
    if not (math.isfinite(centre) and math.isfinite(width) and width > 0):
        raise argparse.ArgumentTypeError(f"the width must be above 0, got {text!r}")
    return centre, width


def size_argument(text: str) -> tuple[int, int]:
    """Parse ``W,H``; ``WxH`` is understood too."""
    try:
        width, height = (int(part) for part in text.replace("x", ",").split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected width,height such as 512,512, got {text!r}") from error
    if not (1 <= width <= LARGEST_SIDE_PX and 1 <= height <= LARGEST_SIDE_PX):
        raise argparse.ArgumentTypeError(f"width and height must be 1 to {LARGEST_SIDE_PX}, got {text!r}")
    return width, height


def _source_index(series: Series, shown: Shown) -> int:
    """Find the slice of the source grid that the options ask for."""
    if shown.plane is not None:
        return series.slice_count // 2
    index = slice_index(series.slice_count, shown.slice_number)
    if shown.frame_number is None:
        return index
    file = series.slices[index].instance
    frames = {facts.frame: place for place, facts in enumerate(series.slices) if facts.instance == file}
    if shown.frame_number - 1 not in frames:
        raise UsageError(f"There is no frame {shown.frame_number}: the file has {len(frames)}.")
    return frames[shown.frame_number - 1]


def _filled(opened: OpenSeries, shown: Shown, index: int, console: Console) -> OpenSeries:
    """Load what the picture needs: the one slice, or all where others are part of it or of its window."""
    from app.dicom.series_load import fill
    from app.errors import DicomReadError
    from app.imaging.levels import file_vois

    if shown.plane is not None or shown.correct_tilt:
        return fill(opened, progress=console.progress)
    if opened.volume.is_colour or shown.window is not None:
        return opened
    if shown.preset is None and file_vois(opened.presentation, index):
        return opened
    try:
        return fill(opened, progress=console.progress)
    except DicomReadError as error:
        # The slice itself is there: one that is broken elsewhere need not hide it.
        console.note(f"{error} The window follows from the slices that can be read.")
        return opened


def _overlays(opened: OpenSeries, index: int, console: Console) -> tuple[OverlayPlane, ...]:
    planes = opened.overlays.get(index, ())
    if not planes:
        console.note("The slice has no overlays.")
    return planes


def _voi(opened: OpenSeries, shown: Shown, index: int) -> Voi | None:
    """Choose window or LUT; None for a picture in colour."""
    from app.imaging.levels import default_voi
    from app.imaging.presets import preset_named, preset_voi, presets_for
    from app.imaging.window import Window
    from app.state.preset_file import default_presets_path, load_presets

    volume, presentation = opened.volume, opened.presentation
    if volume.is_colour:
        if shown.window is not None or shown.preset is not None:
            raise UsageError("The series is in colour, which has no window.", "Leave out --window and --preset.")
        return None
    if shown.window is not None:
        return Window(*shown.window)
    if shown.preset is None:
        return default_voi(volume, presentation, index, filled=opened.filled)
    listed = load_presets(default_presets_path()).listed(volume.modality)
    presets = presets_for(volume.modality, presentation, slice_index=index, unit=volume.unit, listed=listed)
    preset = preset_named(presets, shown.preset)
    if preset is None:
        names = ", ".join(each.name for each in presets)
        raise UsageError(f"There is no preset {shown.preset!r} for this series.", f"It has: {names}.")
    return preset_voi(preset, volume, presentation, filled=opened.filled)
