"""Words of the audit trail: deeds and what is told of them. The file itself has the fixed English ones."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.audit.event import Deed

translate = QCoreApplication.translate


def deed_words(deed: Deed) -> str:
    """Say what was done."""
    return {
        Deed.RAN: translate("Audit", "Model ran"),
        Deed.REFUSED: translate("Audit", "Model refused"),
        Deed.FAILED: translate("Audit", "Model failed"),
        Deed.OVERRODE: translate("Audit", "Refusal overridden"),
        Deed.ACCEPTED: translate("Audit", "Accepted"),
        Deed.REJECTED: translate("Audit", "Rejected"),
        Deed.REOPENED: translate("Audit", "Made a draft again"),
        Deed.EDITED: translate("Audit", "Edited"),
        Deed.EXPORTED: translate("Audit", "Exported"),
        Deed.INSTALLED: translate("Audit", "Model installed"),
        Deed.REMOVED: translate("Audit", "Model removed"),
        Deed.ADOPTED: translate("Audit", "Taught model kept"),
        Deed.RETURNED: translate("Audit", "Taught model returned"),
        Deed.DEIDENTIFIED: translate("Audit", "Copies without names"),
    }[deed]


def detail_words(details: Mapping[str, str | int | float]) -> str:
    """Say the details in one line, what matters first; a name that is not known stands as it is."""
    names = {
        "verdict": translate("Audit", "Check of the scan"),
        "device": translate("Audit", "Device"),
        "seconds": translate("Audit", "Seconds"),
        "slice": translate("Audit", "Slice"),
        "error": translate("Audit", "Reason"),
        "findings": translate("Audit", "Findings"),
        "labels": translate("Audit", "Names"),
        "measurement": translate("Audit", "Measurement"),
        "steps": translate("Audit", "Steps"),
        "dice": translate("Audit", "Dice"),
        "added_ml": translate("Audit", "Added, ml"),
        "removed_ml": translate("Audit", "Removed, ml"),
        "format": translate("Audit", "Format"),
        "standing": translate("Audit", "State"),
        "state": translate("Audit", "State"),
        "origin": translate("Audit", "From"),
        "files": translate("Audit", "Files"),
        "boxes": translate("Audit", "Boxes"),
        "points": translate("Audit", "Points"),
        "answers": translate("Audit", "Answers"),
        "reading": translate("Audit", "Reading"),
        "job": translate("Audit", "Job"),
        "report": translate("Audit", "Report"),
    }
    order = [*(name for name in names if name in details), *(name for name in details if name not in names)]
    return "; ".join(f"{names.get(name, name)}: {details[name]}" for name in order)
