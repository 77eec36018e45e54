"""The colours of the window by their purpose, for a dark and for a light room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Colours as ``#rrggbb``; no value has two purposes, also not in two palettes: see `app.ui.theme.now`.

    Parameters
    ----------
    window, panel, raised, hover, selected
        Grounds: of the window, of its panels, of what stands out of them, of what is under the cursor, of what is
        chosen.
    line
        Hairline between two parts; says nothing by itself.
    edge
        Border of a control, and handles: 3:1 on window, panel and raised.
    text, dim
        Words, and words beside them: 4.5:1 on every ground.
    faint
        Words of what is disabled: 3:1 on window, panel and raised.
    accent
        Links, focus, progress; 4.5:1 on every ground.
    action, action_hover, on_action
        The one button that is meant, and the words on it.
    warning, error, done
        Of words and marks; 4.5:1 on every ground but `selected`.
    """

    window: str
    panel: str
    raised: str
    hover: str
    selected: str
    line: str
    edge: str
    text: str
    dim: str
    faint: str
    accent: str
    action: str
    action_hover: str
    on_action: str
    warning: str
    error: str
    done: str
    stage: str = "#000000"
    """The picture area, black in every theme: the eye reads grey against it."""
    on_stage: str = "#d8dde3"
    """Words where no picture is yet."""
    on_stage_dim: str = "#9fa9b3"
    """Quiet words and marks there."""
    stage_edge: str = "#6a7581"
    """Border of what stands there."""
    alarm: str = "#a5191f"
    """Under words that must not be passed over: two patients on the screen."""
    on_alarm: str = "#fefeff"
    """Those words, 7:1."""


DARK = Palette(
    window="#13161a",
    panel="#191d22",
    raised="#232930",
    hover="#2d343c",
    selected="#22394d",
    line="#2a3037",
    edge="#6b7682",
    text="#d9dee4",
    dim="#a0aab4",
    faint="#707b87",
    accent="#5aa9e0",
    action="#2b74ab",
    action_hover="#2f7ab3",
    on_action="#ffffff",
    warning="#e5b04a",
    error="#ec7a6a",
    done="#6cc08b",
)
"""The picture is the brightest thing in the room."""

LIGHT = Palette(
    window="#e9ecf0",
    panel="#f6f7f9",
    raised="#fefefe",
    hover="#dde3e9",
    selected="#cde1f1",
    line="#cfd6dd",
    edge="#7a8590",
    text="#171c22",
    dim="#4e5964",
    faint="#7b8691",
    accent="#155f99",
    action="#1d69a6",
    action_hover="#175687",
    on_action="#ffffff",
    warning="#7d5200",
    error="#a83226",
    done="#176a39",
)
"""For a lit office."""
