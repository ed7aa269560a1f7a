"""What a subject shows in a room is a Panel: what one is, what it is handed, and what it adds to menus."""

from desktop.features.panel.brief_notices import BriefNotices
from desktop.features.panel.coming_back import ComingBack, ReturningForm
from desktop.features.panel.context import AllPanels, PanelContext, RelayFacts, RoomServices
from desktop.features.panel.entries import (
    Menu,
    MenuEntry,
    MessageAction,
    PersonAction,
    PersonBadge,
    SearchHit,
)
from desktop.features.panel.floating import FloatingPanel
from desktop.features.panel.panel import Panel, Place
from desktop.features.panel.toggle import ToggleButtonPanel

__all__ = [
    "AllPanels",
    "BriefNotices",
    "ComingBack",
    "FloatingPanel",
    "Menu",
    "MenuEntry",
    "MessageAction",
    "Panel",
    "PanelContext",
    "PersonAction",
    "PersonBadge",
    "Place",
    "RelayFacts",
    "ReturningForm",
    "RoomServices",
    "SearchHit",
    "ToggleButtonPanel",
]
