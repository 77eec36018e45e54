"""Codecs of imagecodecs for the transfer syntaxes that pydicom has no plug-in for here, and as its substitute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt

Codec = Callable[[bytes], npt.NDArray[Any]]
"""Encoded frame → (rows, columns[, samples])."""

CODECS: dict[str, Codec] = {
    "1.2.840.10008.1.2.4.50": imagecodecs.jpeg8_decode,
    "1.2.840.10008.1.2.4.51": imagecodecs.jpeg8_decode,
    "1.2.840.10008.1.2.4.57": imagecodecs.jpegsof3_decode,
    "1.2.840.10008.1.2.4.70": imagecodecs.jpegsof3_decode,
    "1.2.840.10008.1.2.4.80": imagecodecs.jpegls_decode,
    "1.2.840.10008.1.2.4.81": imagecodecs.jpegls_decode,
    "1.2.840.10008.1.2.4.90": imagecodecs.jpeg2k_decode,
    "1.2.840.10008.1.2.4.91": imagecodecs.jpeg2k_decode,
    "1.2.840.10008.1.2.4.201": imagecodecs.jpeg2k_decode,
    "1.2.840.10008.1.2.4.202": imagecodecs.jpeg2k_decode,
    "1.2.840.10008.1.2.4.203": imagecodecs.jpeg2k_decode,
}
"""Transfer syntax UID (PS3.6 A.1) → codec; all release the interpreter lock while they decode."""


def decode_frame(frame: bytes, transfer_syntax: str) -> npt.NDArray[Any]:
    """Decode one frame.

    Parameters
    ----------
    frame
        All fragments of the frame.
    transfer_syntax
        A key of `CODECS`.

    Returns
    -------
    numpy.ndarray
        (rows, columns) or (rows, columns, samples), contiguous.

    Raises
    ------
    RuntimeError, ValueError
        When the codec refuses the frame.
    """
    return np.ascontiguousarray(CODECS[transfer_syntax](frame))
