"""What a person is told unasked: in the program always, and through the system where that can be had."""

from desktop.notifications.native import NativeNotifier
from desktop.notifications.notification import Action, Notification, Notifier, SilentNotifier
from desktop.notifications.notifications import Notifications

__all__ = ["Action", "NativeNotifier", "Notification", "Notifications", "Notifier", "SilentNotifier"]
