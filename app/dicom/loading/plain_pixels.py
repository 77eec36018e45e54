"""Plain 16 bit pixels of a file, read straight into the memory of their slice and settled there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.dicom.display.modality import INT16
from app.dicom.files.file_bytes import read_into
from app.dicom.series import Instance, PlainPixels

Words: TypeAlias = npt.NDArray[np.int16]
"""(rows, columns) int16, C order: memory of one slice."""


def read_values(instance: Instance, plain: PlainPixels, words: Words) -> bool | None:
    """Read the pixels of a file as modality values: unused bits dropped, sign extended, intercept added.

    Parameters
    ----------
    instance, plain
        The file; a whole intercept, a slope of 1, the highest stored bit right below the unused ones.
    words
        Filled.

    Returns
    -------
    bool or None
        Whether all values fit into int16; if not, the words are stored values, as their signed or unsigned view says.
        None where the file is not the one that was scanned, cannot be read or is too short; the words hold anything.
    """
    bits, signed, intercept = instance.pixels.bits_stored, instance.pixels.signed, int(plain.intercept)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    always_fit = INT16.min <= low + intercept and high + intercept <= INT16.max

    def settle(block: Words) -> None:
        drop_unused_bits(block, instance)
        if always_fit:
            _add(block, intercept)

    if not read_words(instance, plain, words, each=settle):
        return None
    return always_fit or add_intercept(words, intercept, signed=signed)


def read_words(
    instance: Instance, plain: PlainPixels, words: Words, *, each: Callable[[Words], None] | None = None
) -> bool:
    """Read the pixels of a file as they stand there.

    Parameters
    ----------
    instance, plain
        The file, and where its pixels lie.
    words
        Filled; holds anything where the answer is False.
    each
        As for `app.dicom.files.file_bytes.read_into`.

    Returns
    -------
    bool
        False where the file is not the one that was scanned, cannot be read or is too short: whoever reads its header
        again finds the sentence for it.
    """
    if plain.size < words.nbytes or plain.offset + words.nbytes > plain.file_size:
        return False
    unchanged = plain.file_size, plain.modified_ns
    return read_into(instance.path, plain.offset, words, unchanged=unchanged, each=each)


def drop_unused_bits(words: Words, instance: Instance) -> None:
    """Mask what lies above the stored bits, or extend the sign into it, in place; PS3.5 8.1.1."""
    bits = instance.pixels.bits_stored
    if bits == 16:
        return
    # Almost every writer leaves the unused bits as they should be: looking costs less than shifting.
    if not instance.pixels.signed:
        unsigned = words.view(np.uint16)
        if int(unsigned.max()) >> bits:
            unsigned &= np.uint16((1 << bits) - 1)
    elif int(words.max()) >= 1 << bits - 1 or int(words.min()) < -(1 << bits - 1):
        words <<= 16 - bits
        words >>= 16 - bits


def add_intercept(words: Words, intercept: int, *, signed: bool) -> bool:
    """Add (0028,1052) Rescale Intercept in place where every sum fits into int16.

    Parameters
    ----------
    words
        (rows, columns) stored values; where ``signed`` is False their unsigned view counts.
    intercept
        Added.
    signed
        How the words are read.

    Returns
    -------
    bool
        False where a sum does not fit; the words are unchanged then.
    """
    values: npt.NDArray[np.int16] | npt.NDArray[np.uint16] = words if signed else words.view(np.uint16)
    if int(values.min()) + intercept < INT16.min or int(values.max()) + intercept > INT16.max:
        return False
    _add(words, intercept)
    return True


def _add(words: Words, intercept: int) -> None:
    if intercept:
        # Arithmetic of 16 bits wraps around, so the sum is right whichever way the words are read.
        unsigned = words.view(np.uint16)
        unsigned += np.uint16(intercept & 0xFFFF)
