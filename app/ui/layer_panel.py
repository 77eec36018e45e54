"""The legend of the overlay: colour, eye, opacity, decision of every structure; a hundred of them stay usable."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.state.mask_editing import EditOffer
from app.state.own_masks import is_deleted, is_own
from app.state.reading import Layer, Reading
from app.state.review import FindingId, Review
from app.state.session import Session, series_key
from app.ui.layer_detail import LayerDetail
from app.ui.layer_row import LayerRow
from app.ui.outline_finder import threshold_of
from app.ui.panel import Panel, empty, words
from app.ui.question import Question
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.steps import Steps

SHORT = 12
"""So many structures are listed with everything; of more, rows are slim, searched and scrolled."""

_LIST_PX = 280
"""Height of a long list."""


class LayerPanel(Panel):
    """The structures over the open picture.

    Signals
    -------
    layer_changed(int, str, object)
        Number of the layer, field of `app.state.reading.Layer`, its wanted value.
    layers_changed(object, str, object)
        The same for a tuple of numbers.
    accept_requested(bool)
        The reader accepts every draft, or takes that back.
    judged(FindingId, Review)
        What the reader decides about one.
    chosen(FindingId)
        The reader wants to see one.
    edit_requested(FindingId)
        The reader wants to correct one.
    lock_toggled(FindingId)
        The reader wants to lock or unlock one beside the mask that is edited.
    take_up_requested()
        The reader wants the edits of an earlier session back.
    new_requested()
        The reader wants to draw a mask of his own.
    look_requested(FindingId)
        The reader wants another name or colour for one that he drew.
    """

    layer_changed = Signal(int, str, object)
    layers_changed = Signal(object, str, object)
    accept_requested = Signal(bool)
    judged = Signal(object, object)
    chosen = Signal(object)
    edit_requested = Signal(object)
    lock_toggled = Signal(object)
    take_up_requested = Signal()
    new_requested = Signal()
    look_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("LayerPanel", "Overlay"), parent)
        self._session = session
        self._shown: object = None
        self._layers: tuple[Layer, ...] = ()
        self._deleted: set[int] = set()
        self._accepted = False
        self._is_whole = True
        self.rows: list[LayerRow] = []
        self.new = _link(self.tr("New mask…"))
        self.new.setToolTip(self.tr("Draw a mask of your own (Shift+M)"))
        self.new.clicked.connect(self.new_requested)
        self.add_to_title(self.new)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find a structure"))
        self.search.setAccessibleName(self.tr("Find a structure"))
        self.search.setClearButtonEnabled(True)
        self.all_eyes = _link(self.tr("Show all"))
        self.no_eyes = _link(self.tr("Hide all"))
        self._tools = QWidget()
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(10)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.all_eyes)
        tools.addWidget(self.no_eyes)
        self.body.addWidget(self._tools)
        self.offer = Question(stacked=True)
        self.offer.answered.connect(self.take_up_requested)
        self._offered: EditOffer | None = None
        self.body.addWidget(self.offer)
        self._inside = inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        self.body.addWidget(self.area)
        self.detail = LayerDetail()
        self.detail.hide()
        self.body.addWidget(self.detail)
        self.look = _link(self.tr("Name and colour…"))
        self.look.clicked.connect(self._on_look_clicked)
        self._own = QWidget()
        own = QHBoxLayout(self._own)
        own.setContentsMargins(4, 0, 0, 0)
        own.addWidget(words(self.tr("Drawn by a person"), "small"), 1)
        own.addWidget(self.look)
        self._own.hide()
        self.body.addWidget(self._own)
        self._status = words("", "small")
        self.accept = _link(self.tr("Accept"))
        line = QHBoxLayout()
        line.addWidget(self._status, 1)
        line.addWidget(self.accept)
        self.body.addLayout(line)
        self._steps = Steps(self)
        self.search.textChanged.connect(self._on_search_changed)
        self.all_eyes.clicked.connect(self._on_all_clicked)
        self.no_eyes.clicked.connect(self._on_none_clicked)
        self.accept.clicked.connect(self._on_accept_clicked)
        self.detail.changed.connect(self.layer_changed)
        self.detail.edit_requested.connect(self._on_detail_edit_requested)
        self.detail.lock_toggled.connect(self._on_detail_lock_toggled)
        self._refresh = Refresh(self.refresh, self)
        session.layers_changed.connect(self._refresh.soon)
        session.editing.editing_changed.connect(self._show_offer)
        session.editing.editing_changed.connect(self._show_locks)
        session.selection.selection_changed.connect(self._refresh.soon)
        self.refresh()

    @property
    def _reading(self) -> Reading:
        opened = self._session.opened
        return Reading() if opened is None else self._session.reading_of(opened)

    @property
    def is_short(self) -> bool:
        """Whether rows have everything."""
        return len(self._layers) <= SHORT

    def refresh(self) -> None:
        """Show the layers of the session."""
        reading = self._reading
        self._layers = reading.drawn
        opened = self._session.opened
        self.setVisible(opened is not None)
        # A case has the masks of its dataset, by the names that it has there.
        self.new.setVisible(opened is not None and not opened.series.is_case)
        self.area.setVisible(bool(self._layers))
        self._deleted = {number for number, each in enumerate(reading.drawn_findings) if is_deleted(reading, each)}
        # Not by their masks: those that are edited are other ones after each stroke.
        shown = tuple(
            (finding, layer.title, layer.colour, is_deleted(reading, finding))
            for finding, layer in zip(reading.drawn_findings, self._layers, strict=True)
        )
        if shown != self._shown:
            self._shown = shown
            self._begin_anew()
        self._steps.start(self._bring_up())
        self._fit()
        self._show_selected(reading)
        self._show_offer()
        self._show_locks()
        judged = [each for each in reading.results if not each.provenance.is_by_person]
        accepted = bool(judged) and all(reading.is_accepted(each) for each in judged)
        self._status.setVisible(bool(judged))
        self.accept.setVisible(bool(judged))
        self._status.setText(self.tr("Accepted by the reader") if accepted else self.tr("Draft, not reviewed (dashed)"))
        self.accept.setText(self.tr("Back to draft") if accepted else self.tr("Accept"))
        self._accepted = accepted

    def settle(self) -> None:
        """Show all of it at once, however long that takes: before the window is grabbed."""
        self.refresh()
        self._steps.finish()
        self._fit()

    def _show_offer(self) -> None:
        """Ask whether edits of an earlier session are wanted."""
        opened = self._session.opened
        offer = None if opened is None else self._session.editing.offer(series_key(opened.series))
        if offer == self._offered:
            return
        self._offered = offer
        if offer is None:
            self.offer.hide()
        else:
            text = self.tr("Edits of an earlier session are kept: {names}")
            self.offer.ask(text.format(names=", ".join(map(spoken, offer.titles))), self.tr("Take up"))

    def _show_locks(self) -> None:
        """Show which neighbours of the mask that is edited are locked; of a long list in its detail."""
        for row in self.rows:
            row.show_lock(self._lock_of(row.finding))
        selected = self._session.selection.finding
        self.detail.show_lock(None if self.is_short or selected is None else self._lock_of(selected))

    def _lock_of(self, finding: FindingId) -> bool | None:
        """Whether a structure is locked; None where no mask of its result is edited, or its own."""
        editing, opened = self._session.editing, self._session.opened
        mask = editing.mask
        if mask is None or opened is None or opened.volume.source_id != mask.volume.source_id:
            return None
        is_beside = finding.model_id == mask.finding.model_id and finding != mask.finding
        return finding in editing.locked if is_beside else None

    def _show_selected(self, reading: Reading) -> None:
        """Show which structure is chosen, and the rest of it."""
        selected = self._session.selection.finding
        for row in self.rows:
            row.show_selected(row.finding == selected)
            row.show_editable(self._is_editable(reading, row.finding))
            if row.finding == selected and not self.is_short:
                self.area.ensureWidgetVisible(row, 0, 4)
        findings = reading.drawn_findings
        number = findings.index(selected) if selected in findings else -1
        self.detail.setVisible(number >= 0 and number not in self._deleted)
        can_look = self.detail.isVisibleTo(self) and is_own(findings[number]) and self.new.isVisibleTo(self)
        self._own.setVisible(can_look)
        if number >= 0:
            layer = self._layers[number]
            own = threshold_of(layer.structure, reading)
            self.detail.show_layer(number, layer, own, is_short=self.is_short)
            self.detail.edit.setEnabled(self._is_editable(reading, findings[number]))

    def _is_editable(self, reading: Reading, finding: FindingId) -> bool:
        """Whether a structure can be corrected: what others made is theirs, and what was rejected is hidden."""
        result, layer = reading.result_of(finding.model_id), reading.layer_of(finding)
        is_ours = result is not None and not result.provenance.maker
        return is_ours and layer is not None and layer.review is not Review.REJECTED

    def _begin_anew(self) -> None:
        empty(self._list)
        self.rows = []
        self._is_whole = False
        blocked = self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(blocked)
        self._tools.setVisible(not self.is_short)

    def _fit(self) -> None:
        """Give a short list the height of its rows: nothing is scrolled there."""
        self.area.setFixedHeight(self._inside.sizeHint().height() if self.is_short else _LIST_PX)

    def _bring_up(self) -> Iterator[None]:
        """Make rows and bring them up to date, one at each step: a hundred at once would hold the window up."""
        for row, layer in zip(self.rows, self._layers, strict=False):
            if row.layer is not layer:
                row.show_layer(layer)
                yield
        findings = self._reading.drawn_findings
        for number in range(len(self.rows), len(self._layers)):
            row = LayerRow(number, findings[number], self._layers[number], is_short=self.is_short)
            row.visible_toggled.connect(self._on_visible_toggled)
            row.filled_toggled.connect(self._on_filled_toggled)
            row.opacity_moved.connect(self._on_opacity_moved)
            row.chosen.connect(self.chosen)
            row.edit_requested.connect(self.edit_requested)
            row.lock_toggled.connect(self.lock_toggled)
            row.review.judged.connect(self.judged)
            row.show_editable(self._is_editable(self._reading, row.finding))
            self.rows.append(row)
            self._list.addWidget(row)
            if self.is_short and self._is_found(number):
                # Now, so that it counts where the height of the list is asked for.
                row.show()
            elif not self._is_found(number):
                row.hide()
            yield
        if not self._is_whole:
            self._is_whole = True
            self._list.addStretch(1)
            # Once more when the rows have their style, and with it their height.
            self._refresh.soon()

    def _is_found(self, number: int) -> bool:
        if number in self._deleted:
            return False
        sought = self.search.text().casefold().split()
        title = spoken(self._layers[number].title).casefold()
        return all(word in title for word in sought)

    def _found(self) -> tuple[int, ...]:
        return tuple(number for number in range(len(self._layers)) if self._is_found(number))

    def _on_search_changed(self) -> None:
        for number, row in enumerate(self.rows):
            row.setVisible(self._is_found(number))

    def _on_all_clicked(self) -> None:
        self.layers_changed.emit(self._found(), "visible", True)

    def _on_none_clicked(self) -> None:
        self.layers_changed.emit(self._found(), "visible", False)

    def _on_visible_toggled(self, number: int, visible: bool) -> None:
        self.layer_changed.emit(number, "visible", visible)

    def _on_filled_toggled(self, number: int, filled: bool) -> None:
        self.layer_changed.emit(number, "filled", filled)

    def _on_opacity_moved(self, number: int, opacity: float) -> None:
        self.layer_changed.emit(number, "opacity", opacity)

    def _on_detail_edit_requested(self) -> None:
        selected = self._session.selection.finding
        if selected is not None:
            self.edit_requested.emit(selected)

    def _on_detail_lock_toggled(self) -> None:
        selected = self._session.selection.finding
        if selected is not None:
            self.lock_toggled.emit(selected)

    def _on_look_clicked(self) -> None:
        selected = self._session.selection.finding
        if selected is not None:
            self.look_requested.emit(selected)

    def _on_accept_clicked(self) -> None:
        self.accept_requested.emit(not self._accepted)


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("flat", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button
