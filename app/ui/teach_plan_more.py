"""The part of a plan that is rarely changed: how the steps are made, augmentation, another dataset to remember."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QSpinBox, QVBoxLayout, QWidget

from ai.training.dataset.case import Task
from ai.training.finetune_config import OPTIMISERS, SCHEDULES
from app.actions.teach_flips import Flips
from app.actions.teach_plan import LOSSES, Plan
from app.actions.teach_trial import TeachTrial
from app.ui.augmentation_form import AugmentationForm
from app.ui.folder_field import FolderField
from app.ui.frozen_parts_form import FrozenPartsForm
from app.ui.panel import add_row, off_border, words


class TeachPlanMore(QWidget):
    """Fields that have a good value already.

    Signals
    -------
    changed()
        A field was changed.
    """

    changed = Signal()

    def __init__(self, trial: TeachTrial, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self.schedule = _choice(SCHEDULES)
        self.optimiser = _choice(OPTIMISERS)
        self.decay = QDoubleSpinBox()
        self.decay.setRange(0, 1)
        self.decay.setDecimals(4)
        self.decay.setSingleStep(0.01)
        self.loss = QComboBox()
        self.patience = QSpinBox()
        self.patience.setRange(1, 10_000)
        self.views = QSpinBox()
        self.views.setRange(1, 64)
        for number in (self.decay, self.patience, self.views):
            off_border(number)
        self.frozen = FrozenPartsForm(trial)
        self.augmentation = AugmentationForm(trial)
        self.reference = FolderField(
            self.tr("Dataset of what the base could do"),
            self.tr("optional: another split dataset, to see what is forgotten"),
        )
        self._lay_out()
        for box in (self.schedule, self.optimiser, self.loss):
            box.activated.connect(self.changed)
        for number in (self.decay, self.patience, self.views):
            number.valueChanged.connect(self.changed)
        self.frozen.changed.connect(self.changed)
        self.augmentation.changed.connect(self.changed)
        self.reference.changed.connect(self.changed)

    def set_task(self, task: Task) -> None:
        """Offer the losses of a task."""
        self._task = task
        self.loss.clear()
        for name in LOSSES.get(task, ("suggested",)):
            self.loss.addItem(_title(name), name)

    def show_plan(self, plan: Plan) -> None:
        """Fill the fields."""
        for box, value in ((self.schedule, plan.schedule), (self.optimiser, plan.optimiser), (self.loss, plan.loss)):
            box.setCurrentIndex(max(0, box.findData(value)))
        self.decay.setValue(plan.weight_decay)
        self.patience.setValue(plan.patience)
        self.views.setValue(plan.views)
        self.frozen.show_frozen(plan.frozen)
        self.augmentation.show_augmentation(plan.augmentation)
        self.reference.line.setText("" if plan.reference is None else str(plan.reference))

    def apply(self, plan: Plan, flips: Flips) -> Plan:
        """Give the plan with what the fields say."""
        return replace(
            plan,
            schedule=str(self.schedule.currentData()),
            optimiser=str(self.optimiser.currentData()),
            loss=str(self.loss.currentData() or "suggested"),
            weight_decay=self.decay.value(),
            patience=self.patience.value(),
            views=self.views.value(),
            frozen=self.frozen.frozen if self.frozen.isEnabled() else (),
            augmentation=self.augmentation.augmentation(flips),
            reference=self.reference.path,
        )

    def set_scope(self, scope: str) -> None:
        """Offer what the scope uses: cached features only of classes, and where the encoder stays as it is."""
        self.views.setEnabled(self._task is Task.CLASSIFICATION and scope in ("probe", "head"))
        self.frozen.setEnabled(scope not in ("calibrate", "probe"))  # which teach nothing that could stay

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(24)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for name, field, tip in (
            (self.tr("Course of the rate"), self.schedule, self.tr("After a rise over the first tenth of the steps")),
            (self.tr("Optimiser"), self.optimiser, ""),
            (self.tr("Weight decay"), self.decay, ""),
            (self.tr("Loss"), self.loss, ""),
            (self.tr("Patience"), self.patience, self.tr("Epochs without a better score before the run ends")),
            (
                self.tr("Versions of a picture"),
                self.views,
                self.tr("How many changed versions of each picture the cached features hold; 1 is the picture itself"),
            ),
        ):
            field.setToolTip(tip)
            field.setMinimumHeight(28)
            field.setFixedWidth(240 if isinstance(field, QComboBox) else 120)
            add_row(form, name, field)
        self.reference.setMinimumWidth(480)
        add_row(form, self.tr("Forgetting check"), self.reference)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 0, 4)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(words(self.tr("Parts of the network that stay as they are"), "title"))
        column.addWidget(self.frozen)
        column.addWidget(words(self.tr("Changes of the pictures while they are taught"), "title"))
        column.addWidget(self.augmentation)


def _choice(names: tuple[str, ...]) -> QComboBox:
    box = QComboBox()
    for name in names:
        box.addItem(_title(name), name)
    return box


def _title(name: str) -> str:
    translate = QCoreApplication.translate
    return {
        "cosine": translate("TeachPlanMore", "falling as a cosine"),
        "constant": translate("TeachPlanMore", "staying"),
        "steps": translate("TeachPlanMore", "falling in two steps"),
        "adamw": "AdamW",
        "adam": "Adam",
        "sgd": "SGD",
        "suggested": translate("TeachPlanMore", "suggested"),
        "ce": translate("TeachPlanMore", "cross entropy"),
        "bce": translate("TeachPlanMore", "binary cross entropy"),
        "focal": translate("TeachPlanMore", "focal"),
        "dice": "Dice",
        "dice_ce": translate("TeachPlanMore", "Dice with cross entropy"),
        "tversky": "Tversky",
    }[name]
