"""The table of formats: what `probe` asks in turn, and which module converts. No torch here.

To add a format: a light module with ``recognise`` (no torch) and a module in `ai.adapters.conversion` with
``convert(job: Job) -> Converted`` (torch as it likes; it is imported in the confined child only), and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ai.adapters.contents import Contents
from ai.adapters.found import Recognised


@dataclass(frozen=True)
class Format:
    """One format.

    Parameters
    ----------
    name
        Stable: ``"state-dict"``.
    title
        For the reader: "PyTorch weights".
    recognise
        What it says of a file; None where it is none of its own. Executes nothing, raises nothing but
        `ai.errors.ReportableError`.
    converter
        Module with ``convert``; ``""`` where files of this format are refused, or taken as they are.
    needs_architecture
        Whether the person must name the network.
    allowed_globals
        Dotted names that its pickles may import beyond those of plain tensors; anything else is refused by name.
        A name may end in ``.*``.
    """

    name: str
    title: str
    recognise: Callable[[Contents], Recognised | None]
    converter: str = ""
    needs_architecture: bool = False
    allowed_globals: tuple[str, ...] = ()


FORMATS: tuple[Format, ...] = ()
"""In the order of asking: the special before the general."""
