"""Words that come from below the window, where everything is English: said in the language of the window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT: Final = "Known"

KNOWN_WORDS: Final = (
    # The notice, app.imaging.notice.
    QT_TRANSLATE_NOOP("Known", "Research use only, not for diagnosis"),
    # Window presets, resources/presets.toml and app.imaging.presets.
    QT_TRANSLATE_NOOP("Known", "Default"),
    QT_TRANSLATE_NOOP("Known", "Full range"),
    QT_TRANSLATE_NOOP("Known", "From file"),
    QT_TRANSLATE_NOOP("Known", "Region"),
    QT_TRANSLATE_NOOP("Known", "Abdomen / soft"),
    QT_TRANSLATE_NOOP("Known", "Lung"),
    QT_TRANSLATE_NOOP("Known", "Mediastinum"),
    QT_TRANSLATE_NOOP("Known", "Bone"),
    QT_TRANSLATE_NOOP("Known", "Brain"),
    QT_TRANSLATE_NOOP("Known", "Stroke"),
    QT_TRANSLATE_NOOP("Known", "Liver"),
    QT_TRANSLATE_NOOP("Known", "CT angio"),
    QT_TRANSLATE_NOOP("Known", "Subdural"),
    QT_TRANSLATE_NOOP("Known", "Stroke narrow"),
    QT_TRANSLATE_NOOP("Known", "Temporal bone"),
    QT_TRANSLATE_NOOP("Known", "Head-neck soft"),
    QT_TRANSLATE_NOOP("Known", "Spine soft"),
    QT_TRANSLATE_NOOP("Known", "Liver late"),
    QT_TRANSLATE_NOOP("Known", "Auto (1–99 %)"),
    QT_TRANSLATE_NOOP("Known", "0.5–99.5 %"),
    QT_TRANSLATE_NOOP("Known", "2–98 %"),
    QT_TRANSLATE_NOOP("Known", "5–95 %"),
    QT_TRANSLATE_NOOP("Known", "0.1–99.9 %"),
    QT_TRANSLATE_NOOP("Known", "1–99 %"),
    QT_TRANSLATE_NOOP("Known", "ADC"),
    QT_TRANSLATE_NOOP("Known", "SUV 0–5"),
    QT_TRANSLATE_NOOP("Known", "SUV 0–7"),
    QT_TRANSLATE_NOOP("Known", "SUV 0–10"),
    # How much of a model is taught, app.actions.teach_plan.
    QT_TRANSLATE_NOOP("Known", "Linear probe: a new last layer on frozen features"),
    QT_TRANSLATE_NOOP("Known", "Head: the last layer, with varied pictures"),
    QT_TRANSLATE_NOOP("Known", "Last layers: the head and the last stages"),
    QT_TRANSLATE_NOOP("Known", "Everything"),
    QT_TRANSLATE_NOOP("Known", "Head: the last layer only"),
    QT_TRANSLATE_NOOP("Known", "Decoder: the encoder stays frozen"),
    # What a classifier answers, ai.inference.results.Verdict.
    QT_TRANSLATE_NOOP("Known", "yes"),
    QT_TRANSLATE_NOOP("Known", "no"),
    QT_TRANSLATE_NOOP("Known", "not sure"),
    # Curves of a run, app.ui.teach_run_page.
    QT_TRANSLATE_NOOP("Known", "training"),
    QT_TRANSLATE_NOOP("Known", "validation"),
)
"""What is known; a list, so that the tool that collects words finds them."""


def known(text: str) -> str:
    """Say a known word in the language of the window; any other text stays as it is."""
    return QCoreApplication.translate(_CONTEXT, text)
