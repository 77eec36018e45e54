"""Export: what is written, and what a full disk does."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

import app.actions.export as export_module
from app.actions.export_kind import ExportKind
from app.errors import ExportError


def test_png_is_the_picture(actions, tmp_path: Path) -> None:
    pixels = np.zeros((20, 30, 3), np.uint8)
    pixels[:, :10, 0] = 200
    actions.export.png(pixels, tmp_path / "a.png")
    read = cv2.imread(str(tmp_path / "a.png"))
    assert np.array_equal(read[..., ::-1], pixels)


@pytest.mark.parametrize("name", ["seg", "sr"])
def test_a_result_is_handed_to_its_writer(
    actions, session, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    written: list[tuple[object, object, Path]] = []

    def write(result: object, opened: object, path: Path, **_: object) -> None:
        written.append((result, opened, path))

    monkeypatch.setattr(export_module, f"write_{name}", write)
    session.set_opened(make.opened())
    actions.export.write(ExportKind[name.upper()], tmp_path / "a.dcm")
    assert written == []  # nothing to write yet
    assert not actions.export.can_export_result()
    session.add_result(make.result(session.opened.volume))
    session.move_caliper("cardiothoracic_ratio", 0, (0.0, 40.0, 10.0), (0.0, 40.0, 22.0))
    actions.export.write(ExportKind[name.upper()], tmp_path / "a.dcm")
    assert written == [(session.result, session.opened, tmp_path / "a.dcm")]
    assert session.result.measurements[0].value == pytest.approx(0.3)


def test_a_full_disk_is_told_and_nothing_is_lost(
    actions, session, errors, make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise ExportError("The disk is full.", "Free some space.")

    monkeypatch.setattr(export_module, "write_seg", full)
    session.set_opened(make.opened())
    session.add_result(make.result(session.opened.volume))
    before = (session.opened, session.result, session.layers)
    actions.export.write(ExportKind.SEG, tmp_path / "a.dcm")
    assert [str(error) for error in errors] == ["The disk is full. Free some space."]
    assert (session.opened, session.result, session.layers) == before
