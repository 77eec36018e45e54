"""What a reader is told beside the boxes of a model. No torch here."""

from __future__ import annotations

from ai.words import say


def caution_of(missed: float, wrong: float, *, of_scan: bool = False) -> str:
    """Say in a few words that stand on the mark what a model gets wrong; see `ai.inference.detect.Misses`."""
    if of_scan:  # "a picture" would be read as a slice
        return say(
            "Misses {missed:.0f} in 100, {wrong:.1f} wrong marks a scan; never reassures",
            missed=100 * missed,
            wrong=wrong,
        )
    return say(
        "Misses {missed:.0f} in 100, {wrong:.1f} wrong marks a picture; never reassures",
        missed=100 * missed,
        wrong=wrong,
    )


def errors_note(model: str, missed: float, wrong: float, *, of_scan: bool = False) -> str:
    """Say what a model gets wrong, with its title."""
    if of_scan:
        return say(
            "{model} is a second reader: look at the scan first. Of 100 findings like those it was tested with "
            "it misses {missed:.0f}, and it marks {wrong:.1f} wrong places a scan. No mark and a low "
            "probability never mean that there is nothing.",
            model=model,
            missed=100 * missed,
            wrong=wrong,
        )
    return say(
        "{model} is a second reader: look at the picture first. Of 100 findings like those it was tested with "
        "it misses {missed:.0f}, and it marks {wrong:.1f} wrong places a picture. No mark and a low "
        "probability never mean that there is nothing.",
        model=model,
        missed=100 * missed,
        wrong=wrong,
    )


def scores_note(model: str, score: float) -> str:
    """Say that the scores of a model are no probabilities, and from which on its boxes are shown."""
    return say(
        "The scores of {model} are no probabilities; boxes from {score:.2f} on are shown.", model=model, score=score
    )
