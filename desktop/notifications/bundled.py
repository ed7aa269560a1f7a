"""Windows and macOS, through the desktop-notifier library. A later notice comes after the earlier is gone."""

import sys
from collections.abc import Callable
from typing import Any

from desktop_notifier import Button, Capability, DesktopNotifier, Notification as SystemNotification, Urgency

from desktop.notifications.backend import Unavailable
from desktop.notifications.markup import escaped
from desktop.notifications.notification import Notification


class Bundled:
    """One DesktopNotifier. The library itself never raises from sending; what it can do is asked before."""

    def __init__(self) -> None:
        self._notifier: DesktopNotifier | None = None
        self._shown: dict[str, str] = {}

    async def connect(self) -> bool:
        try:
            self._notifier = self._notifier or DesktopNotifier(app_name="Schoolbell", app_icon=None)
            abilities = await self._notifier.get_capabilities()
            allowed = await self._notifier.request_authorisation()
        except Exception as error:  # every system has its own
            raise Unavailable("no_service", str(error)) from error
        if Capability.TITLE not in abilities:  # the library's stand-in where there is nothing
            raise Unavailable("no_service")
        if not allowed:
            raise Unavailable("off")
        return Capability.BUTTONS in abilities

    async def show(self, notice: Notification) -> None:
        if self._notifier is None:
            raise Unavailable("no_service")
        await self.withdraw(notice.key)
        buttons = tuple(
            Button(
                title=action.label, identifier=action.id, on_pressed=self._answer(notice.key, action.callback)
            )
            for action in notice.actions
        )
        self._shown[notice.key] = await self._notifier.send_notification(
            SystemNotification(
                _safe(notice.title),
                _safe(notice.body),
                urgency=Urgency.Critical if notice.urgent else Urgency.Normal,
                buttons=buttons,
                on_clicked=self._answer(notice.key, notice.open) if notice.open else None,
                on_dismissed=self._answer(notice.key, None),
            )
        )

    async def withdraw(self, key: str) -> None:
        shown = self._shown.pop(key, None)
        if shown is None or self._notifier is None:
            return
        try:
            await self._notifier.clear(shown)
        except Exception as error:  # gone already, in each system's own words
            if not isinstance(error, KeyError):
                raise Unavailable("no_service", str(error)) from error

    async def close(self) -> None:
        for key in list(self._shown):
            await self.withdraw(key)

    def _answer(self, key: str, callback: Callable[[], None] | None) -> Callable[[], Any]:
        def answered() -> None:
            self._shown.pop(key, None)
            if callback is not None:
                callback()

        return answered


def _safe(text: str) -> str:
    """Only on Linux is there anything that reads markup."""
    return escaped(text) if sys.platform.startswith("linux") else text
