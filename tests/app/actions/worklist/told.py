"""What a worklist tells."""

from __future__ import annotations

from app.actions.worklist import WorklistActions


def told(work: WorklistActions) -> list[str]:
    """Sentences that are told from now on."""
    seen: list[str] = []
    work.refused.connect(lambda error: seen.append(error.message))
    work.noted.connect(seen.append)
    return seen
