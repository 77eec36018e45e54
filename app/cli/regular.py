"""A regular grid for work that needs one: tilt and uneven slices are corrected where that is asked for, and told."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ai.errors import GeometryError
from app.cli.console import Console

if TYPE_CHECKING:
    from ai.volume import Volume


@dataclass(frozen=True)
class Wish:
    """Which corrections of the grid are asked for."""

    correct_tilt: bool = False
    even: bool = False


def add(parser: argparse.ArgumentParser, *, even: bool) -> None:
    """Declare the options; ``even`` only where the result tells what was done."""
    parser.add_argument("--correct-tilt", action="store_true", help="shear a tilted gantry's slices back into a stack")
    if even:
        parser.add_argument(
            "--even", action="store_true", help="resample uneven slices by their true places onto even steps"
        )


def require_correctable(volume: Volume, wish: Wish, purpose: str, *, may_even: bool = True) -> None:
    """Refuse, before slices are decoded in vain, a grid that stays irregular; names the option that would help.

    Parameters
    ----------
    volume
        Decoded or not.
    wish
        What is asked for.
    purpose
        As the start of the sentence.
    may_even
        Whether the command has ``--even``.

    Raises
    ------
    GeometryError
        With the fault in words.
    """
    from app.imaging.untilt import is_tilted, tilt_fault

    if not volume.geometry_fault:
        return
    uneven = volume.slice_positions_mm is not None
    tilted = is_tilted(volume.affine_lps)
    if not volume.places_known or not (uneven or tilted) or (uneven and not may_even):
        volume.require_uniform(purpose)
    missing = []
    if tilted and not wish.correct_tilt:
        missing.append("--correct-tilt")
    if uneven and not wish.even:
        missing.append("--even")
    if missing:
        fault = volume.geometry_fault if "--even" in missing else tilt_fault(volume.affine_lps)
        raise GeometryError(
            f"{purpose} needs evenly spaced slices: {fault}",
            f"Add {' '.join(missing)} to have that corrected.",
        )


def regular(
    volume: Volume, wish: Wish, purpose: str, console: Console, *, padding: tuple[float, float] | None = None
) -> tuple[Volume, str]:
    """Correct what is asked for.

    Parameters
    ----------
    volume
        All slices decoded.
    wish
        What is asked for.
    purpose
        As the start of a sentence.
    console
        For words and progress.
    padding
        Of the file, or None.

    Returns
    -------
    volume
        As it was where there is nothing to correct.
    done
        What was done, in few words for a file's note; ``""`` for nothing.

    Raises
    ------
    GeometryError
        As `require_correctable`, and where a gap is too wide.
    ai.errors.MemoryShort
        Before anything was allocated.
    """
    from app.dicom.files.memory import MEMORY_SHARE, available_bytes
    from app.imaging.evened import evened
    from app.imaging.untilt import is_tilted, tilt_degrees, untilted

    require_correctable(volume, wish, purpose)
    free = available_bytes()
    may_use = None if free is None else int(MEMORY_SHARE * free)
    done = []
    if wish.correct_tilt and is_tilted(volume.affine_lps):
        console.note(f"The tilt of {tilt_degrees(volume.affine_lps):.1f}° was corrected by shear.")
        volume = untilted(volume, padding=padding, may_use_bytes=may_use, progress=console.progress)
        done.append("tilt corrected")
    if wish.even and volume.slice_positions_mm is not None:
        result = evened(volume, may_use_bytes=may_use, progress=console.progress)
        console.note(result.words)
        volume = result.volume
        done.append("slices evened")
    return volume, ", ".join(done)
