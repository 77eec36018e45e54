"""Words that come from a file are shown as they stand there: no markup is followed, nothing endless is laid out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ai.inference.results import Classification, Verdict
from ai.library.card import Code, Label
from app.ui.class_bar import ProbabilityBar
from app.ui.model_card_dialog import ModelCardDialog
from app.ui.model_panel import RunButton
from app.ui.panel import LONGEST_NAME, LONGEST_TEXT, ElidedLabel, plain_tip, words

MARKUP = "<b>x</b><img src='file:///tmp/tracked.png'>"


def texts(widget: QWidget) -> list[str]:
    """What every label inside says, all of them plain and short enough to be laid out."""
    labels = widget.findChildren(QLabel)
    assert labels
    for label in labels:
        assert label.textFormat() == Qt.TextFormat.PlainText or not Qt.mightBeRichText(label.text()), label.text()
        assert len(label.text()) <= LONGEST_TEXT
        assert not Qt.mightBeRichText(label.toolTip()) or "&lt;" in label.toolTip()
    return [label.text() for label in labels]


def test_the_card(keep, make) -> None:
    card = make.card(title=MARKUP)
    reading = replace(card.reading, licence="long " * 1_000_000, limits=(MARKUP,), not_for=MARKUP)
    dialog = ModelCardDialog(replace(card, title=MARKUP + "y" * 9999, reading=reading))
    keep(dialog)
    told = texts(dialog)
    assert MARKUP in told
    assert f"•  {MARKUP}" in told
    assert len(dialog.windowTitle()) < 2 * LONGEST_NAME
    assert any(text.endswith("…") and text.startswith("long long") for text in told)


def test_the_button_is_no_wider_than_a_name(keep, make) -> None:
    button = RunButton(make.card(title="R&D " * 9999), is_first=True)
    keep(button)
    assert len(button.text()) < 2 * LONGEST_NAME
    assert button.text().startswith("AI · R&&D")


def test_a_tooltip_over_a_class(keep) -> None:
    found = Classification(Label("x", MARKUP, Code("", "", "")), 0.5, 0.5, None, 0.5, Verdict.NOT_SURE)
    bar = ProbabilityBar(found, None)
    keep(bar)
    tip = bar.toolTip()
    assert "<img" not in tip
    assert "&lt;img" in tip


@pytest.mark.parametrize("text", ["x" * 10_000, "<b>" * 10_000])
def test_nothing_is_endless(keep, text: str) -> None:
    label, line = words(text), ElidedLabel(text)
    keep(label)
    keep(line)
    assert len(label.text()) == LONGEST_TEXT
    assert len(line.text) == LONGEST_TEXT
    assert len(plain_tip(text)) < 10 * LONGEST_TEXT
