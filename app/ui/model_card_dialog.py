"""The model card: what a model is for, what it was made from, how well it does, where it fails."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ai.library.card import Json, ModelCard
from ai.library.task_words import task_words
from app.ui.lineage_view import LineageView
from app.ui.panel import LONGEST_NAME, rule, shortened, words
from app.ui.spoken import spoken
from app.ui.theme import GAP_PX

_HASH_LENGTH = 64
"""Hexadecimal digits of a SHA-256."""

_NAMES_PX = 150
"""Width of the column of names."""


class ModelCardDialog(QDialog):
    """Shows a card; the window stays live behind it.

    Parameters
    ----------
    card
        The model.
    line
        Where it comes from; None where it has no parents to show.

    Signals
    -------
    return_requested(ModelCard)
        The reader wants the base back.
    export_requested(ModelCard)
        The reader wants to give the model away.
    """

    return_requested = Signal(object)
    export_requested = Signal(object)

    def __init__(self, card: ModelCard, line: LineageView | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self.line = line
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("{title} – model card").format(title=shortened(card.title, LONGEST_NAME)))
        self.resize(580, 660)
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(24, 20, 24, 20)
        body.setSpacing(14)
        body.addWidget(words(shortened(card.title, 2 * LONGEST_NAME), "heading", wrap=True))
        body.addWidget(words(f"{card.id} {card.version} · {spoken(task_words(card.task))}", "dim", wrap=True))
        reading = card.reading
        for title, text in (
            (self.tr("For"), reading.intended_use),
            (self.tr("Not for"), reading.not_for),
            (self.tr("Licence"), reading.licence),
            (self.tr("Population"), reading.population),
            (self.tr("Training data"), reading.training_data),
        ):
            body.addWidget(_section(title, text))
        if reading.limits:
            body.addWidget(_section(self.tr("Known limits"), "\n".join(f"•  {limit}" for limit in reading.limits)))
        if line is not None:
            body.addWidget(rule())
            body.addWidget(line)
            line.back.clicked.connect(self._on_back_clicked)
        body.addWidget(rule())
        body.addWidget(words(self.tr("Measured").upper(), "title"))
        body.addWidget(_table(metric_rows(card.metrics)))
        body.addWidget(rule())
        body.addWidget(words(self.tr("Input and files").upper(), "title"))
        body.addWidget(_table(_file_rows(card)))
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(self.windowTitle())
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        self.export = QPushButton(self.tr("Export…"))
        self.export.setAutoDefault(False)
        self.export.clicked.connect(self._on_export_clicked)
        buttons.addButton(self.export, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * GAP_PX, GAP_PX, 2 * GAP_PX, 2 * GAP_PX)
        foot.addWidget(buttons)
        layout.addLayout(foot)

    def _on_export_clicked(self) -> None:
        self.export_requested.emit(self._card)

    def _on_back_clicked(self) -> None:
        self.return_requested.emit(self._card)
        self.close()


def metric_rows(metrics: Json) -> tuple[tuple[str, str], ...]:
    """Write the scores of a card as (name, value) rows, in its order and with its numbers."""
    return tuple((_plain(name), metric_text(value)) for name, value in metrics.items())


def metric_text(value: object) -> str:
    """Write one entry: "0.952 (95 % interval 0.946 – 0.958, sd 0.019)", or what it holds, name by name."""
    if isinstance(value, dict):
        rest = {name: each for name, each in value.items() if name not in ("mean", "interval_95")}
        words_of_rest = [f"{_plain(name)} {metric_text(each)}" for name, each in rest.items()]
        if "mean" not in value:
            return ", ".join(words_of_rest)
        interval = value.get("interval_95")
        if isinstance(interval, list) and len(interval) == 2:
            text = QCoreApplication.translate("ModelCardDialog", "95 % interval {low} – {high}")
            words_of_rest.insert(0, text.format(low=_score(interval[0]), high=_score(interval[1])))
        mean = _score(value["mean"])
        return f"{mean} ({', '.join(words_of_rest)})" if words_of_rest else mean
    if isinstance(value, list):
        separator = "\n" if any(isinstance(each, dict) for each in value) else ", "
        return separator.join(metric_text(each) for each in value)
    if isinstance(value, float):
        return f"{value:.3g}"
    text = str(value)
    # A hash has no place to break a line.
    return f"{text[:32]}\n{text[32:]}" if len(text) == _HASH_LENGTH and text.isalnum() else text


def _score(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _file_rows(card: ModelCard) -> tuple[tuple[str, str], ...]:
    spec, translate = card.input, QCoreApplication.translate
    made_of = translate("ModelCardDialog", "Fixed rules ({rules}): nothing was learned, there are no weights")
    return (
        (translate("ModelCardDialog", "Modalities"), ", ".join(spec.modalities)),
        (translate("ModelCardDialog", "Body parts"), ", ".join(spec.body_parts)),
        (translate("ModelCardDialog", "Views"), ", ".join(spec.views)),
        (translate("ModelCardDialog", "Marks"), ", ".join(label.title for label in card.labels)),
        (translate("ModelCardDialog", "Weights, SHA-256"), metric_text(card.weights_sha256)),
        (translate("ModelCardDialog", "Made of"), made_of.format(rules=card.rules) if card.rules else ""),
        (translate("ModelCardDialog", "Based on"), card.parent),
    )


def _section(title: str, text: str) -> QWidget:
    part = QWidget()
    layout = QVBoxLayout(part)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    layout.addWidget(words(title.upper(), "title"))
    layout.addWidget(_copyable(text))
    return part


def _table(rows: tuple[tuple[str, str], ...]) -> QWidget:
    part = QWidget()
    grid = QGridLayout(part)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(5)
    grid.setColumnMinimumWidth(0, _NAMES_PX)
    grid.setColumnStretch(1, 1)
    filled = [row for row in rows if row[1]]
    for number, (name, value) in enumerate(filled):
        grid.addWidget(words(name, "dim", wrap=True), number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_copyable(value), number, 1, Qt.AlignmentFlag.AlignTop)
    return part


def _copyable(text: str) -> QLabel:
    label = words(text, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
