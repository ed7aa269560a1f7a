"""A small notification service for tests, in a process of its own on the bus of DBUS_SESSION_BUS_ADDRESS.

It owns org.freedesktop.Notifications and, under tests.Notifyd, lets a test look at what is shown and
press buttons. One argument: its abilities, separated by commas. It prints "ready" when it may be called.
"""

import asyncio
import json
import sys
import time
from typing import Any

from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, method, signal

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
CONTROL = "tests.Notifyd"


class Service(ServiceInterface):
    """The part of the specification that matters here."""

    def __init__(self, abilities: list[str]) -> None:
        super().__init__(NAME)
        self.abilities = abilities
        self.shown: dict[int, dict[str, Any]] = {}
        self.calls = 0
        self._last = 0

    @method()
    def GetCapabilities(self) -> "as":  # type: ignore[valid-type]  # noqa: F722
        """What it can show."""
        return self.abilities

    @method()
    def GetServerInformation(self) -> "ssss":  # type: ignore[name-defined]  # noqa: F821
        """Its name."""
        return ["notifyd", "tests", "1", "1.2"]

    @method()
    def Notify(
        self,
        app: "s",  # type: ignore[name-defined]  # noqa: F821
        replaces: "u",  # type: ignore[name-defined]  # noqa: F821
        icon: "s",  # type: ignore[name-defined]  # noqa: F821
        summary: "s",  # type: ignore[name-defined]  # noqa: F821
        body: "s",  # type: ignore[name-defined]  # noqa: F821
        actions: "as",  # type: ignore[valid-type]  # noqa: F722
        hints: "a{sv}",  # type: ignore[valid-type]  # noqa: F722
        timeout: "i",  # type: ignore[name-defined]  # noqa: F821
    ) -> "u":  # type: ignore[name-defined]  # noqa: F821
        """Shows one, in place of another if that is asked for."""
        self.calls += 1
        if replaces not in self.shown:
            self._last += 1
        number = replaces if replaces in self.shown else self._last
        self.shown[number] = {
            "number": number, "app": app, "summary": summary, "body": body, "actions": actions,
            "urgency": hints["urgency"].value, "timeout": timeout, "at": time.monotonic(),
            "sounds": sorted(name for name in hints if "sound" in name),
        }  # fmt: skip
        return number

    @method()
    def CloseNotification(self, number: "u") -> None:  # type: ignore[name-defined]  # noqa: F821
        """Takes one away."""
        self.shown.pop(number, None)
        self.NotificationClosed(number, 3)

    @signal()
    def ActionInvoked(self, number: "u", key: "s") -> "us":  # type: ignore[name-defined]  # noqa: F821
        """A button was pressed."""
        return [number, key]

    @signal()
    def NotificationClosed(self, number: "u", reason: "u") -> "uu":  # type: ignore[name-defined]  # noqa: F821
        """One has gone."""
        return [number, reason]


class Control(ServiceInterface):
    """The test's hands and eyes."""

    def __init__(self, service: Service) -> None:
        super().__init__(CONTROL)
        self._service = service

    @method()
    def Shown(self) -> "s":  # type: ignore[name-defined]  # noqa: F821
        """What is shown, and how often something was sent, as JSON."""
        return json.dumps({"calls": self._service.calls, "shown": list(self._service.shown.values())})

    @method()
    def Press(self, number: "u", key: "s") -> None:  # type: ignore[name-defined]  # noqa: F821
        """Presses a button; like most services it then takes the notification away."""
        self._service.ActionInvoked(number, key)
        self._service.shown.pop(number, None)
        self._service.NotificationClosed(number, 2)

    @method()
    def PressOnly(self, number: "u", key: "s") -> None:  # type: ignore[name-defined]  # noqa: F821
        """Presses a button, and leaves it to the program to take the notification away, as some do."""
        self._service.ActionInvoked(number, key)

    @method()
    def Dismiss(self, number: "u") -> None:  # type: ignore[name-defined]  # noqa: F821
        """Closes one as a person does."""
        self._service.shown.pop(number, None)
        self._service.NotificationClosed(number, 2)


async def main() -> None:
    """Serves until it is ended."""
    bus = await MessageBus().connect()
    service = Service(sys.argv[1].split(","))
    bus.export(PATH, service)
    bus.export(PATH, Control(service))
    await bus.request_name(NAME)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(main())
