"""The running program: every object is made here once and joined; windows and pages only ask."""

from desktop.app.app import App

__all__ = ["App"]
