"""Annotations while the reader scrolls on and back: what is known of them is not found a second time."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import app.state.annotations as book_module
import app.ui.annotation_layer as layer_module
import app.ui.annotation_panel as panel_module
import app.ui.bar_facts as bar_module
from app.imaging.annotations.annotation import Kind

MEASURED, FOUND, BELONGING, ON_BAR = "measured", "found on a plane", "of the series", "on the bar"


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of these was worked out."""
    work: Counter[str] = Counter()

    def count(module, name: str, what: str) -> None:
        function = getattr(module, name)

        def counted(*arguments, **named):
            work[what] += 1
            return function(*arguments, **named)

        monkeypatch.setattr(module, name, counted)

    count(layer_module, "measure", MEASURED)
    count(panel_module, "measure", MEASURED)
    count(layer_module, "is_on", FOUND)
    count(book_module, "belongs_to", BELONGING)
    count(bar_module, "centre_of", ON_BAR)
    return work


def go_to(hand, index: int) -> None:
    hand.viewer.actions.view.show_slice(index)
    hand.viewer.window.pane.settle()
    QApplication.processEvents()


def draw_two(hand) -> None:
    hand.key(Qt.Key.Key_E)
    hand.drag((20, 10), (30, 24))
    hand.key(Qt.Key.Key_D)
    hand.drag((40, 10), (40, 30))
    assert [each.kind for each in hand.drawn] == [Kind.ELLIPSE, Kind.LENGTH]
    go_to(hand, 2)


def test_scrolling_back_measures_and_finds_nothing_anew(hand, work: Counter[str]) -> None:
    draw_two(hand)
    for index in range(5):
        go_to(hand, index)
    go_to(hand, 2)
    words = hand.words()
    work.clear()
    for index in (3, 2, 1, 2, 4, 0, 2):
        go_to(hand, index)
        assert bool(hand.words()) is (index == 2)
    assert hand.words() == words
    assert not work


def test_an_annotation_that_is_changed_is_measured_and_the_others_are_not(hand, work: Counter[str]) -> None:
    draw_two(hand)
    ellipse = hand.drawn[0]
    measured: list[str] = []
    measure = layer_module.measure

    def noted(annotation, *arguments, **named):
        measured.append(annotation.id)
        return measure(annotation, *arguments, **named)

    layer_module.measure = noted
    try:
        before = hand.words()
        hand.key(Qt.Key.Key_Escape)
        start = hand.handle(ellipse, 0)
        hand.drag(start, (start[0], start[1] + 6))
        assert hand.drawn[0] != ellipse
        assert hand.words() != before
        assert set(measured) == {ellipse.id}
        measured.clear()
        go_to(hand, 3)
        go_to(hand, 2)
        assert measured == []
    finally:
        layer_module.measure = measure
