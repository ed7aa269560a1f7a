"""A relay is found on the network while it serves, with the lessons in progress; on the real library."""

import asyncio
from pathlib import Path

import pytest

from relay.config import Settings
from relay.protocol.announcement import AnnouncedLesson, Announcement
from relay.protocol.lesson import EndSession
from relay.server.announcing import Announcer
from relay.server.places import Places, places
from relay.shared.ids import new_ref
from tests.announcing import LOOPBACK, listening, made_up
from tests.patience import until
from tests.relay.interfaces import own
from tests.relay.process import relay_process, school

pytestmark = pytest.mark.usefixtures("air")
CARDS = own(
    *("lo 127.0.0.1/8", "docker0 172.17.0.1/16", "wlan0 192.168.1.5/24", "wg0 10.8.0.2/24"),
    *(
        "eth0 10.1.2.3/16",
        "eth0 2001:db8::3/64",
        "eth0 fe80::3/64",
        "VMware Network Adapter VMnet8 192.168.56.1/24",
    ),
)
NOWHERE = Places((), ())


# where


@pytest.mark.parametrize(
    ("host", "announce", "interfaces", "addresses"),
    [
        ("", "on", ("192.168.1.5", "10.1.2.3"), ("192.168.1.5", "10.1.2.3")),
        ("0.0.0.0", "on", ("192.168.1.5", "10.1.2.3"), ("192.168.1.5", "10.1.2.3")),
        ("::", "on", ("192.168.1.5", "10.1.2.3"), ("2001:db8::3",)),
        ("10.1.2.3", "on", ("10.1.2.3",), ("10.1.2.3",)),
        ("", "10.1.2.3", ("10.1.2.3",), ("10.1.2.3",)),
        ("", "10.1.2.3, 127.0.0.1", ("10.1.2.3", "127.0.0.1"), ("10.1.2.3", "127.0.0.1")),
        ("", "172.17.0.1", ("172.17.0.1",), ("172.17.0.1",)),
        ("", "10.8.0.2,10.1.2.3", ("10.1.2.3", "10.8.0.2"), ("10.1.2.3", "10.8.0.2")),
        ("127.0.0.1", "127.0.0.1", ("127.0.0.1",), ("127.0.0.1",)),
        ("2001:db8::5", "on", ("192.168.1.5", "10.1.2.3"), ("2001:db8::5",)),
        # nobody else could reach it
        ("127.0.0.1", "on", (), ()),
        ("localhost", "on", (), ()),
        ("::1", "on", (), ()),
        ("127.0.0.1", "10.1.2.3", (), ()),
        # not now
        ("10.9.9.9", "on", (), ()),
        ("", "10.9.9.9", (), ()),
        ("", "off", (), ()),
    ],
)
def test_where_a_relay_is_announced(
    tmp_path: Path, host: str, announce: str, interfaces: tuple[str, ...], addresses: tuple[str, ...]
) -> None:
    settings = Settings(data=tmp_path, host=host, announce=announce)
    assert places(settings, CARDS) == Places(interfaces, addresses)


def test_a_computer_in_no_network_announces_nothing(tmp_path: Path) -> None:
    assert (
        places(Settings(data=tmp_path), own("lo 127.0.0.1/8", "docker0 172.17.0.1/16", "wg0 10.8.0.2/24"))
        == NOWHERE
    )


# what, and when


async def test_a_relay_is_found_with_its_lessons_and_gone_when_it_stops(tmp_path: Path) -> None:
    async with listening() as listener:
        async with school(tmp_path / "school", announce=LOOPBACK, relay_name="West<b>field") as (relay, made):
            relay_id = relay.ready["relay_id"]
            await until(lambda: relay_id in listener.heard)
            says, info = listener.heard[relay_id]
            assert says.school == "West<b>field"
            assert says.lessons == ()
            assert relay.ready["pin"].startswith(says.pin_hint)
            assert info.port == relay.ready["port"]
            assert info.parsed_addresses() == [LOOPBACK]
            teacher = await made.teacher()
            session = await made.live(teacher)
            lesson = AnnouncedLesson("Physics", "Ms Lee", "Energy")
            await until(lambda: listener.heard[relay_id][0].lessons == (lesson,))
            await teacher.enter(session)
            await teacher.do(EndSession(ref=new_ref(), session=session))
            await until(lambda: listener.heard[relay_id][0].lessons == ())
        await until(lambda: relay_id not in listener.heard)


async def test_a_relay_that_is_not_to_be_found_stops_as_quickly(tmp_path: Path) -> None:
    async with relay_process(tmp_path / "school", announce="off") as relay:
        assert await relay.stop() == 0


async def test_a_changed_address_is_announced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relay.server.announcing.LOOK_SECONDS", 0.2)
    what = made_up(1)
    port = 4001
    cards = own(f"lo {LOOPBACK}/8")
    settings = Settings(data=tmp_path, announce="127.0.0.1,127.0.0.2")

    async def nothing() -> list[None]:
        return []

    def say(_: object) -> Announcement:
        return what

    announcer = Announcer(settings, port, say, nothing, asyncio.Event(), lambda: cards)  # type: ignore[arg-type]
    async with listening() as listener:
        announcer.start()
        try:
            await until(lambda: what.relay_id in listener.heard)
            assert listener.heard[what.relay_id][1].parsed_addresses() == [LOOPBACK]
            cards = own("lo 127.0.0.2/8")
            await until(lambda: "127.0.0.2" in listener.heard[what.relay_id][1].parsed_addresses())
            cards = []
            await until(lambda: what.relay_id not in listener.heard)
            cards = own(f"lo {LOOPBACK}/8")
            await until(lambda: what.relay_id in listener.heard)
        finally:
            await announcer.stop()
        await until(lambda: what.relay_id not in listener.heard)


async def test_a_relay_whose_lessons_cannot_be_read_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken() -> list[None]:
        raise OSError("no disk")

    settings = Settings(data=tmp_path, announce=LOOPBACK)
    announcer = Announcer(settings, 4001, lambda _: made_up(2), broken, asyncio.Event())  # type: ignore[arg-type]
    announcer.start()
    await until(lambda: "can't be announced" in caplog.text)
    await announcer.stop()
