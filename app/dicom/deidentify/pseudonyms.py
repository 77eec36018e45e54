"""Other names for the patients, UIDs and days of one job: the same for the same, and no way back from them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, timedelta

DICOM_ROOT = "1.2.840.10008."
"""Of UIDs that the standard gives: classes, syntaxes, well-known frames of reference. They say nothing of a patient."""

LEAST_SHIFT_DAYS, MOST_SHIFT_DAYS = 365, 3650
"""Days that go back into the past."""

DIGITS = 4
"""Of the number of a patient."""


class Pseudonyms:
    """What stands in the place of what was known; forgotten with the job.

    UIDs and days come from a random key that nobody keeps, so that two jobs cannot be joined.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._patients: dict[str, int] = {}

    def uid(self, uid: str) -> str:
        """Return another UID; one that the standard gives stays."""
        if not uid or f"{uid}.".startswith(DICOM_ROOT):
            return uid
        # PS3.5 B.2: 2.25 and any number of 128 bits.
        return f"2.25.{int.from_bytes(self._digest('uid', uid)[:16], 'big')}"

    def patient(self, identity: str) -> str:
        """Name a patient: "Anonymous 0001"."""
        number = self._patients.setdefault(identity, len(self._patients) + 1)
        return f"Anonymous {number:0{DIGITS}d}"

    def patient_id(self, identity: str) -> str:
        """(0010,0020) of a patient, different in every job."""
        return f"ANON-{self._digest('patient', identity).hex()[:12].upper()}"

    def shifted(self, day: date, identity: str) -> date | None:
        """Return a day of a patient as many days earlier as all days of that patient; None where there is none."""
        spread = MOST_SHIFT_DAYS - LEAST_SHIFT_DAYS
        days = LEAST_SHIFT_DAYS + int.from_bytes(self._digest("days", identity)[:8], "big") % spread
        try:
            return day - timedelta(days=days)
        except OverflowError:
            return None

    def _digest(self, purpose: str, value: str) -> bytes:
        return hmac.new(self._key, f"{purpose}\0{value}".encode("utf-8", "surrogateescape"), hashlib.sha256).digest()
