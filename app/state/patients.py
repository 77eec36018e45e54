"""Whose pictures are on the screen: which studies belong to one person, and which may not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.dicom.series import Study

_BETWEEN_NAMES = re.compile(r"[\s,^.]+")


def is_same_patient(one: Study, other: Study) -> bool:
    """Whether two studies are of one person, as far as their files tell; in doubt they are not.

    Nothing may contradict: (0010,0020) Patient ID, (0010,0010) Patient's Name (its writing aside) and (0010,0030)
    Patient's Birth Date, where both have it. And something has to agree: ID or name. Studies that name nobody are of
    one person only where they are one study.
    """
    facts = [(_facts(one)[number], _facts(other)[number]) for number in range(3)]
    if any(mine and theirs and mine != theirs for mine, theirs in facts):
        return False
    if any(mine and mine == theirs for mine, theirs in facts[:2]):
        return True
    return bool(one.uid) and one.uid == other.uid


def names_nobody(study: Study | None) -> bool:
    """Whether the files tell neither name nor ID."""
    return study is None or not any(_facts(study)[:2])


def by_patient(studies: Sequence[Study]) -> tuple[tuple[Study, ...], ...]:
    """Put studies of one person together, in the order in which they come."""
    groups: list[list[Study]] = []
    for study in studies:
        group = next((each for each in groups if is_same_patient(each[0], study)), None)
        if group is None:
            groups.append([study])
        else:
            group.append(study)
    return tuple(tuple(group) for group in groups)


def _facts(study: Study) -> tuple[str, str, str]:
    """(ID, name, birth date) as they are compared."""
    name = " ".join(part for part in _BETWEEN_NAMES.split(study.patient_name.casefold()) if part)
    return study.patient_id.strip(), name, study.patient_birth_date.strip()
