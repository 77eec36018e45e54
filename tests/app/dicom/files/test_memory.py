from __future__ import annotations

import pytest

from ai.errors import MemoryShort
from app.dicom.files import memory


def test_what_fits_passes_and_what_does_not_is_refused(monkeypatch):
    monkeypatch.setattr(memory, "available_bytes", lambda: 1_000_000_000)
    memory.require_memory(800_000_000, "This series")
    with pytest.raises(MemoryShort, match=r"This series needs 2.5 GB of memory, and 1.0 GB are free.") as caught:
        memory.require_memory(2_500_000_000, "This series")
    assert caught.value.hint
    monkeypatch.setattr(memory, "available_bytes", lambda: None)
    memory.require_memory(1 << 60, "This series")
