"""A room's page is tested with what tests of subjects have."""

from tests.desktop.features.conftest import notices, open_room, say, theme

__all__ = ["notices", "open_room", "say", "theme"]
