"""The system's own notifications, over a real session bus; and that their absence harms nothing."""

import asyncio
from pathlib import Path

import pytest

from desktop.notifications import Action, NativeNotifier, Notification, Notifications
from desktop.notifications.backend import Backend
from desktop.notifications.bundled import Bundled
from desktop.notifications.freedesktop import FreeDesktop
from tests.desktop.bus import WITHOUT, notification_service
from tests.desktop.classroom import until

pytestmark = pytest.mark.skipif(bool(WITHOUT), reason=WITHOUT)


@pytest.fixture(params=[FreeDesktop, Bundled], ids=["own", "library"])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Both ways out; the library's, meant for other systems, speaks D-Bus here too."""
    made: Backend = request.param()
    return made


async def test_shows_a_notice_with_buttons_and_hears_them(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier, done = NativeNotifier(backend), []
        notifier.show(
            Notification(
                "hands/1",
                "Ana raised a hand",
                "Physics 101",
                (
                    Action("call_on", "Call on", lambda: done.append("call_on")),
                    Action("lower", "Lower", lambda: done.append("lower")),
                ),
            )
        )
        (shown,) = await service.until(1)
        assert shown["app"] == "Schoolbell"
        assert shown["summary"] == "Ana raised a hand"
        assert shown["body"] == "Physics 101"
        assert [a for a in shown["actions"] if a and a != "default"] == [
            "call_on",
            "Call on",
            "lower",
            "Lower",
        ]
        assert notifier.why == ""
        await service.press(shown["number"], "call_on")
        await until(lambda: done == ["call_on"])
        await notifier.close()


async def test_it_makes_no_sound_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to be heard the program plays, and only that."""
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier = NativeNotifier(FreeDesktop())
        notifier.show(Notification("chat/1", "Ms Lee wrote to you"))
        notifier.show(Notification("called/1", "It is your turn", urgent=True))
        for shown in await service.until(2):
            assert shown["sounds"] == ["suppress-sound"]
        await notifier.close()


@pytest.mark.parametrize("ends", [False, True], ids=["withdrawn", "the program ends"])
async def test_what_is_over_before_it_is_shown_does_not_stay(
    monkeypatch: pytest.MonkeyPatch, ends: bool
) -> None:
    """Its person may be faster than the system."""
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        asked, go = asyncio.Event(), asyncio.Event()

        class Slow(FreeDesktop):
            async def show(self, notice: Notification) -> None:
                asked.set()
                await go.wait()
                await super().show(notice)

        notifier = NativeNotifier(Slow())
        notifier.show(Notification("session/1", "Physics has started", urgent=True))
        await asked.wait()
        if ends:
            closing = asyncio.create_task(notifier.close())
            await asyncio.sleep(0)
            go.set()
            await closing
        else:
            notifier.withdraw("session/1")
            go.set()
            notifier.show(Notification("session/2", "Waves has started"))
            await until(lambda: not notifier._wanted and not notifier._under_way)
        assert [one["summary"] for one in await service.shown()] == ([] if ends else ["Waves has started"])
        await notifier.close()


async def test_what_is_over_before_the_system_was_asked_is_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier = NativeNotifier(FreeDesktop())
        notifier.show(Notification("session/1", "Physics has started"))
        await asyncio.sleep(0)
        notifier.withdraw("session/1")
        assert notifier._worker is not None
        await notifier._worker
        assert await service.shown() == []
        assert await notifier.probe()
        await notifier.close()


async def test_what_was_pressed_goes_even_where_the_service_leaves_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier, done = NativeNotifier(), []
        notices = Notifications(notifier)
        notices.tell(
            "a", "Ana raised a hand", actions=(Action("lower", "Lower", lambda: done.append("lower")),)
        )
        (shown,) = await service.until(1)
        await service.press_only(shown["number"], "lower")
        await service.until(0)
        assert done == ["lower"]
        await notifier.close()


async def test_a_click_on_the_notification_opens(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier, done = NativeNotifier(backend), []
        notifier.show(Notification("a", "Ana raised a hand", open=lambda: done.append("opened")))
        (shown,) = await service.until(1)
        await service.press(shown["number"], "default")
        await until(lambda: done == ["opened"])
        await notifier.close()


async def test_withdraws_when_the_reason_is_gone(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier = NativeNotifier(backend)
        notifier.show(Notification("a", "Ana raised a hand"))
        notifier.show(Notification("b", "Physics has started"))
        await service.until(2)
        notifier.withdraw("a")
        (left,) = await service.until(1)
        assert left["summary"] == "Physics has started"
        await notifier.close()
        await service.until(0)


async def test_of_one_key_one_is_shown(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier = NativeNotifier(backend)
        notifier.show(Notification("a", "Ana raised a hand"))
        await service.until(1)
        notifier.show(Notification("a", "Ana and Tom raised a hand"))
        while (shown := await service.until(1))[0]["summary"] != "Ana and Tom raised a hand":
            pass
        await notifier.close()
        assert len(shown) == 1


async def test_a_later_notice_takes_the_place_of_the_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier = NativeNotifier()
        notifier.show(Notification("a", "Ana raised a hand"))
        (first,) = await service.until(1)
        notifier.show(Notification("a", "Ana and Tom raised a hand"))
        while (second := (await service.until(1))[0])["summary"] == first["summary"]:
            pass
        assert second["number"] == first["number"]
        await notifier.close()


async def test_nothing_in_a_name_is_taken_for_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier = NativeNotifier()
        notifier.show(Notification("a", "<b>Ana</b> & Tom", "<img src='http://x/y.png'> & more"))
        (shown,) = await service.until(1)
        assert "<" not in shown["summary"]
        assert shown["body"] == "&lt;img src='http://x/y.png'&gt; &amp; more"
        await notifier.close()


async def test_a_service_without_buttons_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async with notification_service("body") as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier = NativeNotifier()
        assert await notifier.probe()
        assert notifier.why == "no_buttons"
        notifier.show(Notification("a", "<Ana>", "<b>", (Action("call_on", "Call on", lambda: None),)))
        (shown,) = await service.until(1)
        assert shown["actions"] == []
        assert shown["body"] == "‹b›"
        await notifier.close()


@pytest.mark.parametrize("address", ["unix:path=/nonexistent", "rubbish", ""])
async def test_without_a_bus_nothing_is_raised(
    backend: Backend, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    notifier = NativeNotifier(backend)
    assert notifier.why == "not_asked"
    assert not await notifier.probe()
    assert notifier.why == "no_service"
    notifier.show(Notification("a", "Ana raised a hand"))
    notifier.withdraw("a")
    await notifier.close()


async def test_a_service_that_goes_away_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with notification_service() as service:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        notifier = NativeNotifier()
        assert await notifier.probe()
    notifier.show(Notification("a", "Ana raised a hand"))
    await until(lambda: notifier.why == "no_service")
    await notifier.close()
