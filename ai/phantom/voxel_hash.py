"""Fingerprint of voxels, so that a golden case can tell whether it was given the same picture."""

from __future__ import annotations

import hashlib

import numpy as np

from ai.volume import Volume


def voxel_sha256(volume: Volume) -> str:
    """SHA-256 over shape, type and values in C order, little endian, as 64 hex digits; geometry is left out."""
    voxels = np.ascontiguousarray(volume.voxels)
    little = voxels.astype(voxels.dtype.newbyteorder("<"), copy=False)
    digest = hashlib.sha256(f"{little.shape} {little.dtype.str}".encode())
    digest.update(little.tobytes())
    return digest.hexdigest()
