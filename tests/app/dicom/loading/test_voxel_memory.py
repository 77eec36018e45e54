from __future__ import annotations

import numpy as np
import pytest

from ai.errors import MemoryShort
from app.dicom.loading import voxel_memory
from app.dicom.loading.voxel_memory import allocate


@pytest.fixture
def scarce(tmp_path, monkeypatch):
    """Free memory of 1000 bytes, and a folder for what does not fit."""
    monkeypatch.setattr("app.dicom.files.memory.available_bytes", lambda: 1000)
    monkeypatch.setattr(voxel_memory.platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_plain_memory_is_zero(scarce):
    voxels, warning = allocate((2, 3, 4), np.dtype(np.int16))
    assert voxels.shape == (2, 3, 4)
    assert not voxels.any()
    assert warning == ""
    assert not scarce.exists()


def test_what_does_not_fit_lies_in_a_file_without_a_name(scarce):
    voxels, warning = allocate((20, 30, 4), np.dtype(np.float32))
    assert type(voxels) is np.ndarray
    assert (voxels.shape, voxels.dtype) == ((20, 30, 4), np.float32)
    assert not voxels.any()
    voxels[...] = 7
    assert voxels.sum() == 7 * 2400
    assert "kept in a file while it is open" in warning
    assert list(scarce.iterdir()) == []


def test_a_system_that_cannot_reserve_room_writes_the_file(scarce, monkeypatch):
    monkeypatch.delattr(voxel_memory.os, "posix_fallocate", raising=False)
    voxels, _ = allocate((20, 30, 4), np.dtype(np.float32))
    assert voxels.shape == (20, 30, 4)
    assert not voxels.any()


def test_neither_memory_nor_disk(scarce, monkeypatch):
    monkeypatch.setattr(voxel_memory, "DISK_LEFT", 1 << 62)
    with pytest.raises(MemoryShort, match="This series needs"):
        allocate((20, 30, 4), np.dtype(np.float32))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(voxel_memory, "DISK_LEFT", 0)
    monkeypatch.setattr(voxel_memory.os, "posix_fallocate", full)
    with pytest.raises(MemoryShort):
        allocate((20, 30, 4), np.dtype(np.float32))
    assert list(scarce.iterdir()) == []
