"""Corrections and acceptance."""

from __future__ import annotations

import pytest


@pytest.fixture
def shown(session, make):
    session.set_opened(make.opened())
    session.add_result(make.result(session.opened.volume))
    return session


def test_a_moved_caliper_measures_again(actions, shown) -> None:
    actions.measure.move_caliper("cardiothoracic_ratio", 0, (0.0, 40.0, 10.0), (0.0, 40.0, 22.0))
    assert shown.measurements[0].value == pytest.approx(0.3)


def test_accepting_and_taking_it_back(actions, shown) -> None:
    actions.review.accept_all(True)
    assert all(layer.accepted for layer in shown.layers)
    actions.review.accept_all(False)
    assert not any(layer.accepted for layer in shown.layers)


def test_one_structure(actions, shown) -> None:
    actions.measure.set_layer(1, "filled", True)
    assert [layer.filled for layer in shown.layers] == [False, True]
