"""What may be kept of a case besides, each only where the site wants it: scanner, quarter, sex, age band."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from ai.training.dataset.salt import Salt

SEXES = frozenset({"F", "M", "O"})
"""(0010,0040) Patient's Sex, PS3.3 C.7.1.1."""

_QUARTERS = ("quarter",)
"""What the start is salted for."""

OLDEST = 90
"""Age from which all share one band: so few are older that the band itself would tell who it is."""


@dataclass(frozen=True)
class Particulars:
    """The optional fields of ``case.json``; ``""`` and None where they were not wanted, or the files do not tell.

    Parameters
    ----------
    scanner
        Salted hash of maker, model and serial number.
    quarter
        Number of the quarter of the year in which the study was made, counted from a start that the salt chooses:
        only differences mean something.
    sex
        ``"F"``, ``"M"`` or ``"O"``.
    age_band
        Ten years, ``"60-69"``; ``"90+"``.
    """

    scanner: str = ""
    quarter: int | None = None
    sex: str = ""
    age_band: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which of them a site wants to keep."""

    scanner: bool = False
    quarter: bool = False
    sex: bool = False
    age_band: bool = False
    nothing_before: bool = False
    """Whether what a case had before goes; else what is not told anew stays."""

    @property
    def any(self) -> bool:
        """Whether any is."""
        return self.scanner or self.quarter or self.sex or self.age_band


@dataclass(frozen=True)
class Told:
    """What the files of a case tell; it leaves this process only through `particulars`.

    Parameters
    ----------
    scanner
        Words that together mean one scanner.
    day
        Of the study.
    sex, age_band
        As in `Particulars`.
    """

    scanner: tuple[str, ...] = field(default=(), repr=False)
    day: date | None = field(default=None, repr=False)
    sex: str = field(default="", repr=False)
    age_band: str = field(default="", repr=False)


def particulars(told: Told, wanted: Wanted, salt: Salt) -> Particulars | None:
    """Keep what is wanted, with keys for what would name somebody; None where nothing is."""
    if not wanted.any:
        return None
    return Particulars(
        scanner=salt.key("scanner", *told.scanner) if wanted.scanner and any(told.scanner) else "",
        quarter=quarter_of(told.day, salt) if wanted.quarter and told.day is not None else None,
        sex=told.sex if wanted.sex and told.sex in SEXES else "",
        age_band=_band(told.age_band) if wanted.age_band else "",
    )


def with_before(fresh: Particulars | None, before: Particulars | None, wanted: Wanted) -> Particulars | None:
    """Add what a case had before, where nothing is told anew: who adds it again for a label says nothing of these."""
    if before is None or wanted.nothing_before:
        return fresh
    if fresh is None:
        return before
    return Particulars(
        fresh.scanner or before.scanner,
        before.quarter if fresh.quarter is None else fresh.quarter,
        fresh.sex or before.sex,
        fresh.age_band or before.age_band,
    )


def quarter_of(day: date, salt: Salt) -> int:
    """Count quarters of a year from a start that only the site knows."""
    return 4 * day.year + (day.month - 1) // 3 + salt.start(*_QUARTERS)


def _band(band: str) -> str:
    found = re.fullmatch(r"(\d{1,3})-(\d{1,3})", band)
    if found is None:
        return ""
    return f"{OLDEST}+" if int(found[1]) >= OLDEST else band
