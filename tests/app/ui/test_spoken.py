"""Sentences of the layers below are said by their template, parts within parts too."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from ai.words import joined, say
from app.ui.spoken import all_spoken, spoken

GERMAN = {"{n} slices are missing.": "{n} Schichten fehlen.", "the {side} side": "die {side} Seite", "left": "linke"}


@pytest.fixture(autouse=True)
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QCoreApplication, "translate", lambda context, text: GERMAN.get(text, text))


def test_text_is_said_as_it_is() -> None:
    assert spoken("left") == "left"


def test_sentences_are_said_by_their_template() -> None:
    assert spoken(say("{n} slices are missing.", n=3)) == "3 Schichten fehlen."
    assert spoken(say("the {side} side", side=say("left"))) == "die linke Seite"
    assert spoken(say("{n} slices of nobody.", n=3)) == "3 slices of nobody."


def test_parts_are_said_one_by_one() -> None:
    text = joined((say("{n} slices are missing.", n=2), "As it is."))
    assert spoken(text) == "2 Schichten fehlen. As it is."
    assert all_spoken((text, "left")) == ("2 Schichten fehlen. As it is.", "left")
