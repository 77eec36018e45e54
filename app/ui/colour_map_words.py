"""What colour maps are called, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.imaging.colour_map import ColourMap


def colour_map_title(colours: ColourMap) -> str:
    """Return the name of a map for menus and the corner of the pane."""
    translate = QCoreApplication.translate
    known = {
        "hot_iron": translate("ColourMaps", "Hot iron"),
        "pet": translate("ColourMaps", "PET"),
        "hot_metal_blue": translate("ColourMaps", "Hot metal blue"),
        "pet_20_step": translate("ColourMaps", "PET, 20 steps"),
        "spring": translate("ColourMaps", "Spring"),
        "summer": translate("ColourMaps", "Summer"),
        "fall": translate("ColourMaps", "Fall"),
        "winter": translate("ColourMaps", "Winter"),
        "viridis": translate("ColourMaps", "Viridis"),
        "cividis": translate("ColourMaps", "Cividis"),
        "inferno": translate("ColourMaps", "Inferno"),
        "rainbow": translate("ColourMaps", "Rainbow"),
    }
    return known.get(colours.id, colours.title)
