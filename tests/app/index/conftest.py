"""Studies to remember."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.index.record import StudyRecord

Remembered = Callable[..., StudyRecord]


def make_record(number: int = 1, **changes: Any) -> StudyRecord:
    facts: dict[str, Any] = {
        "uid": f"1.2.{number}",
        "date": "20240312",
        "time": "101500",
        "description": "CT Chest",
        "accession_number": f"A{number:04d}",
        "patient_name": "Müller, Anna",
        "patient_id": f"PAT-{number:04d}",
        "patient_birth_date": "19580412",
        "patient_sex": "F",
        "modalities": ("CT",),
        "body_parts": ("CHEST",),
        "series_count": 2,
        "image_count": 100,
        "first_series_uid": f"1.3.{number}",
        "places": (str(Path(f"/scans/{number}").absolute()),),
    }
    return StudyRecord(**(facts | changes))


@pytest.fixture
def record() -> Remembered:
    return make_record
