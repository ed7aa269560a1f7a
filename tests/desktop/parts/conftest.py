"""The parts of pages are tested with what tests of pages have."""

from tests.desktop.pages.conftest import say, show, theme, window

__all__ = ["say", "show", "theme", "window"]
