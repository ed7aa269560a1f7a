"""What tests of saving the chat have: a theme, and the lesson that is saved."""

from tests.desktop.features.conftest import theme

__all__ = ["theme"]
