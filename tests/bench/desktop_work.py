"""What the program is put through: a long chat, a crowd coming in, a wall of three hundred, ink, a deck."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import qasync  # type: ignore[import-untyped]
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import App
from desktop.app.garbage import GarbageCollector
from desktop.credentials import MemoryCredentials
from desktop.demo.user import DemoUser
from desktop.features.register import ClassWall
from desktop.notifications import NativeNotifier, SilentNotifier
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from relay.protocol.hands import HandRaised
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.bench.desktop_chat import history
from tests.bench.desktop_ink import write
from tests.bench.desktop_side import Order, Report
from tests.bench.desktop_slides import come_late, look, show
from tests.bench.desktop_watch import Watch, go, in_the_lesson, resident, until

SETTLE_SECONDS = 1.0


def carry_out(order: Order) -> Report:
    """Runs the program in the loop that it has in life."""
    application = QApplication(["schoolbell-bench"])
    application.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(_carry_out(application, order))


async def _carry_out(application: QApplication, order: Order) -> Report:
    report = Report()
    work = {
        "stay": _stay,
        "history": history,
        "crowd": _crowd,
        "wall": _wall,
        "ink": write,
        "show": show,
        "look": look,
        "come late": come_late,
    }[order.what]
    gc.freeze()
    garbage = GarbageCollector()
    try:
        async with _program(application, order) as person:
            await work(person, order, report)
    finally:
        garbage.close()
    return report


@asynccontextmanager
async def _program(application: QApplication, order: Order) -> AsyncIterator[DemoUser]:
    """This person's program, signed in, its window open at the list of sessions."""
    profile = Path(order.folder) / f"profile of {order.person}"
    profile.mkdir()
    credentials = MemoryCredentials()
    known = RememberedRelay(
        host="127.0.0.1",
        port=order.port,
        pin=order.pin,
        relay_id=order.relay_id,
        name="Hill School",
        certificate=order.certificate,
        username=order.person,
    )
    await credentials.put(known.pin, order.person, order.token)
    settings = Settings(profile)
    await settings.load()
    settings.remember(known)
    await settings.close()
    heard = "nonexistent" not in os.environ.get("DBUS_SESSION_BUS_ADDRESS", "nonexistent")
    app = App(
        profile,
        theme=Theme(application),
        credentials=credentials,
        notifier=NativeNotifier() if heard else SilentNotifier(),
    )
    await app.open()
    app.window.resize(1180, 780)
    try:
        yield DemoUser(order.person, app, profile)
    finally:
        await app.close()


async def _stay(person: DemoUser, order: Order, report: Report) -> None:
    """In the lesson, with another window before it, so that what happens is told outside."""
    await in_the_lesson(person, order)
    other = QWidget()
    other.show()
    other.activateWindow()
    await until(lambda: not person.app.window.isActiveWindow())
    report.figures["resident"] = resident()
    await go()
    other.close()


async def _crowd(person: DemoUser, order: Order, report: Report) -> None:
    """Looks on while people come in, until all are in the list and nothing moves any more."""
    room = await in_the_lesson(person, order)
    await asyncio.sleep(SETTLE_SECONDS)
    report.figures["resident, before"] = resident()
    watch = Watch(report)
    async with watch.over("coming"):
        await go()
        await until(lambda: len(room.memories[People].present()) >= order.count)
        await asyncio.sleep(SETTLE_SECONDS)
    report.figures["resident, after"] = resident()
    report.figures["ticks"] = watch.ticks


async def _wall(person: DemoUser, order: Order, report: Report) -> None:
    """A class wall of so many, who have come: shown, told of a change, searched as a list, made smaller."""
    await person.sees(order.lesson)
    await go()
    watch = Watch(report)
    async with watch.over("wall shown"):
        room = await in_the_lesson(person, order)
        (wall,) = person.app.window.findChildren(ClassWall)
        await until(lambda: wall.model.rowCount() >= order.count)
        await asyncio.sleep(SETTLE_SECONDS)
    people = [one.account for one in room.memories[People].present()]
    assert len(people) >= order.count
    raised = HandRaised(by=people[-1], seq=room.upto, at=room.now(), ref=new_ref())
    room.memories.apply(raised)
    await watch.at("wall told", lambda: room.told.emit([raised], True))
    await watch.at("wall as a list", lambda: wall.list_button.setChecked(True))
    await watch.at("wall searched", lambda: wall.search.setText("Student 1"))
    await watch.at("wall again", lambda: wall.list_button.setChecked(False))
    await watch.at("wall in another window", lambda: person.app.window.resize(1000, 640))
    await watch.at("wall on the stage", wall.show_wall.click, lambda: not wall.isVisible())
