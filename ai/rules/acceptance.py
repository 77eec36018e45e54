"""What the rules for a chest CT ask of a scan beside its modality: values in HU, enough of the body. Imports little."""

from __future__ import annotations

from collections.abc import Iterator

from ai.volume import Volume
from ai.words import say

LEAST_MM = 100.0
"""Shortest side of a scan that shows enough of a chest."""

FEWEST_SLICES = 16
"""Along any axis; with fewer nobody can tell a lung from other gas by its form."""

THICK_MM = 5.0
"""Voxels longer than this make volumes rough."""

YOUNGEST = 10
"""Age in years below which it is said that nobody tried the rules; ten-year bands tell no more."""

LAA_MM = 1.5
"""Thickest slices that the share below -950 HU was compared with tissue on; on thicker ones it comes out lower."""

SHARP_KERNELS = ("B5", "B6", "B7", "B8", "BR5", "BR6", "BR7", "BL5", "BL6", "FC5", "LUNG", "BONE", "EDGE", "SHARP")
"""Beginnings of (0018,1210) Convolution Kernel that raise noise, and with it the share below -950 HU."""


def cannot_be_read(title: str, volume: Volume) -> Iterator[str]:
    """Say why the rules cannot work on a scan at all."""
    if volume.unit != "HU":
        yield say(
            "{model} needs values in Hounsfield units; this series does not say that its values are.", model=title
        )
    if min(volume.shape) < FEWEST_SLICES:
        yield say(
            "{model} needs at least {least} slices, rows and columns; this series has {found}.",
            model=title,
            least=FEWEST_SLICES,
            found=min(volume.shape),
        )


def shows_too_little(title: str, volume: Volume) -> Iterator[str]:
    """Say that a scan shows too little of a chest."""
    shortest = min(count * step for count, step in zip(volume.shape, volume.spacing_mm, strict=True))
    if shortest < LEAST_MM:
        yield say(
            "{model} needs at least {least:.0f} mm of a chest; this series shows {found:.0f} mm.",
            model=title,
            least=LEAST_MM,
            found=shortest,
        )


def doubts(volume: Volume) -> Iterator[str]:
    """Say what speaks against the figures."""
    thickest = max(volume.spacing_mm)
    if thickest > THICK_MM:
        yield say("Voxels are {found:.1f} mm long: volumes are rough.", found=thickest)
    if volume.age_band and int(volume.age_band.split("-")[0]) < YOUNGEST:
        yield say("The rules were not tried on children.")


def density_notes(volume: Volume) -> Iterator[str]:
    """Say what the share of the lungs below -950 HU is worth on a scan."""
    yield say(
        "The share below -950 HU tells something on thin slices in full inspiration, without contrast, with a soft "
        "kernel; how deep the breath was is not known."
    )
    thickest = max(volume.spacing_mm)
    if thickest > LAA_MM:
        yield say(
            "Voxels are {found:.1f} mm long: the share below -950 HU comes out lower than on thin slices.",
            found=thickest,
        )
    if volume.contrast_agent:
        yield say("Contrast was given: lungs come out denser, and vessels as dense as bone are marked as bone.")
    if volume.kernel.upper().startswith(SHARP_KERNELS):
        yield say("The kernel {kernel} is sharp: its noise raises the share below -950 HU.", kernel=volume.kernel)
