"""Codecs of imagecodecs for the compressed transfer syntaxes; all let other threads run while they decode."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, TypeAlias

import imagecodecs
import numpy as np
import numpy.typing as npt
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID

from app.dicom.files.codestream import RLE

Decoded: TypeAlias = npt.NDArray[Any]
"""(rows, columns[, samples]), contiguous."""

Codec: TypeAlias = Callable[..., Decoded]
"""Encoded frame, memory for the result or None → decoded frame."""

END_OF_IMAGE, END_PADDING = b"\xff\xd9", 64
"""Last marker of a JPEG stream, and how many bytes some writers leave behind it."""

RLE_HEADER = struct.Struct("<16L")
"""PS3.5 G.5: the number of segments, then where each of up to 15 starts."""


def _jpeg(frame: bytes, out: Decoded | None = None) -> Decoded:
    # The decoder makes up what is missing at the end of a stream; others notice.
    if END_OF_IMAGE not in frame[-END_PADDING:]:
        raise ValueError("JPEG stream without its end")
    decoded: Decoded = imagecodecs.jpeg8_decode(frame, out=out)
    return decoded


def _jpeg_lossless(frame: bytes, out: Decoded | None = None) -> Decoded:
    decoded: Decoded = imagecodecs.jpegsof3_decode(frame, out=out)
    return decoded


def _jpeg_ls(frame: bytes, out: Decoded | None = None) -> Decoded:
    decoded: Decoded = imagecodecs.jpegls_decode(frame, out=out)
    return decoded


def _jpeg_2000(frame: bytes, out: Decoded | None = None) -> Decoded:
    # High throughput, too: `imagecodecs.htj2k_decode` prints the errors of its library and returns unwritten memory.
    decoded: Decoded = imagecodecs.jpeg2k_decode(frame)
    return decoded


def _jpeg_xl(frame: bytes, out: Decoded | None = None) -> Decoded:
    decoded: Decoded = imagecodecs.jpegxl_decode(frame)
    return decoded


CODECS: dict[str, tuple[Codec, ...]] = {
    "1.2.840.10008.1.2.4.50": (_jpeg,),
    "1.2.840.10008.1.2.4.51": (_jpeg,),
    "1.2.840.10008.1.2.4.53": (_jpeg,),
    "1.2.840.10008.1.2.4.55": (_jpeg,),
    "1.2.840.10008.1.2.4.57": (_jpeg, _jpeg_lossless),
    "1.2.840.10008.1.2.4.70": (_jpeg, _jpeg_lossless),
    "1.2.840.10008.1.2.4.80": (_jpeg_ls,),
    "1.2.840.10008.1.2.4.81": (_jpeg_ls,),
    "1.2.840.10008.1.2.4.90": (_jpeg_2000,),
    "1.2.840.10008.1.2.4.91": (_jpeg_2000,),
    "1.2.840.10008.1.2.4.110": (_jpeg_xl,),
    "1.2.840.10008.1.2.4.111": (_jpeg_xl,),
    "1.2.840.10008.1.2.4.112": (_jpeg_xl,),
    "1.2.840.10008.1.2.4.201": (_jpeg_2000,),
    "1.2.840.10008.1.2.4.202": (_jpeg_2000,),
    "1.2.840.10008.1.2.4.203": (_jpeg_2000,),
}
"""Transfer syntax UID (PS3.6 A.1) → codecs, the fastest first."""

TAKES_MEMORY = frozenset(
    {
        "1.2.840.10008.1.2.4.57",
        "1.2.840.10008.1.2.4.70",
        "1.2.840.10008.1.2.4.80",
        "1.2.840.10008.1.2.4.81",
    }
)
"""Transfer syntaxes whose codecs decode into given memory."""


def decodes(transfer_syntax: str) -> bool:
    """Whether frames of a compressed transfer syntax can be decoded, by imagecodecs or by pydicom."""
    return transfer_syntax in CODECS or transfer_syntax == RLE or pydicom_decodes(transfer_syntax)


def pydicom_decodes(transfer_syntax: str) -> bool:
    """Whether pydicom has a decoder whose library is installed."""
    try:
        return bool(get_decoder(UID(transfer_syntax)).is_available)
    except NotImplementedError:
        return False


def decode_frame(
    frame: bytes, transfer_syntax: str, shape: tuple[int, ...], *, out: npt.NDArray[np.uint16] | None = None
) -> Decoded:
    """Decode one frame.

    Parameters
    ----------
    frame
        All fragments of the frame.
    transfer_syntax
        A key of `CODECS`.
    shape
        (rows, columns) or (rows, columns, samples) that is expected.
    out
        (rows, columns), C order: the values may be put there, and are where it is what is returned.

    Returns
    -------
    numpy.ndarray
        Of that shape, contiguous.

    Raises
    ------
    RuntimeError, ValueError
        When every codec refuses the frame, or it has another shape.
    """
    first, *others = CODECS[transfer_syntax]
    offered = out if transfer_syntax in TAKES_MEMORY else None
    try:
        decoded = first(frame, offered)
    except (RuntimeError, ValueError):
        # Another width of the values than that of the memory, or a stream that this codec does not know.
        for codec in (first, *others) if offered is not None else others:
            try:
                decoded = codec(frame)
                break
            except (RuntimeError, ValueError):
                continue
        else:
            raise
    decoded = np.ascontiguousarray(decoded)
    if decoded.shape != shape:
        raise ValueError(f"decoded shape {decoded.shape}, expected {shape}")
    return decoded


def decode_rle(frame: bytes, shape: tuple[int, ...], itemsize: int, *, out: Decoded | None = None) -> Decoded:
    """Decode one RLE frame, PS3.5 Annex G.

    Parameters
    ----------
    frame
        With its header of 64 bytes.
    shape
        (rows, columns) or (rows, columns, samples).
    itemsize
        Bytes of a sample.
    out
        (rows, columns), C order: the values are put there where given.

    Returns
    -------
    numpy.ndarray
        Of that shape, unsigned little endian.

    Raises
    ------
    RuntimeError, ValueError
        When the frame is damaged or holds fewer samples.
    """
    samples = shape[2] if len(shape) == 3 else 1
    if len(frame) < RLE_HEADER.size:
        raise ValueError("no RLE header")
    count, *starts = RLE_HEADER.unpack_from(frame)
    if count != samples * itemsize:
        raise ValueError(f"{count} RLE segments, expected {samples * itemsize}")
    # The codec believes the header, wherever it points.
    ends = [*starts[1:count], len(frame)]
    if starts[0] != RLE_HEADER.size or any(a >= b for a, b in zip(starts, ends, strict=False)):
        raise ValueError("RLE segments that overlap or lie outside the frame")
    dtype = np.dtype(f"<u{itemsize}")
    words = np.empty((samples, *shape[:2]), dtype) if out is None or samples > 1 else out.view(dtype)
    flat = words.reshape(-1).view(np.uint8)
    written = imagecodecs.dicomrle_decode(frame, dtype, out=flat.data)
    if len(written) != flat.size:
        raise ValueError(f"{len(written)} bytes of RLE pixels, expected {flat.size}")
    # Colour planes follow each other, G.2.
    return np.ascontiguousarray(np.moveaxis(words, 0, 2)) if samples > 1 else words.reshape(shape)
