"""The small grid that chooses the layout, by mouse and by key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt

from app.state.panes import Grid
from app.ui.grid_chooser import GridChooser

Left = Qt.MouseButton.LeftButton

# Menus want what a screen has and this one has not.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def chooser(qtbot, keep, session) -> Iterator[GridChooser]:
    session.panes.set_grid(Grid(1, 2))
    made = GridChooser(session.panes)
    keep(made)
    made.show()
    made.menu().popup(QPoint(0, 0))
    qtbot.waitUntil(made.cells.isVisible)
    yield made
    made.menu().close()


@pytest.fixture
def chosen(chooser: GridChooser) -> list[tuple[int, int]]:
    seen: list[tuple[int, int]] = []
    chooser.grid_chosen.connect(lambda rows, columns: seen.append((rows, columns)))
    return seen


def test_it_opens_with_the_layout_in_use(chooser: GridChooser) -> None:
    assert chooser.caption == "1 × 2"


@pytest.mark.parametrize(
    ("position", "expected"),
    [((5, 5), (1, 1)), ((40, 5), (1, 2)), ((5, 40), (2, 1)), ((90, 90), (3, 3)), ((-20, 500), (3, 1))],
)
def test_by_mouse(
    qtbot, chooser: GridChooser, chosen: list[tuple[int, int]], position: tuple[int, int], expected: tuple[int, int]
) -> None:
    at = QPoint(*position)
    qtbot.mouseMove(chooser.cells, at)
    qtbot.mouseClick(chooser.cells, Left, pos=at)
    assert chosen == [expected]
    assert not chooser.menu().isVisible()


def test_by_key(qtbot, chooser: GridChooser, chosen: list[tuple[int, int]]) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(chooser.cells, key)
    assert chooser.caption == "1 × 3"
    qtbot.keyClick(chooser.cells, Qt.Key.Key_Return)
    assert chosen == [(1, 3)]
