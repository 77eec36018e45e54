"""Sign of values that come out of a compressed stream, which may not know it; PS3.5 8.1.1 and 8.2."""

from __future__ import annotations

import numpy as np

from app.dicom.pixels.frame_format import Frame, FrameFormat


def with_sign(values: Frame, told: FrameFormat, *, bits: int, stream_signed: bool) -> Frame:
    """Read decoded values as (0028,0103) Pixel Representation says.

    Parameters
    ----------
    values
        (rows, columns) integers as the codec gave them; may be changed.
    told
        What the header says.
    bits, stream_signed
        Of a value, as the stream says. JPEG and JPEG-LS know no sign: there it stands in the highest of these bits.

    Returns
    -------
    numpy.ndarray
        (rows, columns), integers of the allocated bits; the memory of ``values`` where these have as many.
    """
    itemsize = max(values.itemsize, _bytes_of(told.allocated))
    kind = "i" if values.dtype.kind == "i" else "u"
    wide = values.astype(f"{kind}{itemsize}", copy=False).view(f"{'i' if told.signed else 'u'}{itemsize}")
    spare = 8 * itemsize - bits
    if stream_signed != told.signed and spare > 0:
        np.left_shift(wide, spare, out=wide)
        np.right_shift(wide, spare, out=wide)
    return extended(wide, told)


def extended(values: Frame, told: FrameFormat) -> Frame:
    """Extend the sign where a stream of more bits than are stored carries them without it, in place."""
    if not told.signed or told.stored >= 8 * values.itemsize:
        return values
    half = 1 << (told.stored - 1)
    if int(values.min()) < 0 or not half <= int(values.max()) < 2 * half:
        return values
    spare = 8 * values.itemsize - told.stored
    np.left_shift(values, spare, out=values)
    np.right_shift(values, spare, out=values)
    return values


def _bytes_of(bits: int) -> int:
    return next((size for size in (1, 2, 4) if bits <= 8 * size), 8)
