"""What a person is told unasked: in the program always, and through the system where that can be had."""

from desktop.notifications.native import NativeNotifier
from desktop.notifications.notice import Action, Notice, Notifier, SilentNotifier
from desktop.notifications.notices import Notices

__all__ = ["Action", "NativeNotifier", "Notice", "Notices", "Notifier", "SilentNotifier"]
