"""Progress and cancelling of long work, said once.

Long work is a plain function with a keyword ``progress``. It calls ``progress(fraction, message)`` once per file,
batch or step; that call is also the point where a cancelled job stops, because it raises `Cancelled`.
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with the fraction done (0 to 1) and a short message for the reader. May raise `Cancelled`."""


class Cancelled(Exception):  # noqa: N818 - not an error: the person asked for it
    """The person cancelled the work. Unwinds through ``with`` and ``finally``; nobody reports it as a failure."""


def silent(fraction: float, message: str) -> None:
    """Ignore the news; the default where nobody watches."""


def part(progress: Progress, start: float, stop: float) -> Progress:
    """Give a sub-task its share of the whole.

    Parameters
    ----------
    progress
        The progress of the whole work.
    start, stop
        The share of the sub-task, fractions of the whole, 0 <= start <= stop <= 1.

    Returns
    -------
    Progress
        Maps the sub-task's 0 to 1 onto ``start`` to ``stop``.
    """

    def scaled(fraction: float, message: str) -> None:
        progress(start + (stop - start) * fraction, message)

    return scaled
