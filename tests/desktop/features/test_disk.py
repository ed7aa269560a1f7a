"""Those who teach are told while the relay's disk is nearly full, and when it has room again."""

from collections.abc import Callable

import msgspec

from desktop.features.disk import DiskBanner
from desktop.pages.room import RoomPage
from tests.desktop.classroom import until
from tests.desktop.features.stand import Stand, account, part


async def welcome(stand: Stand, disk_low: bool) -> None:
    """The relay welcomes once more, as it does when its disk changes."""
    assert stand.relay.welcome is not None
    await stand.relay.word_came(msgspec.structs.replace(stand.relay.welcome, disk_low=disk_low))


async def test_a_teacher_is_told_while_the_disk_is_low(open_room: Callable[..., RoomPage]) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    panel = part(page, DiskBanner)
    assert not panel.isVisible()
    await welcome(stand, disk_low=True)
    await until(panel.banner.isVisible)
    assert "disk is nearly full" in panel.banner.text
    assert panel.banner.accessibleName() == panel.banner.text
    await welcome(stand, disk_low=False)
    await until(panel.isHidden)


async def test_a_teacher_who_comes_while_the_disk_is_low_sees_it_at_once(
    open_room: Callable[..., RoomPage],
) -> None:
    stand = Stand()
    await welcome(stand, disk_low=True)
    await stand.start(["Ana"])
    assert part(open_room(stand.room), DiskBanner).banner.isVisible()


async def test_students_are_not_told(open_room: Callable[..., RoomPage]) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await welcome(stand, disk_low=True)
    assert not part(page, DiskBanner).isVisible()


async def test_a_room_that_was_left_hears_no_more_of_it(open_room: Callable[..., RoomPage]) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    panel = part(open_room(stand.room), DiskBanner)
    heard: list[None] = []
    panel.changed.connect(lambda: heard.append(None))
    panel.gone()
    await welcome(stand, disk_low=True)
    assert heard == []
