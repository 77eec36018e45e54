"""The line that stands in the window, in every export and in every report."""

from __future__ import annotations

NOTICE = "Research use only, not for diagnosis"
"""Plain ASCII, so that every file format can hold it."""
