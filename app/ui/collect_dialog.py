"""Asks what of the open series goes into a dataset, and says what does not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ai.training.dataset.case import Task
from ai.training.dataset.face import Face, face_of
from ai.training.dataset.particulars import Wanted
from ai.volume import Volume
from app.actions.collect_case import CollectActions, KnownDataset, Wish
from app.actions.collect_labels import box_candidates, candidates, proposal
from app.dicom.export.case_add import CaseWish
from app.dicom.export.case_source import BurnedIn, CaseSource
from app.dicom.export.label_names import telling_name
from app.ui.collect_class import CollectClass
from app.ui.collect_rows import CollectRows
from app.ui.dataset_field import DatasetField
from app.ui.panel import Fold, rule, words
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX

_SIZE_PX = (620, 640)


class CollectDialog(QDialog):
    """The question; what was typed is read once, when the reader adds.

    Parameters
    ----------
    actions
        Looks at the files, and adds.
    volume
        Of the open series.

    Signals
    -------
    add_requested(Wish)
        The reader wants this.
    """

    add_requested = Signal(object)

    def __init__(self, actions: CollectActions, volume: Volume, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Add to dataset"))
        self.resize(*_SIZE_PX)
        self._volume = volume
        self._source: CaseSource | None = None
        reading = actions.reading
        self.dataset = DatasetField(actions.folder)
        self.masks = CollectRows(candidates(reading), self.tr("Mask"))
        self.boxes = CollectRows(box_candidates(reading), self.tr("Box"), shares_names=True)
        self.nothing = QCheckBox(self.tr("I looked: there is nothing to find on this series"))
        self.label = CollectClass(proposal(reading))
        self.person = QLineEdit(self)
        self.person.setProperty("field", True)
        self.person.setPlaceholderText(self.tr("A number or word of yours for the person; only a salted key is kept"))
        self.person.setAccessibleName(self.tr("Person"))
        self._is_named = actions.is_named
        self.scanner = QCheckBox(self.tr("Scanner, as a salted key"))
        self.quarter = QCheckBox(self.tr("Quarter of the year, counted from a salted start"))
        self.sex = QCheckBox(self.tr("Sex"))
        self.age = QCheckBox(self.tr("Age in bands of ten years"))
        self.nothing_before = QCheckBox(self.tr("Remove what was kept of this case before"))
        self.seen = QCheckBox(self.tr("I looked at every image: no name is in the pixels"))
        self.face = words("", "warning", wrap=True)
        self.burned = words("", "warning", wrap=True)
        self.problem = words("", "small", wrap=True)
        self.go = QPushButton(self.tr("Add"))
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self._lay_out()
        self.dataset.changed.connect(self._on_dataset_changed)
        self.dataset.folder_chosen.connect(actions.find_datasets_in)
        for changed in (
            self.masks.changed,
            self.boxes.changed,
            self.label.changed,
            self.seen.toggled,
            self.nothing.toggled,
        ):
            changed.connect(self._on_changed)
        self.go.clicked.connect(self._on_go_clicked)
        self.cancel.clicked.connect(self.reject)
        actions.looked.connect(self._on_looked)
        actions.datasets_found.connect(self._on_datasets_found)
        self.refresh()

    def refresh(self) -> None:
        """Show what fits the dataset, what has to be known, and whether the case can be added."""
        choice, source = self.dataset.choice, self._source
        task = Task.SEGMENTATION if choice is None else choice.task
        pages = {Task.CLASSIFICATION: self.label, Task.DETECTION: self._box_area}
        self._labels.setCurrentWidget(pages.get(task, self._mask_area))
        face = face_of(self._volume) if source is None or source.face is None else source.face
        self.face.setText(self._face_words(face))
        burned = BurnedIn.NO if source is None else source.burned_in
        self.burned.setText(self._burned_words(burned))
        self.seen.setVisible(burned is BurnedIn.SUSPECTED)
        for label in (self.face, self.burned):
            label.setVisible(bool(label.text()))
        problem = self._problem(task)
        self.problem.setText(problem)
        self.go.setEnabled(not problem)

    @property
    def wish(self) -> Wish | None:
        """What is wanted as it stands; None while no dataset is chosen."""
        choice = self.dataset.choice
        if choice is None:
            return None
        is_classes = choice.task is Task.CLASSIFICATION
        case = CaseWish(
            choice.folder,
            choice.task,
            self.label.answer if is_classes else None,
            Wanted(
                self.scanner.isChecked(),
                self.quarter.isChecked(),
                self.sex.isChecked(),
                self.age.isChecked(),
                self.nothing_before.isChecked(),
            ),
            "" if self._is_named else self.person.text().strip(),
            self.seen.isChecked(),
        )
        rows = self.boxes if choice.task is Task.DETECTION else self.masks
        return Wish(case, {} if is_classes else rows.chosen, rows.proposed)

    # Layout

    def _lay_out(self) -> None:
        self._mask_area = self._scrolled(self.masks)
        self._box_area = self._scrolled(self.boxes, self.nothing)
        self._labels = QStackedWidget()
        for page in (self._mask_area, self._box_area, self.label):
            self._labels.addWidget(page)
        more = QWidget()
        optional = QVBoxLayout(more)
        optional.setContentsMargins(16, 0, 0, 0)
        optional.setSpacing(4)
        for each in (self.scanner, self.quarter, self.sex, self.age, self.nothing_before):
            optional.addWidget(each)
        self.more = Fold(self.tr("Keep more about the case (off unless you want it)"), more)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.problem, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(GAP_PX)
        layout.addWidget(words(self.tr("DATASET"), "title"))
        layout.addWidget(self.dataset)
        layout.addSpacing(GAP_PX)
        layout.addWidget(words(self.tr("LABELS"), "title"))
        layout.addWidget(self._labels, 1)
        self.person.setVisible(not self._is_named)
        if not self._is_named:
            layout.addWidget(words(self.tr("PERSON"), "title"))
            layout.addWidget(self.person)
        layout.addWidget(rule())
        layout.addWidget(words(self.tr("WHAT LEAVES THE STUDY"), "title"))
        layout.addWidget(words(self._goes_words(), "small", wrap=True))
        layout.addWidget(self.more)
        for warning in (self.face, self.burned):
            layout.addWidget(warning)
        layout.addWidget(self.seen)
        layout.addSpacing(GAP_PX)
        layout.addLayout(buttons)

    def _scrolled(self, *widgets: QWidget) -> QScrollArea:
        """Put widgets under each other into an area of their own."""
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Labels"))
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(14, 10, 14, 10)
        for widget in widgets:
            rows.addWidget(widget)
        area.setWidget(inside)
        return area

    def _goes_words(self) -> str:
        who = self.tr("The person becomes a key that only the salt of this dataset can make again.")
        if not self._is_named:
            who = self.tr(
                "The file does not say whose it is: without a word of yours all files of its folder count as one "
                "person."
            )
        goes = self.tr(
            "The images in real units with their grid, modality, part of the body, view, and the labels above. No "
            "name, no date, no UID, no name of a file."
        )
        return f"{goes} {who}"

    # What has to be known

    def _face_words(self, face: Face) -> str:
        if face is Face.POSSIBLE:
            return self.tr(
                "The head is in the field: a face could be made out of these slices. The case is marked so; pass it on "
                "only where that is allowed."
            )
        if face is Face.UNKNOWN:
            return self.tr(
                "The files do not say what part of the body this is. Where the head is in the field, a face could be "
                "made out of these slices; the case is marked so."
            )
        return ""

    def _burned_words(self, burned: BurnedIn) -> str:
        if burned is BurnedIn.SAID:
            return self.tr(
                "The files say that text is burned into the picture; it may name the patient. Such a picture is not "
                "added."
            )
        if burned is BurnedIn.SUSPECTED:
            return self.tr("Pictures of this kind often carry text, and the files do not say that there is none.")
        return ""

    def _problem(self, task: Task) -> str:
        """Say why the case cannot be added yet; ``""`` where it can."""
        if self._volume.geometry_fault:
            return self.tr("The slices are not even, and nothing is resampled for a dataset: {fault}").format(
                fault=spoken(self._volume.geometry_fault)
            )
        if self._source is None:
            return self.tr("Looking at the files…")
        if self._source.burned_in is BurnedIn.SAID:
            return self.tr("Text is burned into the picture.")
        wish = self.wish
        if wish is None:
            return self.tr("Give the new dataset a name.")
        if task is Task.SEGMENTATION and not wish.names:
            return self.tr("Tick a mask. Masks can be ticked once they are accepted, corrected or drawn.")
        if task is Task.CLASSIFICATION and wish.case.answer is None:
            return self.tr("Choose a class, or “Not sure”.")
        if task is Task.DETECTION and self.boxes.has_drafts:
            return self.tr("Accept or reject every box first: what is left out counts as nothing there.")
        if task is Task.DETECTION and not wish.names and not self.nothing.isChecked():
            return self.tr("There is no box. Say so, if there is nothing to find.")
        return self._name_problem(wish) or self._pixel_problem(wish)

    def _name_problem(self, wish: Wish) -> str:
        names = list(wish.names.values())
        wrong = next((each for each in names if not (each.isascii() and each.replace("_", "a").isalnum())), None)
        is_boxes = wish.case.task is Task.DETECTION
        if wrong is not None and not is_boxes:
            return self.tr("A name of a mask has letters, digits and _ only.")
        if len({each.casefold() for each in names}) < len(names) and not is_boxes:
            return self.tr("Two masks have the same name.")
        choice = self.dataset.choice
        rows = self.boxes if is_boxes else self.masks
        known = rows.model_names | set(() if choice is None else choice.names)
        typed = [*names, *(() if wish.case.answer is None else (wish.case.answer.label,))]
        identity = frozenset() if self._source is None else self._source.identity
        if telling_name(typed, known, identity) is not None:
            return self.tr("A name is a part of the patient's name or number; choose another one.")
        return ""

    def _pixel_problem(self, wish: Wish) -> str:
        is_suspect = self._source is not None and self._source.burned_in is BurnedIn.SUSPECTED
        return self.tr("Look at the pixels first.") if is_suspect and not wish.case.pixels_seen else ""

    # News

    def _on_looked(self, source: CaseSource) -> None:
        self._source = source
        self.refresh()

    def _on_datasets_found(self, found: tuple[KnownDataset, ...]) -> None:
        self.dataset.show_datasets(found)
        if self.dataset.name.isVisible():
            self.dataset.name.setFocus()

    def _on_dataset_changed(self) -> None:
        choice = self.dataset.choice
        names = () if choice is None else choice.names
        self.masks.offer_names(names, None if choice is None else choice.structures)
        self.boxes.offer_names(names)
        self.label.offer_names(names)
        self.refresh()

    def _on_changed(self) -> None:
        self.refresh()

    def _on_go_clicked(self) -> None:
        wish = self.wish
        if wish is not None:
            self.add_requested.emit(wish)
            self.accept()
