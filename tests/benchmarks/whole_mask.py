"""How long the main thread is deaf while a mask of 512 x 512 x 600 is changed as a whole, and while that is taken back.

A tick every 5 ms drags the window of the active pane; a stall is what a tick comes later than that. The peer is the
same window with nothing else to do, in the same run. Changes: another structure is copied into the mask, then it grows
by 5 mm.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ai.inference.results import Structure
from ai.library.card import Code, Label
from ai.library.library import SHIPPED, Library
from ai.volume import BoolMask
from ai.worker.client import Worker
from app.imaging.masks.operation import Amounts, Operation
from app.imaging.masks.whole import Combination, Combine, OneClick
from app.main import Viewer, _application
from tests.benchmarks.frames import CT_VOIS, MASK_SLICES, SIXTY_MS, WINDOW, Scene, ct_voxels
from tests.benchmarks.hands import until_quiet
from tests.benchmarks.stall import Pulse
from tests.benchmarks.table import Row

_MARGIN_MM = 5.0


def _organ() -> BoolMask:
    """(slices, 512, 512), an ellipsoid of some 2 million voxels."""
    z, y, x = np.ogrid[:MASK_SLICES, :512, :512]
    inside: BoolMask = ((z - 300) / 70) ** 2 + ((y - 256) / 80) ** 2 + ((x - 200) / 90) ** 2 < 1
    return inside


def _body() -> BoolMask:
    """(slices, 512, 512), as wide as a trunk on every slice."""
    y, x = np.ogrid[:512, :512]
    plane = ((y - 256) / 180) ** 2 + ((x - 256) / 220) ** 2 < 1
    return np.repeat(plane[np.newaxis], MASK_SLICES, axis=0)


class _Bench:
    """A window with a mask in work."""

    def __init__(self) -> None:
        _application()
        self.viewer = viewer = Viewer(Worker(), Library([SHIPPED]), settings_path=None)
        viewer.window.resize(*WINDOW)
        viewer.window.show()
        until_quiet()
        self._scene = Scene(viewer, ct_voxels(MASK_SLICES), "CT", CT_VOIS, SIXTY_MS)
        self._scene.begin_mask()
        self.pulse = Pulse(viewer)

    def during(self, deed: Callable[[], None]) -> list[float]:
        """Do something, and tell how late each tick came until all of it was done."""
        deeds = [deed]

        def is_done() -> bool:
            if deeds:
                # While the clock runs: what is done at once counts too.
                deeds.pop()()
                return False
            return not self.viewer.session.editing.is_busy and self.viewer.runner.is_idle

        return self.pulse.during(is_done)

    def changed(self, mask: BoolMask) -> tuple[list[float], list[float]]:
        """Put a mask there, let it grow, take that back and do it again: lateness of changes, and of steps."""
        masks = self.viewer.actions.masks
        other = Structure(Label("other", "Other", Code("1", "SCT", "Other")), mask)
        wishes = (Combine(Combination.COPY, other), OneClick(Operation.GROW, Amounts(_MARGIN_MM)))
        changes = [late for wish in wishes for late in self.during(lambda wish=wish: masks.change(wish))]
        steps = [late for step in (masks.undo, masks.redo, masks.undo, masks.undo) for late in self.during(step)]
        return sorted(changes), sorted(steps)

    def close(self) -> None:
        """Let the mask go."""
        self.viewer.actions.masks.discard()
        until_quiet()
        self._scene.close()
        self.viewer.window.close()


def _row(name: str, busy: list[float], idle: list[float]) -> Row:
    late = 100 * sum(ms > 50 for ms in busy) / len(busy)
    goal = f"< 50 ms or idle + 20 = {max(50.0, idle[-1] + 20):.0f} ms; {late:.2f} % of the ticks were later than 50"
    return Row(f"longest stall, {name}", busy[-1], "idle window, same run", idle[-1], goal)


def run() -> list[Row]:
    """Measure an organ and a trunk."""
    bench = _Bench()
    idle = bench.pulse.idle()
    rows = []
    for name, mask in (("an organ", _organ()), ("a trunk", _body())):
        changes, steps = bench.changed(mask)
        rows += [_row(f"mask of {name} changes", changes, idle), _row(f"mask of {name}, undo, redo", steps, idle)]
    bench.close()
    return rows
