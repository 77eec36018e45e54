"""What the models found on the open series: numbers with their intervals, notes, where they come from."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ai.inference.provenance import GateVerdict, Provenance
from ai.inference.results import Measurement, ModelResult
from ai.volume import SpacingKind
from app.imaging.labels import display_title
from app.imaging.units import number_text, unit_words
from app.state.own_masks import is_deleted, is_own
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind
from app.state.session import Session
from app.ui.box_words import row_words
from app.ui.class_bar import ClassAnswer
from app.ui.detection_list import MOST_ROWS, DetectionList, DetectionRow
from app.ui.explain_link import ExplainLink
from app.ui.finding_layer import box_colour
from app.ui.heat_map_row import HeatMapRow
from app.ui.known_words import known
from app.ui.open_filter import OpenFilter
from app.ui.panel import Fold, Panel, empty, rule, words
from app.ui.refresh import Refresh
from app.ui.review_buttons import ReviewButtons
from app.ui.spoken import spoken
from app.ui.steps import Steps

_DASH = "–"


class FindingsPanel(Panel):
    """Classes, boxes, measurements, heat maps, notes and provenance of every result.

    Signals
    -------
    card_requested(str)
        The reader wants the card of a model id.
    explain_requested(str, str)
        As in `ExplainLink`.
    judged(FindingId, Review)
        What the reader decides about a finding.
    chosen(FindingId)
        The reader wants to see a finding.
    heat_changed(str, int, float)
        As in `HeatMapRow`.
    score_chosen(str, float)
        As in `BoxScore`.
    flag_requested(FindingId)
        As in `ReadButton`.
    """

    card_requested = Signal(str)
    explain_requested = Signal(str, str)
    judged = Signal(object, object)
    chosen = Signal(object)
    heat_changed = Signal(str, int, float)
    score_chosen = Signal(str, float)
    flag_requested = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("FindingsPanel", "Findings"), parent)
        self._session = session
        self._shown: tuple[ModelResult, ...] = ()
        self._deleted: set[FindingId] = set()
        self._folds_open: dict[str, bool] = {}
        self._folds: dict[str, Fold] = {}
        self._classes: list[ClassAnswer] = []
        self.boxes: list[DetectionRow] = []
        self.box_lists: list[DetectionList] = []
        self.heat_maps: list[HeatMapRow] = []
        self._buttons: list[ReviewButtons] = []
        self._measured: dict[FindingId, QWidget] = {}
        self._building = Steps(self)
        self._marking = Steps(self)
        self.filter = OpenFilter(session)
        self.body.addWidget(self.filter)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.body.addLayout(self._list)
        refresh = Refresh(self.refresh, self)
        session.findings_changed.connect(refresh.soon)
        session.layers_changed.connect(refresh.soon)
        session.selection.selection_changed.connect(refresh.soon)
        session.read.read_changed.connect(refresh.soon)
        self.refresh()

    @property
    def _reading(self) -> Reading:
        opened = self._session.opened
        return Reading() if opened is None else self._session.reading_of(opened)

    def refresh(self) -> None:
        """Show the results of the session."""
        reading = self._reading
        deleted = {each for each in reading.findings if is_deleted(reading, each)}
        results = tuple(each for each in reading.results if not reading.is_all_deleted(each))
        self.setVisible(bool(results))
        if (
            deleted != self._deleted
            or len(results) != len(self._shown)
            or not all(a is b for a, b in zip(results, self._shown, strict=True))
        ):
            self._rebuild(reading)
        else:
            self._marking.start(self._show_state())

    def settle(self) -> None:
        """Show all of it at once, however long that takes: before the window is grabbed."""
        self.refresh()
        self._building.finish()
        self._marking.finish()

    def _rebuild(self, reading: Reading) -> None:
        self._folds_open = {model_id: fold.is_open for model_id, fold in self._folds.items()}
        self._shown = tuple(each for each in reading.results if not reading.is_all_deleted(each))
        self._deleted = {each for each in reading.findings if is_deleted(reading, each)}
        self._folds = {}
        self._classes, self.boxes, self.box_lists, self.heat_maps, self._buttons = [], [], [], [], []
        empty(self._list)
        self._building.start(self._build(reading))

    def _build(self, reading: Reading) -> Iterator[None]:
        """Make the parts of all results, one at each step: a hundred volumes at once would hold the window up."""
        for number, result in enumerate(self._shown):
            if number:
                self._list.addWidget(rule())
            yield from self._result(reading, result)
        # Decisions may have come meanwhile.
        self._marking.start(self._show_state())

    def _show_state(self) -> Iterator[None]:
        """Show what was decided, what is looked at, which heat map is drawn; a row at each step."""
        reading, selected = self._reading, self._session.selection.finding
        self.filter.show_reading(reading)
        for heat in self.heat_maps:
            heat.show_view(reading.heat)
        for listed in self.box_lists:
            listed.show_reading(reading, self.filter)
            yield
        for row in self.boxes:
            row.show_state(reading.review_of(row.finding), selected=row.finding == selected)
            row.review.show_state(self.filter.state_of(reading, row.finding))
            yield
        for buttons in self._buttons:
            buttons.show_review(reading.review_of(buttons.finding))
            buttons.show_state(self.filter.state_of(reading, buttons.finding))
            self._measured[buttons.finding].setVisible(not self.filter.leaves_out(reading, buttons.finding))
            yield
        for answer in self._classes:
            for finding in reading.findings:
                state, left_out = self.filter.state_of(reading, finding), self.filter.leaves_out(reading, finding)
                answer.show_review(finding, reading.review_of(finding))
                answer.show_state(finding, state, left_out=left_out)
                yield

    def _result(self, reading: Reading, result: ModelResult) -> Iterator[None]:
        part = QWidget()
        self._list.addWidget(part)
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        findings = reading.findings_of(result)
        gate = result.provenance.gate
        if gate.overridden:
            badge = self.tr("Outside the model's contract: run in spite of a refusal")
            layout.addWidget(words(badge, "alarm", wrap=True))
        if result.provenance.maker:
            maker, is_read = spoken(result.provenance.maker), result.provenance.is_by_person
            origin = maker if is_read else self.tr("Not made here: {maker}").format(maker=maker)
            layout.addWidget(words(origin, wrap=True))
        elif result.provenance.is_by_person:
            layout.addWidget(words(self.tr("By a person"), "accent"))
        edited = [spoken(display_title(each.label, axes_known=True)) for each in result.structures if each.edited]
        if edited:
            told = self.tr("Edited by a person: {names}").format(names=", ".join(edited))
            layout.addWidget(words(told, "warning", wrap=True))
        if result.classifications:
            yield from self._answer(layout, result, _of(findings, FindingKind.CLASSIFICATION))
        if result.detections:
            yield from self._boxes(layout, reading, result, _of(findings, FindingKind.DETECTION))
        for finding in _of(findings, FindingKind.MEASUREMENT):
            if finding in self._deleted:
                continue
            layout.addWidget(self._measurement(finding, result.measurements[finding.number]))
            yield
        for outdated in (each for each in result.measurements if each.outdated):
            text = self.tr("{name}: left out, it was measured on a mask that was edited since")
            layout.addWidget(words(text.format(name=spoken(outdated.title)), "small", wrap=True))
            yield
        for number, heat in enumerate(result.heatmaps):
            row = HeatMapRow(result.provenance.model_id, number, heat)
            row.heat_changed.connect(self.heat_changed)
            self.heat_maps.append(row)
            layout.addWidget(row)
            yield
        for note in result.notes:
            layout.addWidget(words(note, "small", wrap=True))
        yield
        if gate.verdict is not GateVerdict.OK:
            for reason in gate.reasons:
                layout.addWidget(words(reason, "warning", wrap=True))
        if result.provenance.maker or result.provenance.is_by_person:
            # No model of ours: there is no card, and nothing to say of weights and device.
            return
        model_id = result.provenance.model_id
        fold = Fold(self.tr("Where this comes from"), _provenance(result.provenance, self._card_link(model_id)))
        fold.set_open(self._folds_open.get(model_id, False))
        self._folds[model_id] = fold
        layout.addWidget(fold)

    def _answer(self, place: QVBoxLayout, result: ModelResult, findings: list[FindingId]) -> Iterator[None]:
        part = QWidget()
        place.addWidget(part)
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        answer = ClassAnswer(result.classifications, findings)
        answer.judged.connect(self.judged)
        answer.flag_requested.connect(self.flag_requested)
        self._classes.append(answer)
        layout.addWidget(answer)
        yield from answer.build()
        if not result.heatmaps and not _marks_places(result):
            link = ExplainLink(result.provenance.model_id)
            link.explain_requested.connect(self.explain_requested)
            layout.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _boxes(
        self, place: QVBoxLayout, reading: Reading, result: ModelResult, findings: list[FindingId]
    ) -> Iterator[None]:
        opened = self._session.opened
        axes_known = opened is not None and opened.volume.axes_known
        listed = DetectionList(result)
        listed.score.score_chosen.connect(self.score_chosen)
        self.box_lists.append(listed)
        place.addWidget(listed)
        for finding, detection in zip(findings[:MOST_ROWS], result.detections[:MOST_ROWS], strict=True):
            text = row_words(detection, axes_known=axes_known, by_reader=result.provenance.is_by_person)
            row = DetectionRow(finding, text, detection, box_colour(reading, finding))
            row.chosen.connect(self.chosen)
            row.review.judged.connect(self.judged)
            row.review.flag_requested.connect(self.flag_requested)
            self.boxes.append(row)
            listed.add(row)
            yield
        listed.show_reading(reading, self.filter)

    def _measurement(self, finding: FindingId, measurement: Measurement) -> QWidget:
        part = QWidget()
        layout = QVBoxLayout(part)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        self._measured[finding] = part
        head = QHBoxLayout()
        head.addWidget(words(measurement.title), 1)
        if not is_own(finding):
            buttons = ReviewButtons(finding, spoken(measurement.title), tells_state=True)
            buttons.judged.connect(self.judged)
            buttons.flag_requested.connect(self.flag_requested)
            self._buttons.append(buttons)
            head.addWidget(buttons)
        layout.addLayout(head)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(words(value_text(measurement), "value"))
        interval = interval_text(measurement)
        if interval:
            line.addWidget(words(interval, "dim"), 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        layout.addLayout(line)
        if measurement.interval_note:
            layout.addWidget(words(known(spoken(measurement.interval_note)), "small", wrap=True))
        if measurement.unit != "1" and self._on_detector():
            on_detector = self.tr("In the plane of the detector; the patient is magnified.")
            layout.addWidget(words(on_detector, "small", wrap=True))
        return part

    def _on_detector(self) -> bool:
        opened = self._session.opened
        return opened is not None and opened.volume.spacing_kind is SpacingKind.DETECTOR

    def _card_link(self, model_id: str) -> QPushButton:
        link = CardLink(model_id)
        link.card_requested.connect(self.card_requested)
        return link


class CardLink(QPushButton):
    """Opens the card of a model.

    Signals
    -------
    card_requested(str)
        Id of the model.
    """

    card_requested = Signal(str)

    def __init__(self, model_id: str, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("CardLink", "Model card"), parent)
        self._model_id = model_id
        self.setProperty("flat", True)
        # A click must not take the focus: Space and Return belong to the picture unless somebody tabs here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("What the model is for, what it was trained on, how well it does, its limits"))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.card_requested.emit(self._model_id)


def _of(findings: tuple[FindingId, ...], kind: FindingKind) -> list[FindingId]:
    return [finding for finding in findings if finding.kind is kind]


def value_text(measurement: Measurement) -> str:
    """Write the value with its unit."""
    return f"{number_text(measurement.value, measurement.unit)}{unit_words(measurement.unit)}"


def interval_text(measurement: Measurement) -> str:
    """Write the interval; ``""`` where there is none."""
    if measurement.interval is None:
        return ""
    low, high = (number_text(end, measurement.unit) for end in measurement.interval)
    return f"{low} {_DASH} {high}{unit_words(measurement.unit)}"


def _verdict(verdict: GateVerdict) -> str:
    translate = QCoreApplication.translate
    return {
        GateVerdict.OK: translate("Provenance", "passed"),
        GateVerdict.WARN: translate("Provenance", "passed with reservations"),
        GateVerdict.REFUSE: translate("Provenance", "refused"),
    }[verdict]


def _marks_places(result: ModelResult) -> bool:
    """Whether the model puts boxes round what it finds, and so needs no heat map to say where."""
    classes = {each.label.name for each in result.classifications}
    return classes < {name for name, _ in result.provenance.thresholds}


def _provenance(provenance: Provenance, link: QWidget) -> QWidget:
    part = QWidget()
    form = QFormLayout(part)
    form.setContentsMargins(16, 0, 0, 0)
    form.setHorizontalSpacing(12)
    form.setVerticalSpacing(3)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    translate = QCoreApplication.translate
    weights = translate("Provenance", "Weights")
    rules = translate("Provenance", "{rules}, nothing was learned").format(rules=provenance.rules)
    thresholds = sorted({threshold for _, threshold in provenance.thresholds})
    rows = (
        (translate("Provenance", "Model"), f"{provenance.model_id} {provenance.model_version}"),
        (weights, f"{provenance.weights_sha256[:16]}…" if provenance.weights_sha256 else ""),
        (translate("Provenance", "Rules"), rules if provenance.rules else ""),
        (translate("Provenance", "Device"), provenance.device),
        (translate("Provenance", "Time"), f"{provenance.seconds:.1f} s"),
        (translate("Provenance", "Input check"), _verdict(provenance.gate.verdict)),
        (translate("Provenance", "Threshold"), ", ".join(f"{threshold:g}" for threshold in thresholds)),
        (translate("Provenance", "Program"), provenance.app_version),
    )
    for name, value in rows:
        if value:
            label = words(value, "small", wrap=True)
            if name is weights:
                label.setToolTip(f"SHA-256 {provenance.weights_sha256}")
            title = words(name, "small")
            title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            form.addRow(title, label)
    line = QHBoxLayout()
    line.addWidget(link)
    line.addStretch(1)
    form.addRow(line)
    return part
