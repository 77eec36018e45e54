"""The line of a model in its card, and the way back from it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.main import Viewer
from app.ui.lineage_view import LineageView
from app.ui.model_card_dialog import ModelCardDialog


def test_the_card_of_an_adopted_model_leads_back(qtbot, make, viewer: Viewer, monkeypatch) -> None:
    told = {"taught_at": "2026-11-22", "taught_on_groups": 41, "verdict": {"word": "worse"}}
    site = make.card("site", title="Site model", parent="gone-2.0.0", metrics=told)
    library = viewer.models._library
    library.installed = (site, *library.installed)
    library.choices.adopt(site, verdict="worse", reason="finds small ones")
    asked: list[str] = []
    decide = viewer.actions.teach.decide
    monkeypatch.setattr(decide, "_shelf", library)
    library.take_back = lambda card: (asked.append(card.key), library.choices.take_back(card), card)[-1]
    viewer.models.refresh()
    viewer.window.dialogs.show_card("site")
    dialog = viewer.window.findChild(ModelCardDialog)
    assert dialog.line.rows == [
        ("site 0.1.0", "2026-11-22", "41", "worse"),
        ("gone 2.0.0 (gone)", "–", "–", "–"),
    ]
    assert "Adopted because: finds small ones" in [label.text() for label in dialog.findChildren(QLabel)]
    qtbot.waitExposed(dialog)
    qtbot.mouseClick(dialog.line.back, Qt.MouseButton.LeftButton)
    assert asked == ["site-0.1.0"]
    assert not dialog.isVisible()
    assert viewer.models.chosen == frozenset()


def test_a_shipped_model_has_no_line(viewer: Viewer) -> None:
    viewer.window.dialogs.show_card("cxr-anatomy")
    dialog = viewer.window.findChild(ModelCardDialog)
    assert dialog.findChild(LineageView) is None
