"""What is wrong with a case of a source, told apart so that the check can name and count it."""

from __future__ import annotations

from ai.errors import TrainingDataError


class MaskOffGrid(TrainingDataError):  # noqa: N818 - named for what the reader is told
    """A mask has another shape, or lies elsewhere in the patient, than its image."""


class UnknownValue(TrainingDataError):  # noqa: N818 - named for what the reader is told
    """A mask has a value that the table of structures does not name."""


class BadBox(TrainingDataError):  # noqa: N818 - named for what the reader is told
    """A box lies outside its picture, or one of its sides has no length."""


class Unsafe(TrainingDataError):  # noqa: N818 - named for what the reader is told
    """A path in a file of a site leads out of the folder that the site gave."""
