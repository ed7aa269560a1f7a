"""One window: its pages and its navigation, what stands above them, and the tray."""

from desktop.window.window import Window

__all__ = ["Window"]
