"""Drawing on a case of a worklist."""

from __future__ import annotations

from ai.inference.provenance import PERSON
from ai.volume import BoolMask
from app.actions.actions import Actions
from app.state.mask_editing import EditedMask
from app.state.review import FindingId, FindingKind
from app.state.session import Session


def first_mask(actions: Actions, session: Session) -> EditedMask:
    """Begin to edit the first mask of the open case."""
    actions.masks.begin(FindingId(PERSON, FindingKind.STRUCTURE, 0))
    mask = session.editing.mask
    assert mask is not None
    return mask


def draw(mask: EditedMask, after: BoolMask) -> None:
    """Make it another one, in one step."""
    planned = mask.work.plan(after)
    assert planned is not None
    mask.work.do(planned)
