"""Personal codes: how long they are good, what the slips say of it, and taking them back."""

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QMainWindow

from desktop.address import read_address
from desktop.client import Address, RefusedByRelay
from desktop.parts.passes import ForWhom, PassesDialog, SheetSaver, of_lesson, these
from desktop.parts.passes.saver import Lasting, minutes_of
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import Dialog
from relay.protocol.accounts import LoggedIn
from relay.protocol.joining import SignInWithPass
from relay.protocol.people_admin import ListPeople, PeopleList
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, asked, until
from tests.desktop.features.stand import press

PLACES = [("192.168.100.200", 8443)]


async def shut(window: QMainWindow) -> None:
    window.hide()
    window.deleteLater()
    await asyncio.sleep(0)


def at(hour: int, minute: int) -> int:
    """That time of a day here, ms UTC."""
    return QDateTime(QDate(2026, 11, 23), QTime(hour, minute)).toMSecsSinceEpoch()


@pytest.mark.parametrize(
    ("lasting", "hour", "minute", "minutes"),
    [("minutes", 9, 0, 10), ("today", 9, 0, 15 * 60), ("today", 23, 55, 10), ("open", 9, 0, 0)],
)
def test_how_many_minutes_that_is(lasting: Lasting, hour: int, minute: int, minutes: int) -> None:
    assert minutes_of(lasting, at(hour, minute)) == minutes


async def test_a_slip_says_in_plain_words_until_when_it_is_good(
    theme: Theme, window: QMainWindow, say: Callable[[str], str]
) -> None:
    relay = QtRelayClient(Address("127.0.0.1", 1), "pin")
    saver = SheetSaver(relay, theme, say, these([]), PLACES, window)
    assert saver.until(at(9, 10), "minutes") == "Good once, until 09:10 on Monday, 23 November 2026."
    assert saver.until(at(23, 59), "today") == "Good once, until 23:59 on Monday, 23 November 2026."
    assert saver.until(at(9, 0), "open") == (
        "Good once, until your teacher takes it back, at the latest on Monday, 23 November 2026."
    )
    await shut(window)


async def try_pass(classroom: Classroom, secret: str) -> str:
    """Who is signed in by it, or the code of the refusal."""
    visitor = await classroom.line()
    try:
        return (await asked(visitor, SignInWithPass(ref=new_ref(), secret=secret), LoggedIn)).you.name
    except RefusedByRelay as refused:
        return refused.code
    finally:
        await visitor.close()


async def test_the_codes_of_one_or_of_a_class_are_taken_back_after_asking(
    classroom: Classroom, theme: Theme, window: QMainWindow, say: Callable[[str], str]
) -> None:
    await classroom.add_students("Ana Silva", "Tom <b>Becker</b>", "Zoe Quinn")
    teacher = await classroom.teacher()
    whole = SheetSaver(teacher, theme, say, of_lesson(teacher, classroom.session), PLACES, window)
    secrets = {slip.name: read_address(slip.link).personal for slip in await whole.make("today")}
    found = await asked(teacher, ListPeople(ref=new_ref(), find="Ana"), PeopleList)
    ana = found.people[0].account.id
    dialog = PassesDialog(theme, window, "Ana Silva", one=True)
    one = these([ForWhom(classroom.class_id, "Physics", (ana,))])
    saver = SheetSaver(teacher, theme, say, one, PLACES, dialog)
    dialog.taking_back.connect(saver.take_back)
    saver.told.connect(dialog.tell)
    dialog.open()
    dialog.back.click()
    question = next(found for found in dialog.findChildren(Dialog) if found.isVisible())
    press(question, "Cancel")
    assert not dialog.banner.isVisible()
    dialog.back.click()
    question = [found for found in dialog.findChildren(Dialog) if found.isVisible()][-1]
    press(question, "Take back")
    await until(dialog.banner.isVisible)
    assert dialog.banner.text == "Taken back: no QR slip of Ana Silva is good any more."
    assert await try_pass(classroom, secrets["Ana Silva"]) == "pass_not_good"
    assert await try_pass(classroom, secrets["Zoe Quinn"]) == "Zoe Quinn"
    told: list[tuple[str, str]] = []
    whole.told.connect(lambda text, tone: told.append((text, tone)))
    await whole.revoke("done")
    assert told == [("done", "ok")]
    assert await try_pass(classroom, secrets["Tom <b>Becker</b>"]) == "pass_not_good"
    await teacher.close()
    await whole.revoke("done")
    assert told[-1][1] == "danger"
    dialog.reject()
    await shut(window)


@pytest.mark.parametrize("scale", [1.0, 2.0])
async def test_nothing_is_wider_than_a_narrow_window(theme: Theme, window: QMainWindow, scale: float) -> None:
    theme.apply("light", scale)
    window.resize(400, 700)
    dialog = PassesDialog(theme, window, "Physics " * 8)
    dialog.open()
    assert dialog.chosen == "today"
    for lasting in ("minutes", "today", "open"):
        dialog.lasting.choose(lasting)
        assert dialog._holder.minimumSizeHint().width() <= dialog._scroll.viewport().width()
    dialog.reject()
    await shut(window)


async def test_without_a_network_codes_can_only_be_taken_back(theme: Theme, window: QMainWindow) -> None:
    dialog = PassesDialog(theme, window, "Physics", printing=False)
    dialog.open()
    assert "no network" in dialog.banner.text
    assert not dialog.sheet.isEnabled()
    assert dialog.back.isEnabled()
    dialog.reject()
    await shut(window)
