"""Safekeeping, for admins: backups, how long things are kept, erasing a person, who did what."""

from desktop.pages.safekeeping.page import SafekeepingPage

__all__ = ["SafekeepingPage"]
