from __future__ import annotations

import numpy as np

from ai.phantom.voxel_hash import voxel_sha256
from ai.volume import Volume


def volume(voxels):
    return Volume(voxels, np.eye(4))


def test_it_sees_values_type_and_shape_but_not_the_layout_in_memory():
    voxels = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    known = voxel_sha256(volume(voxels))
    assert known == voxel_sha256(volume(np.asfortranarray(voxels)))
    assert known == voxel_sha256(volume(voxels.astype(">i2")))
    assert known != voxel_sha256(volume(voxels.reshape(2, 4, 3)))
    assert known != voxel_sha256(volume(voxels.astype(np.uint16)))
    changed = voxels.copy()
    changed[1, 2, 3] += 1
    assert known != voxel_sha256(volume(changed))
