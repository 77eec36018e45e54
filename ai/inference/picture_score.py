"""What a detector says of a whole picture: whether it holds anything that is looked for, with a band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ai.errors import ModelPackError
from ai.inference.calibration import ScoreReading
from ai.inference.multi_label import MemberScores, tell_findings
from ai.inference.results import Classification
from ai.library.card import Label, ModelCard
from ai.plain import PlainError, from_plain
from ai.words import say

PICTURE_KEY = "picture"
"""Key of a card's ``reference`` under which `PictureReading` stands."""


@dataclass(frozen=True)
class PictureReading:
    """How the score of a whole picture is read.

    Parameters
    ----------
    label
        What is said to be there: "Nodule present".
    scores
        Its calibration, operating point and band: one entry each.
    """

    label: Label
    scores: ScoreReading


def picture_reading_of(card: ModelCard) -> PictureReading | None:
    """How a card says that whole pictures are read; None where its detector says nothing of them.

    Raises
    ------
    ModelPackError
        When what it says makes no sense.
    """
    if PICTURE_KEY not in card.reference:
        return None
    try:
        reading = from_plain(PictureReading, card.reference[PICTURE_KEY])
    except PlainError as error:
        raise ModelPackError(
            say("The card of model {model} has no valid calibration: {error}", model=card.id, error=str(error))
        ) from error
    if not reading.scores.fits(1):
        raise ModelPackError(say("The calibration of model {model} does not fit its classes.", model=card.id))
    return reading


def tell_of_picture(reading: PictureReading, members: MemberScores) -> Classification:
    """Put the members' scores of a picture into numbers and words.

    Parameters
    ----------
    reading
        From `picture_reading_of`.
    members
        (windows, members) float64, 0 to 1: of several windows the highest counts.
    """
    (found,) = tell_findings((reading.label,), reading.scores, np.asarray(members, np.float64).max(0)[:, None])
    return found
