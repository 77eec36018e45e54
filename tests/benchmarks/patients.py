"""A folder of very many patients, each with one small image: what a list has to bear."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

from pydicom import dcmread, dcmwrite

from tests.benchmarks.ct_series import write_series

SIDE = 16

FILES_PER_FOLDER = 500


def write_patients(folder: Path, count: int) -> None:
    """Write so many patients, up to 99,999.

    One header is written by pydicom; for each patient name, ID and UIDs are then replaced by others of the same length,
    which takes seconds for ten thousand.
    """
    with TemporaryDirectory() as scratch:
        dataset = dcmread(write_series(Path(scratch), slices=1)[0])
    dataset.Rows = dataset.Columns = SIDE
    dataset.PixelData = bytes(2 * SIDE * SIDE)
    written = io.BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    model = written.getvalue()
    for number in range(count):
        group = folder / f"{number // FILES_PER_FOLDER:03d}"
        group.mkdir(parents=True, exist_ok=True)
        content = model
        for old, new in (
            (str(dataset.PatientName), f"Benchmark^B{number:05d}^^Dr"),
            (str(dataset.PatientID), f"BENCH-{number:06d}"),
            *((uid, _another(uid, number)) for uid in (dataset.StudyInstanceUID, dataset.SeriesInstanceUID)),
            (str(dataset.SOPInstanceUID), _another(dataset.SOPInstanceUID, number)),
        ):
            content = content.replace(old.encode(), new.encode())
        (group / f"IM{number:05d}").write_bytes(content)


def _another(uid: str, number: int) -> str:
    """Give a UID of the same length that no other patient has."""
    own = f"{10000 + number}"
    at = uid.index("20260312")
    return f"{uid[:at]}{own}{uid[at + len(own) :]}"
