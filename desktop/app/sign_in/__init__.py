"""The way in, from the first page to a signed-in line."""

from desktop.app.sign_in.entrance import Entrance

__all__ = ["Entrance"]
