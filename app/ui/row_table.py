"""A table whose rows are taken as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

Column = TypeVar("Column", bound=int)


def row_table(
    model: QAbstractItemModel, name: str, *, row_px: int, widths_px: Mapping[Column, int], stretched: Column
) -> QTableView:
    """Make a table.

    Parameters
    ----------
    model
        Its rows.
    name
        For screen readers.
    row_px
        Height of every row.
    widths_px
        Of columns, at first.
    stretched
        The column that takes the width that is left.
    """
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setShowGrid(False)
    table.setWordWrap(False)
    # Tab leaves the table: its rows have the arrow keys.
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setMinimumSectionSize(row_px)
    table.verticalHeader().setDefaultSectionSize(row_px)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    for column, width in widths_px.items():
        header.resizeSection(column, width)
    header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    return table
