"""Third page of the lesson: where to start from, how much is taught, how long."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ai.networks.encoder_names import ENCODER_NAMES
from ai.networks.volume_names import VOLUME_NAMES
from ai.training.detector_names import OUTLINERS
from app.actions.teach import TeachActions
from app.actions.teach_data import Prepared
from app.actions.teach_flips import Flips
from app.actions.teach_plan import (
    CALIBRATE,
    CALIBRATIONS,
    SCOPES,
    Plan,
    architectures,
    bases,
    network_title,
    scopes,
    suggest,
)
from app.state.model_list import ModelList
from app.ui.panel import Fold, add_row, off_border, set_role, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken
from app.ui.teach_forecast_row import TeachForecastRow
from app.ui.teach_plan_more import TeachPlanMore

_FIELD_PX = 420


class TeachPlanPage(QWidget):
    """Shows the suggestion, which may be edited.

    Signals
    -------
    changed()
        A field was changed.
    """

    changed = Signal()

    def __init__(self, teach: TeachActions, models: ModelList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teach = teach
        self._models = models
        self._shown: object = None
        self.base = QComboBox()
        self.base.activated.connect(self._on_base_activated)
        self.scope = QComboBox()
        self.calibration = QComboBox()
        for name, text in CALIBRATIONS:
            self.calibration.addItem(spoken(text), name)
        self.epochs = QSpinBox()
        self.epochs.setRange(1, 10_000)
        self.batch = QSpinBox()
        self.batch.setRange(1, 1024)
        off_border(self.epochs)
        off_border(self.batch)
        self.rate = QLineEdit()
        self.rate.setProperty("field", True)
        validator = QDoubleValidator(1e-8, 1.0, 10, self.rate)
        validator.setLocale(QLocale.c())
        self.rate.setValidator(validator)
        self.title = QLineEdit()
        self.title.setProperty("field", True)
        self.title.setPlaceholderText(self.tr("by itself, from the classes"))
        self.flips = QComboBox()
        for label, flips in (
            (self.tr("no: right stays right (suggested)"), Flips()),
            (self.tr("left and right"), Flips(columns=True)),
            (self.tr("left and right, top and bottom"), Flips(columns=True, rows=True)),
        ):
            self.flips.addItem(label, flips)
        self.flips.setToolTip(
            self.tr("Whether a mirrored picture may stand for the picture; kept with the dataset for the next time")
        )
        self.more = TeachPlanMore(teach.trial)
        self.more.frozen.list_requested.connect(self._on_parts_requested)
        self.more.augmentation.preview_requested.connect(self._on_preview_requested)
        self.details = Fold(
            self.tr("More: steps, parts that stay, augmentation with samples, forgetting check"), self.more
        )
        self.forecast = TeachForecastRow(teach.trial)
        self.forecast.forecast_requested.connect(self._on_forecast_requested)
        self.forecast.cancel_requested.connect(teach.trial.cancel)
        self.reason = words("", "dim", wrap=True)
        self.suggestion = QPushButton(self.tr("Use the suggestion"))
        self.suggestion.setProperty("flat", True)
        self.suggestion.setAutoDefault(False)
        self.suggestion.clicked.connect(self._on_suggestion_clicked)
        self._form = QFormLayout()
        self._lay_out()
        self.scope.activated.connect(self._on_scope_activated)
        for box in (self.calibration, self.flips):
            box.activated.connect(self._on_edited)
        for number in (self.epochs, self.batch):
            number.valueChanged.connect(self._on_edited)
        self.rate.textChanged.connect(self._on_edited)
        self.more.changed.connect(self._on_edited)
        refresh = Refresh(self.refresh, self)
        teach.data_changed.connect(refresh.soon)
        models.models_changed.connect(refresh.soon)
        self.refresh()

    @property
    def plan(self) -> Plan:
        """What the fields say."""
        base, architecture = self.base.currentData() or ("", "")
        plan = Plan(
            base,
            architecture,
            str(self.scope.currentData()),
            self.epochs.value(),
            self.batch.value(),
            float(self.rate.text()) if self.rate.hasAcceptableInput() else 1e-3,
            title=self.title.text().strip(),
        )
        if plan.scope == CALIBRATE[0]:
            plan = replace(plan, calibration=str(self.calibration.currentData()))
        return self.more.apply(plan, self.flips.currentData())

    @property
    def is_complete(self) -> bool:
        """Whether the fields can be used."""
        return self.rate.hasAcceptableInput() and self.base.count() > 0

    def refresh(self) -> None:
        """Fill the fields anew for another dataset or other models."""
        prepared = self._teach.prepared
        if prepared is None or prepared.report.task not in SCOPES:
            return
        shown = (prepared, tuple(card.key for card in self._models.bases))
        if shown == self._shown:
            return
        self._shown = shown
        self._fill(prepared)

    def _fill(self, prepared: Prepared) -> None:
        task = prepared.report.task
        self.base.clear()
        for card in bases(prepared.report, self._models.bases):
            text = self.tr("{model} {version}, draft") if card.draft else "{model} {version}"
            self.base.addItem(text.format(model=card.title, version=card.version), (card.key, ""))
        if names := architectures(prepared.report):
            if self.base.count():
                self.base.insertSeparator(self.base.count())
            for name in names:
                self.base.addItem(self._from_nothing(name), ("", name))
        self._teach.trial.forget_samples()
        self._teach.trial.forget_parts()
        self.more.set_task(task)
        self._show(suggest(prepared.report, self._models.bases))
        answers = [self.flips.itemData(number) for number in range(self.flips.count())]
        answered = prepared.flips or Flips()
        self.flips.setCurrentIndex(answers.index(answered) if answered in answers else 0)

    def _from_nothing(self, name: str) -> str:
        if name in OUTLINERS:
            text = self.tr(
                "{network}, from random weights: each part of a mask is found as an object, by box and outline"
            )
            return text.format(network=network_title(name))
        known = ENCODER_NAMES.get(name) or VOLUME_NAMES.get(name)
        if known is None:
            return self.tr("{network}, from random weights").format(network=network_title(name))
        text = self.tr("{network}, from random weights ({count} million)")
        return text.format(network=known.title, count=f"{known.millions:g}")

    def _show(self, plan: Plan) -> None:
        for number in range(self.base.count()):
            if self.base.itemData(number) == (plan.base, plan.architecture):
                self.base.setCurrentIndex(number)
        self._offer_scopes(plan.base)
        self.scope.setCurrentIndex(max(0, self.scope.findData(plan.scope)))
        self.epochs.setValue(plan.epochs)
        self.batch.setValue(plan.batch)
        self.rate.setText(f"{plan.learning_rate:g}")
        self.more.show_plan(plan)
        self.reason.setText(spoken(plan.reason))
        set_role(self.reason, "dim" if self.base.count() else "warning")
        fields = (self.base, self.scope, self.epochs, self.batch, self.rate, self.flips, self.title)
        for field in (*fields, self.suggestion, self.details, self.forecast):
            field.setEnabled(self.base.count() > 0)
        self._on_edited()

    def _offer_scopes(self, base: str) -> None:
        """Offer what the start allows."""
        if self._teach.prepared is not None:
            card = next((card for card in self._models.bases if card.key == base), None)
            self.scope.clear()
            for name, title in scopes(self._teach.prepared.report, card):
                self.scope.addItem(spoken(title), name)

    def _lay_out(self) -> None:
        form = self._form
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(24)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        rows = (
            (self.tr("Start from"), self.base),
            (self.tr("Teach"), self.scope),
            (self.tr("Probabilities"), self.calibration),
            (self.tr("Epochs at most"), self.epochs),
            (self.tr("Images a step"), self.batch),
            (self.tr("Learning rate"), self.rate),
            (self.tr("Mirrored pictures"), self.flips),
            (self.tr("Name of the new model"), self.title),
        )
        for name, field in rows:
            field.setMinimumHeight(30)
            field.setFixedWidth(_FIELD_PX if isinstance(field, QComboBox) or field is self.title else 120)
            add_row(form, name, field)
        inside = QWidget()
        fields = QVBoxLayout(inside)
        fields.setContentsMargins(0, 0, 12, 0)
        fields.setSpacing(12)
        fields.addWidget(self.reason)
        fields.addLayout(form)
        fields.addWidget(self.suggestion, 0, Qt.AlignmentFlag.AlignLeft)
        fields.addWidget(self.details)
        fields.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(self.tr("The plan"))
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(area, 1)
        column.addWidget(self.forecast)
        column.addWidget(
            words(
                self.tr(
                    "The held-out part is used once, at the end, for the comparison with the base. Training runs in a "
                    "process of its own at low priority: you can go on reading, and close the window."
                ),
                "small",
                wrap=True,
            )
        )

    def _on_edited(self) -> None:
        """Drop the forecast: it is of one plan only."""
        scope = str(self.scope.currentData())
        self.more.set_scope(scope)
        is_taught = scope != CALIBRATE[0]
        self._form.setRowVisible(self.calibration, not is_taught)
        for field in (self.epochs, self.batch, self.rate, self.flips):
            field.setEnabled(is_taught and self.base.count() > 0)
        self._teach.trial.forget()
        self.changed.emit()

    def _on_scope_activated(self) -> None:
        """Forget the parts, of which others are taught now."""
        self._teach.trial.forget_parts()
        self._on_edited()

    def _on_parts_requested(self) -> None:
        if self._teach.prepared is not None and self.is_complete:
            self._teach.trial.list_parts(self._teach.prepared, self.plan)

    def _on_forecast_requested(self) -> None:
        if self._teach.prepared is not None and self.is_complete:
            self._teach.trial.measure(self._teach.prepared, self.plan)

    def _on_preview_requested(self) -> None:
        if self._teach.prepared is not None:
            self._teach.trial.draw(self._teach.prepared, self.plan)

    def _on_base_activated(self, number: int) -> None:
        prepared, chosen = self._teach.prepared, self.base.itemData(number)
        if prepared is not None and chosen is not None:
            base, architecture = chosen
            self._teach.trial.forget_parts()
            self._show(suggest(prepared.report, self._models.bases, base=base, architecture=architecture))

    def _on_suggestion_clicked(self) -> None:
        if self._teach.prepared is not None:
            self._show(suggest(self._teach.prepared.report, self._models.bases))
