"""Windows and how a file wants its values shown: VOI LUT functions of PS3.3 C.11.2."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

RealPlane: TypeAlias = npt.NDArray[Any]
"""(rows, columns), any real dtype, modality values (HU for CT)."""

GreyPlane: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns), uint8, 0 black to 255 white, as shown."""


class VoiFunction(Enum):
    """(0028,1056) VOI LUT Function, PS3.3 C.11.2.1.2 and C.11.2.1.3."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


@dataclass(frozen=True)
class Window:
    """A window on the modality values.

    Parameters
    ----------
    centre, width
        (0028,1050), (0028,1051), in the unit of the volume. Finite, and the width > 0; a LINEAR one below 1, which
        PS3.3 C.11.2.1.2 does not allow but files hold, is shown as LINEAR_EXACT.
    function
        How values map onto grey.
    name
        For the read-out: preset name or the file's explanation (0028,1055); ``""`` for a free window.
    """

    centre: float
    width: float
    function: VoiFunction = VoiFunction.LINEAR
    name: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.centre) and math.isfinite(self.width) and self.width > 0):
            raise ValueError(f"a window needs a finite centre and a width above 0, got {self.centre} and {self.width}")


@dataclass(frozen=True, eq=False)
class VoiLut:
    """One item of (0028,3010) VOI LUT Sequence, PS3.3 C.11.2.1.1.

    Parameters
    ----------
    first_value
        Modality value of the first entry; smaller ones take the first entry, larger ones the last.
    entries
        (n,) float64, 0 (black) to 1 (white), read-only.
    name
        (0028,3003) LUT Explanation.
    """

    first_value: int
    entries: npt.NDArray[np.float64]
    name: str = ""

    def __post_init__(self) -> None:
        entries = np.array(self.entries, dtype=np.float64)
        if entries.ndim != 1 or not entries.size:
            raise ValueError(f"a LUT needs at least one entry, got shape {entries.shape}")
        entries.flags.writeable = False
        object.__setattr__(self, "entries", entries)


Voi: TypeAlias = Window | VoiLut
"""What turns modality values into grey before the polarity."""


@dataclass(frozen=True)
class Presentation:
    """How a file wants to be shown.

    Parameters
    ----------
    vois
        The file's own windows and LUTs, of each slice; the first is the default. Inner tuple empty where the file has
        none: the caller then takes the range of the values without padding.
    inverted
        Whether small values are white, PS3.3 C.7.6.3.1.2 (MONOCHROME1) and C.11.6 (INVERSE), applied once.
    padding
        (low, high) modality values that are padding and count nowhere, PS3.3 C.7.5.1.1.2, or None.
    """

    vois: tuple[tuple[Voi, ...], ...]
    inverted: bool = False
    padding: tuple[float, float] | None = None
