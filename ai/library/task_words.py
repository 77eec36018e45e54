"""What a model does, in words for a reader: names such as "picture-encoder" stand in cards and nowhere else."""

from __future__ import annotations

from ai.library.card import (
    CHEST_ANATOMY,
    DETECTION,
    IMAGE_CLASSIFICATION,
    MULTI_LABEL,
    PICTURE_ENCODER,
    ROUTING,
    SEGMENTATION,
)
from ai.words import say

_WORDS = {
    CHEST_ANATOMY: say("outlining the anatomy of a chest radiograph"),
    IMAGE_CLASSIFICATION: say("telling the class of a picture"),
    MULTI_LABEL: say("telling which findings are there"),
    SEGMENTATION: say("outlining structures"),
    DETECTION: say("marking findings with boxes"),
    ROUTING: say("telling what kind of picture it is"),
    PICTURE_ENCODER: say("being taught: it turns pictures into features and gives no result by itself"),
}


def task_words(task: str) -> str:
    """Say one of `ai.library.card.TASKS` in words that follow "made for"."""
    return _WORDS[task]
