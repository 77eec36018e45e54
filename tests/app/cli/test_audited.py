"""Commands that change the library or write copies stand in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai.library.pack import write_card
from app.audit.trail import AuditTrail

Lightbox = Callable[..., Any]


def test_a_model_that_is_removed(
    lightbox: Lightbox, make: Any, tmp_path: Path, audit_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "models" / "tiny-0.1.0"
    folder.mkdir(parents=True)
    card = make.card("tiny", folder=folder)
    write_card(card)
    monkeypatch.setattr("ai.library.library.default_folders", lambda: (tmp_path / "shipped", tmp_path / "models"))
    assert lightbox("models", "remove", "other-0.1.0").code == 1
    assert lightbox("models", "remove", "tiny-0.1.0").code == 0
    (line,) = AuditTrail(audit_file).entries()
    assert (line.deed.value, line.model, line.weights_sha256) == (
        "removed a model",
        "tiny-0.1.0",
        card.weights_sha256,
    )


def test_copies_without_names(lightbox: Lightbox, make: Any, tmp_path: Path, audit_file: Path) -> None:
    pytest.importorskip("dicomanonymizer")
    study = make.scan(tmp_path / "Muster_Berta", modality="CR", slices=1, patient="Muster^Berta")
    assert lightbox("deidentify", study, tmp_path / "out").code == 0
    (line,) = AuditTrail(audit_file).entries()
    assert (line.deed.value, line.details) == ("wrote copies without names", {"files": 1})
    assert b"Muster" not in audit_file.read_bytes()
