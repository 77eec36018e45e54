"""Fourth page of the lesson: the curves of a run while it goes."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.actions.teach import TeachActions
from app.state.teach_run import RunState, TeachRun
from app.ui.curve_plot import CurvePlot
from app.ui.held_out_row import HeldOutRow
from app.ui.panel import words
from app.ui.refresh import Refresh
from app.ui.spoken import spoken

_LIVE = "training"
_VALIDATION = "validation"
_METRIC = "metric"

_GIGABYTE = 1e9


class TeachRunPage(QWidget):
    """Shows loss and metric, what is going on and how long it takes.

    Signals
    -------
    pause_requested(), resume_requested(), stop_requested(), cancel_requested()
        The reader pressed a button.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, teach: TeachActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teach = teach
        self.loss = CurvePlot(self.tr("Loss"), ((_LIVE, "accent", False), (_VALIDATION, "warning", True)))
        self.score = CurvePlot(self.tr("Score on the validation part"), ((_METRIC, "done", True),))
        self.score.set_highest(1.02)
        self.headline = words("", "heading")
        self.status = words("", "dim", wrap=True)
        self.hint = words("", "small", wrap=True)
        self.left = words("", "dim")
        self.pace = words("", "small")
        self.pictures = HeldOutRow()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.pause = self._button(self.tr("Pause"))
        self.pause.clicked.connect(self._on_pause_clicked)
        self.enough = self._button(self.tr("Good enough, stop"))
        self.enough.setToolTip(self.tr("Make the model of the best epoch so far"))
        self.enough.clicked.connect(self._on_enough_clicked)
        self.cancel = self._button(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("End the run; it can go on later where it stood"))
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self._lay_out()
        refresh = Refresh(self.refresh, self)
        teach.run_changed.connect(refresh.soon)
        self.refresh()

    def refresh(self) -> None:
        """Show the run as it is now."""
        run = self._teach.run
        if run is None:
            self.headline.setText(self.tr("No run yet"))
            self.status.setText(self.tr("Choose images and a plan first."))
            for each in (self.pause, self.enough, self.cancel):
                each.setEnabled(False)
            return
        self.headline.setText(run.title or self.tr("Starting"))
        self.status.setText(_status(run))
        self.hint.setText(spoken(run.hint))
        self.hint.setVisible(bool(run.hint))
        self.left.setText(_time_left(run))
        self.pace.setText(_pace(run))
        self.pictures.show_pictures(run.pictures)
        self.bar.setValue(round(1000 * run.fraction))
        if run.is_over or run.state is RunState.PAUSED:
            self.pause.setText(self.tr("Resume") if run.state is RunState.PAUSED else self.tr("Go on"))
        else:
            self.pause.setText(self.tr("Pause"))
        self.pause.setEnabled(run.state is not RunState.DONE and run.state is not RunState.STARTING)
        self.enough.setEnabled(self._teach.is_running and bool(run.points))
        self.cancel.setEnabled(self._teach.is_running)
        self._draw(run)

    def _draw(self, run: TeachRun) -> None:
        points = run.points
        epochs = [float(point.epoch) for point in points]
        total = run.epochs or int(run.facts.get("epochs", 1))
        if run.steps:
            self.loss.show_curve(_LIVE, [each.epochs for each in run.steps], [each.loss for each in run.steps])
        else:
            self.loss.show_curve(_LIVE, epochs, [point.loss for point in points])
        held = [(float(point.epoch), point.validation_loss) for point in points if point.validation_loss is not None]
        self.loss.show_curve(_VALIDATION, [epoch for epoch, _ in held], [value for _, value in held])
        self.score.show_curve(_METRIC, epochs, [point.metric for point in points])
        self.score.title.setText(self.tr("{metric} on the validation part").format(metric=spoken(run.metric_name)))
        for plot in (self.loss, self.score):
            plot.set_epochs(total)

    def _lay_out(self) -> None:
        plots = QHBoxLayout()
        plots.setSpacing(20)
        plots.addWidget(self.loss, 1)
        plots.addWidget(self.score, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self.status, 1)
        line.addWidget(self.left)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for each in (self.pause, self.enough, self.cancel):
            buttons.addWidget(each)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.headline)
        column.addLayout(line)
        column.addWidget(self.bar)
        column.addWidget(self.hint)
        column.addWidget(self.pace)
        column.addLayout(plots, 1)
        column.addWidget(self.pictures)
        column.addLayout(buttons)

    @staticmethod
    def _button(text: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        return button

    def _on_pause_clicked(self) -> None:
        run = self._teach.run
        if run is not None and run.state is RunState.RUNNING:
            self.pause_requested.emit()
        else:
            self.resume_requested.emit()

    def _on_enough_clicked(self) -> None:
        self.stop_requested.emit()

    def _on_cancel_clicked(self) -> None:
        self.cancel_requested.emit()


def _status(run: TeachRun) -> str:
    if run.is_over or run.state is not RunState.RUNNING or not run.epoch:
        return spoken(run.message)
    text = QCoreApplication.translate("TeachRunPage", "Epoch {number} of {count}")
    words_ = text.format(number=run.epoch, count=run.epochs or run.facts.get("epochs", run.epoch))
    if run.points:
        words_ += f"  ·  {spoken(run.metric_name)} {run.points[-1].metric:.3f}"
    if run.steps:
        loss = QCoreApplication.translate("TeachRunPage", "loss {value}").format(value=f"{run.steps[-1].loss:.3f}")
        return f"{words_}  ·  {loss}"
    return f"{words_}  ·  {spoken(run.message)}" if run.message else words_


def _pace(run: TeachRun) -> str:
    """Word memory, rate of images and learning rate, as far as they are known."""
    translate = QCoreApplication.translate
    parts = []
    if run.memory_bytes is not None:
        text = translate("TeachRunPage", "{size} GB of memory")
        parts.append(text.format(size=f"{run.memory_bytes / _GIGABYTE:.1f}"))
    if run.gpu_bytes is not None:
        text = translate("TeachRunPage", "{size} GB of the graphics card")
        parts.append(text.format(size=f"{run.gpu_bytes / _GIGABYTE:.1f}"))
    if run.images_per_s is not None:
        parts.append(translate("TeachRunPage", "{count} images a second").format(count=f"{run.images_per_s:.3g}"))
    if run.learning_rate is not None:
        parts.append(translate("TeachRunPage", "learning rate {rate}").format(rate=f"{run.learning_rate:.2g}"))
    return "  ·  ".join(parts)


def _time_left(run: TeachRun) -> str:
    if run.seconds_left is None:
        return ""
    seconds = round(run.seconds_left)
    translate = QCoreApplication.translate
    text = translate("TeachRunPage", "{seconds} s left")
    if seconds >= 3600:
        text = translate("TeachRunPage", "{hours} h {minutes} min left")
    elif seconds >= 60:
        text = translate("TeachRunPage", "{minutes} min {seconds} s left")
    return text.format(hours=seconds // 3600, minutes=seconds % 3600 // 60, seconds=seconds % 60)
