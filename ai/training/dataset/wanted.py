"""What to take from a source, and what to know of it that its files cannot say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ai.errors import TrainingDataError
from ai.training.dataset.case import Grouping, ImageFacts
from ai.training.dataset.intake import Person
from ai.words import say


@dataclass(frozen=True)
class Intake:
    """What to take from a source, and what to know of it.

    Parameters
    ----------
    person
        Regular expression with one group, searched in the path of a file inside its folder without the ending; what
        the group picks tells persons apart. None where names tell no person.
    only
        Classes to take; all where empty.
    limit
        Most images per class, spread evenly over its files; None for all.
    facts
        What pictures show, where their files cannot say it.
    """

    person: str | None = None
    only: tuple[str, ...] = ()
    limit: int | None = None
    facts: ImageFacts = field(default_factory=ImageFacts)

    def person_in(self, name: str) -> Person | None:
        """Find the person in a file name, or None where no pattern is given.

        Raises
        ------
        TrainingDataError
            Where the pattern is none, or finds nothing in the name.
        """
        if self.person is None:
            return None
        found = self.pattern().search(name)
        if found is None or not found[1]:
            raise TrainingDataError(say("The pattern for persons finds nothing in its name."))
        return Person(Grouping.NAME, (found[1],))

    def pattern(self) -> re.Pattern[str]:
        """Compile the pattern for persons; raises `TrainingDataError` where it is none."""
        try:
            pattern = re.compile(self.person or "()")
        except re.error as error:
            raise TrainingDataError(
                say("The pattern for persons is no regular expression: {error}.", error=str(error)),
                say("An example: '^(.+)_slice'."),
            ) from error
        if pattern.groups != 1:
            raise TrainingDataError(
                say(
                    "The pattern for persons needs one pair of brackets around what names the person; it has {groups}.",
                    groups=pattern.groups,
                ),
                say("An example: '^(.+)_slice'."),
            )
        return pattern
