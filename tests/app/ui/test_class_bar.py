"""Bars of a classifier in the findings panel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from ai.inference.results import Classification, Verdict
from ai.library.card import Code, Label
from app.ui.class_bar import ProbabilityBar, unsure_band
from app.ui.findings_panel import FindingsPanel
from app.ui.panel import ElidedLabel


def answer(name: str, probability: float, threshold: float, verdict: Verdict) -> Classification:
    return Classification(Label(name, name.title(), Code("", "", "")), 0.5, probability, None, threshold, verdict)


def test_bars_tell_class_probability_and_verdict(qtbot, keep, session, make) -> None:
    opened = make.opened()
    session.set_opened(opened)
    found = (answer("glioma", 0.83, 0.3, Verdict.YES), answer("meningioma", 0.17, 0.4, Verdict.NO))
    session.add_result(replace(make.result(opened.volume), structures=(), measurements=(), classifications=found))
    panel = FindingsPanel(session)
    keep(panel)
    panel.settle()
    said = [label.text() for label in panel.findChildren(QLabel)]
    assert {"83 %", "17 %", "yes", "no", "cxr-anatomy 0.1.0"} <= set(said)
    assert {label.text for label in panel.findChildren(ElidedLabel)} >= {"Glioma", "Meningioma"}
    panel.show()
    bar = panel.findChildren(ProbabilityBar)[0]
    picture = bar.grab().toImage()
    filled = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    empty = picture.pixelColor(round(picture.width() * 0.95), picture.height() // 2)
    assert filled.blue() > empty.blue() + 50
    assert "not sure between 0.300 and 0.600" in bar.toolTip()


def test_the_band_of_two_classes() -> None:
    one, two = answer("a", 0.5, 0.3, Verdict.NOT_SURE), answer("b", 0.5, 0.4, Verdict.NOT_SURE)
    assert unsure_band(one, (one, two)) == pytest.approx((0.3, 0.6))
    assert unsure_band(two, (one, two)) == pytest.approx((0.4, 0.7))
    assert unsure_band(one, (one, two, two)) is None
