"""How the program looks, and what it keeps on this computer."""

from desktop.pages.settings.page import SettingsPage

__all__ = ["SettingsPage"]
