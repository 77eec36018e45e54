from __future__ import annotations

import pytest

from app.ui.curve_plot import CurvePlot


@pytest.mark.parametrize(("epochs", "step"), [(None, 1), (1, 1), (4, 1), (11, 2), (20, 2), (50, 5), (300, 50)])
def test_words_stand_at_whole_epochs(qtbot, epochs: int | None, step: int) -> None:
    plot = CurvePlot("Loss", [("training", "accent", True)])
    qtbot.addWidget(plot)
    plot.resize(1200, 300)
    plot.show()
    if epochs is not None:
        plot.set_epochs(epochs)
    axis = plot._axes["bottom"]
    (_, places), *others = axis.tickValues(0, epochs or 1, 1100)
    assert not others
    assert places == list(range(0, (epochs or 1) + 1, step))
