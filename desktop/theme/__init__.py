"""How everything looks: colours, text sizes, icons, light and dark. Imports nothing of the desktop."""

from desktop.theme.boxes import (
    drop,
    free_on_screen,
    hbox,
    set_height_by_width,
    set_scrolled,
    set_stacked,
    vbox,
)
from desktop.theme.icons import POINTS_SIDEWAYS
from desktop.theme.tab_order import in_tab_order
from desktop.theme.theme import Ink, Mode, Theme
from desktop.theme.tokens import MAX_SCALE, MIN_SCALE, READABLE, Colours, Radius, Space, TextRole, Tone

__all__ = [
    "MAX_SCALE", "MIN_SCALE", "POINTS_SIDEWAYS", "READABLE", "Colours", "Ink", "Mode", "Radius", "Space",
    "TextRole", "Theme", "Tone", "drop", "free_on_screen", "hbox", "in_tab_order", "set_height_by_width",
    "set_scrolled", "set_stacked", "vbox",
]  # fmt: skip
