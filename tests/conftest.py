"""Fixtures of the whole suite."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the public data sets beside the checkout."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the public data sets (../shared/data) are not beside this checkout")
    return SHARED_DATA
