"""What is listed: patients, their studies and series with thumbnails, and files that were left out."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QDrag, QImage, QMouseEvent, QPixmap, Qt
from PySide6.QtWidgets import QMenu, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.actions.thumbnails import Thumbnails
from app.dicom.series import Series, Study, Unreadable
from app.state.session import SeriesKey, Session, series_key
from app.ui.panel import plain_tip, words
from app.ui.patient_words import shown_study
from app.ui.refresh import Refresh
from app.ui.series_drag import series_mime
from app.ui.study_row_delegate import (
    EXPANDED,
    KIND,
    OPEN,
    PICTURE,
    SECOND_LINE,
    SERIES,
    WARNED,
    StudyRowDelegate,
    chevron_of,
    size_of,
)
from app.ui.study_rows import MORE, Row, RowKind, left_out_row, patient_rows
from app.ui.theme import GAP_PX

TURN_S = 0.008
"""So long rows are made at a time: a list of ten thousand comes in over many turns, and the window stays live."""


LISTED_AT_ONCE = 250
"""Patients in the tree, and as many more whenever the reader comes to its end: Qt lays all rows out anew for each one
that comes in, and with ten thousand patients that alone would take longer than a picture may wait."""

DRAGGED_PX = 72
"""Longest side of the thumbnail under the cursor while a series is dragged."""


class _Tree(QTreeWidget):
    """Carries series to panes, and tells where a row of several volumes is to be opened or closed.

    Signals
    -------
    chevron_pressed(QTreeWidgetItem)
        Of this row.
    """

    chevron_pressed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_chevron_pressed = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look for a chevron first."""
        position = event.position().toPoint()
        item = self.itemAt(position)
        if item is not None and item.data(0, KIND) is RowKind.AXIS:
            self._is_chevron_pressed = chevron_of(self.visualItemRect(item)).contains(position)
        if self._is_chevron_pressed:
            self.chevron_pressed.emit(item)
            event.accept()
            return
        super().mousePressEvent(event)

    def startDrag(self, supported: Qt.DropAction) -> None:
        """Carry a series to a pane, by its thumbnail."""
        item = self.currentItem()
        if item is None or item.data(0, SERIES) is None:
            return
        drag = QDrag(self)
        drag.setMimeData(series_mime(item.data(0, SERIES)))
        picture = item.data(0, PICTURE)
        if picture is not None:
            shown = picture.scaled(
                DRAGGED_PX, DRAGGED_PX, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            drag.setPixmap(shown)
            drag.setHotSpot(shown.rect().center())
        drag.exec(Qt.DropAction.CopyAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep the release of such a press from being a click."""
        if self._is_chevron_pressed:
            self._is_chevron_pressed = False
            event.accept()
            return
        super().mouseReleaseEvent(event)


class StudyBrowser(QWidget):
    """The left column.

    Signals
    -------
    series_chosen(Series)
        The reader wants to see a series.
    results_chosen(tuple of Path)
        The reader wants to see the results in these files on the images that they were made from.
    """

    series_chosen = Signal(object)
    results_chosen = Signal(tuple)

    def __init__(self, session: Session, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._thumbnails = thumbnails
        self._listed: tuple[tuple[Study, ...], tuple[Unreadable, ...]] = ((), ())
        self._hides_names = False
        self._limit = self._listed_limit = LISTED_AT_ONCE
        self._items: dict[Hashable, QTreeWidgetItem] = {}
        self._rows: dict[Hashable, Row] = {}
        self._row_of: dict[int, Hashable] = {}
        self._key_of: dict[SeriesKey, list[Hashable]] = {}
        self._marked: list[QTreeWidgetItem] = []
        self._marked_key: object = None
        self._asked: tuple[Path, ...] = ()
        self._work: Iterator[None] | None = None
        self.setMinimumWidth(190)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tree = _Tree()
        self.tree.setHeaderHidden(True)
        self.tree.setDragEnabled(True)
        self.tree.setDragDropMode(QTreeWidget.DragDropMode.DragOnly)
        self.tree.setIndentation(0)
        self.tree.setMouseTracking(True)
        self.tree.setUniformRowHeights(False)
        self.tree.setRootIsDecorated(False)
        self.tree.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setItemDelegate(StudyRowDelegate(self.tree))
        self.tree.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tree.setAccessibleName(self.tr("Studies"))
        self.tree.itemClicked.connect(self._on_item_chosen)
        self.tree.itemActivated.connect(self._on_item_chosen)
        self.tree.itemExpanded.connect(self._on_item_expanded)
        self.tree.itemCollapsed.connect(self._on_item_collapsed)
        self.tree.chevron_pressed.connect(self._on_chevron_pressed)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._on_menu_requested)
        self.tree.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        title = words(self.tr("Studies").upper(), "title")
        title.setContentsMargins(2 * GAP_PX, 12, GAP_PX, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(title)
        layout.addWidget(self.tree)
        self._refresh = Refresh(self.refresh, self)
        session.studies_changed.connect(self._refresh.soon)
        session.volume_changed.connect(self._refresh.soon)
        session.privacy.privacy_changed.connect(self._refresh.soon)
        thumbnails.thumbnail_made.connect(self._on_thumbnail_made)

    def refresh(self) -> None:
        """List what the session lists: rows that differ are made anew, a few milliseconds at a time."""
        # A list that comes in while the one before is being made waits for its end, so that every row has its turn.
        if self._work is None and self._is_outdated():
            self._listed = (self._session.studies, self._session.unreadable)
            self._hides_names = self._session.privacy.is_on
            self._listed_limit = self._limit
            self._work = self._list_rows(*self._listed)
        if self._work is not None:
            self._go_on()
        self._mark_open()

    def _go_on(self) -> None:
        """Make rows for one turn; the next one follows as soon as what else happened was seen to."""
        until = time.perf_counter() + TURN_S
        for _ in self._work or ():
            if time.perf_counter() > until:
                self._refresh.soon()
                return
        self._work = None
        self._marked_key = None
        if self._is_outdated():
            self._refresh.soon()

    def _is_outdated(self) -> bool:
        """Whether the session lists something else; by identity: to compare thousands of series takes too long."""
        session = self._session
        is_other_list = session.studies is not self._listed[0] or session.unreadable is not self._listed[1]
        return is_other_list or session.privacy.is_on != self._hides_names or self._limit != self._listed_limit

    def _list_rows(self, studies: tuple[Study, ...], unreadable: tuple[Unreadable, ...]) -> Iterator[None]:
        """Bring the tree to what is listed; rows that are there already stay, with what the reader folded."""
        left_out = (left_out_row(unreadable, hides_names=self._hides_names),) if unreadable else ()
        self._key_of = {}
        if not studies and not unreadable:
            self.tree.clear()
            for known in (self._items, self._rows, self._row_of, self._marked):
                known.clear()
        if not studies:
            self._limit = self._listed_limit = LISTED_AT_ONCE
        wanted = {pane.study.uid for pane in self._session.panes.all if pane.study is not None}
        rows = patient_rows(studies, self._shown, limit=self._listed_limit, wanted=wanted)
        yield from self._sync(self.tree.invisibleRootItem(), chain(rows, left_out))
        listed = (row.series for row in tuple(self._rows.values()) if row.kind in (RowKind.SERIES, RowKind.AXIS))
        self._thumbnails.request([series for series in listed if series is not None])

    def _shown(self, study: Study) -> Study:
        return shown_study(study, self._session.privacy)

    def _sync(self, parent: QTreeWidgetItem, rows: Iterable[Row]) -> Iterator[None]:
        """Give `parent` these rows, in this order; yields after each."""
        count = 0
        for position, row in enumerate(rows):
            item = self._items.get(row.key)
            if item is None or parent.child(position) is not item:
                item = self._place(parent, position, row, item)
            self._show_row(item, row)
            yield
            if row.children or item.childCount():
                yield from self._sync(item, row.children)
            count = position + 1
        while parent.childCount() > count:
            gone = parent.takeChild(parent.childCount() - 1)
            if gone is not None:
                self._forget(gone)
            yield

    def _place(self, parent: QTreeWidgetItem, position: int, row: Row, item: QTreeWidgetItem | None) -> QTreeWidgetItem:
        """Insert a row that is new, or one that stands elsewhere."""
        if item is None:
            item = QTreeWidgetItem()
            self._items[row.key] = item
            self._row_of[id(item)] = row.key
        else:
            (item.parent() or self.tree.invisibleRootItem()).removeChild(item)
        parent.insertChild(position, item)
        # A row that was moved has forgotten what was open below it.
        item.setData(0, KIND, row.kind)
        for one in _with_children(item):
            one.setExpanded(one.data(0, KIND) in (RowKind.GROUP, RowKind.STUDY))
        return item

    def _show_row(self, item: QTreeWidgetItem, row: Row) -> None:
        """Write what differs."""
        before = self._rows.get(row.key)
        self._rows[row.key] = row
        if row != before:
            item.setText(0, row.title)
            item.setData(0, SECOND_LINE, row.second_line)
            item.setData(0, WARNED, row.is_warned)
            item.setToolTip(0, plain_tip(row.tooltip))
            item.setSizeHint(0, size_of(row))
            if row.series is None and not row.results:
                # It can be neither chosen nor reached by key.
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        series = row.series
        if series is None:
            return
        self._key_of.setdefault(series_key(series), []).append(row.key)
        if before is None or before.series is not series:
            item.setData(0, SERIES, series)
            if item.data(0, PICTURE) is None and row.kind is not RowKind.VOLUME:
                self._set_picture(item, series)

    def _forget(self, item: QTreeWidgetItem) -> None:
        """Let go of a row that was taken out, and of all below it."""
        for one in _with_children(item):
            key = self._row_of.pop(id(one))
            del self._items[key], self._rows[key]

    def _mark_open(self) -> None:
        """Put the bar at the series that is open, and at the row of all its volumes."""
        opened = self._session.opened
        key = None if opened is None else series_key(opened.series)
        if key == self._marked_key:
            return
        self._marked_key = key
        rows = [] if key is None else [self._items[each] for each in self._key_of.get(key, ()) if each in self._items]
        for item in rows[:]:
            parent = item.parent()
            if parent is not None and parent.data(0, KIND) is RowKind.AXIS and parent not in rows:
                rows.append(parent)
        for item in self._marked:
            if item not in rows:
                item.setData(0, OPEN, False)
        for item in rows:
            item.setData(0, OPEN, True)
        if rows and not any(item in self._marked for item in rows):
            # Scrolling to a folded row would unfold its parent.
            bar = self.tree.verticalScrollBar()
            # Only the reader's own scrolling asks for more patients.
            bar.valueChanged.disconnect(self._on_scrolled)
            self.tree.scrollToItem(next((item for item in rows if not _is_folded(item)), rows[0]))
            bar.valueChanged.connect(self._on_scrolled)
        self._marked = rows

    def _set_picture(self, row: QTreeWidgetItem, series: Series) -> None:
        pixels = self._thumbnails.of(series)
        if pixels is None:
            return
        rows, columns = pixels.shape[:2]
        kind = QImage.Format.Format_Grayscale8 if pixels.ndim == 2 else QImage.Format.Format_RGB888
        image = QImage(pixels.tobytes(), columns, rows, pixels.strides[0], kind)
        row.setData(0, PICTURE, QPixmap.fromImage(image))

    def _series_items(self) -> list[QTreeWidgetItem]:
        """List the rows that a click opens, from the first to the last made."""
        return [self._items[key] for key, row in self._rows.items() if row.series is not None]

    def _on_thumbnail_made(self, key: SeriesKey) -> None:
        # Qt hands a tuple over as a list.
        uid, part, first = key
        for row_key in self._key_of.get((uid, part, first), ()):
            row = self._rows.get(row_key)
            if row is not None and row.series is not None and row.kind is not RowKind.VOLUME:
                self._set_picture(self._items[row_key], row.series)

    def _on_scrolled(self, value: int) -> None:
        """List more patients when the end comes near."""
        bar = self.tree.verticalScrollBar()
        if bar.maximum() > 0 and value >= bar.maximum() - bar.pageStep():
            self._list_more()

    def _list_more(self) -> None:
        if self._work is None and MORE in self._items:
            self._limit = self._listed_limit + LISTED_AT_ONCE
            self._refresh.soon()

    def _on_item_chosen(self, item: QTreeWidgetItem, column: int) -> None:
        if self._row_of.get(id(item)) == MORE:
            self._list_more()
            return
        series = item.data(0, SERIES)
        if series is not None:
            self.series_chosen.emit(series)
        elif self._results_of(item):
            self.results_chosen.emit(self._results_of(item))

    def _results_of(self, item: QTreeWidgetItem) -> tuple[Path, ...]:
        row = self._rows.get(self._row_of.get(id(item)))
        return () if row is None else row.results

    def _on_menu_requested(self, position: QPoint) -> None:
        """Offer what else can be done with a row: a segmentation opens as a picture, and can be drawn on its images."""
        item = self.tree.itemAt(position)
        self._asked = () if item is None else self._results_of(item)
        if not self._asked:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Show on images")).triggered.connect(self._on_show_triggered)
        menu.popup(self.tree.viewport().mapToGlobal(position))

    def _on_show_triggered(self) -> None:
        self.results_chosen.emit(self._asked)

    def _on_chevron_pressed(self, item: QTreeWidgetItem) -> None:
        item.setExpanded(not item.isExpanded())

    def _on_item_expanded(self, item: QTreeWidgetItem) -> None:
        item.setData(0, EXPANDED, True)

    def _on_item_collapsed(self, item: QTreeWidgetItem) -> None:
        item.setData(0, EXPANDED, False)


def _with_children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """List a row and all below it."""
    found = [item]
    for one in found:
        found += [child for number in range(one.childCount()) if (child := one.child(number)) is not None]
    return found


def _is_folded(item: QTreeWidgetItem) -> bool:
    """Whether the row above this one is closed."""
    parent = item.parent()
    return parent is not None and not parent.isExpanded()
