"""The model card: what a model is for, what it was made from, how well it does, where it fails."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ai.library.card import Json, ModelCard
from app.ui.panel import rule, words
from app.ui.theme import GAP_PX


class ModelCardDialog(QDialog):
    """Shows a card; the window stays live behind it."""

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{card.title} – model card")
        self.resize(580, 660)
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(24, 20, 24, 20)
        body.setSpacing(14)
        body.addWidget(words(card.title, "heading"))
        body.addWidget(words(f"{card.id} {card.version} · {card.task}", "dim"))
        reading = card.reading
        for title, text in (
            ("For", reading.intended_use),
            ("Not for", reading.not_for),
            ("Population", reading.population),
            ("Training data", reading.training_data),
        ):
            body.addWidget(_section(title, text))
        if reading.limits:
            body.addWidget(_section("Known limits", "\n".join(f"•  {limit}" for limit in reading.limits)))
        body.addWidget(rule())
        body.addWidget(words("MEASURED", "title"))
        body.addWidget(_table(metric_rows(card.metrics)))
        body.addWidget(rule())
        body.addWidget(words("INPUT AND FILES", "title"))
        body.addWidget(_table(_file_rows(card)))
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * GAP_PX, GAP_PX, 2 * GAP_PX, 2 * GAP_PX)
        foot.addWidget(buttons)
        layout.addLayout(foot)


def metric_rows(metrics: Json, prefix: str = "") -> tuple[tuple[str, str], ...]:
    """Write the scores of a card as (name, value) rows, nested names joined; printed as the card tells them."""
    rows: list[tuple[str, str]] = []
    for name, value in metrics.items():
        title = f"{prefix} {name}".strip().replace("_", " ")
        if isinstance(value, dict):
            rows += metric_rows(value, title)
        elif isinstance(value, float):
            rows.append((title, f"{value:.3g}" if abs(value) < 1 else f"{value:g}"))
        elif isinstance(value, list):
            rows.append((title, ", ".join(f"{each:.3g}" if isinstance(each, float) else str(each) for each in value)))
        else:
            rows.append((title, str(value)))
    return tuple(rows)


def _file_rows(card: ModelCard) -> tuple[tuple[str, str], ...]:
    spec = card.input
    return (
        ("Modalities", ", ".join(spec.modalities)),
        ("Body parts", ", ".join(spec.body_parts)),
        ("Views", ", ".join(spec.views)),
        ("Marks", ", ".join(label.title for label in card.labels)),
        ("Licence", card.reading.licence),
        # A hash has no place to break a line.
        ("Weights", f"SHA-256 {card.weights_sha256[:32]}\n{card.weights_sha256[32:]}"),
        ("Based on", card.parent),
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
    form = QFormLayout(part)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(18)
    form.setVerticalSpacing(4)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    for name, value in rows:
        if value:
            form.addRow(words(name, "dim"), _copyable(value))
    return part


def _copyable(text: str) -> QLabel:
    label = words(text, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
