"""Second page of the lesson: where to start from, how much is taught, how long."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from app.actions.teach import TeachActions
from app.actions.teach_data import Prepared
from app.actions.teach_plan import ARCHITECTURES, SCOPES, Plan, architectures, bases, suggest
from app.state.model_list import ModelList
from app.ui.panel import set_role, words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken

_FIELD_PX = 420


class TeachPlanPage(QWidget):
    """Shows the suggestion, which may be edited."""

    def __init__(self, teach: TeachActions, models: ModelList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teach = teach
        self._models = models
        self._shown: object = None
        self.base = QComboBox()
        self.base.activated.connect(self._on_base_activated)
        self.scope = QComboBox()
        self.epochs = QSpinBox()
        self.epochs.setRange(1, 10_000)
        self.batch = QSpinBox()
        self.batch.setRange(1, 1024)
        self.rate = QLineEdit()
        self.rate.setProperty("field", True)
        validator = QDoubleValidator(1e-8, 1.0, 10, self.rate)
        validator.setLocale(QLocale.c())
        self.rate.setValidator(validator)
        self.title = QLineEdit()
        self.title.setProperty("field", True)
        self.title.setPlaceholderText(self.tr("by itself, from the classes"))
        self.reason = words("", "dim", wrap=True)
        self.suggestion = QPushButton(self.tr("Use the suggestion"))
        self.suggestion.setProperty("flat", True)
        self.suggestion.setAutoDefault(False)
        self.suggestion.clicked.connect(self._on_suggestion_clicked)
        self._lay_out()
        refresh = Refresh(self.refresh, self)
        teach.data_changed.connect(refresh.soon)
        models.models_changed.connect(refresh.soon)
        self.refresh()

    @property
    def plan(self) -> Plan:
        """What the fields say."""
        base, architecture = self.base.currentData() or ("", ARCHITECTURES[0])
        return Plan(
            base,
            architecture,
            str(self.scope.currentData()),
            self.epochs.value(),
            self.batch.value(),
            float(self.rate.text()) if self.rate.hasAcceptableInput() else 1e-3,
            title=self.title.text().strip(),
        )

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
                self.base.addItem(self.tr("{network}, from random weights").format(network=name), ("", name))
        self.scope.clear()
        for name, title in SCOPES[task]:
            self.scope.addItem(spoken(title), name)
        self._show(suggest(prepared.report, self._models.bases))

    def _show(self, plan: Plan) -> None:
        for number in range(self.base.count()):
            if self.base.itemData(number) == (plan.base, plan.architecture):
                self.base.setCurrentIndex(number)
        self.scope.setCurrentIndex(max(0, self.scope.findData(plan.scope)))
        self.epochs.setValue(plan.epochs)
        self.batch.setValue(plan.batch)
        self.rate.setText(f"{plan.learning_rate:g}")
        self.reason.setText(spoken(plan.reason))
        set_role(self.reason, "dim" if self.base.count() else "warning")
        for field in (self.base, self.scope, self.epochs, self.batch, self.rate, self.title, self.suggestion):
            field.setEnabled(self.base.count() > 0)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(24)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        rows = (
            (self.tr("Start from"), self.base),
            (self.tr("Teach"), self.scope),
            (self.tr("Epochs at most"), self.epochs),
            (self.tr("Images a step"), self.batch),
            (self.tr("Learning rate"), self.rate),
            (self.tr("Name of the new model"), self.title),
        )
        for name, field in rows:
            field.setMinimumHeight(30)
            field.setFixedWidth(_FIELD_PX if isinstance(field, QComboBox) or field is self.title else 120)
            form.addRow(name, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.reason)
        column.addLayout(form)
        column.addWidget(self.suggestion, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
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

    def _on_base_activated(self, number: int) -> None:
        prepared, chosen = self._teach.prepared, self.base.itemData(number)
        if prepared is not None and chosen is not None:
            base, architecture = chosen
            self._show(suggest(prepared.report, self._models.bases, base=base, architecture=architecture))

    def _on_suggestion_clicked(self) -> None:
        if self._teach.prepared is not None:
            self._show(suggest(self._teach.prepared.report, self._models.bases))
