"""The boxes and points that are edited: which class, how large, on which images, and the end of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QToolButton, QWidget

from ai.inference.provenance import BoxOrigin
from ai.inference.results import Detection
from app.actions.edit_box import EditBoxActions
from app.state.box_effort import box_effort
from app.state.session import Session
from app.state.tool import Tool
from app.ui.box_words import box_words, effort_words, size_words, slice_words
from app.ui.icons import tint
from app.ui.panel import Panel, words
from app.ui.refresh import Refresh
from app.ui.segment import Segment
from app.ui.spoken import spoken
from app.ui.theme import Token


class BoxPanel(Panel):
    """Shown while boxes and points are edited.

    Parameters
    ----------
    session, boxes
        What is open, and what can be done with its boxes.

    Signals
    -------
    begun()
        Boxes are edited: the panel stands above the list of findings.
    class_chosen(str)
        Name of the class for the selected box and the next one; may be a new one.
    tool_requested(Tool)
        The left button draws boxes, or marks points, or looks again.
    end_requested(bool)
        The selected box begins (False) or ends (True) with the image that is shown.
    delete_requested(), restore_requested(), undo_requested(), redo_requested(), done_requested()
        The buttons of that name.
    """

    begun = Signal()
    class_chosen = Signal(str)
    tool_requested = Signal(object)
    end_requested = Signal(bool)
    delete_requested = Signal()
    restore_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    done_requested = Signal()

    def __init__(self, session: Session, boxes: EditBoxActions, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("BoxPanel", "Edit boxes and points"), parent)
        self._session = session
        self._boxes = boxes
        self._was_on = False
        self.title = words("", "strong", wrap=True)
        self.facts = words("", "small", wrap=True)
        self.undo = _icon_button("undo", self.tr("Undo (Ctrl+Z)"))
        self.redo = _icon_button("redo", self.tr("Redo (Ctrl+Y)"))
        self.classes = QComboBox()
        self.classes.setEditable(True)
        self.classes.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.classes.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.classes.setAccessibleName(self.tr("Class"))
        self.classes.setToolTip(self.tr("Class of the selected box or point and of the next one; type a new one"))
        self.draw = Segment(0, self.tr("Draw a box"), self.tr("Drag from corner to corner (B)"))
        self.mark = Segment(5, self.tr("Mark a point"), self.tr("Press where it is (P)"))
        self.first = Segment(1, self.tr("First image"), self.tr("The box begins with this image ([)"))
        self.last = Segment(2, self.tr("Last image"), self.tr("The box ends with this image (])"))
        self.delete = Segment(3, self.tr("Delete"), self.tr("What a model marked is rejected (Del)"))
        self.model = Segment(4, self.tr("Model"), self.tr("Back to the boxes and points as the model left them"))
        self.effort = words("", "small", wrap=True)
        self.effort.setToolTip(self.tr("How much differs from what the models left"))
        self.done = QPushButton(self.tr("Done"))
        self.done.setProperty("primary", True)
        self.done.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self._connect()
        refresh = Refresh(self.refresh, self)
        for news in (
            session.editing.boxes.boxes_changed,
            session.editing.boxes.draft_changed,
            session.findings_changed,
            session.selection.selection_changed,
            session.tools.tool_changed,
            session.volume_changed,
        ):
            news.connect(refresh.soon)
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.title, 1)
        head.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.redo, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addWidget(self.facts)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(words(self.tr("Class"), "small"))
        line.addWidget(self.classes, 1)
        self.body.addLayout(line)
        for row in ((self.draw, self.mark), (self.first, self.last), (self.delete, self.model)):
            line = QHBoxLayout()
            line.setSpacing(2)
            for button in row:
                line.addWidget(button, 1)
            self.body.addLayout(line)
        self.body.addWidget(self.effort)
        self.body.addWidget(self.done)

    def _connect(self) -> None:
        self.classes.textActivated.connect(self._on_class_chosen)
        edit = self.classes.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._on_class_typed)
        self.draw.clicked.connect(self._on_draw_clicked)
        self.mark.clicked.connect(self._on_mark_clicked)
        self.first.clicked.connect(self._on_first_clicked)
        self.last.clicked.connect(self._on_last_clicked)
        self.delete.clicked.connect(self.delete_requested)
        self.model.clicked.connect(self.restore_requested)
        self.undo.clicked.connect(self.undo_requested)
        self.redo.clicked.connect(self.redo_requested)
        self.done.clicked.connect(self.done_requested)

    def refresh(self) -> None:
        """Show the selected box, and what can be done; hidden while boxes are not edited."""
        is_on = self._session.editing.boxes.is_on
        self.setVisible(is_on)
        if is_on and not self._was_on:
            self.begun.emit()
        self._was_on = is_on
        opened = self._session.opened
        if not is_on or opened is None:
            return
        finding = self._boxes.selected()
        box = None if finding is None else self._session.reading_of(opened).box_of(finding)
        draft = self._session.editing.boxes.draft
        refusal = self._boxes.refusal()
        self.title.setText(spoken(refusal) if refusal else self._title_of(box, axes_known=opened.volume.axes_known))
        for widget in (self.draw, self.mark, self.classes):
            widget.setEnabled(not refusal)
        self.mark.setVisible(not self._boxes.is_of_case())
        sides = (draft.low, draft.high) if draft is not None else None if box is None else (box.low, box.high)
        facts = [] if sides is None else [size_words(opened.volume, *sides), slice_words(opened.volume, *sides)]
        if box is not None and box.origin is BoxOrigin.CORRECTED:
            facts.append(self.tr("the model's score no longer holds"))
        self.facts.setText(" · ".join(each for each in facts if each))
        self.facts.setVisible(any(facts))
        self._show_classes(box)
        changed = effort_words(box_effort(self._session.reading_of(opened)))
        self.effort.setText(self.tr("By you: {changes}").format(changes=changed))
        self.effort.setVisible(bool(changed))
        self.draw.setChecked(self._session.tools.tool is Tool.BOX)
        self.mark.setChecked(self._session.tools.tool is Tool.MARK)
        for button in (self.first, self.last):
            button.setChecked(False)
            button.setVisible(opened.volume.shape[0] > 1)
            button.setEnabled(self._boxes.can_end_here())
        self.delete.setEnabled(box is not None)
        self.model.setEnabled(bool(self._boxes.corrected_model()))
        for button in (self.delete, self.model):
            button.setChecked(False)
        self.undo.setEnabled(bool(self._session.annotations.undo_words))
        self.redo.setEnabled(bool(self._session.annotations.redo_words))

    def _title_of(self, box: Detection | None, *, axes_known: bool) -> str:
        if box is not None:
            return box_words(box, axes_known=axes_known)
        if self._session.tools.tool is Tool.BOX:
            return self.tr("Drag a box on the picture")
        if self._session.tools.tool is Tool.MARK:
            return self.tr("Press on the picture where something is")
        return self.tr("Press a box or a point to change it")

    def _show_classes(self, box: Detection | None) -> None:
        """List the classes; what is being typed stays."""
        edit = self.classes.lineEdit()
        if edit is not None and edit.hasFocus() and edit.isModified():
            return
        titles = [spoken(each.title) for each in self._boxes.classes.all()]
        chosen = spoken((self._boxes.classes.next() if box is None else box.label).title)
        blocked = self.classes.blockSignals(True)
        if titles != [self.classes.itemText(number) for number in range(self.classes.count())]:
            self.classes.clear()
            self.classes.addItems(titles)
        self.classes.setCurrentText(chosen)
        self.classes.blockSignals(blocked)

    def _on_class_chosen(self, title: str) -> None:
        self.class_chosen.emit(title)

    def _on_class_typed(self) -> None:
        edit = self.classes.lineEdit()
        if edit is not None and edit.isModified():
            edit.setModified(False)
            self.class_chosen.emit(edit.text())
            self.refresh()  # a name that a case of a dataset does not have is not taken

    def _on_draw_clicked(self) -> None:
        self.tool_requested.emit(Tool.BOX)

    def _on_mark_clicked(self) -> None:
        self.tool_requested.emit(Tool.MARK)

    def _on_first_clicked(self) -> None:
        self.end_requested.emit(False)

    def _on_last_clicked(self) -> None:
        self.end_requested.emit(True)


def _icon_button(icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    tint(button, icon, colour=Token.DIM, size_px=16)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setProperty("quiet", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
